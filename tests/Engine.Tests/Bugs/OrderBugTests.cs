using Backstep.Engine.Bugs;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

public class OrderBugTests
{
    private static readonly string[] Hidden = ["w1", "w2", "w3", "w4", "b1"];

    private static IEnumerable<(string Name, Wrong Wrong)> Steps(string bug) =>
        Wrong.Everywhere(bug).Where(p => p.Wrong.Right.Program.Instructions.All(i => i.Pass == 1));

    [Test]
    public void Without_zero_grad_only_that_is_missing_and_the_gradients_of_all_steps_add_up()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("no-zero-grad"))
        {
            Assert.That(w.Kinds, Is.EqualTo(new[] { "- zero" }), place);
            Assert.That(w.Buggy.Program.Instructions, Has.None.Matches<Instruction>(i => i.Phase == Phase.ZeroGrad), place);
            Assert.That(w.LostLines, Is.Not.Empty.And.All.Match("zero|for p in"), place);
            Assert.That(w.NewLines, Is.Empty, place);
        }
        foreach ((string place, Wrong w) in Steps("no-zero-grad"))
        {
            Assert.That(w.Results(0), Is.Empty, place);
            foreach (Value leaf in w.Right.Program.Values.Where(v => v.IsLeaf && v.RequiresGrad))
            {
                (Tensor first, _) = w.Values($"{leaf.Name}.grad");
                (Tensor second, Tensor wrong) = w.Values($"{leaf.Name}.grad", 1);
                for (int i = 0; i < wrong.Length; i++)
                    Assert.That(
                        wrong[i], Is.EqualTo(first[i] + second[i]).Within(1e-12 * (Math.Abs(first[i]) + Math.Abs(second[i]))),
                        $"{place}: {leaf.Name}");
            }
        }
    }

    [TestCase("zero-grad-after-backward")]
    [TestCase("step-before-backward")]
    public void A_step_along_gradients_of_zero_changes_nothing(string bug)
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere(bug))
        {
            Assert.That(
                w.Buggy.Program.Instructions.Select(What), Is.EquivalentTo(w.Right.Program.Instructions.Select(What)),
                $"{place}: only the order changes");
            Assert.That(w.NewLines, Is.Empty, place);
            Assert.That(w.LostLines, Is.Empty, place);
            foreach (long iteration in new long[] { 0, 2 })
                foreach (Value p in w.Right.Program.Parameters)
                    Assert.That(w.Values(p.Name, iteration).Wrong.BitEquals(w.Right.Initial[p]), $"{place}: {p.Name}");
            Assert.That(
                w.Results(0).Where(n => n.EndsWith(".grad", StringComparison.Ordinal)), Is.Empty,
                $"{place}: the gradients themselves are right");
        }
    }

    [Test]
    public void The_order_of_zero_grad_backward_and_step_is_the_one_that_is_claimed()
    {
        Assert.That(
            Phases("zero-grad-after-backward"),
            Is.EqualTo(new[] { Phase.Forward, Phase.Loss, Phase.Backward, Phase.ZeroGrad, Phase.Update }));
        Assert.That(
            Phases("step-before-backward"), Is.EqualTo(new[] { Phase.Forward, Phase.Loss, Phase.ZeroGrad, Phase.Update, Phase.Backward }));

        static IEnumerable<Phase> Phases(string bug) =>
            BugCatalog.Get(bug).Apply(ProgramCatalog.Get("two-layer").Create(new())).Program.Instructions.Select(i => i.Phase).Aggregate(
                new List<Phase>(), (l, p) => l.Count > 0 && l[^1] == p ? l : [.. l, p]);
    }

    [Test]
    public void Weights_updated_on_the_way_back_spoil_the_gradients_of_the_layers_before_and_no_others()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("updated-weights-in-backward"))
        {
            Assert.That(
                w.Buggy.Program.Instructions.Select(What), Is.EquivalentTo(w.Right.Program.Instructions.Select(What)),
                $"{place}: only the order changes");
            Assert.That(w.NewLines, Has.Some.Contains("register_hook"), place);
            string last = w.Right.Program.IsScalar ? "w8" : w.Right.Program.Parameters.Last().Name,
                first = w.Right.Program.Parameters.First().Name;
            // Tables and queries are declared before what is used after them.
            if (w.Right.Vocabulary is null)
                Assert.That(w.Results(0), Has.None.EqualTo($"{last}.grad").And.Some.EqualTo($"{first}.grad"), place);
            Assert.That(w.Results(0), Has.None.EqualTo(w.Right.Program.Loss!.Name), place);
        }
    }

    [Test]
    public void The_hidden_gradient_of_the_two_layer_network_uses_the_new_w5_and_w7()
    {
        var w = new Wrong("updated-weights-in-backward", ProgramCatalog.Get("two-layer").Create(new()));
        Assert.That(w.Parameters(), Is.EqualTo(Hidden));
        double Right(string name) => w.Values(name).Right.ScalarValue;
        double change = Right("l_o1.grad") * Right("w5") + Right("l_o2.grad") * Right("w7");
        double expected = change * Right("out_h1") * (1 - Right("out_h1")) * 0.1;
        Assert.That(w.Values("w1.grad").Wrong.ScalarValue, Is.EqualTo(expected).Within(1e-15));
        Assert.That(w.Values("w1.grad").Right.ScalarValue, Is.EqualTo(0.000425236591).Within(1e-12));
        Assert.That(w.Ratio("w1.grad"), Is.Not.EqualTo(1).Within(0.02), "far enough off to be told apart");
    }

    [Test]
    public void A_forward_pass_that_runs_once_shows_the_old_loss_for_ever()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("stale-forward"))
        {
            Assert.That(w.Instructions, Is.Not.Empty.And.All.StartsWith("- "), place);
            Assert.That(w.Pairs.Where(p => p.Wrong is null).Select(p => p.Right!.Phase), Is.All.EqualTo(Phase.Forward), place);
            Assert.That(w.Results(0), Is.Empty, $"{place}: the first step is right");
            string loss = w.Right.Program.Loss!.Name;
            Assert.That(w.Values(loss, 1).Wrong.BitEquals(w.Values(loss).Right), place);
            Assert.That(w.Values(loss, 1).Right.BitEquals(w.Values(loss).Right), Is.False, place);
            Assert.That(w.NewLines, Has.Some.EndsWith("for step in range(steps):"), place);
        }
    }

    private static string What(Instruction i) =>
        $"{i.Phase} {i.Label} = {i.OpName}({string.Join(", ", i.Inputs.Select(v => v.Name))}) {i.Attributes} {i.Accumulate}";
}
