using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models.Files;

public sealed class PythonNetworkTests
{
    /// <summary>Tutorial 004's Sequential, with the lines before it that make its modules.</summary>
    private const string Tutorial004 =
        """
        flatten = nn.Flatten()
        layer1 = nn.Linear(in_features=28*28, out_features=20)
        hidden1 = layer1(flat_image)
        print(f"Before ReLU: {hidden1}\n\n")
        seq_modules = nn.Sequential(
            flatten,
            layer1,
            nn.ReLU(),
            nn.Linear(20, 10)
        )
        input_image = torch.rand(3, 28, 28)
        logits = seq_modules(input_image)
        softmax = nn.Softmax(dim=1)
        """;

    private const string Printed =
        """
        NeuralNetwork(
          (flatten): Flatten(start_dim=1, end_dim=-1)
          (linear_relu_stack): Sequential(
            (0): Linear(in_features=784, out_features=512, bias=True)
            (1): ReLU()
            (2): Linear(in_features=512, out_features=512, bias=True)
            (3): ReLU()
            (4): Linear(in_features=512, out_features=10, bias=True)
          )
        )
        """;

    private static IEnumerable<string> Parameters(ProgramEntry entry) => entry.Network!.Parameters.Select(p => $"{p.Name} {p.Shape}");

    [TestCase("torch.optim.SGD(net.parameters(), 0.05, 0.9)", "SGD(parameters, lr=0.05, momentum=0.9)")]
    [TestCase("torch.optim.SGD(params=net.parameters(), lr=0.05, momentum=0.9, nesterov=False)",
        "SGD(parameters, lr=0.05, momentum=0.9)")]
    [TestCase("torch.optim.SGD(net.parameters(), 0.05, 0, 0, 0.01)", "SGD(parameters, lr=0.05, weight_decay=0.01)")]
    [TestCase("torch.optim.Adam(net.parameters(), lr=0.002, betas=(0.9, 0.999), eps=1e-08)", "Adam(parameters, lr=0.002)")]
    [TestCase("torch.optim.Adam(net.parameters(), 0.002, (0.5, 0.99), 1e-6)",
        "Adam(parameters, lr=0.002, betas=(0.5, 0.99), eps=1e-06)")]
    [TestCase("torch.optim.AdamW(net.parameters())", "AdamW(parameters, lr=0.001)")]
    [TestCase("optim.AdamW(net.parameters(), lr=0.01, weight_decay=0)", "AdamW(parameters, lr=0.01, weight_decay=0)")]
    public void An_optimizer_is_what_PyTorch_makes_of_its_arguments(string made, string optimizer)
    {
        ProgramEntry entry = NetworkText.Read($"net = nn.Sequential(nn.Linear(4, 2), nn.ReLU())\nopt = {made}\n", "net.py");
        Assert.That(entry.Create(new()).Program.Source.Lines, Has.Some.EndsWith(optimizer));
    }

    [Test]
    public void Layers_that_are_added_later_are_said_not_to_be_read() => Assert.That(
        NetworkText.Complaint("net = nn.Sequential()\nnet.add_module('fc', nn.Linear(2, 1))\n", "net.py"),
        Does.StartWith("line 1: layers that are added with append or add_module are not read"));

    [TestCase("nn.Softmax(-1)", "Softmax(dim=-1)")]
    [TestCase("nn.LogSoftmax(dim=-1)", "LogSoftmax(dim=-1)")]
    public void The_last_dimension_may_be_counted_from_the_end(string written, string shown)
    {
        ProgramEntry entry = NetworkText.Read($"nn.Sequential(nn.Linear(4, 3), {written})", "net.py");
        Assert.That(ModelSummary.Of(entry.Network!).Structure, Does.Contain(shown));
        Assert.That(entry.Create(new()).Program.Fault, Is.Null);
    }

    [Test]
    public void The_tutorials_Sequential_is_read_as_it_stands()
    {
        ProgramEntry entry = NetworkText.Read(Tutorial004, "seq.py");
        Assert.That(Parameters(entry), Is.EqualTo(new[] { "1.weight (20, 784)", "1.bias (20)", "3.weight (10, 20)", "3.bias (10)" }));
        Assert.That(entry.CanTrain);
        Assert.That(entry.Create(new()).Program.Output!.Shape.ToString(), Is.EqualTo("(4, 10)"));
    }

    [Test]
    public void What_print_shows_is_the_network_that_was_printed()
    {
        ProgramEntry entry = NetworkText.Read(Printed, "net.txt");
        Assert.That(ModelSummary.Of(entry.Network!).Structure, Is.EqualTo(Printed.ReplaceLineEndings("\n")));
        Assert.That(Parameters(entry), Is.EqualTo(ProgramCatalog.Get("mlp").Network!.Parameters.Select(p => $"{p.Name} {p.Shape}")));
    }

