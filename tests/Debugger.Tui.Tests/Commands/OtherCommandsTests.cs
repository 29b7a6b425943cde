using System.Text.Json;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class OtherCommandsTests
{
    [Test]
    public void Without_arguments_the_program_says_where_to_start()
    {
        string welcome = Cli.Good().Out;
        Assert.That(welcome, Does.StartWith("Backstep: ").And.Contain("backstep trace two-layer").And.Contain("--help"));
    }

    [Test]
    public void Programs_lists_the_whole_catalog()
    {
        string[] lines = Cli.Good("programs").Lines;
        Assert.That(lines.Select(l => l.Split(' ')[0]), Is.EqualTo(ProgramCatalog.All.Select(p => p.Name)));
        JsonElement[] json = [.. JsonDocument.Parse(Cli.Good("programs", "--json").Out).RootElement.EnumerateArray()];
        Assert.That(json.Select(p => p.GetProperty("name").GetString()), Is.EqualTo(ProgramCatalog.All.Select(p => p.Name)));
        JsonElement network2 = json.Single(p => p.GetProperty("name").GetString() == "network2");
        Assert.That((network2.GetProperty("data").GetString(), network2.GetProperty("batch_size").GetInt32(),
            network2.GetProperty("trains").GetBoolean()), Is.EqualTo(("mnist", 100, true)));
    }

    [Test]
    public void Summary_prints_a_network_as_PyTorch_does()
    {
        JsonElement networks = Fixture("models.json").GetProperty("print");
        foreach (JsonProperty network in networks.EnumerateObject())
        {
            string shown = Cli.Good("summary", network.Name).Out;
            Assert.That(shown, Does.StartWith(network.Value.GetString() + "\n"), network.Name);
        }
        Assert.That(networks.EnumerateObject().Count(), Is.GreaterThan(3));
    }

    [Test]
    public void Summary_lists_the_named_parameters_and_counts_them()
    {
        string[] lines = Cli.Good("summary", "network2").Lines;
        Assert.That(lines, Has.One.EqualTo("conv1.weight  torch.Size([6, 1, 5, 5])"));
        Assert.That(lines[^1], Is.EqualTo("32998 parameters"));
        Assert.That(Cli.Good("summary", "two-layer").Lines, Has.One.EqualTo("w1  torch.Size([])"));
    }

    [Test]
    public void Summary_grad_fn_prints_the_backward_chain()
    {
        string[] lines = Cli.Good("summary", "tutorial-net", "--grad-fn").Lines;
        Assert.That(lines[0], Is.EqualTo("MseLossBackward0"));
        Assert.That(lines.Select(l => l.Trim()),
            Has.Some.EqualTo("AddmmBackward0").And.Some.EqualTo("ReluBackward0").And.Some.StartsWith("AccumulateGrad"));
        Assert.That(Cli.Complaint(1, "summary", "network1", "--grad-fn"), Does.Contain("fc1"));
    }

    [Test]
    public void Explain_shows_two_paths_that_add_up()
    {
        string text = Cli.Good("explain", "two-layer", "w1.grad").Out;
        Assert.That(text, Does.StartWith("∂E/∂w1 = ").And.Contain("= 0.000425236591").And.Contain("-0.000186011044").And.Contain(
            "0.000611247635").And.Contain("together 0.000425236591"));
    }

    [Test]
    public void Explain_opens_as_many_levels_as_asked()
    {
        int[] lengths = [.. new[] { "0", "1", "3" }.Select(d => Cli.Good("explain", "two-layer", "w1.grad", "--depth", d).Lines.Length)];
        Assert.That(lengths, Is.Ordered.And.Unique);
        Assert.That(Cli.Good("explain", "network2", "conv1.weight.grad[2,0,1,1]", "--seed", "7").Out,
            Does.StartWith("∂loss/∂conv1.weight[2,0,1,1]"));
    }

    [Test]
    public void A_value_before_the_fault_of_the_broken_network_can_be_explained()
    {
        Assert.That(Cli.Good("explain", "network1", "pool2[0,0,0,0]").Out, Does.StartWith("pool2[0,0,0,0]"));
        Assert.That(Cli.Complaint(2, "explain", "network1", "fc1.weight.grad[0,0]"), Does.Contain("no value is named fc1.weight.grad"));
    }

    // Every program is checked by GradientCheckTests; here it is the command.
    [TestCase("neuron")]
    [TestCase("two-layer")]
    public void Gradcheck_finds_a_program_right(string program)
    {
        string last = Cli.Good("gradcheck", program, "--seed", "2").Lines[^1];
        Assert.That(last, Does.EndWith(": the gradients agree"));
        double worst = double.Parse(last.Split(' ')[3].TrimEnd(':'), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(worst, Is.LessThan(1e-6));
    }

    [Test]
    public void Gradcheck_of_the_broken_network_fails() => Assert.That(Cli.Complaint(1, "gradcheck", "network1"), Does.Contain("fc1"));

    [TestCase("programs")]
    [TestCase("summary")]
    [TestCase("trace")]
    [TestCase("explain")]
    [TestCase("debug")]
    [TestCase("gradcheck")]
    [TestCase("train")]
    public void Help_of_every_command_ends_with_an_example_of_it(string command)
    {
        foreach (string[] args in new[] { new[] { command, "--help" }, ["help", command], [command, "-h"] })
        {
            string[] lines = Cli.Good(args).Lines;
            Assert.That(lines[^1], Does.StartWith($"  backstep {command}"));
            Assert.That(lines, Has.Some.EqualTo("Example:").Or.Some.EqualTo("Examples:"));
        }
    }

    [Test]
    public void The_examples_of_help_that_need_no_data_work()
    {
        string[] quick = ["trace two-layer", "programs --json", "summary network2", "summary tutorial-net --grad-fn",
            "explain two-layer w1.grad", "gradcheck neuron"];
        foreach (string example in quick) Cli.Good(example.Split(' '));
    }

    [Test]
    public void The_overview_lists_every_command_without_examples()
    {
        string help = Cli.Good("--help").Out;
        Assert.That(help, Does.Contain("trace <program>").And.Contain("train <program>").And.Not.Contain("Example"));
        Assert.That(Cli.Good("help").Out, Is.EqualTo(help));
    }

    private static JsonElement Fixture(string name) => JsonDocument.Parse(File.ReadAllText(Repository.Fixture(name))).RootElement;
}
