using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tests.Models;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Debugging.Explaining;

/// <summary>In a model of letters an index is told with the letter that it is.</summary>
public sealed class LetterNotesTests
{
    // The word is "ana": tokens . a n a, aimed at a n a . ; 0 is a, 1 is n, 2 the beginning and end.
    [TestCase("tok_emb", "2,0", "2 n", "tokens[2] is 1, so row 1 (n) of wte is picked")]
    [TestCase("pos_emb", "2,0", "2 n", "positions[2] is 2, so row 2 (n) of wpe is picked")]
    [TestCase("head0.attn_masked", "1,3", "1 a → a", "position 1 (a) may not look at position 3 (a), which comes later")]
    [TestCase("head0.attn_masked", "2,0", "2 n → .", "position 2 (n) looks at position 0 (.), which does not come later")]
    [TestCase("wte.grad", "0,1", "a", "row 0 (a) was picked 2 times, at [1], [3]")]
    [TestCase("logits.grad", "3,2", "3 a · .", "2 (.) is the label of sample 3 (a)")]
    [TestCase("logits.grad", "2,1", "2 n · n", "the label of sample 2 (n) is 0 (a), not 1 (n)")]
    [TestCase("x_mid", "1,0", "1 a", null)]
    [TestCase("attn_wq", "1,0", "", null)]
    public void An_explanation_says_letter_and_index(string name, string index, string where, string? note)
    {
        Explanation e = At(ModelFixture.Run("attention", new()), name, index);
        Assert.That((e.Where, e.Note), Is.EqualTo((where, note)));
    }

    [TestCase("head0.attn_weights", "2,1", new[] { "2 n → a", "2 n → .", "2 n → n" })]
    [TestCase("head0.head_out", "1,0", new[] { "1 a → .", "1 a → a" })]
    [TestCase("wte.grad", "0,1", new[] { "1 a", "3 a" })]
    [TestCase("head0.attn_scores", "2,1", new[] { "" })]
    public void Terms_that_differ_in_their_letters_say_them(string name, string index, string[] letters) =>
        Assert.That(At(ModelFixture.Run("attention", new()), name, index).Terms.Select(t => t.Where), Is.EquivalentTo(letters));

    [Test]
    public void In_Chinese_too()
    {
        Timeline timeline = ModelFixture.Run("attention", new());
        Assert.That(At(timeline, "tok_emb", "2,0", ExplainingTexts.In(Language.ChineseSimplified)).Note, Does.EndWith("第 1（n） 行"));
    }

    [Test]
    public void Of_several_names_at_once_each_row_has_the_letters_of_its_own()
    {
        Scenario scenario = ProgramCatalog.Get("microgpt").Create(new() { BatchSize = 3 });
        var timeline = new Timeline(scenario, new ReferenceBackend());
        timeline.MoveTo(new(0, scenario.Program.Instructions.Length));
        double[] tokens = timeline.Read(scenario.Program["tokens"])!.Data.ToArray();
        int positions = tokens.Length / 3;
        string letter = scenario.Vocabulary!.Texts[(int)tokens[2 * positions + 1]];
        Assert.That(At(timeline, "layer0.attn_masked", "2,1,1,4").Note,
            Is.EqualTo($"position 1 ({letter}) may not look at position 4 ({scenario.Vocabulary.Texts[(int)tokens[2 * positions + 4]]}), "
                + $"which comes later"));
        Assert.That(At(timeline, "logits_flat.grad", $"{2 * positions + 1},0").Note,
            Does.Contain($"sample {2 * positions + 1} ({letter})"));
        Assert.That(At(timeline, "pos_emb", "1,0").Note, Does.Contain("so row 1 of wpe"), "a place is every name's");
    }

    [Test]
    public void A_drawn_token_is_told_with_its_letter_and_the_text_says_where_a_number_stands()
    {
        Timeline timeline = ModelFixture.Run("microgpt-sample", new());
        int token = (int)timeline.Read(timeline.Program["token"])!.ScalarValue;
        string letter = timeline.Vocabulary!.Texts[token];
        var explainer = new Explainer(timeline, 6);
        Moment drawn = new(0, timeline.Program.Instructions.First(i => i.Output.Name == "token").Index + 1);
        Assert.That(explainer.Explain(timeline.Program["token"], 0, drawn).Note, Does.EndWith($"so the index is {token} ({letter})"));
        Value weights = timeline.Program["layer0.attn_weights"];
        Assert.That(ExplanationText.Render(explainer.Explain(weights, 0, drawn), explainer).Split('\n')[1], Is.EqualTo("  0 . → ."));
    }

    private static Explanation At(Timeline timeline, string name, string index, ExplainingTexts? words = null)
    {
        Value value = timeline.Program[name];
        return new Explainer(timeline, 6, words).Explain(value, value.Shape.Offset([.. index.Split(',').Select(int.Parse)]));
    }
}
