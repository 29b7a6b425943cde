using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

public class StartAndUpdateBugTests
{
    private static Scenario OneWeight(OptimizerSpec? optimizer = null) =>
        ProgramCatalog.Get("one-weight").Create(new() { Optimizer = optimizer });

    private static Value[] Weights(Wrong w) => [.. w.Right.Program.Parameters.Where(p => !w.IsBias(p))];

    /// <summary>The names of those whose first content is another one.</summary>
    private static IEnumerable<string> Changed(Wrong w) =>
        w.Right.Initial.Where(i => !w.Buggy.Initial[w.Buggy.Program[i.Key.Name]].BitEquals(i.Value)).Select(i => i.Key.Name);

    [TestCase("zero-initialisation", 0)]
    [TestCase("large-initialisation", 100)]
    public void Only_the_weights_begin_otherwise(string bug, double factor)
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere(bug))
        {
            Assert.That(w.Instructions, Is.Empty, place);
            Assert.That(w.LostLines, Is.Empty, place);
            Assert.That(w.NewLines, Has.Length.EqualTo(2), place);
            Assert.That(Changed(w), Is.EquivalentTo(Weights(w).Select(p => p.Name)), place);
            foreach (Value p in Weights(w))
                Assert.That(
                    w.Buggy.Initial[p].Data.ToArray(), Is.EqualTo(w.Right.Initial[p].Data.ToArray().Select(x => factor * x)),
                    $"{place}: {p.Name}");
        }
    }

    [Test]
    public void With_weights_of_zero_hidden_weights_get_no_gradient_and_neurons_are_alike()
    {
        var w = new Wrong("zero-initialisation", ProgramCatalog.Get("two-layer").Create(new()));
        Assert.That(new[] { "w1", "w2", "w3", "w4" }.Select(n => w.Values($"{n}.grad").Wrong.ScalarValue), Is.All.Zero);
        Assert.That(w.Values("w5.grad").Wrong.ScalarValue, Is.EqualTo(w.Values("w6.grad").Wrong.ScalarValue).And.Not.Zero);
        Assert.That(w.Values("out_h1", 1).Wrong.ScalarValue, Is.EqualTo(w.Values("out_h2", 1).Wrong.ScalarValue));
    }

    [Test]
    public void With_large_weights_the_sigmoids_are_saturated_and_nearly_nothing_is_learnt()
    {
        var w = new Wrong("large-initialisation", ProgramCatalog.Get("two-layer").Create(new()));
        Assert.That(w.Values("out_o1").Wrong.ScalarValue, Is.GreaterThan(0.999));
        Assert.That(Math.Abs(w.Values("w1.grad").Wrong.ScalarValue), Is.LessThan(1e-6 * Math.Abs(w.Values("w1.grad").Right.ScalarValue)));
    }

    [Test]
    public void A_dead_ReLU_is_one_unit_that_is_zero_and_gets_no_gradient()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("dead-relu"))
        {
            Assert.That(w.Instructions, Is.Empty, place);
            string bias = Changed(w).Single();
            Tensor before = w.Right.Initial[w.Right.Program[bias]], after = w.Buggy.Initial[w.Buggy.Program[bias]];
            Assert.That(after.BitEquals(before.With(0, -100)), place);
            Instruction relu = w.Buggy.Program.Instructions.First(i => i.Opcode == Opcode.Relu);
            Tensor y = w.Values(relu.Output.Name).Wrong;
            // The unit's outputs: a column of (N, features), a channel of (N, C, H, W).
            int inner = y.Shape.Rank == 4 ? y.Shape[2] * y.Shape[3] : 1, units = y.Shape[1];
            bool OfUnit(int i) => i / inner % units == 0;
            Assert.That(Enumerable.Range(0, y.Length).Where(OfUnit).Select(i => y[i]), Is.All.Zero, place);
            Tensor right = w.Values(relu.Output.Name).Right;
            if (w.Right.Program.Instructions.All(i => i.Pass == 1))
                Assert.That(
                    Enumerable.Range(0, y.Length).Where(i => !OfUnit(i) && y[i] != right[i]), Is.Empty,
                    $"{place}: the other units are as they were");
            Assert.That(w.Values($"{bias}.grad").Wrong[0], Is.Zero, place);
        }
    }

    [Test]
    public void A_learning_rate_that_is_too_high_is_all_that_changes_and_one_weight_runs_away()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("learning-rate-too-high"))
        {
            Assert.That(w.Instructions, Is.Empty, place);
            Assert.That(Changed(w), Is.EqualTo(new[] { "lr" }), place);
            Assert.That(
                w.Buggy.Initial[w.Buggy.Program["lr"]].ScalarValue, Is.EqualTo(100 * w.Right.Initial[w.Right.Program["lr"]].ScalarValue),
                place);
            Assert.That(w.NewLines, Is.Not.Empty.And.All.Match("lr=|learning_rate = "), place);
            if (w.Right.Program.Instructions.All(i => i.Pass == 1))
                Assert.That(
                    w.Results().Except(w.Right.Program.Parameters.Select(p => p.Name)).Except(["lr_t"]), Is.Empty,
                    $"{place}: the first gradients are right");
        }
        var small = new Wrong("learning-rate-too-high", OneWeight());
        Assert.That(
            new long[] { 1, 2, 3 }.Select(n => small.Values("E", n).Wrong.ScalarValue),
            Is.Ordered.Ascending.And.All.GreaterThan(small.Values("E").Wrong.ScalarValue));
    }

    [Test]
    public void An_update_of_the_wrong_sign_is_the_right_step_backwards()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("update-sign"))
        {
            Assert.That(w.Pairs.Where(p => !p.IsSame).Select(p => (p.Right ?? p.Wrong)!.Phase), Is.All.EqualTo(Phase.Update), place);
            Assert.That(w.Pairs.Where(p => p.Wrong is null), Is.Empty, place);
            Assert.That(w.NewLines, Has.Some.Contains(" += ").Or.Some.Contains("add_("), place);
            if (w.Right.Program.Instructions.Any(i => i.Pass > 1)) continue;
            Assert.That(
                w.Results().Except(w.Right.Program.Parameters.Select(p => p.Name)), Is.Empty,
                $"{place}: gradients and optimizer state are right");
            foreach (Value p in w.Right.Program.Parameters)
            {
                Tensor start = w.Right.Initial[p], right = w.Values(p.Name).Right, wrong = w.Values(p.Name).Wrong;
                for (int i = 0; i < start.Length; i++)
                    Assert.That(
                        wrong[i] - start[i], Is.EqualTo(start[i] - right[i]).Within(1e-15 + 1e-15 * Math.Abs(start[i])),
                        $"{place}: {p.Name}");
            }
        }
        var small = new Wrong("update-sign", OneWeight());
        Assert.That(small.Values("E", 1).Wrong.ScalarValue, Is.GreaterThan(small.Values("E").Wrong.ScalarValue));
        Assert.That(small.Values("E", 1).Right.ScalarValue, Is.LessThan(small.Values("E").Right.ScalarValue));
    }

    [Test]
    public void Without_its_momentum_SGD_steps_along_the_last_gradient_alone()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("momentum-forgotten"))
        {
            Assert.That(w.Kinds, Is.EqualTo(new[] { "- momentum_buffer", "~ sgd_step" }), place);
            Assert.That(w.Results(), Is.Empty, $"{place}: the first step has no momentum yet");
            Assert.That(w.Parameters(1), Is.EqualTo(w.Right.Program.Parameters.Select(p => p.Name)), place);
        }
        var small = new Wrong("momentum-forgotten", OneWeight(OptimizerSpec.Sgd(0.1, momentum: 0.9)));
        var plain = new Wrong("update-sign", OneWeight());
        Assert.That(small.Values("w", 3).Wrong.BitEquals(plain.Values("w", 3).Right), "what is left is plain SGD");
    }

    [Test]
    public void Without_its_correction_Adams_first_step_has_another_length()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("bias-correction-forgotten"))
        {
            Assert.That(w.Kinds, Is.EqualTo(new[] { "~ adam_step" }), place);
            Assert.That(
                w.Results(), Is.SubsetOf(w.Right.Program.Parameters.Select(p => p.Name)), $"{place}: gradients and averages are right");
        }
        var small = new Wrong("bias-correction-forgotten", OneWeight(OptimizerSpec.Adam(0.01)));
        (Tensor right, Tensor wrong) = small.Values("w");
        // m = 0.1·g and v = 0.001·g²: m/√v is 0.1/√0.001 of what it should be.
        Assert.That((wrong.ScalarValue - 0.8) / (right.ScalarValue - 0.8), Is.EqualTo(0.1 / Math.Sqrt(0.001)).Within(1e-5));
    }
}
