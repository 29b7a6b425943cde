using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.ViewBase;
using Screen = Backstep.Debugger.Tui.Rendering.Screen;

namespace Backstep.Debugger.Tui.Views;

/// <summary>
/// The edge of panes and dialogs: <c>╭ Title ──── right ─╮</c>. Terminal.Gui's own sets titles as <c>┤Title├</c>, and is slower to draw.
/// </summary>
internal static class FrameEdge
{
    /// <summary>Draws the edge of a view whose border is one cell thick; for <c>OnDrawingAdornments</c>.</summary>
    public static void Draw(
        View view, Look look, Style beneath, bool focused, string title, string right = "", string footer = "", Style? border = null)
    {
        Rectangle frame = view.Border.FrameToScreen();
        if (frame.Width < 2 || frame.Height < 2) return;
        // Its first row, one that stands for all between, its last row.
        var edge = new Screen(frame.Width, 3, beneath);
        Panel.Paint(new Canvas(edge, look), title, focused, right, border, footer: footer);
        Style page = look.Theme.Base;
        Blit.Put(view, edge, frame, page, frame with { Height = 1 });
        for (int y = frame.Y + 1; y < frame.Bottom - 1; y++)
            Blit.Put(view, edge, frame with { Y = y - 1 }, page, frame with { Y = y, Height = 1 });
        Blit.Put(view, edge, frame with { Y = frame.Bottom - 3 }, page, frame with { Y = frame.Bottom - 1, Height = 1 });
    }
}
