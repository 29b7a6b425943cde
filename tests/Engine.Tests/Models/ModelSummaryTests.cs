using System.Text.Json;
using Backstep.Engine.Models;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Models;

public class ModelSummaryTests
{
    private static readonly JsonElement Fixture = ModelFixture.Read("models.json");

    public static IEnumerable<string> Networks() => Fixture.GetProperty("print").EnumerateObject().Select(p => p.Name);

    public static IEnumerable<string> Graphs() => Fixture.GetProperty("grad_fn").EnumerateObject().Select(p => p.Name);

    [TestCaseSource(nameof(Networks))]
    public void A_network_prints_as_in_PyTorch(string name) =>
        Assert.That(
            ModelSummary.Of(ProgramCatalog.Get(name).Network!).Structure,
            Is.EqualTo(Fixture.GetProperty("print").GetProperty(name).GetString()));

    [TestCaseSource(nameof(Networks))]
    public void Parameters_have_PyTorchs_names_shapes_and_order(string name)
    {
        var wanted = Fixture.GetProperty("parameters").GetProperty(name).EnumerateObject()
            .Select(p => $"{p.Name} ({string.Join(", ", p.Value.EnumerateArray())})");
        Assert.That(ModelSummary.Of(ProgramCatalog.Get(name).Network!).Parameters.Select(p => $"{p.Name} {p.Shape}"), Is.EqualTo(wanted));
        Assert.That(ProgramCatalog.Get(name).Create(new()).Program.Parameters.Select(p => $"{p.Name} {p.Shape}"), Is.EqualTo(wanted));
    }

    [TestCaseSource(nameof(Networks))]
    public void The_catalog_has_every_network(string name) => Assert.That(ProgramCatalog.Get(name).Network, Is.Not.Null);

    [Test]
    public void Network2_learns_33010_numbers() =>
        Assert.That(
            ModelSummary.Of(Backstep.Engine.Models.Networks.Network2).Count, Is.EqualTo(6 * 26 + 12 * 151 + 120 * 193 + 60 * 121 + 610));

    [Test]
    public void A_program_without_a_network_has_parameters_only()
    {
        ModelSummary summary = ModelSummary.Of(ProgramCatalog.Get("two-layer").Create(new()).Program);
        Assert.That(summary.Structure, Is.Null);
        Assert.That(summary.Count, Is.EqualTo(10));
    }

    [TestCaseSource(nameof(Graphs))]
    public void The_backward_graph_is_PyTorchs(string name)
    {
        Program program = ProgramCatalog.Get(name).Create(new()).Program;
        GradFn root = GradFn.Of(program, program.Loss ?? program.Output!)!;
        Assert.That(Flat(root), Is.EqualTo(Flat(Fixture.GetProperty("grad_fn").GetProperty(name))));
    }

    [Test]
    public void Next_functions_lead_from_the_loss_to_the_last_layers_bias_as_the_tutorial_prints()
    {
        Program program = ProgramCatalog.Get("tutorial-net").Create(new()).Program;
        GradFn loss = GradFn.Of(program, program.Loss!)!;
        Assert.That(new[] { loss, loss.Next[0], loss.Next[0].Next[0] }.Select(n => n.ToString()),
            Is.EqualTo(new[] { "MseLossBackward0", "AddmmBackward0", "AccumulateGrad (fc3.bias)" }));
    }

    [Test]
    public void A_value_that_is_used_twice_is_one_node_and_written_out_once()
    {
        Program program = ProgramCatalog.Get("two-layer").Create(new()).Program;
        string[] lines = [.. GradFn.Of(program, program.Loss!)!.Lines()];
        Assert.That(lines.Count(l => l.EndsWith("SigmoidBackward0 of out_h1, as above", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines[0], Is.EqualTo("AddBackward0"));
        Assert.That(lines[1], Is.EqualTo("  MulBackward0"));
    }

    [Test]
    public void An_input_has_no_grad_fn()
    {
        Program program = ProgramCatalog.Get("network2").Create(new()).Program;
        Assert.That(GradFn.Of(program, program["x"]), Is.Null);
    }

    private static string Flat(GradFn node) => $"{node}[{string.Join(" ", node.Next.Select(Flat))}]";

    private static string Flat(JsonElement node) => $"{node[0].GetString()}[{string.Join(" ", node[1].EnumerateArray().Select(Flat))}]";
}
