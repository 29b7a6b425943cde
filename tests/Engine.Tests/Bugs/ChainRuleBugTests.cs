using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

public class ChainRuleBugTests
{
    private static readonly string[] Hidden = ["w1", "w2", "w3", "w4", "b1"],
        All = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "b1", "b2"];

    private static Wrong TwoLayer(string bug) => new(bug, ProgramCatalog.Get("two-layer").Create(new()));

    private static double Number(Wrong w, string name) => w.Values(name).Right.ScalarValue;

    private static double Slope(Wrong w, string output) => Number(w, output) * (1 - Number(w, output));

    /// <summary>Whatever the mistake in the backward pass: forward pass, loss and zero_grad are the right program's.</summary>
    [TestCase("one-path-left-out")]
    [TestCase("missing-sigmoid-derivative")]
    [TestCase("missing-output-sigmoid-derivative")]
    [TestCase("misplaced-sigmoid-derivative")]
    [TestCase("loss-gradient-sign")]
    [TestCase("missing-half")]
    [TestCase("swapped-weights")]
    [TestCase("relu-backward-ignored")]
    [TestCase("no-bias-gradient")]
    [TestCase("kernel-gradient-of-one-patch")]
    [TestCase("pool-gradient-to-all")]
    [TestCase("pool-gradient-shared")]
    public void Only_instructions_of_the_backward_pass_change_and_everything_before_it_is_right(string bug)
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere(bug))
        {
            Assert.That(
                w.Pairs.Where(p => !p.IsSame).Select(p => (p.Right ?? p.Wrong)!.Phase), Is.Not.Empty.And.All.EqualTo(Phase.Backward),
                place);
            string[] before =
                [.. w.Right.Program.Instructions.Where(i => i.Pass == 1 && i.Phase is Phase.Forward or Phase.Loss or Phase.ZeroGrad)
                    .Select(i => i.Output.Name)];
            if (w.Right.Program.Instructions.All(i => i.Pass == 1))
                Assert.That(w.Results().Where(n => before.Contains(n) && !n.EndsWith(".grad", StringComparison.Ordinal)), Is.Empty, place);
            // What the programs share differs only where something that was changed leads to.
            var reached = w.Pairs.Where(p => !p.IsSame && p.Wrong is not null).Select(p => p.Wrong!.Output.Name)
                .Concat(w.Pairs.Where(p => p.Wrong is null).Select(p => p.Right!.Output.Name)).ToHashSet();
            foreach (Instruction i in w.Buggy.Program.Instructions)
                if (i.Inputs.Any(v => reached.Contains(v.Name))) reached.Add(i.Output.Name);
            Assert.That(w.Results(), Is.SubsetOf(reached), place);
        }
    }

    [Test]
    public void Of_two_paths_only_the_first_is_counted()
    {
        Wrong w = TwoLayer("one-path-left-out");
        Assert.That(w.Instructions, Is.EqualTo(new[]
        {
            "- weighted_sum_derivative d(l_o2)/d(out_h1)", "- mul d(E_o2)/d(out_h1)", "~ add_n out_h1.grad",
            "- weighted_sum_derivative d(l_o2)/d(out_h2)", "- mul d(E_o2)/d(out_h2)", "~ add_n out_h2.grad",
        }));
        Assert.That(w.Values("out_h1.grad").Wrong.ScalarValue, Is.EqualTo(Number(w, "d(E_o1)/d(out_h1)")));
        Assert.That(w.Parameters(), Is.EqualTo(Hidden));
    }

    [Test]
    public void A_hidden_sigmoid_without_its_slope_makes_hidden_gradients_four_times_too_large()
    {
        Wrong w = TwoLayer("missing-sigmoid-derivative");
        Assert.That(w.Ratio("w1.grad"), Is.EqualTo(1 / Slope(w, "out_h1")).Within(1e-12));
        Assert.That(w.Ratio("w4.grad"), Is.EqualTo(1 / Slope(w, "out_h2")).Within(1e-12));
        Assert.That(w.Parameters(), Is.EqualTo(Hidden));
        Assert.That(w.Kinds, Is.EqualTo(new[] { "- sigmoid_derivative", "~ add_n" }));
    }

    [Test]
    public void The_slopes_of_a_tensor_of_sigmoids_can_be_left_out_and_misplaced_as_well()
    {
        Scenario activations = ProgramCatalog.Get("activations").Create(new());
        (Tensor right, Tensor missing) = new Wrong("missing-sigmoid-derivative", activations).Values("x.grad");
        Tensor misplaced = new Wrong("misplaced-sigmoid-derivative", activations).Values("x.grad").Wrong;
        for (int i = 0; i < right.Length; i++)
        {
            double x = i - 4.5, s = 1 / (1 + Math.Exp(-x));
            Assert.That(missing[i] - right[i], Is.EqualTo(1 - s * (1 - s)).Within(1e-12));
            Assert.That(misplaced[i] - right[i], Is.EqualTo(x * (1 - x) - s * (1 - s)).Within(1e-12));
        }
    }

    [Test]
    public void An_output_sigmoid_without_its_slope_spoils_every_gradient()
    {
        Wrong w = TwoLayer("missing-output-sigmoid-derivative");
        Assert.That(w.Ratio("w5.grad"), Is.EqualTo(1 / Slope(w, "out_o1")).Within(1e-12));
        Assert.That(w.Ratio("w8.grad"), Is.EqualTo(1 / Slope(w, "out_o2")).Within(1e-12));
        Assert.That(w.Parameters(), Is.EqualTo(All));
    }

    [Test]
    public void The_slope_of_a_sigmoid_taken_at_its_input_is_another_number()
    {
        Wrong w = TwoLayer("misplaced-sigmoid-derivative");
        double l = Number(w, "l_h1");
        Assert.That(w.Values("d(out_h1)/d(l_h1)").Wrong.ScalarValue, Is.EqualTo(l * (1 - l)).Within(1e-15));
        Assert.That(w.Ratio("w1.grad"), Is.EqualTo(l * (1 - l) / Slope(w, "out_h1")).Within(1e-12));
        Assert.That(w.Parameters(), Is.EqualTo(Hidden));
        Assert.That(w.Kinds, Is.EqualTo(new[] { "~ sigmoid_derivative" }));
    }

    [TestCase("loss-gradient-sign", -1, "(-")]
    [TestCase("missing-half", 2, "(2 * ")]
    public void A_factor_of_the_loss_is_a_factor_of_every_gradient(string bug, double factor, string call)
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere(bug))
        {
            Assert.That(w.NewLines, Is.Not.Empty.And.All.Contains(call).And.All.Contains(").backward("), place);
            if (w.Right.Program.Instructions.Any(i => i.Pass > 1)) continue;
            foreach (Value p in w.Right.Program.Parameters)
            {
                (Tensor right, Tensor wrong) = w.Values($"{p.Name}.grad");
                Assert.That(wrong.Data.ToArray(), Is.EqualTo(right.Data.ToArray().Select(x => factor * x)), $"{place}: {p.Name}");
            }
        }
    }

    [Test]
    public void Two_weights_that_are_mixed_up_give_the_hidden_neurons_each_others_share()
    {
        Wrong w = TwoLayer("swapped-weights");
        double d1 = Number(w, "l_o1.grad"), d2 = Number(w, "l_o2.grad");
        Assert.That(
            w.Values("out_h1.grad").Wrong.ScalarValue, Is.EqualTo(d1 * 0.25 + d2 * 0.35).Within(1e-15), "w5 and w6 instead of w5 and w7");
        Assert.That(
            w.Values("out_h2.grad").Wrong.ScalarValue, Is.EqualTo(d1 * 0.30 + d2 * 0.40).Within(1e-15), "w7 and w8 instead of w6 and w8");
        Assert.That(w.Parameters(), Is.EqualTo(Hidden));
        Assert.That(
            w.Instructions,
            Is.EqualTo(new[] { "~ weighted_sum_derivative d(l_o2)/d(out_h1)", "~ weighted_sum_derivative d(l_o1)/d(out_h2)" }));
    }

    [Test]
    public void Ignoring_a_ReLU_lets_the_gradient_through_where_the_unit_was_off()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("relu-backward-ignored"))
        {
            Assert.That(w.Kinds, Is.EqualTo(new[] { "~ add_n" }), place);
            Assert.That(
                w.Pairs.Count(p => !p.IsSame), Is.EqualTo(w.Right.Program.Instructions.Count(i => i.Opcode == Opcode.ReluBackward)), place);
            if (w.Right.Program.Instructions.Any(i => i.Pass > 1)) continue;
            // The first ReLU in the backward pass still gets the right gradient and hands it on whole.
            (Instruction? right, Instruction? wrong) = w.Pairs.First(p => !p.IsSame);
            Tensor gy = w.Values(right!.Inputs[0].Name).Right, y = w.Values(right.Inputs[1].Name).Right,
                masked = w.Values(right.Output.Name).Right;
            Assert.That(w.Values(wrong!.Output.Name).Wrong.BitEquals(gy), place);
            for (int i = 0; i < y.Length; i++) Assert.That(masked[i], Is.EqualTo(y[i] > 0 ? gy[i] : 0), place);
        }
    }

    [Test]
    public void Biases_without_a_gradient_stay_as_they_are_and_weights_learn_all_the_same()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("no-bias-gradient"))
        {
            Assert.That(w.Instructions, Is.All.StartsWith("- "), place);
            foreach (Value bias in w.Right.Program.Parameters.Where(w.IsBias))
            {
                Assert.That(w.Values($"{bias.Name}.grad").Wrong.Data.ToArray(), Is.All.Zero, $"{place}: {bias.Name}");
                if (w.Right.Program.Instructions.Any(i => i.Phase == Phase.Update))
                    Assert.That(w.Values(bias.Name, 1).Wrong.BitEquals(w.Right.Initial[bias]), $"{place}: {bias.Name}");
            }
            if (w.Right.Program.Instructions.Any(i => i.Pass > 1) || w.Right.Program.Instructions.All(i => i.Phase != Phase.Update))
                continue;
            foreach (Value weight in w.Right.Program.Parameters.Where(p => p.Shape.Rank > 1))
                Assert.That(w.Values(weight.Name).Wrong.BitEquals(w.Values(weight.Name).Right), $"{place}: {weight.Name}");
        }
        Assert.That(TwoLayer("no-bias-gradient").Parameters(), Is.EqualTo(new[] { "b1", "b2" }));
    }

    [Test]
    public void A_kernels_gradient_from_one_patch_is_that_patch_times_one_number()
    {
        var w = new Wrong("kernel-gradient-of-one-patch", ProgramCatalog.Get("conv4x4").Create(new()));
        Tensor wrong = w.Values("conv1.weight.grad").Wrong, gy = w.Values("conv1.grad").Right, x = w.Right.Batches.At(0)[0].Value;
        for (int k = 0; k < 9; k++) Assert.That(wrong[k], Is.EqualTo(gy[0] * x[k / 3 * 4 + k % 3]));
        Assert.That(w.Parameters(), Is.EqualTo(new[] { "conv1.weight" }));
        foreach ((string place, Wrong other) in Wrong.Everywhere("kernel-gradient-of-one-patch"))
            Assert.That(other.Kinds, Is.EqualTo(new[] { "+ mul_backward", "~ conv2d_backward_weight" }), place);
    }

    [TestCase("pool-gradient-to-all", 1)]
    [TestCase("pool-gradient-shared", 0.25)]
    public void Every_pixel_of_a_window_gets_a_part_of_its_gradient(string bug, double share)
    {
        var w = new Wrong(bug, ProgramCatalog.Get("pool4x4").Create(new()));
        double[] wrong = w.Values("x.grad").Wrong.Data.ToArray();
        Assert.That(wrong, Is.EqualTo(new double[] { 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4 }.Select(g => g * share)));
        foreach ((string place, Wrong other) in Wrong.Everywhere(bug))
            Assert.That(other.Kinds, Is.EqualTo(new[] { "~ conv2d_backward_input" }), place);
    }
}
