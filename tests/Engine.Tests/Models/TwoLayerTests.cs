using System.Globalization;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Models;

public class TwoLayerTests
{
    private static Timeline Run(Scenario scenario)
    {
        var timeline = new Timeline(scenario, new ReferenceBackend());
        timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
        return timeline;
    }

    private static Scenario TwoLayer(ScenarioOptions? options = null) => ProgramCatalog.Get("two-layer").Create(options ?? new());

    private static double ByLabel(Timeline timeline, string label)
    {
        Instruction instruction = timeline.Program.Instructions.Single(i => i.Label == label);
        return timeline.VersionAt(instruction.Output, new(0, instruction.Index + 1))!.Content.ScalarValue;
    }

    [Test]
    public void Every_printed_digit_of_the_worked_example_is_met()
    {
        Timeline timeline = Run(TwoLayer());
        Assert.That(timeline.Program.PublishedDigits, Has.Count.EqualTo(25));
        Assert.Multiple(() =>
        {
            foreach ((string label, string digits) in timeline.Program.PublishedDigits)
            {
                double lastDigit = Math.Pow(10, -(digits.Length - digits.IndexOf('.') - 1));
                Assert.That(
                    ByLabel(timeline, label), Is.EqualTo(double.Parse(digits, CultureInfo.InvariantCulture)).Within(1.5 * lastDigit),
                    label);
            }
        });
    }

    [Test]
    public void Hidden_gradients_use_the_output_weights_from_before_the_update()
    {
        Timeline timeline = Run(TwoLayer());
        Assert.That(ByLabel(timeline, "∂E/∂w5"), Is.EqualTo(-0.018375021542).Within(1e-12));
        Assert.That(ByLabel(timeline, "∂E/∂w1"), Is.EqualTo(0.000425236591).Within(1e-12));
        int lastGradient = timeline.Program.Instructions.Last(i => i.Phase == Phase.Backward).Index;
        Assert.That(timeline.Program.Instructions.Where(i => i.Phase == Phase.Update), Has.All.Property("Index").GreaterThan(lastGradient));
    }

    [Test]
    public void Weights_are_updated_in_order_and_biases_last()
    {
        var updated = TwoLayer().Program.Instructions.Where(i => i.Phase == Phase.Update).Select(i => i.Output.Name);
        Assert.That(updated, Is.EqualTo(new[] { "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "b1", "b2" }));
    }

    [Test]
    public void A_shared_bias_gathers_the_gradients_of_both_neurons()
    {
        Timeline timeline = Run(TwoLayer());
        Assert.That(ByLabel(timeline, "∂E/∂b2"), Is.EqualTo(ByLabel(timeline, "∂E/∂l_o1") + ByLabel(timeline, "∂E/∂l_o2")).Within(1e-15));
        Assert.That(ByLabel(timeline, "∂E/∂b1"), Is.EqualTo(ByLabel(timeline, "∂E/∂l_h1") + ByLabel(timeline, "∂E/∂l_h2")).Within(1e-15));
    }

    [Test]
    public void Another_learning_rate_and_optimizer_can_be_chosen()
    {
        Timeline half = Run(TwoLayer(new() { LearningRate = 0.5 }));
        Assert.That(ByLabel(half, "w5⁺"), Is.EqualTo(0.25 + 0.5 * 0.018375021542).Within(1e-12));
        Timeline adam = Run(TwoLayer(new() { Optimizer = OptimizerSpec.Adam(0.01) }));
        // Adam's first step is the learning rate, against the sign of the gradient.
        Assert.That(ByLabel(adam, "w5⁺"), Is.EqualTo(0.26).Within(1e-6));
    }

    [Test]
    public void A_data_set_or_batch_size_is_refused()
    {
        Assert.That(
            () => TwoLayer(new() { BatchSize = 3 }),
            Throws.TypeOf<ScenarioException>().With.Message.Contains("two-layer").And.Message.Contains("batch size"));
    }

    [Test]
    public void The_neuron_weighs_9_7_and_is_inside_the_interval()
    {
        Timeline timeline = Run(ProgramCatalog.Get("neuron").Create(new()));
        Program program = timeline.Program;
        Assert.That(timeline.Read(program["y"])!.ScalarValue, Is.EqualTo(9.7).Within(1e-12));
        Assert.That(timeline.Read(program["inside"])!.ScalarValue, Is.EqualTo(1));
        Assert.That(
            new[] { "w1", "w2", "w3", "b" }.Select(w => timeline.Read(program[$"{w}.grad"])!.ScalarValue),
            Is.EqualTo(new double[] { 1, 180, 70, 1 }));
        Assert.That(program.Instructions.Where(i => i.Phase == Phase.Update), Is.Empty);
    }

    [Test]
    public void The_neuron_refuses_a_learning_rate() =>
        Assert.That(() => ProgramCatalog.Get("neuron").Create(new() { LearningRate = 1 }), Throws.TypeOf<ScenarioException>());
}
