using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Tests.Widgets;

public sealed class PictureTests
{
    private static readonly double[] Four = [0, 1, 1, 0];

    [Test]
    public void Two_pixels_share_a_cell_as_foreground_and_background()
    {
        Screen screen = Painted.On(2, 1, canvas => Picture.Paint(canvas, Four, 2, 2));
        Colour low = Theme.Dark.ImageLow, high = Theme.Dark.ImageHigh;
        Assert.Multiple(() =>
        {
            Assert.That(Painted.Lines(screen), Is.EqualTo(new[] { "▀▀" }));
            Assert.That(screen[0, 0].Style.Foreground.ToRgb(), Is.EqualTo(low.ToRgb()));
            Assert.That(screen[0, 0].Style.Background.ToRgb(), Is.EqualTo(high.ToRgb()));
            Assert.That(screen[1, 0].Style.Foreground.ToRgb(), Is.EqualTo(high.ToRgb()));
        });
    }

    [Test]
    public void A_digit_takes_28_columns_and_14_rows_and_every_pixel_is_found()
    {
        GridHits hits = default;
        Painted.On(40, 20, canvas => hits = Picture.Paint(canvas.Sub(1, 1, 30, 14), new double[28 * 28], 28, 28));
        Assert.Multiple(() =>
        {
            Assert.That(hits.Area, Is.EqualTo(new Rect(1, 1, 28, 14)));
            Assert.That(hits.At(1, 1), Is.EqualTo((0, 0)));
            Assert.That(hits.At(28, 14), Is.EqualTo((26, 27)));
            Assert.That(hits.At(29, 14), Is.Null);
        });
    }

    [Test]
    public void A_small_picture_grows_by_whole_steps()
    {
        GridHits hits = default;
        Painted.On(7, 3, canvas => hits = Picture.Paint(canvas, Four, 2, 2));
        Assert.That((hits.Area, hits.At(5, 2), hits.At(2, 1)),
            Is.EqualTo((new Rect(0, 0, 6, 3), ((int, int)?)(1, 1), ((int, int)?)(0, 0))));
    }

    [Test]
    public void A_large_picture_is_averaged_down()
    {
        double[] values = [.. Enumerable.Range(0, 64).Select(i => i % 8 < 4 ? 0.0 : 1.0)];
        Screen screen = Painted.On(4, 2, canvas => Picture.Paint(canvas, values, 8, 8, new() { Low = 0, High = 1 }));
        Assert.That((screen[0, 0].Style.Background.ToRgb(), screen[3, 1].Style.Background.ToRgb()),
            Is.EqualTo((Theme.Dark.ImageLow.ToRgb(), Theme.Dark.ImageHigh.ToRgb())));
    }

    [Test]
    public void Without_colours_shades_and_half_blocks_make_the_picture() => Assert.Multiple(() =>
    {
        double[] values = [0, 1, 0.25, 1, 0, 1, 0, 0.25, 0, 0.4];
        Assert.That(Painted.Lines(5, 1, canvas => Picture.Paint(canvas, values, 2, 5), Painted.Dark(ColourLevel.None)),
            Is.EqualTo(new[] { "▄▀░▀░" }));
        Assert.That(Painted.Lines(3, 1, canvas => Picture.Paint(canvas, [0, 0.5, 1, 0, 0.5, 1], 2, 3), Painted.Dark(ColourLevel.None)),
            Is.EqualTo(new[] { " ▒█" }));
        Assert.That(Painted.Lines(3, 1, canvas => Picture.Paint(canvas, [0, 0.5, 1, 0, 0.5, 1], 2, 3),
            Painted.Dark(ColourLevel.None, unicode: false)), Is.EqualTo(new[] { " =@" }));
    });

    [Test]
    public void A_heatmap_is_warm_below_zero_and_cool_above()
    {
        Screen screen = Painted.On(4, 2, canvas => Heatmap.Paint(canvas, [-2, 2], 1, 2, new() { Legend = false }));
        Assert.That((screen[0, 0].Style.Background.ToRgb(), screen[3, 0].Style.Background.ToRgb()),
            Is.EqualTo((Theme.Dark.HeatNegative.ToRgb(), Theme.Dark.HeatPositive.ToRgb())));
    }

    [Test]
    public void Without_colours_a_heatmap_has_two_ladders_of_signs_and_a_legend() =>
        Assert.That(Painted.Lines(20, 3,
            canvas => Heatmap.Paint(canvas, [-1, -0.6, -0.1, 0, 0.1, 0.3, 0.6, 1, double.NaN, 0], 2, 5, new() { CellWidth = 1 }),
            Painted.Dark(ColourLevel.None)),
            Is.EqualTo(new[] { "≡=· ░", "▒▓█!", "-1 ≡≡==--· ░▒▒▓▓██ 1" }));

    [Test]
    public void Numbers_stand_in_cells_that_are_wide_enough() =>
        Assert.That(Painted.Lines(12, 1, canvas => Heatmap.Paint(canvas, [-0.341, 0.25], 1, 2, new() { CellWidth = 6, Numbers = true })),
            Is.EqualTo(new[] { "-0.34  0.25" }));

    [Test]
    public void Where_there_is_room_cells_are_higher_and_every_row_of_one_is_its_element()
    {
        GridHits hits = default;
        Assert.That(Painted.Lines(24, 6,
            canvas => hits = Heatmap.Paint(canvas, [-0.00037693, 0.25, 1, 7.0408e-05], 2, 2,
            new() { CellWidth = 12, CellHeight = 3, Numbers = true, Legend = false })),
            Is.EqualTo(new[] { "", "-0.00037693        0.25", "", "", "          1  7.0408e-05", "" }));
        Assert.That((hits.At(13, 2), hits.At(13, 3)), Is.EqualTo((((int, int)?)(0, 1), ((int, int)?)(1, 1))));
    }

    [TestCase(0.0004, "0.0004")]
    [TestCase(-0.0004, "-4e-04")]
    [TestCase(-0.00008, "-8e-05")]
    public void Small_numbers_have_one_style_of_exponent(double number, string text) =>
        Assert.That(Painted.Lines(7, 1, canvas => Heatmap.Paint(canvas, [number], 1, 1, new() { CellWidth = 7, Numbers = true }))[0].Trim(),
            Is.EqualTo(text));

    [Test]
    public void The_cursor_stays_visible_in_a_large_matrix()
    {
        GridHits hits = default;
        Painted.On(10, 5, canvas =>
            hits = Heatmap.Paint(canvas, new double[100 * 100], 100, 100, new() { Cursor = (99, 50), Legend = false }));
        Assert.That((hits.FirstRow, hits.FirstColumn, hits.At(5, 4)), Is.EqualTo((95, 48, ((int, int)?)(99, 50))));
    }
}
