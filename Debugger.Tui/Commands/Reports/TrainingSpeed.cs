using System.Globalization;
using Backstep.Debugger.Tui.Texts;
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
    public string Line(EpochEvent epoch, ReportTexts texts)
    {
        string share = PeakShare(epoch) is double s ? texts.OfPeak((100 * s).ToString("F0", CultureInfo.InvariantCulture)) : "";
        return texts.Speed(Format(epoch.Seconds, "F3"), Format(SamplesPerSecond(epoch), "F0"), Format(Gflops(epoch), "F1")) + share;

        static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
    }
}
