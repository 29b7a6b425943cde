using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A bar whose length shows a share.</summary>
public static class ShareBar
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary>Draws a bar over the share's size of the first row: cool above zero, warm below.</summary>
    public static void Paint(Canvas canvas, double share, Style? style = null)
    {
        if (double.IsNaN(share)) return;
        Style look = style ?? (share < 0 ? canvas.Theme.Negative : canvas.Theme.Positive);
        int eighths = (int)Math.Round(Math.Clamp(Math.Abs(share), 0, 1) * canvas.Width * 8);
        if (share != 0) eighths = Math.Max(1, eighths);
        for (int x = 0; x < canvas.Width && eighths > 0; x++, eighths -= 8) canvas.Set(x, 0, Eighths[Math.Min(8, eighths)], look);
    }
}
