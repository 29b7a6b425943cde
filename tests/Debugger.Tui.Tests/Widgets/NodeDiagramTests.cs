using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class NodeDiagramTests
{
    internal static List<DiagramNode> Nodes() =>
    [
        new("i1", 0, 0, ["i1", "0.1"]), new("i2", 0, 1, ["i2", "0.2"]), new("h1", 1, 0, ["h1", "0.59"]), new("h2", 1, 1, ["h2", "0.60"]),
    ];

    internal static List<DiagramEdge> Edges() =>
    [
        new("i1", "h1", "w1"), new("i1", "h2", "w3"), new("i2", "h1", "w2") { Lit = true }, new("i2", "h2", "w4"), new("i2", "nowhere", "w9"),
    ];

    [Test]
    public void A_network_with_room_has_boxes_and_labels_on_its_edges() =>
        Assert.That(Painted.Lines(34, 11, canvas => NodeDiagram.Paint(canvas, Nodes(), Edges())), Is.EqualTo(new[]
        {
            "╭─────╮                   ╭──────╮",
            "│ i1  │─────── w1 ───────▶│  h1  │",
            "│ 0.1 │  ⠑⠤⡀         ⢀⣤⠞⠉ │ 0.59 │",
            "╰─────╯    w3      ⣠⠶⠋    ╰──────╯",
            "              ⠉⠢⣀⡴⠛⠁",
            "             ⢀⣤⠞⠉⠑⠤⡀",
            "           w2      ⠈⠒⢄",
            "╭─────╮ ⣀⡴⠛⠁          ⠉⠢⣀ ╭──────╮",
            "│ i2  │─────── w4 ───────▶│  h2  │",
            "│ 0.2 │                   │ 0.60 │",
            "╰─────╯                   ╰──────╯",
        }));

    [Test]
    public void A_network_with_little_room_has_names_and_the_lit_label()
    {
        string[] lines = Painted.Lines(20, 3, canvas => NodeDiagram.Paint(canvas, Nodes(), Edges()));
        Assert.Multiple(() =>
        {
            Assert.That((lines[0], lines[2]), Is.EqualTo(("i1────── w1 ─────▶h1", "i2────── w4 ─────▶h2")));
            Assert.That(lines[1], Does.Contain(" w2 ").And.Not.Contain("w3"));
        });
    }

    [Test]
    public void Ascii_draws_slanted_edges_with_strokes() =>
        Assert.That(Painted.Lines(34, 9, canvas => NodeDiagram.Paint(canvas, Nodes(), Edges()), Painted.Dark(ColourLevel.None, unicode: false)), Is.EqualTo(new[]
        {
            "+-----+                   +------+",
            "| i1  |------- w1 ------->|  h1  |",
            "| 0.1 |    w3      / /    | 0.59 |",
            "+-----+       \\ / /       +------+",
            "           w2 /   \\\\",
            "+-----+ / /          \\ \\  +------+",
            "| i2  |------- w4 ------->|  h2  |",
            "| 0.2 |                   | 0.60 |",
            "+-----+                   +------+",
        }));

    [Test]
    public void The_lit_edge_lies_on_top_in_its_own_style()
    {
        Style lit = Theme.Dark.Backward;
        List<DiagramEdge> edges = [new("i1", "h2"), new("i2", "h1") { Lit = true, Style = lit }];
        Screen screen = Painted.On(34, 11, canvas => NodeDiagram.Paint(canvas, Nodes(), edges));
        Cell[] braille = [.. Enumerable.Range(0, 11).SelectMany(y => screen.Row(y).ToArray()).Where(cell => cell.Rune.Value is > 0x2800 and <= 0x28FF)];
        int litCells = braille.Count(cell => cell.Style.Foreground == lit.Foreground), others = braille.Length - litCells;
        Assert.That((litCells > others, others > 3), Is.EqualTo((true, true)));
    }

    [Test]
    public void Nodes_and_labels_are_found_by_the_mouse()
    {
        List<Hit> hits = [];
        Screen screen = Painted.On(40, 11, canvas => hits = NodeDiagram.Paint(canvas.Sub(2, 0, 34, 11), Nodes(), Edges()));
        foreach ((string text, int index) in new[] { ("i1", 0), ("h2", 3), ("w1", 4), ("w3", 5), ("w2", 6), ("w4", 7) })
        {
            int y = Array.FindIndex(Painted.Lines(screen), line => line.Contains(text, StringComparison.Ordinal)), x = Painted.Lines(screen)[y].IndexOf(text, StringComparison.Ordinal);
            Assert.That(hits.At(x, y), Is.EqualTo(index), text);
        }
        Assert.That(hits.At(0, 0), Is.Null);
    }
}
