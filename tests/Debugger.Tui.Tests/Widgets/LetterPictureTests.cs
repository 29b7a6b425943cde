using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

/// <summary>Pictures of a model of letters: attention, embeddings, logits, a draw.</summary>
public sealed class LetterPictureTests
{
    private static readonly string[] Ann = [".", "a", "n", "n"];
    private static readonly string[] Five = [".", "a", "e", "m", "n"];

    /// <summary>Two heads over four positions: rows of shares that see nothing of what follows.</summary>
    private static readonly double[] Weights =
    [
        1, 0, 0, 0, 0.25, 0.75, 0, 0, 0.1, 0.2, 0.7, 0, 0.4, 0.3, 0.2, 0.1,
        1, 0, 0, 0, 0.5, 0.5, 0, 0, 0.05, 0.05, 0.9, 0, 0.25, 0.25, 0.25, 0.25,
    ];

    private static readonly AttentionOptions Options = new(Ann)
    { Title = h => $"head {h}", Caption = "a row looks", Warning = "looks ahead" };

    private static Look Plain => Painted.Dark(ColourLevel.None, unicode: false);

    [Test]
    public void Heads_stand_side_by_side_as_triangles_with_letters_at_their_edges_and_numbers_where_there_is_room() =>
        Assert.That(Painted.Lines(60, 8, c => AttentionHeads.Paint(c, Weights, 2, 4, Options)), Is.EqualTo(new[]
        {
            "  head 0                       head 1",
            "      .     a     n     n          .     a     n     n",
            ". 1.000                      . 1.000",
            "a 0.250 0.750                a 0.500 0.500",
            "n 0.100 0.200 0.700          n 0.050 0.050 0.900",
            "n 0.400 0.300 0.200 0.100    n 0.250 0.250 0.250 0.250",
            "  a row looks",
            "",
        }));

    [Test]
    public void Without_colours_shades_tell_a_large_weight_from_a_small_one() =>
        Assert.That(Painted.Lines(12, 6, c => AttentionHeads.Paint(c, Weights, 1, 4, Options), Plain)[2..6], Is.EqualTo(new[]
        {
            ". ##", "a ++##", "n ....**", "n ++++....",
        }));

    [Test]
    public void One_head_is_shown_where_all_have_no_room()
    {
        IReadOnlyList<(int Head, GridHits Places)> drawn = [];
        string[] lines = Painted.Lines(20, 6, c => drawn = AttentionHeads.Paint(c, Weights, 2, 4, Options with { Head = 1 }));
        Assert.That(drawn.Select(d => d.Head), Is.EqualTo(new[] { 1 }));
        Assert.That(lines[0], Does.Contain("head 1"));
        Assert.That(drawn[0].Places.At(drawn[0].Places.Area.X, drawn[0].Places.Area.Y + 3), Is.EqualTo((3, 0)));
    }

    [Test]
    public void Positions_after_the_name_are_left_out()
    {
        string text = string.Join('\n', Painted.Lines(60, 8, c => AttentionHeads.Paint(c, Weights, 2, 4, new(Ann[..2]) { Caption = "x" })));
        Assert.That(text, Does.Contain(".75").And.Not.Contain(".70"));
    }

    [Test]
    public void A_forgotten_mask_is_striking_with_colours_and_without()
    {
        double[] leaking = [.. Weights];
        leaking[2] = 0.3;
        Screen screen = Painted.On(60, 8, c => AttentionHeads.Paint(c, leaking, 2, 4, Options));
        Assert.That(ScreenDump.Line(screen, 6), Is.EqualTo("  looks ahead"));
        int x = ScreenDump.Line(screen, 2).IndexOf('!', StringComparison.Ordinal);
        Assert.That(screen[x, 2].Style.Attributes.HasFlag(TextAttributes.Reverse));
        Assert.That(screen[x, 2].Style.Foreground, Is.EqualTo(Theme.Dark.Error.Foreground));
        Assert.That(Painted.Lines(12, 7, c => AttentionHeads.Paint(c, leaking, 1, 4, Options), Plain)[2], Does.Contain("!!"));
    }

