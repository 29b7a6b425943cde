using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Comparing;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The values that match the filter, a row each: the one that has just been written first, what the last step changed marked; in a what-if
/// old → new.
/// </summary>
internal sealed class ValueList : PaintedList
{
    private SessionView? _view;
    private string _filter = "";

    public ImmutableArray<Value> Values { get; private set; } = [];

    /// <summary>The value of the selected row; null if there is none.</summary>
    public Value? Selected => SelectedItem is { } row && row < Values.Length ? Values[row] : null;

    /// <summary>What is contained in the names of the values that are listed, or words that all are.</summary>
    public string Filter
    {
        get => _filter;
        set
        {
            _filter = value;
            Fill(keep: null);
        }
    }

    public void Show(SessionView? view)
    {
        if (ReferenceEquals(view, _view)) return;
        bool moved = _view?.Now != view?.Now;
        Value? selected = Selected;
        _view = view;
        Fill(moved ? null : selected);
    }

    public void Select(Value value)
    {
        int row = Values.IndexOf(value);
        if (row >= 0) SelectedItem = row;
    }

    protected override void PaintRow(Canvas line, int row)
    {
        if (_view is not { } view) return;
        Theme theme = line.Theme;
        Value value = Values[row];
        Tensor content = view[value]!;
        bool changed = view.Changed.Contains(value.Slot);
        string title = NameOf(value);
        if (changed) line.Set(0, 0, '●', theme.Changed);
        Fragment shown = ValueText.Of(content, line.Look);
        if (view.Before.TryGetValue(value.Slot, out Tensor? before))
        {
            string both = content.Shape.IsScalar
                ? ValueText.OldAndNew(before.ScalarValue, content.ScalarValue, line.Width - 3 - CellWidth.Of(title)) : $"{shown.Text} ≠";
            shown = new(both, theme.Changed);
        }
        else if (view.Recorded.TryGetValue(value.Slot, out ComparedValue? recorded) && !recorded.Agrees)
        {
            string both = content.Length == 1 && recorded.Yours is { Length: 1 } yours
                ? $"{shown.Text} ≠ {ValueText.Of(yours, line.Look).Text}" : $"{shown.Text} ≠";
            shown = new(both, theme.Changed);
        }
        else if (changed && content.Shape.IsScalar) shown = shown with { Style = theme.Bright };
        int right = line.PutRight(line.Width, 0, CellWidth.Ellipsis(shown.Text, Math.Max(line.Width - 8, 4)), shown.Style);
        List<Fragment> name = _filter.Length > 0 ? ListFilter.Highlight(title, _filter, theme.Text, theme.Focus)
            : [new Fragment(title, changed ? theme.Bright : theme.Text)];
        line.PutCut(2, 0, right - 3, name);
    }

    // Single steps of the chain rule have a name that is written as in the program pane, not as it is typed.
    private static string NameOf(Value value) => value.Kind is ValueKind.Derivative ? value.Label : value.Name;

    private void Fill(Value? keep)
    {
        Values = _view is not { } view ? [] :
        [
            .. view.Program.Values.Where(v => view[v] is not null
                && (ListFilter.Matches(v.Name, _filter) || ListFilter.Matches(v.Label, _filter)))
                    .OrderByDescending(v => view.LastInstruction?.Output == v),
        ];
        RowCount = Values.Length;
        int row = keep is null ? 0 : Math.Max(Values.IndexOf(keep), 0);
        if (Values.Length > 0)
        {
            SelectedItem = row;
            Reveal(row, 0);
        }
        SetNeedsDraw();
    }
}
