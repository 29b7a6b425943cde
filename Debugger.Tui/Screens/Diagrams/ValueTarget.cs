using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>A value, wherever it is shown.</summary>
public sealed record ValueTarget(int Slot) : HitTarget;
