using System.Collections.Immutable;
using System.Drawing;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>What a form of numbers asks for.</summary>
/// <param name="Go">The button that takes them.</param>
/// <param name="Rows">Names, and what stands in their fields at first.</param>
/// <param name="More">What stands at first in the field for everything that has none of its own.</param>
/// <param name="Take">Takes what stands in fields that were changed, and the last field; one line where that cannot be done, and the form
/// stays.</param>
internal sealed record NumbersForm(
    string Title, string Hint, string Go, ImmutableArray<KeyValuePair<string, string>> Rows, string More,
    Func<IReadOnlyList<KeyValuePair<string, string>>, string, string?> Take)
{
    /// <summary>What was typed the last time, which counts as changed.</summary>
    public IReadOnlyDictionary<string, string> Typed { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Many numbers at once: a field each, in columns, and one for all that has no field of its own.</summary>
internal sealed class NumbersDialog : OwnDialog
{
    private const int FieldWidth = 14, Gap = 2, AroundPage = 11, WheelRows = 3;

    private static readonly Rune NoHotKey = new('\uffff');

    private readonly NumbersForm _form;
    private readonly List<TextField> _fields = [];
    private readonly TextField _more;
    private readonly Label _problem;
    private readonly HoldingView _page;

    /// <param name="screen">How much room there is.</param>
    public NumbersDialog(Look look, Size screen, NumbersForm form) : base(look, form.Title)
    {
        _form = form;
        DialogTexts texts = UiTexts.In(look.Language).Dialogs;
        int name = Math.Min(24, form.Rows.Select(r => CellWidth.Of(r.Key)).DefaultIfEmpty(4).Max());
        int column = name + 1 + FieldWidth + Gap, most = Math.Max(1, (screen.Width - 6) / column);
        int inSight = Math.Max(1, screen.Height - AroundPage);
        int columns = Math.Clamp((form.Rows.Length + inSight - 1) / inSight, 1, most);
        int rows = (form.Rows.Length + columns - 1) / columns;
        Width = Math.Min(screen.Width, Math.Max(Math.Max(columns * column + 4, CellWidth.Of(form.Hint) + 6), 56));
        Height = Math.Min(screen.Height, rows + AroundPage);
        Add(new Label { X = 1, Y = 0, Width = Dim.Fill(1), Height = 1, Text = form.Hint });
        _page = new HoldingView { X = 1, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill(4), CanFocus = true, TabStop = TabBehavior.TabStop };
        for (int i = 0; i < form.Rows.Length; i++)
        {
            int y = i % rows, x = i / rows * column;
            var field = new TextField
            { X = x + name + 1, Y = y, Width = FieldWidth, Text = form.Typed.GetValueOrDefault(form.Rows[i].Key, form.Rows[i].Value) };
            field.HasFocusChanged += (_, e) => { if (e.NewValue) KeepInSight(y); };
            int index = i;
            field.KeyDown += (_, key) => key.Handled = Walk(index, key);
            OnEnter(field, () => Take());
            _fields.Add(field);
            _page.Add(new Label { X = x, Y = y, Width = name, Text = form.Rows[i].Key, CanFocus = false, HotKeySpecifier = NoHotKey },
                field);
        }
        _page.SetContentSize(new Size(columns * column, rows));
        _page.ViewportSettings |= ViewportSettingsFlags.HasVerticalScrollBar;
        _page.MouseEvent += (_, mouse) =>
        {
            if (mouse.Flags.HasFlag(MouseFlags.WheeledDown)) mouse.Handled = _page.ScrollVertical(WheelRows) == true;
            else if (mouse.Flags.HasFlag(MouseFlags.WheeledUp)) mouse.Handled = _page.ScrollVertical(-WheelRows) == true;
        };
        var more = new Label { X = 1, Y = Pos.AnchorEnd(3), Text = texts.MoreNumbers, CanFocus = false };
        _more = new TextField { X = Pos.Right(more) + 1, Y = Pos.AnchorEnd(3), Width = Dim.Fill(1), Text = form.More };
        OnEnter(_more, () => Take());
        _problem = new Label { X = 1, Y = Pos.AnchorEnd(2), Width = Dim.Fill(1), Height = 2 };
        Add(_page, more, _more, _problem);
        AddButton(UiTexts.In(look.Language).Lessons.Cancel);
        AddButton(form.Go).Accepting += (_, e) => e.Handled = !Take();
        (_fields.Count > 0 ? _fields[0] : _more).SetFocus();
    }

    /// <summary>Up and down go from field to field; what is typed stays.</summary>
    private bool Walk(int index, Key key)
    {
        int to = key == Key.CursorDown ? index + 1 : key == Key.CursorUp ? index - 1 : -1;
        if (to == _fields.Count) return _more.SetFocus();
        return to >= 0 && to < _fields.Count && _fields[to].SetFocus();
    }

    private void KeepInSight(int row)
    {
        int height = _page.Viewport.Height, y = _page.Viewport.Y;
        if (height <= 0) return;
        int to = Math.Max(Math.Min(y, row), row - height + 1);
        if (to != y) _page.Viewport = _page.Viewport with { Y = to };
    }

    /// <summary>False where something cannot be taken and the form stays.</summary>
    private bool Take()
    {
        KeyValuePair<string, string>[] changed = [.. _form.Rows.Zip(_fields).Where(f => f.First.Value != f.Second.Text)
            .Select(f => KeyValuePair.Create(f.First.Key, f.Second.Text.Trim()))];
        string? problem = _form.Take(changed, _more.Text.Trim());
        _problem.Text = problem ?? "";
        if (problem is not null) return false;
        RequestStop();
        return true;
    }
}
