using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>All values so far: the watches on top, what has just changed first, a filter as one types; in a what-if old → new.</summary>
internal static class ValuesPane
{
    public static void Paint(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        SessionView view = model.View;
        bool focused = model.Focus == Pane.Values;
        hits.Add(canvas.OnScreen(canvas.Local), new PaneTarget(Pane.Values));
        ImmutableArray<Value> values = DebugRows.Values(model);
        Canvas inside = Panel.Paint(canvas, canvas.Texts.Debug.ValuesPane, focused, $"{values.Length}");
        Theme theme = inside.Theme;
        int y = 0;
        if (model.IsFiltering || model.Filter.Length > 0)
        {
            InputLine.Paint(inside.Line(y++), new LineEditor().With(model.Filter), "/ ", model.IsFiltering, canvas.Texts.Overlays.FilterHint);
        }
        else if (inside.Height > 8)
        {
            inside.Put(0, y++, canvas.Texts.Overlays.Filter, theme.Dim);
        }
        foreach ((string text, string value) in view.Watches.Take(Math.Max(inside.Height / 3, 1)))
        {
            inside.Put(0, y, "◉", theme.Focus);
            int right = inside.PutRight(inside.Width, y, CellWidth.Ellipsis(value, Math.Max(inside.Width - 10, 4)), theme.Bright);
            inside.PutCut(2, y, right - 3, text, theme.Code);
            y++;
        }
        if (view.Watches.Length > 0 && y < inside.Height) inside.Fill(new Rect(0, y++, inside.Width, 1), '─', theme.Border);
        Canvas list = inside.Sub(0, y, inside.Width, inside.Height - y);
        if (values.IsEmpty)
        {
            Prose.Paint(list, model.Filter.Length > 0 ? canvas.Texts.Debug.NoValueContains(model.Filter) : canvas.Texts.Debug.NothingComputed, theme.Dim);
            return;
        }
        ListState state = new ListState(Math.Clamp(model.ValuesRow, 0, values.Length - 1), 0).Reveal(values.Length, list.Height);
        foreach (Hit hit in ListView.Paint(list, values.Length, focused ? state : state with { Selected = -1 }, focused, (line, i) => Row(line, values[i])))
            hits.Add(hit.Area, new ValueTarget(values[hit.Index].Slot));

        void Row(Canvas line, Value value)
        {
            Tensor content = view[value]!;
            // Single steps of the chain rule have a name that is written as in the program pane, not as it is typed.
            string title = value.Kind is ValueKind.Derivative ? value.Label : value.Name;
            bool changed = view.Changed.Contains(value.Slot);
            if (changed) line.Set(0, 0, '●', theme.Changed);
            string text = ValueText.Short(content, Math.Clamp(line.Width - 14, 6, 12));
            if (view.Before.TryGetValue(value.Slot, out Tensor? before))
                text = content.Shape.IsScalar ? ValueText.OldAndNew(before.ScalarValue, content.ScalarValue, line.Width - 3 - CellWidth.Of(title)) : $"{text} ≠";
            text = CellWidth.Ellipsis(text, Math.Max(line.Width - 8, 4));
            int right = line.PutRight(line.Width, 0, text, changed ? theme.Bright : ValueText.Tone(theme, content));
            List<Fragment> name = model.Filter.Length > 0 ? ListFilter.Highlight(title, model.Filter, theme.Text, theme.Focus) : [new Fragment(title, theme.Text)];
            line.PutCut(2, 0, right - 3, name);
        }
    }
}
