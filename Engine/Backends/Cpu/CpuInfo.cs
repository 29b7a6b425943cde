using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>What the CPU backend finds on this machine.</summary>
/// <param name="Name">The processor's name, as the system tells it.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="VectorWidth">The widest vectors that the backend can use.</param>
public sealed record CpuInfo(string Name, int Cores, VectorWidth VectorWidth)
{
    /// <summary>Looks at this machine; measures nothing.</summary>
    public static CpuInfo Detect() => new(ProcessorName(), Environment.ProcessorCount, VectorWidths.Widest);

    /// <summary>
    /// Measures what <paramref name="backend"/>'s threads and vectors can do at most: multiply-adds in registers, for about a quarter of a second.
    /// </summary>
    /// <returns>GFLOP/s, a multiply-add counting two; the best of a few short measurements, since other programs only ever take away.</returns>
    public static double MeasurePeak(CpuBackend backend)
    {
        double best = 0;
        for (int round = 0; round < 8; round++)
        {
            long start = Stopwatch.GetTimestamp();
            double flops = backend.RunPeakLoop();
            best = Math.Max(best, flops / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    private static string ProcessorName()
    {
        const string Linux = "/proc/cpuinfo";
        try
        {
            if (File.Exists(Linux))
                foreach (string line in File.ReadLines(Linux))
                    if (line.StartsWith("model name", StringComparison.Ordinal)) return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException)
        {
            // Only a name is lost.
        }
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}

/// <summary>Independent multiply-adds in registers on every thread.</summary>
internal sealed class PeakStage(Kernels kernels) : Stage
{
    /// <summary>Rounds of one measurement; some ten milliseconds.</summary>
    public const int Rounds = 2_000_000;

    /// <summary>Operations of one thread.</summary>
    public double FlopsPerThread { get; } = 2.0 * Rounds * PeakLoop.Chains * kernels.Lanes;

    /// <inheritdoc/>
    public override void Run(Worker worker) => kernels.PeakLoop(Rounds);
}

/// <summary>The loop itself.</summary>
internal static class PeakLoop
{
    /// <summary>Independent sums: enough to hide the latency of a multiply-add.</summary>
    public const int Chains = 12;

    /// <summary>Runs <paramref name="rounds"/> rounds of one multiply-add a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run<S, V>(int rounds) where S : struct, ISimd<V> where V : struct
    {
        V x = S.Broadcast(0.999f), y = S.Broadcast(0.001f);
        V a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int r = 0; r < rounds; r++)
        {
            a = S.Fma(a, x, y); b = S.Fma(b, x, y); c = S.Fma(c, x, y); d = S.Fma(d, x, y);
            e = S.Fma(e, x, y); f = S.Fma(f, x, y); g = S.Fma(g, x, y); h = S.Fma(h, x, y);
            i = S.Fma(i, x, y); j = S.Fma(j, x, y); k = S.Fma(k, x, y); l = S.Fma(l, x, y);
        }
        a = S.Add(S.Add(S.Add(a, b), S.Add(c, d)), S.Add(S.Add(e, f), S.Add(g, h)));
        return S.Sum(S.Add(a, S.Add(S.Add(i, j), S.Add(k, l))));
    }
}
