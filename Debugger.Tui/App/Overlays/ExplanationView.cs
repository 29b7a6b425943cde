using Backstep.Debugger.Tui.Views;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>Why a number is what it is: the trail, the formula with symbols and numbers, the paths to the loss, and the terms, each of which opens.</summary>
internal static class ExplanationView
{
    private const int Context = 3;

    /// <summary>Draws the explanation over the screen.</summary>
    public static void Paint(Canvas canvas, AppModel app, ExplanationOverlay overlay, HitMap.Builder hits)
    {
        if (overlay.Trail.IsEmpty) return;
        (Explanation present, int selected) = overlay.Trail[^1];
        ImmutableArray<ExplanationRow> rows = ExplanationRows.Of(present);
        selected = Math.Clamp(selected, 0, Math.Max(rows.Length - 1, 0));
        OverlayTexts texts = app.Texts.Overlays;
        string status = present.Line is int line ? texts.IterationAndLine(present.Element.Moment.Iteration + 1, line) : app.Texts.Debug.Iteration(present.Element.Moment.Iteration + 1);
        Canvas inner = OverlayFrame.Paint(canvas, texts.Why, status, Keys(overlay, rows, selected, texts), hits);
        if (inner.IsEmpty) return;
        int top = Trail(inner, overlay, hits);
        int opens = inner.Height - top >= 6 && rows.Length > 0 ? 1 : 0;
        Canvas area = inner.Sub(0, top, inner.Width, inner.Height - top - opens);
        if (opens > 0) Opens(inner.Line(inner.Height - 1), rows[selected], app);
        int width = area.Width - 2;
        var page = new ExplanationPage(present, rows, selected, app, width, canvas.Theme);
        if (page.Height > area.Height) page = new ExplanationPage(present, rows, selected, app, width, canvas.Theme, compact: true);
        // The beginning of the page as long as the selected row is visible with it, else the rows around it.
        int offset = selected == 0 ? 0 : Math.Clamp(page.SelectedTop - area.Height + 1 + Context, 0, Math.Max(0, page.Height - area.Height));
        page.Paint(area.Sub(0, -offset, width, page.Height), hits);
        if (area.Width > 2) Scrollbar.Paint(area.Sub(area.Width - 1, 0, 1, area.Height), offset, area.Height, page.Height);
    }

    /// <summary>What was opened, from the first to the present; where it is too long its beginning is left out.</summary>
    private static int Trail(Canvas inner, ExplanationOverlay overlay, HitMap.Builder hits)
    {
        Theme theme = inner.Theme;
        const string Arrow = " › ";
        string[] names = [.. overlay.Trail.Select(t => t.Explanation.Subject)];
        int first = 0;
        while (first < names.Length - 1 && names.Skip(first).Sum(n => CellWidth.Of(n) + 3) - 3 + (first > 0 ? 4 : 0) > inner.Width) first++;
        int x = first > 0 ? inner.Put(0, 0, "…" + Arrow, theme.Caption) : 0;
        for (int i = first; i < names.Length; i++)
        {
            bool last = i == names.Length - 1;
            int start = x;
            x = inner.PutCut(x, 0, inner.Width - x, names[i], last ? theme.Focus : theme.Caption);
            if (!last)
            {
                // One step back is what a click can do.
                if (i == names.Length - 2) hits.Add(inner.OnScreen(new Rect(start, 0, x - start, 1)), new KeyTarget(new Keystroke(KeyCode.Backspace)));
                x = inner.Put(x, 0, Arrow, theme.Border);
            }
        }
        return inner.Height >= 26 ? 2 : 1;
    }

    private static void Opens(Canvas line, ExplanationRow row, AppModel app)
    {
        if (row.Opens is not { } element) return;
        int x = line.Put(0, 0, "Enter", line.Theme.Key);
        x = line.Put(x, 0, line.Texts.Overlays.Opens, line.Theme.KeyText);
        line.PutCut(x, 0, line.Width - x, ExplanationRows.NameOf(element, app.Debug?.View.Program), line.Theme.Focus);
    }

    private static List<OverlayKey> Keys(ExplanationOverlay overlay, ImmutableArray<ExplanationRow> rows, int selected, OverlayTexts texts)
    {
        var keys = new List<OverlayKey>();
        if (rows.Length > 1) keys.Add(new("↑↓", texts.Select, new Keystroke(KeyCode.Down)));
        if (selected < rows.Length && rows[selected].Opens is not null) keys.Add(new("Enter", texts.Open, new Keystroke(KeyCode.Enter)));
        if (overlay.Trail.Count > 1) keys.Add(new("Backspace", texts.Back, new Keystroke(KeyCode.Backspace)));
        keys.Add(new("Esc", texts.Close, new Keystroke(KeyCode.Escape)));
        return keys;
    }
}
