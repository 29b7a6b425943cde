using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Screens.Diagrams;

/// <summary>What the network pane shows of a GPT that learns names.</summary>
public sealed class LetterModelTests
{
    private static SessionView At(string value, string program = "microgpt")
    {
        var host = new SessionHost(new ReferenceBackend());
        host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions()));
        Program steps = ((SessionMsg)host.Execute(new Move(Movement.Into), default)).View.Program;
        return ((SessionMsg)host.Execute(new RunToValue(steps[value]), default)).View;
    }

    private static Screen Paint(SessionView view, int width, int height, HitMap.Builder? hits = null, int page = 0, Look? look = null) =>
        Painted.On(width, height, c => NetworkPane.Paint(c, view, hits, page), look);

    private static string Text(Screen screen) => string.Join('\n', Painted.Lines(screen));

    [Test]
    public void The_residual_stream_has_a_branch_for_the_attention_and_one_for_the_mlp_each_added_back()
    {
        string[] lines = Painted.Lines(Paint(At("layer0.attn_norm"), 91, 45));
        int attention = Array.FindIndex(lines,
            l => l.Contains("├▶attn norm ▸ q k v ▸ scores ▸ logits ▸ masked ▸ weights", StringComparison.Ordinal));
        int mlp = Array.FindIndex(lines, l => l.Contains("├▶mlp norm ▸ hidden ▸ relu ▸ out", StringComparison.Ordinal));
        Assert.That(attention, Is.Positive, string.Join('\n', lines));
        Assert.That(lines[attention + 1], Does.Contain("⊕◀").And.Contain("x_mid"));
        Assert.That(lines[attention + 1].IndexOf('╯', StringComparison.Ordinal),
            Is.Positive.And.EqualTo(lines[attention].IndexOf('╮', StringComparison.Ordinal)), "the way back is drawn at every width");
        Assert.That(lines[mlp + 1], Does.Contain("⊕◀").And.Contain("x_out"));
        Assert.That(lines[mlp + 2], Does.Contain("╰▶logits ▸ loss"));
    }

    [Test]
    public void The_present_step_is_lit_and_the_backward_pass_runs_up_the_same_picture()
    {
        SessionView view = At("layer0.attn_weights.grad");
        Screen screen = Paint(view, 91, 45);
        string[] lines = Painted.Lines(screen);
        int row = Array.FindIndex(lines, l => l.Contains("attn norm", StringComparison.Ordinal));
        Assert.That(lines[row + 1], Does.Contain("⊕▶").And.Contain("|∂|"), "the gradient of x_mid has come and goes into the branch");
        Assert.That(lines[row], Does.Contain("├▶attn").And.Contain("masked ◂ weights ◂ head_out"));
        // The instruction is the adjoint of head_out = weights · v, and is shown where that is.
        int x = lines[row].IndexOf("head_out", StringComparison.Ordinal);
        Assert.That(screen[x, row].Style.Attributes.HasFlag(TextAttributes.Reverse));
        Assert.That(screen[x, row].Style.Foreground, Is.EqualTo(Theme.Dark.Backward.Foreground));
        Assert.That(screen[lines[row].IndexOf("scores", StringComparison.Ordinal), row].Style.Foreground,
            Is.EqualTo(Theme.Dark.Title.Foreground), "no gradient has come there yet");
    }

    [TestCase(78, 18, 1)]
    [TestCase(52, 26, 1)]
    [TestCase(91, 45, 4)]
    [TestCase(140, 26, 4)]
    public void At_the_attention_heads_show_as_triangles_with_the_letters_of_the_name_all_or_one_at_a_time(int width, int height, int at)
    {
        SessionView view = At("layer0.attn_weights");
        string[] letters = view.NameLetters()!.Of(0);
        string text = Text(Paint(view, width, height));
        for (int head = 0; head < 4; head++)
        {
            Assert.That(at == 4 ? text : Text(Paint(view, width, height, page: head)), Does.Contain($"head {head}"));
            if (at == 1) Assert.That(Text(Paint(view, width, height, page: head)), Does.Contain("/ 4  [ ]"));
        }
        Assert.That(text, Does.Not.Contain("!"));
        foreach (string letter in letters) Assert.That(text, Does.Contain($"\n{letter} ").Or.Contain($" {letter} "));
    }

    [Test]
    public void At_the_embedding_the_letters_rows_of_the_table_are_marked_and_stand_beside_it_by_position()
    {
        SessionView view = At("tok_emb");
        LetterNames names = view.NameLetters()!;
        string[] lines = Painted.Lines(Paint(view, 91, 45));
        string[] marked = [.. lines.Where(l => l.StartsWith('▸')).Select(l => l[1..2])];
        Assert.That(marked, Is.EquivalentTo(names.Of(0).Distinct()));
        Assert.That(lines, Has.Some.Contains($"0 {names.Of(0)[0]}").And.Some.Contains($"1 {names.Of(0)[1]}"));
    }

    [Test]
    public void At_the_logits_bars_show_what_comes_after_a_chosen_position_and_the_target_is_marked()
    {
        SessionView view = At("logits");
        LetterNames names = view.NameLetters()!;
        for (int position = 0; position < 2; position++)
        {
            string text = Text(Paint(view, 91, 45, page: position));
            Assert.That(text, Does.Contain($"what comes after position {position}"));
            Assert.That(text, Does.Contain($"▸{names.Letters[names.Target(0, position)!.Value]}"));
        }
        Assert.That(Text(Paint(view, 91, 45, page: -1)), Does.Contain($"position {names.Of(0).Length - 1}"), "pages go round");
    }

    [Test]
    public void The_draw_of_a_letter_is_told_step_by_step_until_the_letter_stands_behind_the_name_so_far()
    {
        string logits = Text(Paint(At("logits", "microgpt-sample"), 78, 40)),
            probabilities = Text(Paint(At("probs", "microgpt-sample"), 78, 40));
        SessionView view = At("token", "microgpt-sample");
        string letter = view.NameLetters()!.Letter(view[view.Program["token"]]!.Data[0]), drawn = Text(Paint(view, 78, 40));
        Assert.Multiple(() =>
        {
            Assert.That(logits, Does.Contain("logit").And.Contain("temperature 0.5").And.Not.Contain("/temp."));
            Assert.That(probabilities, Does.Contain("/temp.").And.Contain("sum").And.Contain("u = ").And.Not.Contain("> u"));
            Assert.That(drawn, Does.Contain($"the name so far: .{letter}").And.Contain("> u = ").And.Contain($"▸{letter}"));
        });
    }

    [Test]
    public void Heads_that_are_cut_out_one_by_one_have_the_same_branch_and_a_triangle_each()
    {
        string text = Text(Paint(At("head1.attn_weights", "attention"), 78, 18));
        Assert.That(text, Does.Contain("├▶attn q k v ▸ scores").And.Contain("head1.attn_weights").And.Contain("⊕◀"));
    }

    [Test]
    public void Chips_and_pictures_are_found_by_the_mouse()
    {
        var hits = new HitMap.Builder();
        SessionView view = At("logits");
        Paint(view, 91, 45, hits);
        string[] found = [.. hits.Build().Regions.Select(r => r.Target).OfType<ValueTarget>()
            .Select(t => view.Program.Values[t.Slot].Name)];
        Assert.That(found, Is.SupersetOf(new[] { "layer0.x_mid", "layer0.x_out", "layer0.attn_weights", "layer0.mlp_relu", "logits" }));
        Assert.That(hits.Build().Regions.Select(r => r.Target).OfType<PageTarget>(), Is.Not.Empty);
    }

    [Test]
    public void Rows_and_columns_have_names_by_what_they_are()
    {
        SessionView view = At("loss");
        LetterNames names = view.NameLetters()!;
        Program p = view.Program;
        Assert.Multiple(() =>
        {
            Assert.That(names.Rows(p["wte"]), Is.EqualTo(LetterAxis.Letters));
            Assert.That(names.Rows(p["lm_head"]), Is.EqualTo(LetterAxis.Letters));
            Assert.That(names.Rows(p["wte.grad"]), Is.EqualTo(LetterAxis.Letters));
            Assert.That(names.Rows(p["wpe"]), Is.EqualTo(LetterAxis.Positions));
            Assert.That(names.Rows(p["tok_emb"]), Is.EqualTo(LetterAxis.Positions));
            Assert.That(names.Rows(p["layer0.q_heads"]), Is.EqualTo(LetterAxis.Positions));
            Assert.That(names.Rows(p["layer0.attn_wq"]), Is.EqualTo(LetterAxis.None));
            Assert.That(names.Columns(p["layer0.attn_scores"]), Is.EqualTo(LetterAxis.Positions));
            Assert.That(names.Columns(p["layer0.head_out"]), Is.EqualTo(LetterAxis.None));
            Assert.That(names.Columns(p["logits"]), Is.EqualTo(LetterAxis.Letters));
            Assert.That(names.AreScores(p["layer0.attn_weights.grad"]), Is.True);
            Assert.That(names.AreScores(p["layer0.head_out"]), Is.False);
        });
    }

    [Test]
    public void Every_moment_is_survived_at_every_size()
    {
        foreach (string program in new[] { "microgpt", "attention", "microgpt-sample", "micrograd" })
        {
            var host = new SessionHost(new ReferenceBackend());
            host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions()));
            for (int k = 0; k < 160; k++)
            {
                SessionView view = ((SessionMsg)host.Execute(new Move(Movement.Into), default)).View;
                (int width, int height) = (k % 5) switch { 0 => (78, 18), 1 => (52, 26), 2 => (91, 45), 3 => (20, 5), _ => (3, 2) };
                Assert.That(() => Paint(view, width, height, new HitMap.Builder(), page: k), Throws.Nothing, $"{program} {view.Now}");
            }
        }
    }
}
