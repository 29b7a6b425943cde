namespace Backstep.Engine.Training;

/// <summary>
/// A loss smoothed over all steps so far: an exponential moving average with the start's bias taken out (Kingma and Ba, 2015, section 3).
/// </summary>
public sealed class SmoothedLoss
{
    private const double Memory = 0.97;

    private double _mean, _weight;

    /// <summary>What it is with the loss of one more step. A loss that is no number gives NaN and is forgotten.</summary>
    public double Add(double loss)
    {
        if (!double.IsFinite(loss)) return double.NaN;
        (_mean, _weight) = (Memory * _mean + (1 - Memory) * loss, Memory * _weight + 1 - Memory);
        return _mean / _weight;
    }
}
