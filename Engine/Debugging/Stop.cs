using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>Why a run came to rest.</summary>
public enum StopKind
{
    /// <summary>It went as far as it was asked to.</summary>
    Done,

    /// <summary>A breakpoint.</summary>
    Breakpoint,

    /// <summary>The iteration is complete.</summary>
    EndOfIteration,

    /// <summary>Nothing lies before this moment.</summary>
    Beginning,

    /// <summary>The limit of iterations was reached without a stop.</summary>
    Limit,

    /// <summary>The person asked to stop.</summary>
    Interrupted,

    /// <summary>The program is broken at this place.</summary>
    Fault,
}

/// <summary>Where and why a run came to rest.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Breakpoint">Which breakpoint, if it was one.</param>
/// <param name="Fault">What is broken, if something is.</param>
public sealed record Stop(StopKind Kind, Breakpoint? Breakpoint = null, ShapeException? Fault = null);
