using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Comparing;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The selected value in full, as far as there is room: all digits of a number, a vector's elements over the rows, its gradient, its other
/// name.
/// </summary>
internal sealed class ValueDetail : PaintedView
{
    private SessionView? _view;
    private Value? _value;

    public ValueDetail() => CanFocus = false;

    public void Show(SessionView? view, Value? value)
    {
        if (ReferenceEquals(view, _view) && value == _value) return;
        (_view, _value) = (view, value);
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        canvas.Fill(new Rect(0, 0, canvas.Width, 1), '─', theme.Border);
        if (_view is not { } view || _value is not { } value || view[value] is not { } content) return;
        int y = 1, x = canvas.PutCut(0, y, canvas.Width, value.Name, theme.Code);
        if (value.Label != value.Name) x = canvas.PutCut(x, y, canvas.Width - x, $" = {value.Label}", theme.Caption);
        if (!content.Shape.IsScalar) canvas.PutCut(x + 1, y, canvas.Width - x - 1, content.Shape.ToString(), theme.Caption.Italic);
        y++;
        if (view.Recorded.TryGetValue(value.Slot, out ComparedValue? recorded))
        {
            Beside(canvas.Sub(0, y, canvas.Width, canvas.Height - y), content, recorded);
            return;
        }
        if (content.Length == 1)
        {
            canvas.PutCut(0, y++, canvas.Width, Numbers.Format(content.Data[0], Look.AllDigits), Sign(theme, content.Data[0]));
            if (view.Program.Find($"{value.Name}.grad") is { } g && view[g] is { Length: 1 } gradient && y < canvas.Height)
            {
                x = canvas.Put(0, y, "∂ ", theme.Backward);
                canvas.PutCut(x, y, canvas.Width - x, Numbers.Format(gradient.Data[0], Look.AllDigits), Sign(theme, gradient.Data[0]));
            }
            return;
        }
        Canvas rest = canvas.Sub(0, y, canvas.Width, canvas.Height - y);
        if (value.Shape.Rank >= 2 && view.NameLetters() is { } letters && letters.RowNames(value) is { } rows)
            NamedGrid.Paint(rest, content.Data[..(value.Shape[-1] * value.Shape[-2])], value.Shape[-1],
                new NamedGridOptions(rows) { Columns = letters.ColumnNames(value) });
        else Elements(rest, content);
    }

    /// <summary>Ours on the left, what was recorded on the right, and in the last row in what way they differ.</summary>
    private static void Beside(Canvas canvas, Tensor ours, ComparedValue recorded)
    {
        if (canvas.IsEmpty) return;
        Theme theme = canvas.Theme;
        int half = (canvas.Width - 1) / 2, rows = canvas.Height - (recorded.Slip is null ? 0 : 1);
        Side(canvas.Sub(0, 0, half, rows), canvas.Texts.Compare.Ours, ours);
        Side(canvas.Sub(half + 1, 0, canvas.Width - half - 1, rows),
            recorded.Agrees ? canvas.Texts.Compare.YoursAgrees : canvas.Texts.Compare.Yours,
            recorded.Yours);
        if (recorded.Slip is { } slip) canvas.PutCut(0, canvas.Height - 1, canvas.Width, slip.In(canvas.Texts.Language), theme.Changed);
    }

    private static void Side(Canvas canvas, string title, Tensor? content)
    {
        if (canvas.IsEmpty) return;
        canvas.PutCut(0, 0, canvas.Width, title, canvas.Theme.Caption);
        if (canvas.Height < 2) return;
        if (content is null) canvas.PutCut(0, 1, canvas.Width, "None", canvas.Theme.Dim);
        else if (content.Length == 1)
            canvas.PutCut(0, 1, canvas.Width, Numbers.Format(content.Data[0], Look.AllDigits), Sign(canvas.Theme, content.Data[0]));
        else Elements(canvas.Sub(0, 1, canvas.Width, canvas.Height - 1), content);
    }

    /// <summary>The first elements, in columns over the rows.</summary>
    private static void Elements(Canvas canvas, Tensor content)
    {
        if (canvas.IsEmpty) return;
        const int Digits = 4;
        int cell = 9, columns = Math.Max(1, canvas.Width / cell), room = columns * canvas.Height;
        bool cut = content.Length > room;
        int count = cut ? room - 1 : content.Length;
        for (int i = 0; i < count; i++)
        {
            string text = CellWidth.Ellipsis(Numbers.Format(content.Data[i], Digits), cell - 1);
            canvas.PutRight(i % columns * cell + cell - 1, i / columns, text, Sign(canvas.Theme, content.Data[i]));
        }
        if (cut) canvas.PutRight((columns - 1) * cell + cell - 1, canvas.Height - 1, "…", canvas.Theme.Dim);
    }

    private static Style Sign(Theme theme, double value) => value < 0 ? theme.Negative : value > 0 ? theme.Positive : theme.Text;
}
