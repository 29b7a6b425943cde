using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

/// <summary>Every widget on every small size, with all kinds of terminals: nothing throws, nothing is drawn outside, widths hold.</summary>
public sealed class SmallestSizeTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 30).Select(i => Math.Sin(i) * (i % 7 == 0 ? double.NaN : 1))];

    private static readonly Dictionary<string, Action<Canvas>> Widgets = new()
    {
        ["panel"] = canvas => Panel.Paint(canvas, "Title 误差", true, "12/34", footer: "more"),
        ["tabs"] = canvas => Tabs.Paint(canvas, ["1 Program", "2 网络", "3"], 1),
        ["list"] = canvas => ListView.Paint(canvas, ["one", "误差二", "three"], new ListState(1, 0).Reveal(3, canvas.Height), true),
        ["heatmap"] = canvas => Heatmap.Paint(canvas, Values, 5, 6, new() { Cursor = (3, 4) }),
        ["heatmap with numbers"] = canvas => Heatmap.Paint(canvas, Values, 5, 6, new() { CellWidth = 6, Numbers = true, Cursor = (0, 0) }),
        ["attention"] = canvas => AttentionHeads.Paint(canvas, Values, 3, 3,
            new([".", "误", "c"]) { Cursor = (1, 2, 0), Caption = "rows", Warning = "ahead", Title = h => $"头 {h}" }),
        ["named grid"] = canvas => NamedGrid.Paint(canvas, Values, 6, new([".", "a", "误", "c", "d"]) { Marked = new HashSet<int> { 3 } }),
        ["letter bars"] = canvas => LetterBars.Paint(canvas, Values, new([.. Values.Select((_, i) => $"{(char)('a' + i)}")])
        { Marked = 4, Mark = "目标", Cursor = 2 }),
        ["letter draw"] = canvas => LetterDraw.Paint(canvas, new([.. Values.Select((_, i) => $"{(char)('a' + i)}")])
        {
            Logits = Values,
            Scaled = Values,
            Probabilities = [.. Values.Select(v => double.IsNaN(v) ? 0 : v * v / 15)],
            U = 0.99,
            Drawn = 3,
            Heads = ("logit", "温度", "p", "sum")
        }),
        ["picture"] = canvas => Picture.Paint(canvas, Values, 5, 6, new() { Cursor = (1, 1), Frame = (1, 1, 2, 2) }),
        ["diverging picture"] = canvas => Picture.Paint(canvas, Values, 6, 5, new() { Diverging = true, Scale = 2 }),
        ["line chart"] = canvas => LineChart.Paint(canvas, [new("loss", Values, canvas.Theme.Loss), new("", [], default)],
            new() { XStart = "0", XEnd = "30", Marker = 3 }),
        ["sparkline"] = canvas => Sparkline.Paint(canvas, Values, canvas.Theme.Forward),
        ["histogram"] = canvas => Histogram.Paint(canvas, HistogramBins.Count(Values, 8)),
        ["formula"] = canvas => Formula.Paint(canvas, [new FormulaFraction("∂E", "∂w5"), new FormulaText("="), new FormulaText("误差")]),
        ["time line"] = canvas => TimeLine.Paint(canvas,
            [new("forward", 10, canvas.Theme.Forward), new("none", 0, default), new("loss", 1, canvas.Theme.Loss)], 4, "step 4"),
        ["prose"] = canvas => Prose.Paint(canvas, Prose.Markup("Some **bold** `code` 和中文。", canvas.Theme), 1),
        ["scrollbar"] = canvas => Scrollbar.Paint(canvas, 2, canvas.Height, 100),
        ["share"] = canvas => ShareBar.Paint(canvas, -0.3),
    };

    private static readonly string[] Names = [.. Widgets.Keys];

    [TestCaseSource(nameof(Names))]
    public void A_widget_stays_within_its_place_at_every_size(string name)
    {
        Look[] looks = [new(Theme.Dark), new(Theme.Light, ColourLevel.Ansi16), new(Theme.Dark, ColourLevel.None),
            new(Theme.Dark, ColourLevel.None, unicode: false)];
        foreach (Look look in looks)
        {
            for (int width = 0; width <= 24; width++)
            {
                for (int height = 0; height <= 9; height++)
                {
                    var screen = new Screen(width + 4, height + 4);
                    screen.Fill(screen.Area, '#', default);
                    var place = new Rect(2, 2, width, height);
                    // Dialogs dim their own place only; the border of # signs around it must stay as it is.
                    Widgets[name](new Canvas(screen, look, place));
                    CheckFrame(screen, place, $"{width}×{height}");
                }
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void A_widget_far_outside_of_the_screen_draws_nothing(string name)
    {
        var screen = new Screen(4, 2);
        Widgets[name](new Canvas(screen, Painted.Dark(), new Rect(50, 50, 40, 12)));
        for (int cell = 0; cell < 8; cell++) Assert.That(screen[cell % 4, cell / 4], Is.EqualTo(new Screen(4, 2)[0, 0]));
    }

    private static void CheckFrame(Screen screen, Rect place, string size)
    {
        for (int y = 0; y < screen.Height; y++)
        {
            int columns = 0;
            for (int x = 0; x < screen.Width; x++)
            {
                columns += screen[x, y].Width;
                if (!place.Contains(x, y) && screen[x, y] != new Cell(new System.Text.Rune('#'), 1, default))
                    Assert.Fail($"{size}: ({x}, {y}) was overwritten with \"{screen[x, y].Text}\"");
            }
            if (columns != screen.Width) Assert.Fail($"{size}: row {y} takes {columns} of {screen.Width} columns");
        }
    }
}
