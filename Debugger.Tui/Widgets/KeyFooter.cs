using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A key and what it does, for the footer.</summary>
public readonly record struct KeyHint(string Key, string Text);

/// <summary>The keys of a screen on its last row, the most important first.</summary>
public static class KeyFooter
{
    /// <summary>Draws as many keys as fit, whole ones only; returns where each stands.</summary>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<KeyHint> keys)
    {
        var hits = new List<Hit>();
        int x = 1;
        for (int i = 0; i < keys.Count; i++)
        {
            int width = CellWidth.Of(keys[i].Key) + 1 + CellWidth.Of(keys[i].Text);
            if (x + width > canvas.Width) break;
            int end = canvas.Put(x, 0, keys[i].Key, canvas.Theme.Key);
            end = canvas.Put(end + 1, 0, keys[i].Text, canvas.Theme.KeyText);
            hits.Add(new Hit(canvas.OnScreen(new Rect(x, 0, end - x, 1)), i));
            x = end + 2;
        }
        return hits;
    }
}
