using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How a picture is drawn.</summary>
public sealed record PictureOptions
{
    /// <summary>True: negative warm, positive cool; false: grey from <see cref="Low"/> to <see cref="High"/>.</summary>
    public bool Diverging { get; init; }

    /// <summary>The value of the darkest grey; null for the least among the values.</summary>
    public double? Low { get; init; }

    /// <summary>The value of the brightest grey (or, diverging, the size of the full colour); null for the largest.</summary>
    public double? High { get; init; }

    /// <summary>The pixel that the cursor is on.</summary>
    public (int Row, int Column)? Cursor { get; init; }

    /// <summary>
    /// Columns of the screen for one pixel (a pixel is as high as half a row); 0 for the largest that fits. A picture too large for its
    /// place is averaged down.
    /// </summary>
    public int Scale { get; init; }

    /// <summary>A part of the picture to frame, such as the patch under a kernel: row, column, height, width.</summary>
    public (int Row, int Column, int Height, int Width)? Frame { get; init; }
}

/// <summary>A picture in half blocks: two pixels in each cell, so 28×28 pixels take 28 columns and 14 rows.</summary>
public static class Picture
{
    /// <summary>Columns and rows of the screen that a picture takes at a scale.</summary>
    public static (int Columns, int Rows) SizeOf(int height, int width, int scale = 1) =>
        (width * Math.Max(1, scale), (height * Math.Max(1, scale) + 1) / 2);

    /// <summary>Draws a row-major picture into the upper left corner and returns where its pixels stand.</summary>
    public static GridHits Paint(Canvas canvas, ReadOnlySpan<double> values, int height, int width, PictureOptions? options = null)
    {
        options ??= new PictureOptions();
        if (canvas.IsEmpty || height <= 0 || width <= 0 || values.Length < height * width)
            return new GridHits(default, 1, 1, 0, 0, Math.Max(0, height), Math.Max(0, width));
        int fit = Math.Min(canvas.Width / width, canvas.Height * 2 / height);
        int scale = options.Scale > 0 ? Math.Min(options.Scale, Math.Max(1, fit)) : Math.Max(1, fit);
        // How many pixels of the picture one dot of the screen stands for.
        double step = fit >= 1 ? 1.0 / scale : Math.Max((double)width / canvas.Width, (double)height / (canvas.Height * 2));
        int dotsX = Math.Min(canvas.Width, (int)Math.Ceiling(width / step - 1e-9)),
            dotsY = Math.Min(canvas.Height * 2, (int)Math.Ceiling(height / step - 1e-9));
        var tones = new ToneScale(canvas.Look, values[..(height * width)], options);
        for (int y = 0; y < (dotsY + 1) / 2; y++)
        {
            for (int x = 0; x < dotsX; x++)
            {
                double top = Mean(values, height, width, x, 2 * y, step);
                double bottom = 2 * y + 1 < dotsY ? Mean(values, height, width, x, 2 * y + 1, step) : double.NaN;
                Mark upper = MarkAt(options, x, 2 * y, step), lower = 2 * y + 1 < dotsY ? MarkAt(options, x, 2 * y + 1, step) : Mark.None;
                Cell(canvas, x, y, top, bottom, 2 * y + 1 < dotsY, (upper, lower), tones);
            }
        }
        return new GridHits(canvas.OnScreen(new Rect(0, 0, dotsX, (dotsY + 1) / 2)), step, 2 * step, 0, 0, height, width);
    }

    private static void Cell(
        Canvas canvas, int x, int y, double top, double bottom, bool hasBottom, (Mark Upper, Mark Lower) marks, ToneScale tones)
    {
        if (canvas.Look.HasTones)
        {
            Colour upper = marks.Upper != Mark.None ? canvas.Theme.Focus.Foreground : tones.Tone(top);
            Colour lower = marks.Lower != Mark.None ? canvas.Theme.Focus.Foreground : hasBottom ? tones.Tone(bottom) : Colour.Inherit;
            if (upper == lower) canvas.Set(x, y, ' ', new Style(default, lower));
            else canvas.Set(x, y, '▀', new Style(upper, lower));
            return;
        }
        if (marks != (Mark.None, Mark.None))
        {
            bool cursor = marks.Upper == Mark.Cursor || marks.Lower == Mark.Cursor;
            canvas.Set(x, y, '+', cursor ? canvas.Theme.CursorCell : canvas.Theme.Focus);
            return;
        }
        double mean = hasBottom ? (top + bottom) / 2 : top;
        Style style = tones.Diverging ? mean < 0 ? canvas.Theme.Negative : canvas.Theme.Positive : canvas.Theme.Text;
        double up = tones.Share(top), down = hasBottom ? tones.Share(bottom) : 0;
        char glyph = canvas.Look.Unicode && !tones.Diverging && Math.Abs(up - down) > 0.5 ? (up > down ? '▀' : '▄') : tones.Glyph(mean);
        canvas.Set(x, y, glyph, style);
    }

    // The mean of the pixels that a dot stands for; with step 1 or less that is one pixel.
    private static double Mean(ReadOnlySpan<double> values, int height, int width, int x, int y, double step)
    {
        int left = Math.Min((int)(x * step + 1e-9), width - 1), top = Math.Min((int)(y * step + 1e-9), height - 1);
        if (step <= 1) return values[top * width + left];
        int right = Math.Clamp((int)((x + 1) * step), left + 1, width), bottom = Math.Clamp((int)((y + 1) * step), top + 1, height);
        double sum = 0;
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++) sum += values[row * width + column];
        }
        return sum / ((right - left) * (bottom - top));
    }

    private static Mark MarkAt(PictureOptions options, int x, int y, double step)
    {
        if (step > 1) return Mark.None;
        int column = (int)(x * step + 1e-9), row = (int)(y * step + 1e-9);
        if (options.Cursor is { } cursor && cursor == (row, column)) return Mark.Cursor;
        if (options.Frame is not { } frame) return Mark.None;
        bool within = row >= frame.Row - 1 && row <= frame.Row + frame.Height && column >= frame.Column - 1
            && column <= frame.Column + frame.Width;
        bool edge = row == frame.Row - 1 || row == frame.Row + frame.Height || column == frame.Column - 1
            || column == frame.Column + frame.Width;
        return within && edge ? Mark.Frame : Mark.None;
    }

    private enum Mark
    {
        None,
        Frame,
        Cursor,
    }
}
