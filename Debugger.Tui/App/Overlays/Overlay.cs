using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>Something that lies over a screen and takes the keys; Esc closes it.</summary>
public abstract record Overlay;

/// <summary>All keys of the screen below.</summary>
public sealed record HelpOverlay(int Scroll = 0) : Overlay;

/// <summary>The line behind <c>:</c>.</summary>
public sealed record CommandOverlay(LineEditor Line) : Overlay;

/// <summary>What a typed command printed.</summary>
public sealed record OutputOverlay(string Command, string Text, int Scroll = 0) : Overlay;

/// <summary>A new content for a value is typed.</summary>
public sealed record EditOverlay(Value Value, int? Offset, LineEditor Line) : Overlay;

/// <summary>The learner says what the next instruction will give.</summary>
public sealed record PredictOverlay(Instruction Instruction, LineEditor Line) : Overlay;

/// <summary>Why a number is what it is: the trail of what was opened, the present one last, and the selected term of each.</summary>
public sealed record ExplanationOverlay(ImmutableList<(Explanation Explanation, int Selected)> Trail) : Overlay;

/// <summary>What the inspector shows of a value.</summary>
public enum InspectorTab
{
    /// <summary>Its content.</summary>
    Content,

    /// <summary>Its gradient.</summary>
    Gradient,

    /// <summary>The kernels of the convolution that made it.</summary>
    Kernel,
}

/// <summary>One value in full.</summary>
public sealed record InspectorOverlay(InspectionMsg Subject, InspectorTab Tab = InspectorTab.Content, int Cursor = 0, bool AsTable = false) : Overlay;
