using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>
/// The program: above the source listing with the arrow on the present line and breakpoints in the gutter, below the
/// instructions grouped by phase, executed, present and coming ones told apart.
/// </summary>
internal static class ProgramPane
{
    private const int Gutter = 6;

    public static void Paint(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        SessionView view = model.View;
        bool focused = model.Focus == Pane.Program;
        hits.Add(canvas.OnScreen(canvas.Local), new PaneTarget(Pane.Program));
        Canvas inside = Panel.Paint(canvas, canvas.Texts.Debug.ProgramPane, focused, view.Program.Name);
        int sourceRows = Math.Min(view.Program.Source.Lines.Length, Math.Max(3, inside.Height * 2 / 5));
        // A low pane shows the part that is being walked.
        if (inside.Height < 12) sourceRows = model.ShowSource ? inside.Height : 0;
        PaintSource(inside.Sub(0, 0, inside.Width, sourceRows), model, focused && model.ShowSource, hits);
        if (sourceRows > 0 && sourceRows < inside.Height)
        {
            inside.Fill(new Rect(0, sourceRows, inside.Width, 1), '─', inside.Theme.Border);
            sourceRows++;
        }
        PaintInstructions(inside.Sub(0, sourceRows, inside.Width, inside.Height - sourceRows), model, focused && !model.ShowSource, hits);
    }

    private static void PaintSource(Canvas canvas, DebugModel model, bool focused, HitMap.Builder hits)
    {
        SessionView view = model.View;
        // The arrow means the same as in the list below: what has just run. What comes next is marked where it is another line.
        int here = view.LastInstruction?.SourceLine ?? 0, next = view.NextInstruction?.SourceLine ?? 0, lines = view.Program.Source.Lines.Length;
        int selected = DebugRows.SourceLine(model) - 1;
        ListState state = new ListState(focused ? selected : Math.Max(here, Math.Min(next, here + canvas.Height / 2)) - 1, 0).Reveal(lines, canvas.Height);
        var breakpoints = view.Breakpoints.Where(b => b.Line is not null).Select(b => b.Line!.Value).ToHashSet();
        foreach (Hit hit in ListView.Paint(canvas, lines, focused ? state : state with { Selected = -1 }, focused, (line, index) => Row(line, index + 1)))
        {
            hits.Add(hit.Area, new SourceTarget(hit.Index + 1, Gutter: false));
            hits.Add(new Rect(hit.Area.X, hit.Area.Y, Math.Min(Gutter, hit.Area.Width), 1), new SourceTarget(hit.Index + 1, Gutter: true));
        }

        void Row(Canvas line, int number)
        {
            Theme theme = line.Theme;
            if (number == here) line.Fill(line.Local, ' ', theme.CurrentLine);
            if (breakpoints.Contains(number)) line.Set(0, 0, '●', theme.Breakpoint);
            if (number == here) line.Set(1, 0, '▶', theme.Focus);
            else if (number == next) line.Set(1, 0, '›', theme.Focus);
            line.PutRight(Gutter - 1, 0, number.ToString(), theme.Dim);
            (string text, Style style) = LineValue(theme, view, number);
            int room = line.Width - Gutter - (text.Length > 0 ? text.Length + 1 : 0);
            line.PutCut(Gutter, 0, room, Dedented(view.Program.Source[number]), number == here ? theme.Bright : theme.Text);
            if (text.Length > 0 && room > 8) line.PutRight(line.Width, 0, text, style);
        }
    }

    /// <summary>Python's four blanks a level would leave little room for the code.</summary>
    private static string Dedented(string line)
    {
        int indent = line.Length - line.TrimStart().Length;
        return new string(' ', indent / 2) + line[indent..];
    }

    /// <summary>What a line has made so far: a number, or a tensor's shape.</summary>
    private static (string Text, Style Style) LineValue(Theme theme, SessionView view, int number)
    {
        for (int i = Math.Min(view.Now.Executed, view.Program.Instructions.Length) - 1; i >= 0; i--)
        {
            Instruction instruction = view.Program.Instructions[i];
            if (instruction.SourceLine != number || instruction.Phase is not (Phase.Forward or Phase.Loss)) continue;
            return view[instruction.Output] is { } content ? (ValueText.Short(content, 6), ValueText.Tone(theme, content)) : ("", default);
        }
        return ("", default);
    }

