using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

/// <summary>Mistakes by which a part of a network does not learn, and those that a shared or a square tensor hides.</summary>
public class FrozenBugTests
{
    private static Scenario Create(string name) => ProgramCatalog.Get(name).Create(new() { Seed = 5 });

    private static string[] Unchanged(Wrong w)
    {
        var timeline = new Timeline(w.Buggy, new ReferenceBackend());
        timeline.MoveTo(new(0, w.Buggy.Program.Instructions.Length));
        return [.. w.Buggy.Program.Parameters.Where(p => timeline.Read(p)!.BitEquals(w.Buggy.Initial[p])).Select(p => p.Name)];
    }

    [Test]
    public void Behind_a_detach_everything_learns_as_before_and_before_it_nothing_does()
    {
        var w = new Wrong("detached", Create("network2"));
        Assert.That(Unchanged(w),
            Is.EqualTo(new[] { "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias" }));
        Assert.That(w.Parameters(), Is.EquivalentTo(Unchanged(w)));
        Assert.That(w.Instructions, Is.All.StartsWith("- "));
        Assert.That(w.NewLines, Is.EqualTo(new[] { "        t = t.detach()" }));
    }

    [Test]
    public void A_gradient_can_be_cut_off_behind_each_layer_but_the_last()
    {
        Scenario right = Create("network2");
        Assert.That(BugCatalog.Get("detached").Places(right), Is.EqualTo(new[] { "pool1", "flatten", "relu3", "relu4" }));
        foreach (string place in BugCatalog.Get("detached").Places(right))
        {
            Program program = BugCatalog.Get("detached").ApplyAt(right, place).Program;
            Assert.That(program.Instructions, Has.None.Matches<Instruction>(i => i.Output.GradientOf?.Name == place), place);
        }
    }

    [Test]
    public void Where_paths_meet_a_detach_takes_away_one_of_them()
    {
        var w = new Wrong("detached", Create("two-layer"));
        Assert.That(Unchanged(w), Is.EqualTo(new[] { "w1", "w2" }).Or.EqualTo(new[] { "w3", "w4" }));
        Assert.That(w.Parameters(), Is.EquivalentTo(Unchanged(w).Append("b1")));
    }

    [TestCase("frozen-layer")]
    [TestCase("forgotten-parameters")]
    public void The_first_layer_stays_what_it_is_and_all_others_learn_as_before(string bug)
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere(bug).Where(p => p.Name.StartsWith("network2", StringComparison.Ordinal)))
        {
            Assert.That(Unchanged(w), Is.EqualTo(new[] { "conv1.weight", "conv1.bias" }), place);
            Assert.That(w.Parameters(), Is.EqualTo(new[] { "conv1.weight", "conv1.bias" }), place);
            Assert.That(w.LostLines, Is.Empty, place);
            Assert.That(w.NewLines, Has.Length.EqualTo(1), place);
            Tensor gradient = w.Values("conv1.weight.grad").Wrong;
            Assert.That(gradient.Data.ToArray().Any(x => x != 0), Is.EqualTo(bug == "forgotten-parameters"), place);
        }
    }

    [Test]
    public void A_ReLU_in_place_is_one_more_ReLU_and_what_follows_from_it()
    {
        var w = new Wrong("inplace-relu", Create("softmax"));
        Assert.That(w.Instructions.Where(i => i[0] != '-'), Is.SupersetOf(new[]
        {
            "+ relu logits.clipped", "+ cross_entropy_backward logits.clipped.grad", "~ relu_backward logits.grad",
        }));
        Assert.That(w.Values("p").Wrong.BitEquals(w.Values("p").Right), Is.False);
        Assert.That(w.NewLines, Is.EqualTo(new[] { "F.relu(logits, inplace=True)" }));
    }

    [Test]
    public void A_transposed_weight_is_another_start_and_nothing_else()
    {
        var w = new Wrong("transposed-weight", Create("softmax"));
        Assert.That(w.Instructions, Is.Empty);
        Tensor a = w.Right.Initial[w.Right.Program["fc.weight"]], b = w.Buggy.Initial[w.Buggy.Program["fc.weight"]];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) Assert.That(b[i * 3 + j], Is.EqualTo(a[j * 3 + i]));
        Assert.That(BugCatalog.Get("transposed-weight").AppliesTo(Create("batch")), Is.False);
    }
}
