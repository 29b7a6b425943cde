using System.Diagnostics;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

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
    /// Measures what <paramref name="backend"/>'s threads and vectors can do at most: multiply-adds in registers, for about a quarter of a
    /// second.
    /// </summary>
    /// <returns>GFLOP/s, a multiply-add counting two; the best of a few short measurements, since other programs only ever take
    /// away.</returns>
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
                    if (line.StartsWith("model name", StringComparison.Ordinal))
                        return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException)
        {
            // Only a name is lost.
        }
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}

/// <summary>Independent multiply-adds in registers on every thread.</summary>
internal sealed class PeakStage(VectorKernels kernels) : Stage
{
    /// <summary>Rounds of one measurement; some ten milliseconds.</summary>
    public const int Rounds = 2_000_000;

    public double FlopsPerThread { get; } = 2.0 * Rounds * PeakLoop.Chains * kernels.Lanes;
    public override void Run(Worker worker) => kernels.PeakLoop(Rounds);
}
