using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class ChartTests
{
    [Test]
    public void A_line_chart_has_axes_names_and_a_curve() =>
        Assert.That(Painted.Lines(24, 6,
            canvas => LineChart.Paint(canvas, [new("loss", [4, 3, 2, 1, 0], canvas.Theme.Loss)], new() { XStart = "0", XEnd = "4" })),
            Is.EqualTo(new[] { "4│⠉⠒⠢⠤⣀⡀", " │     ⠈⠉⠒⠢⠤⣀", " │           ⠉⠒⠢⠤⣀⡀", "0│                ⠈⠉⠒⠢⠤⣀", " └──────────────────────",
            "  0        ━ loss      4" }));

    [Test]
    public void A_gap_in_the_values_is_a_gap_in_the_curve() =>
        Assert.That(Painted.Lines(5, 1,
            canvas => LineChart.Paint(canvas, [new("", [0, 0, 0, double.NaN, double.NaN, double.NaN, 1, 1, 1, 1], canvas.Theme.Loss)])),
            Is.EqualTo(new[] { "⣀⡀ ⠉⠉" }));

    [TestCase(ColourLevel.None)]
    [TestCase(ColourLevel.TrueColour)]
    public void Without_colours_the_second_curve_is_dashed(ColourLevel colours)
    {
        string[] lines = Painted.Lines(24, 6, canvas => LineChart.Paint(canvas,
            [new("a", [0, 0], canvas.Theme.Loss), new("b", [1, 1], canvas.Theme.Text)]), new Look(Theme.Dark, colours));
        bool dashed = colours == ColourLevel.None;
        Assert.That(lines[0].Contains("⠉⠉  ⠉⠉", StringComparison.Ordinal), Is.EqualTo(dashed), lines[0]);
        Assert.That(lines[3], Does.Contain("⣀⣀⣀⣀⣀⣀"));
        Assert.That(lines[5], Does.Contain("━ a").And.Contain(dashed ? "┅ b" : "━ b"));
    }

    [Test]
    public void Dots_number_as_braille_does()
    {
        var dots = new DotGrid(2, 1);
        for (int y = 0; y < 4; y++) dots.Set(0, y, default);
        dots.Set(3, 0, default);
        dots.Set(2, 3, default);
        dots.Set(9, 9, default);
        Assert.That(Painted.Lines(2, 1, dots.Paint), Is.EqualTo(new[] { "⡇⡈" }));
    }

    [Test]
    public void A_sparkline_shows_the_last_values_between_least_and_most() => Assert.Multiple(() =>
    {
        Assert.That(Sparkline.Text([100, 0, 1, 2, 3, 4, 5, 6, 7], 8), Is.EqualTo("▁▂▃▄▅▆▇█"));
        Assert.That(Sparkline.Text([2, 2], 8), Is.EqualTo("▄▄"));
        Assert.That(Sparkline.Text([0, double.NaN, 1], 8), Is.EqualTo("▁!█"));
        Assert.That(Sparkline.Text([], 8), Is.EqualTo(""));
    });

    [Test]
    public void Bins_count_every_finite_value_once()
    {
        HistogramBins bins = HistogramBins.Count([-1, -0.5, 0, 0.5, 1, double.NaN, double.PositiveInfinity], 4);
        Assert.That((bins.Low, bins.High), Is.EqualTo((-1.0, 1.0)));
        Assert.That(bins.Counts, Is.EqualTo(new[] { 1, 1, 1, 2 }));
    }

    [Test]
    public void A_histogram_has_bars_ends_and_zero()
    {
        Screen screen = Painted.On(8, 3, canvas => Histogram.Paint(canvas, new HistogramBins([1, 2, 4, 0], -2, 2)));
        Assert.Multiple(() =>
        {
            Assert.That(Painted.Lines(screen), Is.EqualTo(new[] { "    ██", "▄▄████", "-2  0  2" }));
            Assert.That(screen[0, 1].Style.Foreground, Is.EqualTo(Theme.Dark.Negative.Foreground));
            Assert.That(screen[4, 1].Style.Foreground, Is.EqualTo(Theme.Dark.Positive.Foreground));
        });
    }

    [TestCase(0, "0")]
    [TestCase(0.096867, "0.0969")]
    [TestCase(-1500, "-1500")]
    [TestCase(2.5, "2.5")]
    [TestCase(0.0000123, "1.23e-05")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.NegativeInfinity, "-inf")]
    [TestCase(1234567, "1.23e06")]
    public void Numbers_on_axes_are_short(double value, string text) => Assert.That(ShortNumber.Format(value), Is.EqualTo(text));

    [Test]
    public void A_time_line_has_phases_and_a_knob() =>
        Assert.That(Painted.Lines(41, 1,
            canvas => TimeLine.Paint(canvas,
            [new("fwd", 10, canvas.Theme.Forward), new("loss", 2, canvas.Theme.Loss), new("bwd", 20, canvas.Theme.Backward)],
            12, "step 12")),
            Is.EqualTo(new[] { "├━━fwd━━┼━loss━●──────bwd──────┤  step 12" }));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool A_click_on_the_knob_finds_a_step_that_stands_there(byte width, byte[] steps, ushort position)
    {
        TimeSegment[] segments = [.. (steps ?? []).Take(6).Select(count => new TimeSegment("phase", count, default))];
        int total = segments.Sum(segment => segment.Steps), step = total == 0 ? 0 : position % (total + 1);
        TimeLineHits hits = new(default, [0], [0]);
        Painted.On(width + 3, 1, canvas => hits = TimeLine.Paint(canvas.Sub(3, 0, width, 1), segments, step));
        if (hits.Area.IsEmpty) return true;
        int found = hits.StepAt(hits.Area.X + hits.ColumnOf(step));
        bool ends = hits.StepAt(-5) == 0 && hits.StepAt(9999) == total && hits.ColumnOf(0) == 0
            && hits.ColumnOf(total) == hits.Area.Width - 1;
        return ends && found >= 0 && found <= total && hits.ColumnOf(found) == hits.ColumnOf(step);
    }
}
