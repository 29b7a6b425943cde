using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The source listing: the arrow on the line that has just run, breakpoints in the gutter, at the right what each line has made, where
/// there is room for it. A line that is wider than the list goes on in the next row.
/// </summary>
internal sealed class SourceList : FollowingList
{
    private const int LeastText = 12;

    private HashSet<int> _breakpoints = [];
    private ImmutableArray<Row> _rows = [];
    private (Program? Program, int Width) _wrapped;
    private int _gutter;

    /// <summary>A breakpoint is to be set or taken away at a line.</summary>
    public event Action<int>? Toggled;

    /// <summary>The line that is chosen, or that has just run, from 1.</summary>
    public int Line => Chosen is { } row && row < _rows.Length ? _rows[row].Line
        : (View?.LastInstruction ?? View?.NextInstruction)?.SourceLine ?? 1;

    /// <summary>A line stands for the last value that it has made, or the first that it will make.</summary>
    public Value? Made
    {
        get
        {
            if (View is not { } view) return null;
            int line = Line;
            return (view.Program.Instructions.LastOrDefault(i => i.SourceLine == line && i.Index < view.Now.Executed)
                ?? view.Program.Instructions.FirstOrDefault(i => i.SourceLine == line))?.Output;
        }
    }

    protected override void Fill(SessionView view)
    {
        Wrap(view, Frame.Width);
        _breakpoints = [.. view.Breakpoints.Where(b => b.Line is not null).Select(b => b.Line!.Value)];
    }

    protected override (int Row, int Ahead) Present(SessionView view)
    {
        int here = view.LastInstruction?.SourceLine ?? 1, next = view.NextInstruction?.SourceLine ?? here;
        int row = RowOf(here), last = next > here ? RowOf(next + 1) - 1 : RowOf(here + 1) - 1;
        return (row, Math.Clamp(last - row, 0, Viewport.Height / 2));
    }

    /// <summary>How many rows the listing has at a width.</summary>
    public int RowsAt(int width)
    {
        if (View is { } view) Wrap(view, width);
        return _rows.Length;
    }

    // The width decides where lines break, and where the present one is.
    protected override void OnFrameChanged(in System.Drawing.Rectangle frame)
    {
        if (View is { } view) Wrap(view, frame.Width);
        base.OnFrameChanged(frame);
    }

    protected override void PaintRow(Canvas line, int row)
    {
        if (View is not { } view) return;
        Theme theme = line.Theme;
        Row shown = _rows[row];
        int number = shown.Line, here = view.LastInstruction?.SourceLine ?? 0, next = view.NextInstruction?.SourceLine ?? 0;
        if (number == here && !IsMarked(row)) line.Fill(line.Local, ' ', theme.CurrentLine);
        if (shown.IsFirst)
        {
            if (_breakpoints.Contains(number)) line.Set(0, 0, '●', theme.Breakpoint);
            // What has just run; what comes next is marked where it is another line.
            if (number == here) line.Set(1, 0, '▶', theme.Focus);
            else if (number == next) line.Set(1, 0, '›', theme.Focus);
            line.PutRight(_gutter - 1, 0, number.ToString(CultureInfo.InvariantCulture), theme.Dim);
        }
        Fragment made = shown.IsLast ? MadeBy(line.Look, view, number) : default;
        int x = line.PutCut(_gutter, 0, Math.Max(line.Width - _gutter, 0), shown.Text, number == here ? theme.Bright : theme.Text);
        if (made.Width > 0 && x + made.Width < line.Width) line.PutRight(line.Width, 0, made.Text, made.Style);
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) && mouse.Position is { } place && place.X < _gutter
            && Viewport.Y + place.Y < _rows.Length)
        {
            Toggled?.Invoke(_rows[Viewport.Y + place.Y].Line);
            return true;
        }
        return base.OnMouseEvent(mouse);
    }

    private int RowOf(int line)
    {
        int row = 0;
        while (row < _rows.Length && _rows[row].Line < line) row++;
        return row;
    }

    private void Wrap(SessionView view, int width)
    {
        if (_wrapped == (view.Program, width)) return;
        _wrapped = (view.Program, width);
        // Breakpoint, arrow, the number, a blank.
        _gutter = 3 + Math.Max(view.Program.Source.Lines.Length.ToString(CultureInfo.InvariantCulture).Length, 2);
        // The last column may be the scroll bar's.
        _rows = Rows(view.Program, width - _gutter - 1);
        RowCount = _rows.Length;
    }

    private static ImmutableArray<Row> Rows(Program program, int room)
    {
        var rows = ImmutableArray.CreateBuilder<Row>();
        for (int number = 1; number <= program.Source.Lines.Length; number++)
        {
            // Python's four blanks a level would leave little room for the code.
            string line = program.Source[number], text = line.TrimStart();
            string indent = new(' ', (line.Length - text.Length) / 2);
            bool fits = room < LeastText + indent.Length || CellWidth.Of(indent + text) <= room;
            List<string> parts = fits ? [text] : Broken(text, room - indent.Length - 2);
            for (int i = 0; i < parts.Count; i++)
                rows.Add(new(number, indent + (i > 0 ? "  " : "") + parts[i], i == 0, i == parts.Count - 1));
        }
        return rows.ToImmutable();
    }

    /// <summary>Breaks a line of code at blanks, commas and opening brackets; what is too wide even so, where the row ends.</summary>
    private static List<string> Broken(string code, int width)
    {
        List<string> parts = [""];
        foreach (Match part in Regex.Matches(code, @"[^ ,(]*[ ,(]+|[^ ,(]+"))
        {
            if (parts[^1].Length > 0 && CellWidth.Of(parts[^1] + part.Value.TrimEnd()) > width) parts.Add("");
            parts[^1] += part.Value;
        }
        return [.. parts.SelectMany(p => TextWrap.Wrap(p.TrimEnd(), width))];
    }

    private static Fragment MadeBy(Look look, SessionView view, int number)
    {
        for (int i = Math.Min(view.Now.Executed, view.Program.Instructions.Length) - 1; i >= 0; i--)
        {
            Instruction instruction = view.Program.Instructions[i];
            if (instruction.SourceLine != number || instruction.Phase is not (Phase.Forward or Phase.Loss)) continue;
            return view[instruction.Output] is { } content ? ValueText.Of(content, look) : default;
        }
        return default;
    }

    private sealed record Row(int Line, string Text, bool IsFirst, bool IsLast);
}
