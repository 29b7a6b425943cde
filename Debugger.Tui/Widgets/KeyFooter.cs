using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A key and what it does, for the footer.</summary>
public readonly record struct KeyHint(string Key, string Text);

/// <summary>The keys of a screen on its last row, the most important first.</summary>
public static class KeyFooter
{
    /// <summary>Draws as many keys as fit, whole ones only; returns where each stands.</summary>
    /// <param name="canvas">One row.</param>
    /// <param name="keys">The keys, the most important first.</param>
    /// <param name="keepLast">True: the last one, the way out, is drawn whatever else has to go.</param>
    public static List<Hit> Paint(Canvas canvas, IReadOnlyList<KeyHint> keys, bool keepLast = false)
    {
        var hits = new List<Hit>();
        int x = 1, kept = keepLast && keys.Count > 0 ? 2 + Width(keys[^1]) : 0;
        for (int i = 0; i < keys.Count; i++)
        {
            bool last = i == keys.Count - 1;
            if (x + Width(keys[i]) + (last ? 0 : kept) > canvas.Width)
            {
                if (kept > 0) continue;
                break;
            }
            int end = canvas.Put(x, 0, keys[i].Key, canvas.Theme.Key);
            end = canvas.Put(end + 1, 0, keys[i].Text, canvas.Theme.KeyText);
            hits.Add(new Hit(canvas.OnScreen(new Rect(x, 0, end - x, 1)), i));
            x = end + 2;
        }
        return hits;
    }

    private static int Width(KeyHint key) => CellWidth.Of(key.Key) + 1 + CellWidth.Of(key.Text);
}
