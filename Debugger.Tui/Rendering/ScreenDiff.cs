namespace Backstep.Debugger.Tui.Rendering;

/// <summary>Cells of one row to write from a place on: columns <see cref="X"/> to <see cref="X"/> + <see cref="Length"/> of row <see cref="Y"/>.</summary>
public readonly record struct DiffRun(int X, int Y, int Length);

/// <summary>What must be written to turn one screen into another.</summary>
public static class ScreenDiff
{
    // A cursor move takes six bytes or more; up to so many unchanged cells are cheaper written again.
    private const int Bridge = 4;

    /// <summary>
    /// The runs to write, from top to bottom. A run ends after every wide or joined cell: the next one starts with a cursor move,
    /// so that a terminal that thinks otherwise about a width cannot shift the rest of a row.
    /// Null or another size before: everything.
    /// </summary>
    public static List<DiffRun> Runs(Screen? before, Screen after)
    {
        var runs = new List<DiffRun>();
        bool all = before is null || before.Width != after.Width || before.Height != after.Height;
        for (int y = 0; y < after.Height; y++)
        {
            ReadOnlySpan<Cell> now = after.Row(y);
            ReadOnlySpan<Cell> old = all ? default : before!.Row(y);
            int start = -1, end = 0;
            for (int x = 0; x < now.Length; x++)
            {
                if (!all && now[x].Equals(old[x])) continue;
                int first = now[x].IsContinuation && x > 0 ? x - 1 : x;
                if (start >= 0 && (first - end > Bridge || HasOdd(now[end..Math.Max(end, first)])))
                {
                    Close(runs, now, start, end, y);
                    start = -1;
                }
                if (start < 0) start = first;
                end = Math.Max(end, x + Math.Max(1, now[x].Width));
            }
            if (start >= 0) Close(runs, now, start, Math.Min(end, now.Length), y);
        }
        return runs;
    }

    private static bool HasOdd(ReadOnlySpan<Cell> cells)
    {
        foreach (Cell cell in cells)
        {
            if (IsOdd(cell)) return true;
        }
        return false;
    }

    private static bool IsOdd(Cell cell) => cell.Width != 1 || cell.Cluster is not null;

    private static void Close(List<DiffRun> runs, ReadOnlySpan<Cell> row, int start, int end, int y)
    {
        for (int x = start; x < end; x++)
        {
            if (row[x].IsContinuation || !IsOdd(row[x])) continue;
            int next = x + Math.Max(1, row[x].Width);
            runs.Add(new DiffRun(start, y, Math.Min(next, end) - start));
            start = next;
        }
        if (start < end) runs.Add(new DiffRun(start, y, end - start));
    }
}
