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
        preds = network(images)                    #@ preds=out
        loss = loss_func(preds, labels)            #@ loss
        optimizer.zero_grad()                      #@ zero_grad
        loss.backward()                            #@ backward
        optimizer.step()                           #@ update
        """;

    private const string LeNetLines =
        """
        class Net(nn.Module):
            def forward(self, x):
                x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))  #@ conv1, relu1, pool1
                x = F.max_pool2d(F.relu(self.conv2(x)), 2)       #@ conv2, relu2, pool2
                x = x.view(-1, self.num_flat_features(x))        #@ flatten
                x = F.relu(self.fc1(x))                          #@ fc1, relu3
                x = F.relu(self.fc2(x))                          #@ fc2, relu4
                x = self.fc3(x)                                  #@ fc3
                return x
        """;

    private static readonly Shape DigitShape = new(1, 28, 28);

    /// <summary>The network of tutorials 001 and 003: 5×5 kernels on images of 32×32.</summary>
    public static Network TutorialNet { get; } = new("tutorial-net", "Net", new Shape(1, 32, 32),
        [
            new("conv1", new Conv2d(1, 6, 5)), new("conv2", new Conv2d(6, 16, 5)),
            new("fc1", new Linear(16 * 5 * 5, 120)), new("fc2", new Linear(120, 84)), new("fc3", new Linear(84, 10)),
        ],
        LeNet)
    {
        ForwardLines = LeNetLines,
    };

    /// <summary>The network of tutorial 000: as <see cref="TutorialNet"/>, with 3×3 kernels.</summary>
    public static Network Week4Net { get; } = new("week4-net", "Net", new Shape(1, 32, 32),
        [
            new("conv1", new Conv2d(1, 6, 3)), new("conv2", new Conv2d(6, 16, 3)),
            new("fc1", new Linear(16 * 6 * 6, 120)), new("fc2", new Linear(120, 84)), new("fc3", new Linear(84, 10)),
        ],
        LeNet)
    {
        ForwardLines = LeNetLines,
    };

    /// <summary>The layers that tutorial 004 takes apart one by one, for images without a channel.</summary>
    public static Network Layers { get; } = new("layers", "Sequential", new Shape(28, 28),
        [
            new("flatten", new Flatten()), new("layer1", new Linear(28 * 28, 20)), new("relu", new ReLU()),
            new("layer2", new Linear(20, 10)), new("softmax", new Softmax(1)),
        ],
        static (f, x) => f.Call("softmax", f.Call("layer2", f.Call("relu", f.Call("layer1", f.Call("flatten", x))))))
    {
        ForwardLines =
            """
            layer1 = nn.Linear(in_features=28*28, out_features=20)
            layer2 = nn.Linear(20, 10)
            input_image = torch.rand(3, 28, 28)  #@ x
            flat_image = nn.Flatten()(input_image)  #@ flatten
            hidden1 = layer1(flat_image)         #@ layer1
            hidden1 = nn.ReLU()(hidden1)         #@ relu
            logits = layer2(hidden1)             #@ layer2
            pred_probab = nn.Softmax(dim=1)(logits)  #@ softmax
            for p in (*layer1.parameters(), *layer2.parameters()):
                p.grad = torch.zeros_like(p)     #@ zero_grad
            pred_probab.backward(torch.randn(3, 10))  #@ gradient, backward
            """,
    };

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
                def forward(self, t):  #@ t=x
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
                def forward(self, t):  #@ t=x
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
                def forward(self, t):  #@ t=x
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
            new("linear_relu_stack",
                new Sequential(new Linear(28 * 28, 512), new ReLU(), new Linear(512, 512), new ReLU(), new Linear(512, 10))),
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
                    logits = self.linear_relu_stack(x)  #@ logits=linear_relu_stack.4
                    return logits
            """,
        StepLines =
            """

            optimizer = torch.optim.{optimizer}(model.parameters(), {arguments})  #@ lr
            for batch, (X, y) in enumerate(dataloader):                     #@ x, labels
                pred = model(X)          #@ pred=linear_relu_stack.4
                loss = loss_fn(pred, y)  #@ loss
                model.zero_grad()        #@ zero_grad
                loss.backward()          #@ backward
                optimizer.step()         #@ update
            """,
    };

    /// <summary>The forward method of tutorials 000, 001 and 003 (LeNet-5 with max pooling and ReLU).</summary>
    private static Value LeNet(ForwardBuilder f, Value x)
    {
        x = f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2);
        x = f.MaxPool2d(f.Relu(f.Call("conv2", x)), 2);
        x = f.Flatten(x);
        x = f.Relu(f.Call("fc1", x));
        x = f.Relu(f.Call("fc2", x));
        return f.Call("fc3", x);
    }

    private static Value Head(ForwardBuilder f, Value t)
    {
        t = f.Flatten(t);
        t = f.Relu(f.Call("fc1", t));
        t = f.Relu(f.Call("fc2", t));
        return f.Call("out", t);
    }
}
