using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>How two tensors of the same shape differ.</summary>
/// <param name="Relative">The norm of what differs, divided by the norm of ours; infinite where one has NaN or an infinity and the other
/// has not.</param>
/// <param name="Worst">The row-major position of the element that differs most.</param>
/// <param name="Agrees">Whether that is within the tolerance.</param>
public readonly record struct TensorDifference(double Relative, int Worst, bool Agrees)
{
    /// <summary>
    /// Below this a norm counts as zero: a gradient that is zero but for rounding differs by all of itself from one that is zero.
    /// </summary>
    private const double Floor = 1e-30;

    /// <summary>
    /// Compares two tensors element by element. NaN equals NaN and an infinity itself: a run that has overflowed as ours has is the same.
    /// </summary>
    /// <param name="noise">The norm by which a calculation in the recording's precision may be off whatever its size.</param>
    public static TensorDifference Of(ReadOnlySpan<double> ours, ReadOnlySpan<double> yours, double tolerance, double noise = 0)
    {
        double norm = 0, difference = 0, most = -1;
        int worst = 0;
        bool infinite = false;
        for (int i = 0; i < ours.Length; i++)
        {
            double a = ours[i], b = yours[i], d;
            if (a.Equals(b)) d = 0;
            else if (!double.IsFinite(a) || !double.IsFinite(b)) d = double.PositiveInfinity;
            else d = Math.Abs(a - b);
            if (double.IsFinite(a)) norm += a * a;
            if (double.IsInfinity(d)) infinite = true;
            else difference += d * d;
            if (d > most) (most, worst) = (d, i);
        }
        if (infinite) return new(double.PositiveInfinity, worst, false);
        (norm, difference) = (Math.Sqrt(norm), Math.Sqrt(difference));
        double relative = difference == 0 ? 0 : difference / Math.Max(norm, Floor);
        return new(relative, worst, difference <= Math.Max(tolerance * norm, noise));
    }
}
