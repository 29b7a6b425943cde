using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>A value, wherever it is shown.</summary>
public record ValueTarget(int Slot) : HitTarget;

/// <summary>One of several positions or heads of a value that there is no room for at once.</summary>
public sealed record PageTarget(int Slot, int Page) : ValueTarget(Slot);
