using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>How far a run is that takes its time.</summary>
/// <param name="At">The moment that it has come to.</param>
/// <param name="Until">The moment that it goes to; null where a breakpoint or a limit will end it.</param>
public readonly record struct RunProgress(Moment At, Moment? Until);
