using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

public class DivergenceTests
{
    private static Scenario Create(string program, OptimizerSpec? optimizer = null) =>
        ProgramCatalog.Get(program).Create(new() { Optimizer = optimizer });

    private static Divergence? First(string program, string bug) =>
        Divergence.First(Create(program), BugCatalog.Apply(Create(program), bug), new ReferenceBackend());

    [TestCase("two-layer", "no-zero-grad", DivergenceKind.Missing, 0, "w1.grad")]
    [TestCase("two-layer", "updated-weights-in-backward", DivergenceKind.Extra, 0, "w5")]
    [TestCase("two-layer", "one-path-left-out", DivergenceKind.Missing, 0, "d(l_o2)/d(out_h1)")]
    [TestCase("two-layer", "misplaced-sigmoid-derivative", DivergenceKind.Changed, 0, "d(out_h1)/d(l_h1)")]
    [TestCase("two-layer", "zero-initialisation", DivergenceKind.Start, 0, "w1")]
    [TestCase("two-layer", "update-sign", DivergenceKind.Extra, 0, "w1.step")]
    [TestCase("softmax", "softmax-twice", DivergenceKind.Changed, 0, "loss")]
    [TestCase("network2", "missing-flatten", DivergenceKind.Missing, 0, "flatten")]
    [TestCase("network2", "wrong-in-features", DivergenceKind.Start, 0, "fc1.weight")]
    public void The_first_difference_is_where_the_mistake_is(string program, string bug, DivergenceKind kind, int iteration, string name)
    {
        Divergence? found = First(program, bug);
        Assert.That((found?.Kind, found?.Iteration, found?.Name), Is.EqualTo(((DivergenceKind?)kind, (long?)iteration, name)));
    }

    [Test]
    public void The_place_of_a_missing_instruction_is_the_one_that_runs_instead()
    {
        Divergence found = First("two-layer", "no-zero-grad")!;
        Assert.That(found.Right!.Opcode, Is.EqualTo(Opcode.Zero));
        Assert.That(found.Wrong!.Label, Is.EqualTo("∂E/∂out_o1"));
        Assert.That(found.Before, Is.EqualTo(new Moment(0, found.Wrong.Index)));
    }

    [Test]
    public void The_same_program_does_not_part_from_itself()
    {
        foreach (string name in new[] { "neuron", "two-layer", "conv4x4", "network1" })
            Assert.That(Divergence.First(Create(name), Create(name), new ReferenceBackend(), 3), Is.Null, name);
    }

    [Test]
    public void Every_mistake_is_found_wherever_it_is_made()
    {
        foreach (Bug bug in BugCatalog.All)
            foreach ((string place, Scenario right) in Wrong.Places(bug.Name)
                .Where(p => !p.Name.Contains("net", StringComparison.Ordinal) && !p.Name.StartsWith("mlp", StringComparison.Ordinal)))
                Assert.That(Divergence.First(right, bug.Apply(right), new ReferenceBackend()), Is.Not.Null, $"{bug} in {place}");
    }

    [Test]
    public void No_mistake_passes_for_a_repair()
    {
        using var backend = new ReferenceBackend();
        foreach (string program in new[] { "one-weight", "two-layer", "batch", "softmax", "conv4x4", "pool4x4", "activations" })
        {
            Scenario right = Create(program);
            foreach (Bug bug in BugCatalog.For(right))
            {
                RepairVerdict verdict = Repair.Check(right, bug.Apply(right), backend);
                Assert.That(verdict.IsRight, Is.False, $"{bug} in {program}");
                Assert.That(verdict.Differs, Is.Not.Null, $"{bug} in {program}");
            }
            Assert.That(
                Repair.Check(right, Create(program), backend), Has.Property("IsRight").True.And.Property("WorstError").LessThan(1e-6),
                program);
        }
    }

    [Test]
    public void Two_mistakes_that_cancel_out_are_a_repair_only_if_the_gradients_are_right_as_well()
    {
        Scenario right = Create("two-layer");
        RepairVerdict verdict = Repair.Check(right, BugCatalog.Apply(right, "loss-gradient-sign", "update-sign"), new ReferenceBackend());
        Assert.That(verdict.SameResults, "up the wrong gradient is down the right one");
        Assert.That(verdict.GradientsAgree, Is.False);
        Assert.That(verdict.IsRight, Is.False);
    }

    [Test]
    public void Zero_grad_at_the_end_of_a_step_is_as_good_as_before_the_backward_pass()
    {
        Scenario right = Create("one-weight");
        var b = new ProgramBuilder("one-weight", SourceListing.Parse("y = w * x  #@ y, E, backward, update, zero_grad"), isScalar: true);
        Value x = b.Input("x", Shape.Scalar), target = b.Input("target", Shape.Scalar), w = b.Parameter("w", Shape.Scalar);
        Value y = b.Op(Opcode.Mul, "y", [w, x]);
        Value e = b.BeginLoss().Op(Opcode.HalfSquaredError, "E", [y, target]);
        Program program = b.Backward(e).Step(OptimizerSpec.Sgd(0.1), w).ZeroGrad().Roles(y, e, target).Build();
        var initial = right.Initial.ToDictionary(i => program[i.Key.Name], i => i.Value);
        var batch = new FixedBatch("the same", [.. right.Batches.At(0).Select(i => KeyValuePair.Create(program[i.Key.Name], i.Value))]);
        Assert.That(Repair.Check(right, new(program, 0, initial, batch), new ReferenceBackend()).IsRight);
    }

    [Test]
    public void A_program_with_a_shape_error_is_no_repair()
    {
        RepairVerdict verdict =
            Repair.Check(Create("network2"), BugCatalog.Apply(Create("network2"), "missing-flatten"), new ReferenceBackend());
        Assert.That(verdict.IsRight, Is.False);
        Assert.That(verdict.Differs!.Value.Name, Is.EqualTo("pool2"));
    }
}
