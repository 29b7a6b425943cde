using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class GradientCheckTests
{
    /// <summary>A program that only draws tokens has no backward pass.</summary>
    private static IEnumerable<string> Sound => Sessions.Sound.Where(name => Sessions.Scenario(name).Program.Roots.Length > 0);

    [TestCaseSource(nameof(Sound))]
    public void Every_gradient_of_every_program_agrees_with_finite_differences(string name)
    {
        Scenario scenario = Sessions.Scenario(name);
        GradientCheckResult[] results = [.. new GradientCheck(scenario, new ReferenceBackend()).Run()];
        Assert.That(
            results.Select(r => r.Leaf).Distinct(), Is.EquivalentTo(scenario.Program.Values.Where(v => v.IsLeaf && v.RequiresGrad)));
        Assert.That(results, Has.All.Property("WorstError").LessThan(1e-6));
        Assert.That(results, Has.All.Matches<GradientCheckResult>(r => r.Checked > r.AtKinks), "most elements can be compared");
    }

    /// <summary>A backend whose slope of sigmoid is a hundredth of a per cent too steep.</summary>
    private sealed class SlightlyWrong : IBackend
    {
        private readonly ReferenceBackend _right = new();

        public string Name => "wrong";

        public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
        {
            Tensor result = _right.Execute(instruction, inputs, previous);
            return instruction.Attributes is DerivativeAttributes { Of: Opcode.Sigmoid } ? Tensor.Scalar(result.ScalarValue * 1.0001)
                : result;
        }

        public ICompiledProgram Compile(Program program) => _right.Compile(program);

        public void Dispose() => _right.Dispose();
    }

    [Test]
    public void A_slope_that_is_slightly_wrong_is_found()
    {
        double worst = new GradientCheck(Sessions.Scenario("two-layer"), new SlightlyWrong()).Run().Max(r => r.WorstError);
        Assert.That(worst, Is.GreaterThan(1e-5).And.LessThan(1e-3));
    }

    [Test]
    public void A_broken_program_cannot_be_checked() =>
        Assert.That(
            () => new GradientCheck(Sessions.Scenario("network1"), new ReferenceBackend()).Run().ToList(), Throws.TypeOf<ShapeException>());
}
