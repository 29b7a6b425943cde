using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>What the debugger's lists hold; keys and painters must agree on it.</summary>
public static class DebugRows
{
    /// <summary>The instruction that the program pane's selection is on: the selected one, or the one that has just run.</summary>
    public static int Instruction(DebugModel model) =>
        Math.Clamp(model.ProgramRow ?? model.View.Now.Executed - 1, 0, model.View.Program.Instructions.Length - 1);

    /// <summary>The source line that is selected: the chosen one, or that of the instruction that has just run or comes next.</summary>
    public static int SourceLine(DebugModel model) => model.ShowSource && model.ProgramRow is int line
        ? Math.Clamp(line, 1, model.View.Program.Source.Lines.Length)
        : (model.View.LastInstruction ?? model.View.NextInstruction)?.SourceLine ?? 1;

    /// <summary>The values that the values pane lists: those with a content that match the filter, in the order of the program, with what has just changed first.</summary>
    public static ImmutableArray<Value> Values(DebugModel model)
    {
        SessionView view = model.View;
        return
        [
            .. view.Program.Values
                .Where(v => view[v] is not null && Matches(v, model.Filter))
                .OrderByDescending(v => view.LastInstruction?.Output == v),
        ];
    }

    /// <summary>The value that keys such as <c>e</c>, <c>=</c> and Enter are about; null if none is selected.</summary>
    public static Value? Selected(DebugModel model)
    {
        if (model.Focus == Pane.Values)
        {
            ImmutableArray<Value> values = Values(model);
            return values.IsEmpty ? null : values[Math.Clamp(model.ValuesRow, 0, values.Length - 1)];
        }
        if (model is { Focus: Pane.Program, ShowSource: false, ProgramRow: not null }) return model.View.Program.Instructions[Instruction(model)].Output;
        if (model is { Focus: Pane.Program, ShowSource: true, ProgramRow: not null })
        {
            // A source line stands for the last value that it has made, or the first that it will make.
            int line = SourceLine(model);
            ImmutableArray<Instruction> all = model.View.Program.Instructions;
            return (all.LastOrDefault(i => i.SourceLine == line && i.Index < model.View.Now.Executed) ?? all.FirstOrDefault(i => i.SourceLine == line))?.Output;
        }
        return (model.View.LastInstruction ?? model.View.NextInstruction)?.Output;
    }

    private static bool Matches(Value value, string filter) =>
        filter.Length == 0 || value.Name.Contains(filter, StringComparison.OrdinalIgnoreCase) || value.Label.Contains(filter, StringComparison.OrdinalIgnoreCase);
}
