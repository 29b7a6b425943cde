using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>The networks of the tutorials, under the tutorials' own names of classes and layers.</summary>
public static class Networks
{
    private const string TrainingStep =
        """

        optimizer = optim.{optimizer}(network.parameters(), {arguments})  #@ lr
        images, labels = batch                     #@ x, labels
        preds = network(images)
        loss = loss_func(preds, labels)            #@ loss
        optimizer.zero_grad()                      #@ zero_grad
        loss.backward()                            #@ backward
        optimizer.step()                           #@ update
        """;

    private static readonly Shape DigitShape = new(1, 28, 28);

    /// <summary>Tutorial 002's first network, which forgets to flatten: its fc1 cannot take what pool2 gives.</summary>
    public static Network Network1 { get; } = new("network1", "Network1", DigitShape,
        [
            new("conv1", new Conv2d(1, 6, 5)), new("conv2", new Conv2d(6, 12, 5)),
            new("pool1", new MaxPool2d(2, 2)), new("pool2", new MaxPool2d(2, 2)),
            new("fc1", new Linear(192, 120)), new("fc2", new Linear(120, 60)), new("out", new Linear(60, 10)),
        ],
        static (f, t) =>
        {
            t = f.Call("pool1", f.Relu(f.Call("conv1", t)));
            t = f.Call("pool2", f.Relu(f.Call("conv2", t)));
            return f.Call("out", f.Call("fc2", f.Call("fc1", t)));
        })
    {
        ForwardLines =
            """
            class Network1(nn.Module):
                def forward(self, t):
                    t = self.pool1(F.relu(self.conv1(t)))  #@ conv1, relu1, pool1
                    t = self.pool2(F.relu(self.conv2(t)))  #@ conv2, relu2, pool2
                    t = self.fc1(t)                        #@ fc1
                    t = self.fc2(t)                        #@ fc2
                    t = self.out(t)                        #@ out
                    return t
            """,
        StepLines = TrainingStep,
    };

    /// <summary>Tutorial 002's network for MNIST: two convolutions, three linear layers.</summary>
    public static Network Network2 { get; } = new("network2", "Network2", DigitShape,
        [
            new("conv1", new Conv2d(1, 6, 5)), new("conv2", new Conv2d(6, 12, 5)),
            new("fc1", new Linear(192, 120)), new("fc2", new Linear(120, 60)), new("out", new Linear(60, 10)),
        ],
        static (f, t) =>
        {
            t = f.MaxPool2d(f.Relu(f.Call("conv1", t)), 2, 2);
            t = f.MaxPool2d(f.Relu(f.Call("conv2", t)), 2, 2);
            return Head(f, t);
        })
    {
        ForwardLines =
            """
            class Network2(nn.Module):
                def forward(self, t):
                    t = self.conv1(t)                               #@ conv1
                    t = F.relu(t)                                   #@ relu1
                    t = F.max_pool2d(t, kernel_size=2, stride=2)    #@ pool1
                    t = self.conv2(t)                               #@ conv2
                    t = F.relu(t)                                   #@ relu2
                    t = F.max_pool2d(t, kernel_size=2, stride=2)    #@ pool2
                    t = t.reshape((t.shape[0], -1))                 #@ flatten
                    t = self.fc1(t)                                 #@ fc1
                    t = F.relu(t)                                   #@ relu3
                    t = self.fc2(t)                                 #@ fc2
                    t = F.relu(t)                                   #@ relu4
                    t = self.out(t)                                 #@ out
                    return t
            """,
        StepLines = TrainingStep,
    };

    /// <summary>Tutorial 002's network for Fashion-MNIST: a third convolution, with padding.</summary>
    public static Network Network3 { get; } = new("network3", "Network3", DigitShape,
        [
            new("conv1", new Conv2d(1, 6, 5)), new("conv2", new Conv2d(6, 12, 5)), new("conv3", new Conv2d(12, 24, 2, Padding: 1)),
            new("fc1", new Linear(96, 120)), new("fc2", new Linear(120, 60)), new("out", new Linear(60, 10)),
        ],
        static (f, t) =>
        {
            t = f.MaxPool2d(f.Relu(f.Call("conv1", t)), 2, 2);
            t = f.MaxPool2d(f.Relu(f.Call("conv2", t)), 2, 2);
            t = f.MaxPool2d(f.Relu(f.Call("conv3", t)), 2, 2);
            return Head(f, t);
        })
    {
        ForwardLines =
            """
            class Network3(nn.Module):
                def forward(self, t):
                    t = self.conv1(t)                               #@ conv1
                    t = F.relu(t)                                   #@ relu1
                    t = F.max_pool2d(t, kernel_size=2, stride=2)    #@ pool1
                    t = self.conv2(t)                               #@ conv2
                    t = F.relu(t)                                   #@ relu2
                    t = F.max_pool2d(t, kernel_size=2, stride=2)    #@ pool2
                    t = F.relu(self.conv3(t))                       #@ conv3, relu3
                    t = F.max_pool2d(t, kernel_size=2, stride=2)    #@ pool3
                    t = t.reshape((t.shape[0], -1))                 #@ flatten
                    t = self.fc1(t)                                 #@ fc1
                    t = F.relu(t)                                   #@ relu4
                    t = self.fc2(t)                                 #@ fc2
                    t = F.relu(t)                                   #@ relu5
                    t = self.out(t)                                 #@ out
                    return t
            """,
        StepLines = TrainingStep,
    };

    /// <summary>Tutorial 004's network for Fashion-MNIST: linear layers only.</summary>
    public static Network Mlp { get; } = new("mlp", "NeuralNetwork", DigitShape,
        [
            new("flatten", new Flatten()),
            new("linear_relu_stack", new Sequential(new Linear(28 * 28, 512), new ReLU(), new Linear(512, 512), new ReLU(), new Linear(512, 10))),
        ],
        static (f, x) => f.Call("linear_relu_stack", f.Call("flatten", x)))
    {
        ForwardLines =
            """
            class NeuralNetwork(nn.Module):
                def __init__(self):
                    super(NeuralNetwork, self).__init__()
                    self.flatten = nn.Flatten()
                    self.linear_relu_stack = nn.Sequential(
                        nn.Linear(28*28, 512),  #@ linear_relu_stack.0
                        nn.ReLU(),              #@ linear_relu_stack.1
                        nn.Linear(512, 512),    #@ linear_relu_stack.2
                        nn.ReLU(),              #@ linear_relu_stack.3
                        nn.Linear(512, 10)      #@ linear_relu_stack.4
                    )

                def forward(self, x):
                    x = self.flatten(x)         #@ flatten
                    logits = self.linear_relu_stack(x)
                    return logits
            """,
        StepLines =
            """

            optimizer = torch.optim.{optimizer}(model.parameters(), {arguments})  #@ lr
            for batch, (X, y) in enumerate(dataloader):                     #@ x, labels
                pred = model(X)
                loss = loss_fn(pred, y)  #@ loss
                model.zero_grad()        #@ zero_grad
                loss.backward()          #@ backward
                optimizer.step()         #@ update
            """,
    };

    private static Value Head(ForwardBuilder f, Value t)
    {
        t = f.Flatten(t);
        t = f.Relu(f.Call("fc1", t));
        t = f.Relu(f.Call("fc2", t));
        return f.Call("out", t);
    }
}
