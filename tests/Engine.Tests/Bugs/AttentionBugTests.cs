using Backstep.Engine.Bugs;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

public class AttentionBugTests
{
    private static readonly string[] Names =
        ["mask-forgotten", "softmax-wrong-axis", "scale-forgotten", "value-and-key-swapped", "position-forgotten",
            "gradient-of-one-position"];

    [Test]
    public void Each_can_be_made_in_attention_by_hand_and_in_the_GPT_and_makes_a_difference([ValueSource(nameof(Names))] string bug)
    {
        foreach (string program in new[] { "attention", "microgpt" })
        {
            Wrong w = Of(bug, program);
            Assert.That(w.Parameters(), Is.Not.Empty, program);
            if (bug != "gradient-of-one-position") Assert.That(w.NewLines.Concat(w.LostLines), Is.Not.Empty, program);
            Assert.That(w.Buggy.Vocabulary, Is.EqualTo(w.Right.Vocabulary), program);
        }
        Assert.That(BugCatalog.Get(bug).AppliesTo(ProgramCatalog.Get("network2").Create(new())), Is.False);
    }

    [Test]
    public void Without_the_mask_the_first_position_looks_ahead()
    {
        Wrong w = Of("mask-forgotten", "attention");
        (Tensor right, Tensor wrong) = w.Values("head0.attn_weights");
        Assert.That(right.Data[1..4].ToArray(), Is.All.Zero);
        Assert.That(wrong.Data[1..4].ToArray(), Is.All.GreaterThan(0));
        Assert.That(w.Buggy.Program.Source.Lines, Has.None.Contains("masked"));
    }

    [Test]
    public void Along_the_wrong_axis_the_columns_add_up_to_one()
    {
        Tensor wrong = Of("softmax-wrong-axis", "attention").Values("head1.attn_weights").Wrong;
        for (int c = 0; c < 4; c++)
            Assert.That(Enumerable.Range(0, 4).Sum(r => wrong[r * 4 + c]), Is.EqualTo(1).Within(1e-12), $"column {c}");
    }

    [Test]
    public void Without_the_scale_the_scores_go_into_the_mask_as_they_are()
    {
        Wrong w = Of("scale-forgotten", "attention");
        (Tensor right, Tensor wrong) = w.Values("head0.attn_masked");
        for (int i = 0; i < 4; i++) Assert.That(wrong[4 * i], Is.EqualTo(right[4 * i] * Math.Sqrt(2)).Within(1e-12));
    }

    [Test]
    public void Swapped_queries_meet_values()
    {
        Wrong w = Of("value-and-key-swapped", "attention");
        Instruction scores = w.Buggy.Program.Instructions.First(i => i.Output.Name == "head0.attn_scores"),
            mixed = w.Buggy.Program.Instructions.First(i => i.Output.Name == "head0.head_out");
        Assert.That((scores.Inputs[1].Name, mixed.Inputs[1].Name), Is.EqualTo(("head0.v", "head0.k")));
    }

    [Test]
    public void A_position_that_is_forgotten_learns_nothing()
    {
        Wrong w = Of("position-forgotten", "attention");
        Assert.That(w.Values("wpe.grad").Wrong.Data.ToArray(), Is.All.Zero);
        Assert.That(w.Values("wpe.grad").Right.Data.ToArray(), Has.Some.Not.Zero);
    }

    [Test]
    public void From_one_position_only_the_row_of_the_first_token_gets_a_gradient()
    {
        Wrong w = Of("gradient-of-one-position", "attention");
        double[] grad = w.Values("wte.grad").Wrong.Data.ToArray();
        Assert.That(grad[..8], Is.All.Zero, "a and n come later");
        Assert.That(grad[8..], Has.Some.Not.Zero);
        Assert.That(w.Values("loss").Wrong.BitEquals(w.Values("loss").Right));
    }

    private static Wrong Of(string bug, string program) => new(bug, ProgramCatalog.Get(program).Create(new() { Seed = 0 }));
}