    [Test]
    public void Scores_of_either_sign_are_no_fault_above_the_diagonal_and_what_is_masked_is_empty()
    {
        double[] scores = [1.5, -0.5, -2, 0.25];
        var options = new AttentionOptions(Ann[..2]) { AreWeights = false, Warning = "looks ahead" };
        string[] lines = Painted.Lines(40, 6, c => AttentionHeads.Paint(c, scores, 1, 2, options));
        Assert.That(lines[2], Does.Contain("1.5").And.Contain("-0.5"));
        scores[1] = double.NegativeInfinity;
        lines = Painted.Lines(40, 6, c => AttentionHeads.Paint(c, scores, 1, 2, options));
        Assert.That(lines[2], Does.Contain("-∞"));
        Assert.That(string.Join('\n', lines), Does.Not.Contain("looks ahead"));
    }

    [Test]
    public void Rows_of_a_table_have_names_and_those_of_the_name_at_hand_are_marked_and_in_sight()
    {
        double[] table = [.. Enumerable.Range(0, 27 * 3).Select(i => i / 100.0)];
        string[] names = [".", .. Enumerable.Range('a', 26).Select(c => $"{(char)c}")];
        string[] lines = Painted.Lines(30, 7,
            c => NamedGrid.Paint(c, table, 3, new(names) { Marked = new HashSet<int> { 14, 15 }, MostCell = 7 }));
        Assert.That(lines[0].Trim(), Is.EqualTo("0      1      2"));
        Assert.That(lines.Single(l => l.StartsWith("▸n", StringComparison.Ordinal)), Does.Contain("0.42   0.43   0.44"));
        Assert.That(lines.Count(l => l.StartsWith('▸')), Is.EqualTo(2));
    }

    [Test]
    public void Bars_have_letters_and_numbers_and_the_target_is_marked() =>
        Assert.That(Painted.Lines(40, 5,
            c => LetterBars.Paint(c, [0.1, 0.5, -0.25, 0, 0.2], new(Five) { Marked = 1, Mark = "target" }), Plain), Is.EqualTo(new[]
        {
            " . ####                    0.1",
            ">a ###################     0.5 < target",
            " e #########=            -0.25",
            " m                           0",
            " n ########                0.2",
        }));

    [Test]
    public void Where_it_is_low_bars_stand_in_several_columns_and_each_is_found()
    {
        IReadOnlyList<Hit> hits = [];
        string[] lines = Painted.Lines(60, 3, c => hits = LetterBars.Paint(c, [0.1, 0.5, -0.25, 0, 0.2], new(Five)));
        Assert.That(lines[0], Does.Contain(" .").And.Contain(" m"));
        Assert.That(hits.At(31, 1), Is.EqualTo(4));
    }

    private static LetterDrawOptions Draw => new(Five)
    {
        Logits = [0, 1, 0.5, -1, 0.5],
        Scaled = [0, 2, 1, -2, 1],
        Probabilities = [0.1, 0.4, 0.2, 0.1, 0.2],
        U = 0.6,
        Drawn = 2,
        Heads = ("logit", "/ 0.5", "p", "sum"),
    };

    [Test]
    public void A_draw_shows_the_ruler_that_u_falls_on_and_the_running_sums()
    {
        string[] lines = Painted.Lines(70, 10, c => LetterDraw.Paint(c, Draw));
        int u = lines[1].IndexOf('▲', StringComparison.Ordinal);
        Assert.That(lines[0][..(u + 1)].TrimEnd('─')[^1], Is.EqualTo('e'), "the stretch in which u lies begins with its letter");
        Assert.That(lines[1], Does.Contain("u = 0.6"));
        string drawn = lines.Single(l => l.StartsWith("▸e", StringComparison.Ordinal));
        Assert.That(drawn, Does.Contain("0.5").And.Contain(" 1").And.Contain("0.2").And.Contain("0.7").And.Contain("> u = 0.6"));
        Assert.That(lines[3], Does.Contain("logit").And.Contain("/ 0.5").And.Contain("sum"));
    }

    [Test]
    public void Of_a_draw_that_is_not_done_what_is_known_is_shown()
    {
        string text = string.Join('\n', Painted.Lines(70, 10,
            c => LetterDraw.Paint(c, Draw with { Scaled = null, Probabilities = null, U = null, Drawn = null })));
        Assert.That(text, Does.Contain("logit").And.Not.Contain("sum").And.Not.Contain("▸").And.Not.Contain("u ="));
    }
}
