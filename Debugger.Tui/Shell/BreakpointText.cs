using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What breakpoints wait for, in words.</summary>
internal static class BreakpointText
{
    /// <summary><c>value w5.grad</c>, <c>line 4 if loss &lt; 0.1</c>; the condition is as it is typed.</summary>
    public static string Describe(Breakpoint breakpoint, DebugTexts texts)
    {
        string place = breakpoint.Value is { } value ? texts.BreakpointAtValue(value.Name)
            : breakpoint.Line is int line ? texts.BreakpointAtLine(line)
                : breakpoint.Phase is { } phase ? texts.BreakpointAtPhase(phase.Name()) : "";
        return $"{place} {(breakpoint.Condition is { } condition ? $"if {condition.Text}" : "")}".Trim();
    }
}
