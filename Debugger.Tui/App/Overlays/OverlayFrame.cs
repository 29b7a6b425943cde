using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>A key of an overlay: what the footer calls it, what it does, and what a click on it presses.</summary>
internal readonly record struct OverlayKey(string Name, string Does, Keystroke Press);

/// <summary>The frame of an overlay that takes most of the screen: title, room for content, keys on the last row.</summary>
internal static class OverlayFrame
{
    /// <summary>Draws the frame and its keys; returns the room for content. A click outside of it closes the overlay.</summary>
    public static Canvas Paint(Canvas canvas, string title, string status, IReadOnlyList<OverlayKey> keys, HitMap.Builder hits)
    {
        hits.Clear();
        hits.Add(canvas.OnScreen(canvas.Local), new OutsideTarget());
        Canvas place = canvas.Inset(canvas.Width >= 100 ? 2 : 0, canvas.Height >= 48 ? 1 : 0);
        hits.Add(place.OnScreen(place.Local), new WindowTarget());
        // What lies below would look in at the edges as stray letters.
        canvas.Clear(canvas.Theme.Base);
        Canvas inner = Panel.Paint(place, title, focused: true, status);
        if (inner.Height < 4) return inner;
        Canvas footer = inner.Line(inner.Height - 1);
        List<Hit> drawn = KeyFooter.Paint(footer, [.. keys.Select(k => new KeyHint(k.Name, k.Does))], keepLast: true);
        foreach (Hit hit in drawn) hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Press));
        return inner.Sub(1, 0, inner.Width - 2, inner.Height - 1);
    }
}
