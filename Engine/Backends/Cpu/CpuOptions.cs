namespace Backstep.Engine.Backends.Cpu;

/// <summary>How the CPU backend runs. Null and Auto mean: as the machine allows.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads at most; more than the machine's cores only wait for each other.</summary>
    public const int MaxThreads = 64;

    /// <summary>Threads that work, the caller's included; null for one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>The vector width; narrower ones than the machine has are for tests and comparisons.</summary>
    public VectorWidth VectorWidth { get; init; }

    /// <summary>Whether to measure each stage of compiled programs; see <see cref="CpuBackend.Profile"/>.</summary>
    public bool Profile { get; init; }

    /// <summary>Whether compiled programs may fuse instructions; off, every instruction runs by itself (for tests and comparisons).</summary>
    public bool Fuse { get; init; } = true;
}