    [Test]
    public void A_class_whose_layers_stand_in_one_Sequential_gives_it()
    {
        ProgramEntry entry = NetworkText.Read(
            """
            class NeuralNetwork(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.flatten = nn.Flatten()
                    self.linear_relu_stack = nn.Sequential(
                        nn.Linear(28*28, 512), nn.ReLU(), nn.Linear(512, 10),
                    )
            """, "net.py");
        Assert.That(entry.Network!.ClassName, Is.EqualTo("NeuralNetwork"));
        Assert.That(Parameters(entry).First(), Is.EqualTo("linear_relu_stack.0.weight (512, 784)"));
        // Images are flattened before the first layer.
        Assert.That(entry.Create(new()).Program.Fault, Is.Null);
    }

    [Test]
    public void Named_layers_numbers_with_names_loss_optimizer_and_seed_are_found()
    {
        ProgramEntry entry = NetworkText.Read(
            """
            # a script
            import torch
            torch.manual_seed(7)
            hidden = 2 * 3
            net = torch.nn.Sequential(OrderedDict([
                ('fc1', nn.Linear(2, hidden)),  # in, out
                ('act', nn.Tanh()),
                ('fc2', nn.Linear(hidden, 1, bias=False)),
            ]))
            criterion = nn.MSELoss()
            optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
            for epoch in range(10):
                optimizer.step()
            """, "net.py");
        Assert.That(Parameters(entry), Is.EqualTo(new[] { "fc1.weight (6, 2)", "fc1.bias (6)", "fc2.weight (1, 6)" }));
        Assert.That(entry.Seed, Is.EqualTo(7));
        Assert.That(entry.Network!.Loss, Is.EqualTo(NetworkLoss.MeanSquaredError));
        Assert.That(entry.LearningRate, Is.EqualTo(0.05));
        Assert.That(entry.Kind, Is.EqualTo(ProgramKind.Scalar));
    }

    [TestCase("net = nn.Sequential(nn.Linaer(2, 3))", "line 1: there is no layer \"Linaer\"; did you mean Linear?")]
    [TestCase("import torch\n\nnet = nn.Sequential(\n    nn.Linear(2, n))", "line 4: \"n\" has no value before this line")]
    [TestCase("net = nn.Sequential(nn.Linear(2, 3)", "the text ends before the network does")]
    [TestCase("net = nn.Sequential(*layers)", "line 1: *layers is not read")]
    [TestCase("class Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(2, 3)", "paste what print(net) shows")]
    [TestCase("print('hello')", "there is no network in this text")]
    [TestCase("a = nn.Sequential(nn.Linear(2, 3))\nb = nn.Sequential(nn.Linear(3, 1))", "line 2: this is a second nn.Sequential")]
    [TestCase("net = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5))", "there is no layer \"Dropout\"")]
    [TestCase("net = nn.Sequential(nn.Conv2d(1, 2, (3, 5)))", "kernel_size is a whole number")]
    [TestCase("net = nn.Sequential(nn.Conv2d(1, 2, 3, groups=2))", "Conv2d is there with groups=1 alone")]
    [TestCase("net = nn.Sequential(nn.Linear(2, 3, biass=False))", "did you mean bias?")]
    [TestCase("net = nn.Sequential(nn.Linear(2))", "Linear needs out_features")]
    [TestCase("net = nn.Sequential()", "the network has no layers")]
    [TestCase("net = nn.Sequential(nn.Linear(2, 1))\nloss = nn.HuberLoss()", "line 2: there is no loss \"HuberLoss\"")]
    [TestCase("net = nn.Sequential(nn.Linear(2, 1))\nopt = optim.RMSprop(net.parameters())", "line 2: there is no optimizer \"RMSprop\"")]
    public void What_cannot_be_read_is_told_with_its_line(string text, string expected) =>
        Assert.That(NetworkText.Complaint(text, "net.py"), Does.Contain(expected));

    [Test]
    public void Brackets_without_end_are_refused() =>
        Assert.That(NetworkText.Complaint($"net = nn.Sequential({new string('(', 100_000)}", "net.py"), Does.Contain("nested more than"));

    [Test]
    public void It_trains_on_images_as_those_of_the_catalog_do()
    {
        ProgramEntry entry = NetworkText.Read(Tutorial004, "seq.py");
        Dataset digits = SyntheticDigits.Create(600);
        TrainingPlan plan = TrainingPlans.Create(entry, digits, digits, seed: 1, batchSize: 20, epochs: 3);
        using var backend = new CpuBackend(new());
        using var trainer = new Trainer(plan, backend);
        TestEvent[] tests = [.. trainer.Run().OfType<TestEvent>()];
        Assert.That(tests, Has.Length.EqualTo(3));
        Assert.That(tests[^1].Correct, Is.GreaterThan(500));
    }
}
