using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Shows in one column which part of a long list is visible.</summary>
public static class Scrollbar
{
    /// <summary>Draws the bar over the whole height of a canvas of one column; nothing when all rows are visible.</summary>
    public static void Paint(Canvas canvas, int offset, int visible, int total)
    {
        if (canvas.IsEmpty || total <= visible) return;
        int height = canvas.Height;
        int knob = Math.Clamp((int)Math.Round((double)height * visible / total), 1, height);
        int hidden = Math.Max(1, total - visible);
        int start = (int)Math.Round((double)(height - knob) * Math.Clamp(offset, 0, hidden) / hidden);
        canvas.Fill(new Rect(0, 0, 1, height), '│', canvas.Theme.Border);
        canvas.Fill(new Rect(0, start, 1, knob), '█', canvas.Theme.Border);
    }
}
