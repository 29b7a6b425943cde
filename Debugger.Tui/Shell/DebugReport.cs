using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What the text debugger says.</summary>
internal sealed class DebugReport(DebugSession session, TextWriter output, int digits)
{
    private readonly InstructionText _text = new(session.Program, digits);

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
        output.WriteLine($"{prefix}{_text.Line(last, session.Timeline, session.Now, indent: new string(' ', prefix.Length))}{_text.Published(last, session.Timeline)}");
    }

    /// <summary>Why and where a run came to rest.</summary>
    public void Stopped(Stop stop)
    {
        switch (stop.Kind)
        {
            case StopKind.Breakpoint: output.WriteLine($"stopped at breakpoint {stop.Breakpoint!.Number}: {stop.Breakpoint.Description}"); break;
            case StopKind.EndOfIteration: output.WriteLine($"end of iteration {session.Now.Iteration + 1}"); break;
            case StopKind.Beginning: output.WriteLine("the very beginning"); break;
            case StopKind.Limit: output.WriteLine($"no breakpoint stopped the run in {session.IterationLimit} iterations"); break;
            case StopKind.Interrupted: output.WriteLine("interrupted"); break;
        }
        Executed();
    }

    /// <summary>The present place in one line.</summary>
    public void Place()
    {
        string next = session.Timeline.Next is { } n ? $"next: {n.Label} = {_text.Formula.Symbolic(n)} ({n.Phase.Name()}, line {n.SourceLine})" : "the iteration is complete";
        output.WriteLine($"iteration {session.Now.Iteration + 1}, step {session.Now.Executed}/{Program.Instructions.Length}{TimelineName}; {next}");
    }

    /// <summary>The present place with the last and the next instruction and the source line.</summary>
    public void Where()
    {
        if (session.Timeline.Last is not null) Executed();
        Place();
        if (session.Timeline.Next is { } next) output.WriteLine($"line {next.SourceLine}: {Program.Source[next.SourceLine].Trim()}");
    }

    /// <summary>The source with an arrow at the present line and the breakpoints' lines marked.</summary>
    public void List()
    {
        int? here = (session.Timeline.Next ?? session.Timeline.Last)?.SourceLine;
        var marked = session.Breakpoints.Where(b => b.Line is not null).Select(b => b.Line!.Value).ToHashSet();
        for (int line = 1; line <= Program.Source.Lines.Length; line++)
            output.WriteLine($"{(marked.Contains(line) ? '●' : ' ')}{(line == here ? "→" : " ")}{line,4}  {Program.Source[line]}".TrimEnd());
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
        output.WriteLine(missing is null ? $"  {expression.Text} = {Show(expression, expression.Evaluate(session.Values))}" : $"  {expression.Text}: not computed yet");
    }

    /// <summary>All watches.</summary>
    public void Watches(bool sayIfNone = false)
    {
        foreach (Expression watch in session.Watches) Watch(watch);
        if (sayIfNone && session.Watches.Count == 0) output.WriteLine("nothing is watched");
    }

    /// <summary>All breakpoints with their hits.</summary>
    public void Breakpoints()
    {
        if (session.Breakpoints.Count == 0) output.WriteLine("no breakpoints");
        foreach (Breakpoint b in session.Breakpoints)
            output.WriteLine($"{b.Number}: {b.Description}  ({(b.Hits == 1 ? "1 hit" : $"{b.Hits} hits")}{(b.Enabled ? "" : ", disabled")})");
    }

    /// <summary>Every value that has a content now.</summary>
    public void ValuesSoFar()
    {
        foreach (Value value in Program.Values)
            if (session.Timeline.Read(value) is { } content)
                output.WriteLine($"{value.Name} = {(content.Shape.IsScalar ? Numbers.Format(content.ScalarValue, digits) : $"tensor of shape {content.Shape}, norm {Numbers.Format(TensorStats.Of(content).Norm, 6)}")}");
    }

    /// <summary>Every instruction, executed ones with a tick.</summary>
    public void Instructions()
    {
        foreach (Instruction i in Program.Instructions)
            output.WriteLine($"{(i.Index < session.Now.Executed ? "✓" : i.Index == session.Now.Executed ? "→" : " ")} {i.Index + 1,3}  {i.Phase.Name(),-9} line {i.SourceLine,-3} {i.Label} = {_text.Formula.Symbolic(i)}");
    }

    /// <summary>How many instructions of each phase have run.</summary>
    public void Phases()
    {
        foreach (var group in Program.Instructions.GroupBy(i => (i.Pass, i.Phase)))
            output.WriteLine($"pass {group.Key.Pass}  {group.Key.Phase.Name(),-9} {group.Count(i => i.Index < session.Now.Executed)}/{group.Count()}");
    }

    /// <summary>All timelines and what was changed in each.</summary>
    public void Timelines()
    {
        for (int i = 0; i < session.Timelines.Count; i++)
        {
            WhatIf t = session.Timelines[i];
            string what = t.Edit is null ? "the first run" : $"{t.Edit.Value.Name} changed at iteration {t.Edit.At.Iteration + 1}, step {t.Edit.At.Executed}, made from timeline {t.Parent}";
            output.WriteLine($"{(i == session.Current ? "→" : " ")} {i}: {what}");
        }
    }

    /// <summary>What differs from timeline <paramref name="other"/>.</summary>
    public void Diff(int other)
    {
        if (other == session.Current)
            throw new UsageException(session.Timelines.Count == 1 ? "this is the only timeline; 'set' makes another to compare with" : $"this is timeline {other} itself; 'info timelines' lists those to compare it with");
        var differences = session.Diff(other);
        output.WriteLine(differences.Count == 0 ? $"nothing differs from timeline {other}" : $"timeline {other} → timeline {session.Current}");
        foreach (ValueDifference d in differences)
        {
            output.WriteLine(d.Value.Shape.IsScalar
                ? $"  {d.Value.Name}: {Numbers.Format(d.Before.ScalarValue, digits)} → {Numbers.Format(d.After.ScalarValue, digits)}  ({Signed(d.After.ScalarValue - d.Before.ScalarValue)})"
                : $"  {d.Value.Name} {d.Value.Shape}: largest change {Numbers.Format(d.MaxChange, 6)}");
        }
    }

    /// <summary>All words, or one.</summary>
    public void Help(string word)
    {
        if (word.Length > 0)
        {
            DebugWord one = DebugWords.Find(word);
            output.WriteLine($"{one.Name}{(one.Short.Length > 0 ? $" ({string.Join(", ", one.Short)})" : "")}: {one.Help}\n  {one.Usage}");
            return;
        }
        foreach (DebugWord w in DebugWords.All)
            output.WriteLine($"  {$"{w.Name}{(w.Short.Length > 0 ? $", {w.Short[0]}" : "")}",-18} {w.Help}");
        output.WriteLine("'help WORD' shows how a word is used. Several commands in a line are separated by ';'.");
    }

    private string TimelineName => session.Timelines.Count > 1 ? $", timeline {session.Current}" : "";

    private Tensor Evaluate(Expression expression)
    {
        if (expression.Names.FirstOrDefault(n => !session.Values.TryResolve(n, out _)) is { } missing) throw new UsageException(session.Values.WhyMissing(missing));
        return expression.Evaluate(session.Values);
    }

    private string Show(Expression expression, Tensor value)
    {
        if (value.Shape.IsScalar) return Numbers.Format(value.ScalarValue, digits);
        bool integers = expression.Names is [string only] && HistoryResolver.Lookup(Program, only) is { } v && v == Program.Target && Program.Output?.Shape.Rank == 2 && v.Shape.Rank == 1;
        return TensorPrinter.Print(value, integers: integers);
    }

    private string Signed(double change) => change > 0 ? $"+{Numbers.Format(change, digits)}" : Numbers.Format(change, digits);
}
