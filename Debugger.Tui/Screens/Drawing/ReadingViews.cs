using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Data;

namespace Backstep.Debugger.Tui.Screens.Drawing;

/// <summary>Something of what was read; drawn anew only where that is something else.</summary>
internal abstract class ReadingView : PaintedView
{
    protected ReadingView() => CanFocus = false;

    protected SketchReading? Reading { get; private set; }

    public void Show(SketchReading? reading)
    {
        if (ReferenceEquals(reading, Reading)) return;
        Reading = reading;
        SetNeedsDraw();
    }
}

/// <summary>The image that reaches the network, or how much each of its pixels raised the winning logit.</summary>
internal sealed class SeenView : ReadingView
{
    /// <summary>Whether the reasons are shown.</summary>
    public bool ShowsWhy
    {
        get;
        set
        {
            field = value;
            SetNeedsDraw();
        }
    }

    /// <summary>Columns of the screen for one pixel.</summary>
    public int Scale { get; set; } = 1;

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (Reading is not { Seen: { IsEmpty: false } seen } reading) return;
        bool why = ShowsWhy && !reading.Why.IsEmpty;
        double[] values = why ? [.. reading.Why] : [.. seen.Select(p => (double)p)];
        PictureOptions options = why ? new() { Diverging = true, Scale = Scale } : new() { Low = 0, High = 255, Scale = Scale };
        Picture.Paint(canvas, values, DigitImage.Side, DigitImage.Side, options);
    }
}

/// <summary>The probability of each class as a bar.</summary>
internal sealed class BarsView : ReadingView
{
    private const int PercentColumns = 6;

    /// <summary>What stands there instead while there is nothing to show, and how that comes.</summary>
    public string Hint
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            SetNeedsDraw();
        }
    } = "";

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (Reading is not { Result: { } result, Names: var names })
        {
            Prose.Paint(canvas.Inset(1, 0), [new(Hint, canvas.Theme.Caption)]);
            return;
        }
        int width = Math.Min(names.Max(name => CellWidth.Of(name)), Math.Max(1, canvas.Width / 3));
        for (int c = 0; c < result.Probabilities.Length && c < canvas.Height; c++)
        {
            bool wins = c == result.Winner;
            Style style = wins ? canvas.Theme.Success : canvas.Theme.Text;
            canvas.PutCut(0, c, width, names[c], style);
            ShareBar.Paint(canvas.Sub(width + 1, c, Math.Max(0, canvas.Width - width - 2 - PercentColumns), 1),
                result.Probabilities[c], style);
            string percent = (100 * result.Probabilities[c]).ToString("F1", CultureInfo.InvariantCulture) + "%";
            canvas.PutRight(canvas.Width, c, percent, style);
        }
    }
}
