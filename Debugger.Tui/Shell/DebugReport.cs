using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What the text debugger says.</summary>
internal sealed class DebugReport(DebugSession session, TextWriter output, int digits, UiTexts texts)
{
    private readonly InstructionText _text = new(session.Program, digits, texts);

    private ReportTexts Words => texts.Reports;

    private Program Program => session.Program;

    /// <summary>The instruction that has just run, with its value.</summary>
    public void Executed()
    {
        if (session.Timeline.Last is not { } last)
        {
            Place();
            return;
        }
        string prefix = $"[{last.Index + 1}/{Program.Instructions.Length}] ";
        string line = _text.Line(last, session.Timeline, session.Now, indent: new string(' ', prefix.Length));
        output.WriteLine($"{prefix}{line}{_text.Published(last, session.Timeline)}");
    }

    /// <summary>Why and where a run came to rest.</summary>
    public void Stopped(Stop stop)
    {
        Why(stop);
        Executed();
    }

    /// <summary>Why a run came to rest, where that is worth a line.</summary>
    public void Why(Stop stop)
    {
        switch (stop.Kind)
        {
            case StopKind.Breakpoint:
                output.WriteLine(Words.StoppedAt(stop.Breakpoint!.Number,
                BreakpointText.Describe(stop.Breakpoint, texts.Debug))); break;
            case StopKind.EndOfIteration: output.WriteLine(Words.EndOfIteration(session.Now.Iteration + 1)); break;
            case StopKind.Beginning: output.WriteLine(Words.VeryBeginning); break;
            case StopKind.Limit: output.WriteLine(Words.NoBreakpointIn(session.IterationLimit)); break;
            case StopKind.Interrupted: output.WriteLine(Words.Interrupted); break;
        }
    }

    /// <summary>The present place in one line.</summary>
    public void Place()
    {
        string next = session.Timeline.Next is { } n ? Words.NextIs(n.Label, _text.Formula.Symbolic(n), n.Phase.Name(), n.SourceLine)
            : Words.IterationComplete;
        (long iteration, int step, int steps) = (session.Now.Iteration + 1, session.Now.Executed, Program.Instructions.Length);
        output.WriteLine(session.Timelines.Count > 1 ? Words.PlaceInTimeline(iteration, step, steps, session.Current, next)
            : Words.Place(iteration, step, steps, next));
    }

    /// <summary>The present place with the last and the next instruction and the source line.</summary>
    public void Where()
    {
        if (session.Timeline.Last is not null) Executed();
        Place();
        if (session.Timeline.Next is { } next) output.WriteLine(Words.SourceLine(next.SourceLine, Program.Source[next.SourceLine].Trim()));
    }

    /// <summary>The source with an arrow at the present line and the breakpoints' lines marked.</summary>
    public void List()
    {
        int? here = (session.Timeline.Next ?? session.Timeline.Last)?.SourceLine;
        var marked = session.Breakpoints.Where(b => b.Line is not null).Select(b => b.Line!.Value).ToHashSet();
        for (int line = 1; line <= Program.Source.Lines.Length; line++)
            output.WriteLine($"{(marked.Contains(line) ? '●' : ' ')}{(line == here ? "→" : " ")}{line,4}  {Program.Source[line]}".TrimEnd(
                ));
    }

    /// <summary>The value of an expression: scalars in full, tensors as PyTorch prints them.</summary>
    public void Print(Expression expression)
    {
        string shown = Show(expression, Evaluate(expression));
        // PyTorch's indentation counts from the first column.
        output.WriteLine(shown.Contains('\n') ? $"{expression.Text} =\n{shown}" : $"{expression.Text} = {shown}");
    }

    /// <summary>One watch with its present value, or why it has none.</summary>
    public void Watch(Expression expression)
    {
        string? missing = expression.Names.FirstOrDefault(n => !session.Values.TryResolve(n, out _));
        output.WriteLine(missing is null ? $"  {expression.Text} = {Show(expression, expression.Evaluate(session.Values))}"
            : Words.NotComputed(expression.Text));
    }

    /// <summary>All watches.</summary>
    public void Watches(bool sayIfNone = false)
    {
        foreach (Expression watch in session.Watches) Watch(watch);
        if (sayIfNone && session.Watches.Count == 0) output.WriteLine(Words.NothingWatched);
    }

    /// <summary>All breakpoints with their hits.</summary>
    public void Breakpoints()
    {
        if (session.Breakpoints.Count == 0) output.WriteLine(Words.NoBreakpoints);
        foreach (Breakpoint b in session.Breakpoints)
            output.WriteLine($"{b.Number}: {BreakpointText.Describe(b, texts.Debug)}  "
                + $"({Words.Hits(b.Hits)}{(b.Enabled ? "" : Words.Disabled)})");
    }

