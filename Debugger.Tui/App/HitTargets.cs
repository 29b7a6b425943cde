using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.App;

/// <summary>A press of this key.</summary>
public sealed record KeyTarget(Keystroke Key) : HitTarget;

/// <summary>A pane or its tab.</summary>
public sealed record PaneTarget(Pane Pane) : HitTarget;

/// <summary>A row of the instruction list.</summary>
public sealed record InstructionTarget(int Index) : HitTarget;

/// <summary>A line of the source; its gutter sets breakpoints.</summary>
public sealed record SourceTarget(int Line, bool Gutter) : HitTarget;

/// <summary>The time line; where on it decides the moment.</summary>
public sealed record TimelineTarget(TimeLineHits Hits) : HitTarget;

/// <summary>An entry of a list: of the first screen, of its programs, of an explanation's terms.</summary>
public sealed record RowTarget(int Index) : HitTarget;

/// <summary>A cell of the inspector's grid.</summary>
public sealed record CellTarget(int Offset) : HitTarget;

/// <summary>A tab of the inspector.</summary>
public sealed record TabTarget(int Index) : HitTarget;

/// <summary>Outside of what lies on top: closes it.</summary>
public sealed record OutsideTarget : HitTarget;

/// <summary>The inside of a window: a click there does nothing unless something else lies on it, and does not close it.</summary>
public sealed record WindowTarget : HitTarget;
