using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>What a glance at a tensor tells; counted once, for large tensors have hundreds of thousands of numbers.</summary>
/// <param name="Stats">Extremes, mean and the like.</param>
/// <param name="Bins">How its numbers are spread.</param>
/// <param name="Limit">The size of the largest finite number, 1 if all are 0: the full colour of a heatmap.</param>
internal sealed record TensorFacts(TensorStats Stats, HistogramBins Bins, double Limit)
{
    private const int ManyBins = 28;
    private const int FewBins = 12;
    private const int FewNumbers = 50;

    /// <summary>Counts.</summary>
    public static TensorFacts Of(Tensor tensor)
    {
        HistogramBins bins = HistogramBins.Count(tensor.Data, tensor.Length < FewNumbers ? FewBins : ManyBins);
        double limit = Math.Max(Math.Abs(bins.Low), Math.Abs(bins.High));
        return new(TensorStats.Of(tensor), bins, limit > 0 ? limit : 1);
    }
}
