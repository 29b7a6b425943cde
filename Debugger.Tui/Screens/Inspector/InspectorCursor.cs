using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>What the inspector shows of a value.</summary>
internal enum InspectorTab
{
    /// <summary>Its content.</summary>
    Content,

    /// <summary>Its gradient.</summary>
    Gradient,

    /// <summary>The kernels of the convolution that made it.</summary>
    Kernel,
}

/// <summary>
/// What is looked at of an inspected value, shared by the inspector's views: the tab, the element under the cursor, numbers or picture.
/// </summary>
internal sealed class InspectorCursor
{
    private const int PageRows = 10;

    private int _numbers = 1, _tableNumbers = 1;

    private SessionView? _view;
    private InspectionMsg? _inspection;
    private LetterNames? _letters;
    private int _offset;

    /// <summary>Something of it is another.</summary>
    public event Action? Changed;

    public InspectorTab Tab { get; private set; }

    public bool AsTable { get; private set; }

    /// <summary>The value that the present tab shows; null before anything was inspected.</summary>
    public Value? Value => ValueOf(Tab);

    /// <summary>What is shown; null where there is nothing to show yet.</summary>
    public InspectorSubject? Subject { get; private set; }

    /// <summary>The tabs that have something to show; the present one at any rate.</summary>
    public InspectorTab[] Tabs => [.. Enum.GetValues<InspectorTab>().Where(t => t == Tab || ContentOf(t) is not null)];

    /// <summary>The moment that the shown numbers are of: kernels are shown as the convolution read them.</summary>
    public Moment Moment =>
        Tab == InspectorTab.Kernel && _inspection?.Patch is { } patch ? _view!.Now with { Executed = patch.Instruction.Index } : _view!.Now;

    /// <summary>Another value, or the same one as it is now.</summary>
    public void Show(InspectionMsg? inspection, SessionView? view)
    {
        if (ReferenceEquals(inspection, _inspection) && ReferenceEquals(view, _view)) return;
        if (inspection?.Value != _inspection?.Value) (Tab, _offset, AsTable) = (InspectorTab.Content, 0, false);
        if (!ReferenceEquals(view, _view)) _letters = view?.NameLetters();
        (_inspection, _view) = (inspection, view);
        if (ContentOf(Tab) is null) Tab = InspectorTab.Content;
        Refresh();
    }

    /// <summary>The name of the value that a tab shows.</summary>
    public Value? ValueOf(InspectorTab tab) => tab switch
    {
        InspectorTab.Gradient => _inspection is null ? null : _view?.Program.Find($"{_inspection.Value.Name}.grad"),
        InspectorTab.Kernel => _inspection?.Patch?.Instruction.Inputs[1],
        _ => _inspection?.Value,
    };

    public void Choose(InspectorTab tab)
    {
        (Tab, _offset) = (tab, 0);
        Refresh();
    }

    /// <summary>To the next tab that has something to show, or the one before.</summary>
    public void Step(int by)
    {
        InspectorTab[] tabs = Tabs;
        if (tabs.Length > 1) Choose(tabs[(Array.IndexOf(tabs, Tab) + by + tabs.Length) % tabs.Length]);
    }

    /// <summary>How many numbers fit beside one another, in a heatmap's cells and in a table.</summary>
    public void Fit(int numbers, int tableNumbers)
    {
        if ((_numbers, _tableNumbers) == (numbers, tableNumbers)) return;
        (_numbers, _tableNumbers) = (numbers, tableNumbers);
        Refresh();
    }

    public void SwitchTable()
    {
        AsTable = !AsTable;
        Refresh();
    }

    /// <summary>Puts the cursor on an element; no further than the last one.</summary>
    public void MoveTo(int offset)
    {
        if (Subject is not { } subject || offset == subject.Cursor) return;
        _offset = Math.Clamp(offset, 0, subject.Tensor.Length - 1);
        Refresh();
    }

    /// <summary>Moves within the matrix, to its edge at most.</summary>
    public void Move(int rows, int columns) => At((plane, row, column, grid) => (plane, row + rows, column + columns));

    /// <summary>To another picture, map or kernel; where there is but one, some rows on.</summary>
    public void MovePlane(int by) =>
        At((plane, row, column, grid) => grid.Planes > 1 ? (plane + by, row, column) : (plane, row + by * PageRows, column));

    /// <summary>To another image of the batch, at the same place; where there is no batch, to another plane.</summary>
    public void MoveImage(int by)
    {
        if (Subject is not { } subject) return;
        if (subject.Images > 1 && subject.Grid.IsPicture) ShowImage(subject.Image + by);
        else MovePlane(by);
    }

    /// <summary>An image of the batch, by number; the nearest that there is.</summary>
    public void ShowImage(int image)
    {
        if (Subject is not { } subject) return;
        int size = subject.Tensor.Length / subject.Images;
        MoveTo(Math.Clamp(image, 0, subject.Images - 1) * size + subject.Cursor % size);
    }

    /// <summary>To the first image (or plane) or the last; in a matrix or vector to the beginning of the row or its end.</summary>
    public void MoveToEnd(bool last)
    {
        if (Subject is not { } subject) return;
        if (subject is { Images: > 1, Grid.IsPicture: true }) ShowImage(last ? int.MaxValue : 0);
        else At((plane, row, column, grid) => grid.Planes > 1 ? (last ? grid.Planes : 0, row, column)
            : (plane, row, last ? grid.Columns : 0));
    }

    private void At(Func<int, int, int, InspectorGrid, (int Plane, int Row, int Column)> move)
    {
        if (Subject is not { } subject) return;
        InspectorGrid grid = subject.Grid;
        (int plane, int row, int column) = grid.At(subject.Cursor);
        (plane, row, column) = move(plane, row, column, grid);
        // The last row of a vector may be shorter.
        MoveTo(grid.Offset(Math.Clamp(plane, 0, grid.Planes - 1), Math.Clamp(row, 0, grid.Rows - 1),
            Math.Clamp(column, 0, grid.Columns - 1)));
    }

    private Tensor? ContentOf(InspectorTab tab) => tab switch
    {
        InspectorTab.Gradient => _inspection?.Gradient,
        InspectorTab.Kernel => _inspection?.Patch?.Weight,
        _ => _inspection?.Content,
    };

    private void Refresh()
    {
        Subject = _inspection is not null && _view is not null && Value is { } value && ContentOf(Tab) is { Length: > 0 } tensor
            ? new InspectorSubject(_view, _inspection, value, tensor,
                InspectorGrid.Of(value, AsTable ? _tableNumbers : _numbers, _letters is not null),
                Math.Clamp(_offset, 0, tensor.Length - 1), AsTable, _letters)
            : null;
        Changed?.Invoke();
    }
}
