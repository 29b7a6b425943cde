using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A phase on the time line: its name, how many steps it has, and its colour.</summary>
public sealed record TimeSegment(string Label, int Steps, Style Style);

/// <summary>Where a time line was drawn: a click or drag on it finds its step.</summary>
/// <param name="Area">Its cells on the screen.</param>
/// <param name="Columns">First column of each segment, within the area, and after them the last column of all.</param>
/// <param name="Starts">First step of each segment, and after them the number of all steps.</param>
public sealed record TimeLineHits(Rect Area, int[] Columns, int[] Starts)
{
    /// <summary>The step (0 to the number of all steps) at a column of the screen; left and right of the line count as its ends.</summary>
    public int StepAt(int x)
    {
        int column = x - Area.X, last = Columns.Length - 1;
        if (last < 1 || column <= Columns[0]) return 0;
        for (int i = 0; i < last; i++)
        {
            if (column >= Columns[i + 1]) continue;
            double share = (double)(column - Columns[i]) / (Columns[i + 1] - Columns[i]);
            return Starts[i] + (int)Math.Round(share * (Starts[i + 1] - Starts[i]));
        }
        return Starts[last];
    }

    /// <summary>The column within the area where a step stands.</summary>
    public int ColumnOf(int step)
    {
        int last = Columns.Length - 1;
        for (int i = 0; i < last; i++)
        {
            if (step > Starts[i + 1] || (step == Starts[i + 1] && i + 1 < last)) continue;
            int steps = Math.Max(1, Starts[i + 1] - Starts[i]);
            return Columns[i] + (int)Math.Round((double)Math.Max(0, step - Starts[i]) / steps * (Columns[i + 1] - Columns[i]));
        }
        return Columns[last];
    }
}

/// <summary>
/// All steps of an iteration in one row: phases as segments, the past heavy, the future thin, a knob at the present; within a name the
/// letter there is marked, so that it can still be read.
/// </summary>
public static class TimeLine
{
    /// <summary>Draws the line on the first row.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="segments">Phases in order; those without steps are left out.</param>
    /// <param name="position">Steps done, 0 to the number of all steps.</param>
    /// <param name="status">Stands at the right, for example <c>step 27</c>.</param>
    public static TimeLineHits Paint(Canvas canvas, IReadOnlyList<TimeSegment> segments, int position, string status = "")
    {
        TimeSegment[] shown = [.. segments.Where(segment => segment.Steps > 0)];
        int right = CellWidth.Of(status) + 2;
        int width = status.Length > 0 && canvas.Width > right + 10 ? canvas.Width - right : canvas.Width;
        if (canvas.IsEmpty || shown.Length == 0 || width < shown.Length + 1) return new TimeLineHits(default, [0], [0]);
        // A phase with few steps must still be wide enough to be hit.
        Rect[] parts = Layout.Columns(new Rect(0, 0, width - 1, 1),
            [.. shown.Select(segment => Track.Fraction(segment.Steps,
            Math.Min(CellWidth.Of(segment.Label) + 3, (width - 1) / shown.Length)))]);
        int[] columns = [.. parts.Select(part => part.X), width - 1];
        var starts = new int[shown.Length + 1];
        for (int i = 0; i < shown.Length; i++) starts[i + 1] = starts[i] + shown[i].Steps;
        var hits = new TimeLineHits(canvas.OnScreen(new Rect(0, 0, width, 1)), columns, starts);
        int knob = hits.ColumnOf(Math.Clamp(position, 0, starts[^1]));
        bool isInName = false;
        for (int i = 0; i < shown.Length; i++) isInName |= Segment(canvas, shown[i], columns[i], columns[i + 1], knob);
        canvas.Set(0, 0, '├', shown[0].Style);
        canvas.Set(width - 1, 0, '┤', shown[^1].Style);
        if (!isInName) canvas.Set(knob, 0, '●', canvas.Theme.Bright);
        if (width < canvas.Width) canvas.PutRight(canvas.Width, 0, status, canvas.Theme.Text);
        return hits;
    }

    /// <summary>Whether the knob stands in the segment's name.</summary>
    private static bool Segment(Canvas canvas, TimeSegment segment, int start, int end, int knob)
    {
        for (int x = start; x < end; x++) canvas.Set(x, 0, x == start ? '┼' : x < knob ? '━' : '─', segment.Style);
        int room = end - start - 1, length = CellWidth.Of(segment.Label);
        if (length > room) return false;
        int label = start + 1 + (room - length) / 2;
        bool now = knob > start && knob <= end;
        int after = canvas.Put(label, 0, segment.Label, now ? segment.Style.Bold : segment.Style);
        if (knob < label || knob >= after) return false;
        // The sign that the knob is on, which may be two columns wide.
        ReadOnlySpan<char> rest = segment.Label;
        int next = CellWidth.NextCluster(rest, out int columns);
        while (label + columns <= knob)
        {
            label += columns;
            rest = rest[next..];
            next = CellWidth.NextCluster(rest, out columns);
        }
        canvas.Restyle(new Rect(label, 0, columns, 1), canvas.Theme.Bright.Reverse);
        return true;
    }
}
