using System.Globalization;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>How fast a run is.</summary>
/// <param name="FlopsPerSample">Floating-point operations of a training step for one image, counted densely.</param>
/// <param name="PeakGflops">What the device can do at most, in GFLOP/s; null if that was not measured.</param>
internal sealed record TrainingSpeed(double FlopsPerSample, double? PeakGflops)
{
    public static double SamplesPerSecond(EpochEvent epoch) => epoch.Samples / Math.Max(epoch.Seconds, 1e-9);

    public double Gflops(EpochEvent epoch) => SamplesPerSecond(epoch) * FlopsPerSample / 1e9;

    /// <summary>Share of the peak, 0 to 1; null if that was not measured.</summary>
    public double? PeakShare(EpochEvent epoch) => Gflops(epoch) / PeakGflops;

    /// <summary>One line for people.</summary>
    public string Line(EpochEvent epoch)
    {
        string share = PeakShare(epoch) is double s ? string.Create(CultureInfo.InvariantCulture, $" ({100 * s:F0} % of the measured peak)") : "";
        return string.Create(CultureInfo.InvariantCulture, $"  {epoch.Seconds:F3} s, {SamplesPerSecond(epoch):F0} images/s, {Gflops(epoch):F1} GFLOP/s{share}");
    }
}
