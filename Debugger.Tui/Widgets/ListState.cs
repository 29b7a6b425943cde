namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Which row of a list is selected and which one is the first visible.</summary>
public readonly record struct ListState(int Selected, int Offset)
{
    /// <summary>Moves the selection by so many rows, within the list.</summary>
    public ListState Move(int rows, int count) => this with { Selected = Math.Clamp(Selected + rows, 0, Math.Max(0, count - 1)) };

    /// <summary>Selects a row.</summary>
    public ListState Select(int row, int count) => this with { Selected = Math.Clamp(row, 0, Math.Max(0, count - 1)) };

    /// <summary>
    /// The state whose selected row is visible in so many rows, with a little context above and below where there is room.
    /// </summary>
    public ListState Reveal(int count, int height)
    {
        int selected = Math.Clamp(Selected, 0, Math.Max(0, count - 1));
        if (height <= 0) return new ListState(selected, 0);
        int context = Math.Min(2, (height - 1) / 2);
        int offset = Math.Min(Offset, selected - context);
        offset = Math.Max(offset, selected - height + 1 + context);
        return new ListState(selected, Math.Clamp(offset, 0, Math.Max(0, count - height)));
    }
}