    /// <summary>Every value that has a content now.</summary>
    public void ValuesSoFar()
    {
        foreach (Value value in Program.Values)
            if (session.Timeline.Read(value) is { } content)
            {
                string shown = content.Shape.IsScalar ? Numbers.Format(content.ScalarValue, digits)
                    : Words.Tensor(content.Shape.ToString(), Numbers.Format(TensorStats.Of(content).Norm, 6));
                output.WriteLine($"{value.Name} = {shown}");
            }
    }

    /// <summary>Every instruction, executed ones with a tick.</summary>
    public void Instructions()
    {
        foreach (Instruction i in Program.Instructions)
            output.WriteLine($"{(i.Index < session.Now.Executed ? "✓" : i.Index == session.Now.Executed ? "→" : " ")} {i.Index + 1,3} "
                + $" {i.Phase.Name(),-9} line {i.SourceLine,-3} {i.Label} = {_text.Formula.Symbolic(i)}");
    }

    /// <summary>How many instructions of each phase have run.</summary>
    public void Phases()
    {
        foreach (var group in Program.Instructions.GroupBy(i => (i.Pass, i.Phase)))
        {
            int done = group.Count(i => i.Index < session.Now.Executed);
            output.WriteLine($"{Words.Pass(group.Key.Pass)}{group.Key.Phase.Name(),-9} {done}/{group.Count()}");
        }
    }

    /// <summary>All timelines and what was changed in each.</summary>
    public void Timelines()
    {
        for (int i = 0; i < session.Timelines.Count; i++)
        {
            WhatIf t = session.Timelines[i];
            string what = t.Parent is null ? t.Timeline.Scenario.Changes is { IsEmpty: false } own
                    ? Words.OwnNumbers(EditText.Joined(own)) : Words.FirstRun
                : t.Edits.IsEmpty ? Words.UndoneFrom(EditText.Names(t.Undone), t.Parent)
                : t.Edits.Min(e => e.At) is var from
                    ? Words.ChangedAt(EditText.Names(t.Edits), from.Iteration + 1, from.Executed, t.Parent) : "";
            output.WriteLine($"{(i == session.Current ? "→" : " ")} {i}: {what}");
        }
    }

    /// <summary>What differs from timeline <paramref name="other"/>.</summary>
    public void Differences(int other, IReadOnlyList<ValueDifference> differences)
    {
        output.WriteLine(differences.Count == 0 ? Words.NothingDiffers(other) : Words.Timelines(other, session.Current));
        foreach (ValueDifference d in differences)
        {
            output.WriteLine(d.Value.Shape.IsScalar
                ? $"  {d.Value.Name}: {Numbers.Format(d.Before.ScalarValue, digits)} → {Numbers.Format(d.After.ScalarValue, digits)}  "
                    + $"({Signed(d.After.ScalarValue - d.Before.ScalarValue)})"
                : $"  {d.Value.Name} {d.Value.Shape}: {Words.LargestChange(Numbers.Format(d.MaxChange, 6))}");
        }
    }

    /// <summary>All words, or one.</summary>
    public void Help(string word)
    {
        if (word.Length > 0)
        {
            DebugWord one = DebugWords.Find(word, texts);
            string letters = one.Short.Length > 0 ? $" ({string.Join(", ", one.Short)})" : "";
            output.WriteLine($"{one.Name}{letters}: {one.Help(WordTexts.In(texts.Language))}\n  {one.Usage}");
            return;
        }
        foreach (DebugWord w in DebugWords.All)
            output.WriteLine($"  {$"{w.Name}{(w.Short.Length > 0 ? $", {w.Short[0]}" : "")}",-18} {w.Help(WordTexts.In(texts.Language))}");
        output.WriteLine(Words.HelpOnWords);
    }

    private Tensor Evaluate(Expression expression)
    {
        if (expression.Names.FirstOrDefault(n => !session.Values.TryResolve(n, out _)) is { } missing)
            throw new UsageException(session.Values.WhyMissing(missing, texts.Language));
        return expression.Evaluate(session.Values);
    }

    private string Show(Expression expression, Tensor value)
    {
        if (value.Shape.IsScalar) return Numbers.Format(value.ScalarValue, digits);
        bool integers = expression.Names is [string only] && HistoryResolver.Lookup(Program, only) is { } v && v == Program.Target
            && Program.Output?.Shape.Rank == 2 && v.Shape.Rank == 1;
        return TensorPrinter.Print(value, integers: integers);
    }

    private string Signed(double change) => change > 0 ? $"+{Numbers.Format(change, digits)}" : Numbers.Format(change, digits);
}