    private static void PaintInstructions(Canvas canvas, DebugModel model, bool focused, HitMap.Builder hits)
    {
        SessionView view = model.View;
        ImmutableArray<Row> rows = Rows(view, canvas.Texts.Debug);
        int selected = IndexOf(rows, DebugRows.Instruction(model));
        // Following, the present instruction keeps some of its future in sight.
        int ahead = model.ProgramRow is null ? Math.Min(canvas.Height / 3, 6) : 0;
        ListState state = new ListState(Math.Min(selected + ahead, rows.Length - 1), 0).Reveal(rows.Length, canvas.Height) with { Selected = selected };
        bool marked = focused && model.ProgramRow is not null;
        // A value that is written again later in the iteration (cleared, then filled) is shown where it was written last.
        var writers = new Dictionary<Value, int>();
        for (int i = 0; i < Math.Min(view.Now.Executed, view.Program.Instructions.Length); i++) writers[view.Program.Instructions[i].Output] = i;
        var breakpoints = view.Breakpoints.Where(b => b.Value is not null).Select(b => b.Value!).ToHashSet();
        foreach (Hit hit in ListView.Paint(canvas, rows.Length, marked ? state : state with { Selected = -1 }, focused, PaintRow))
            if (rows[hit.Index].Instruction is { } i) hits.Add(hit.Area, new InstructionTarget(i.Index));

        void PaintRow(Canvas line, int index)
        {
            Theme theme = line.Theme;
            Row row = rows[index];
            Style phase = PhaseLook.Style(theme, row.Phase);
            if (row.Instruction is not { } i)
            {
                line.Put(0, 0, $"▾ {row.Title}", phase.Bold);
                line.PutRight(line.Width, 0, $"{row.Done}/{row.Count}", theme.Dim);
                return;
            }
            bool done = i.Index < view.Now.Executed, present = i.Index == view.Now.Executed - 1;
            if (present) line.Fill(line.Local, ' ', theme.CurrentLine);
            if (breakpoints.Contains(i.Output) && i.Phase != Phase.ZeroGrad) line.Set(0, 0, '●', theme.Breakpoint);
            line.Put(1, 0, present ? "▶" : done ? "✓" : " ", present ? theme.Focus : phase);
            string value = done && writers[i.Output] == i.Index && view[i.Output] is { } content ? ValueText.Short(content, Math.Clamp(line.Width - 26, 8, 12)) : "";
            int room = line.Width - 3 - (value.Length > 0 ? value.Length + 1 : 0);
            line.PutCut(3, 0, room, i.Label, present ? theme.Bright : done ? theme.Text : theme.Dim);
            if (value.Length > 0) line.PutRight(line.Width, 0, value, present ? theme.Bright : ValueText.Tone(theme, view[i.Output]!));
        }
    }

    private static ImmutableArray<Row> Rows(SessionView view, DebugTexts texts)
    {
        var rows = ImmutableArray.CreateBuilder<Row>();
        bool passes = view.Program.Instructions.Length > 0 && view.Program.Instructions[^1].Pass > 1;
        foreach (var group in view.Program.Instructions.GroupBy(i => (i.Pass, i.Phase)))
        {
            string title = passes ? texts.PhaseOfPass(group.Key.Phase, group.Key.Pass) : texts.PhaseTitle(group.Key.Phase);
            rows.Add(new(null, group.Key.Phase, title, group.Count(i => i.Index < view.Now.Executed), group.Count()));
            foreach (Instruction i in group) rows.Add(new(i, i.Phase, "", 0, 0));
        }
        return rows.ToImmutable();
    }

    private static int IndexOf(ImmutableArray<Row> rows, int instruction)
    {
        for (int i = 0; i < rows.Length; i++)
            if (rows[i].Instruction?.Index == instruction) return i;
        return 0;
    }

    private sealed record Row(Instruction? Instruction, Phase Phase, string Title, int Done, int Count);
}
