using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The source listing: the arrow on the line that has just run, breakpoints in the gutter, at the right what each line has made.
/// </summary>
internal sealed class SourceList : FollowingList
{
    private const int Gutter = 6;

    private HashSet<int> _breakpoints = [];

    /// <summary>A breakpoint is to be set or taken away at a line.</summary>
    public event Action<int>? Toggled;

    /// <summary>The line that is chosen, or that has just run, from 1.</summary>
    public int Line => Chosen is { } row ? row + 1 : (View?.LastInstruction ?? View?.NextInstruction)?.SourceLine ?? 1;

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
        RowCount = view.Program.Source.Lines.Length;
        ContentWidth = Gutter + view.Program.Source.Lines.Select(l => CellWidth.Of(Dedented(l))).DefaultIfEmpty(0).Max() + 1;
        _breakpoints = [.. view.Breakpoints.Where(b => b.Line is not null).Select(b => b.Line!.Value)];
    }

    protected override (int Row, int Ahead) Present(SessionView view)
    {
        int here = view.LastInstruction?.SourceLine ?? 1, next = view.NextInstruction?.SourceLine ?? here;
        return (Math.Max(here - 1, 0), next > here ? Math.Min(next - here, Viewport.Height / 2) : 0);
    }

    protected override void PaintRow(Canvas line, int row)
    {
        if (View is not { } view) return;
        Theme theme = line.Theme;
        int number = row + 1, here = view.LastInstruction?.SourceLine ?? 0, next = view.NextInstruction?.SourceLine ?? 0;
        if (number == here && !IsMarked(row)) line.Fill(line.Local, ' ', theme.CurrentLine);
        if (_breakpoints.Contains(number)) line.Set(0, 0, '●', theme.Breakpoint);
        // What has just run; what comes next is marked where it is another line.
        if (number == here) line.Set(1, 0, '▶', theme.Focus);
        else if (number == next) line.Set(1, 0, '›', theme.Focus);
        line.PutRight(Gutter - 1, 0, number.ToString(CultureInfo.InvariantCulture), theme.Dim);
        Fragment made = MadeBy(line.Look, view, number);
        int room = line.Width - Gutter - (made.Width > 0 ? made.Width + 1 : 0);
        Canvas text = line.Sub(Gutter, 0, Math.Max(room, 0), 1);
        text.Sub(-Scrolled, 0, text.Width + Scrolled, 1).PutCut(0, 0, text.Width + Scrolled, Dedented(view.Program.Source[number]),
            number == here ? theme.Bright : theme.Text);
        if (made.Width > 0 && room > 8) line.PutRight(line.Width, 0, made.Text, made.Style);
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) && mouse.Position is { X: < Gutter } place && Viewport.Y + place.Y < RowCount)
        {
            Toggled?.Invoke(Viewport.Y + place.Y + 1);
            return true;
        }
        return base.OnMouseEvent(mouse);
    }

    /// <summary>Python's four blanks a level would leave little room for the code.</summary>
    private static string Dedented(string line)
    {
        int indent = line.Length - line.TrimStart().Length;
        return new string(' ', indent / 2) + line[indent..];
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
}
