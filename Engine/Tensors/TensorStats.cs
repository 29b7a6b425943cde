namespace Backstep.Engine.Tensors;

/// <summary>What a glance at a tensor tells: extremes, sum, mean, Euclidean norm, zeros and NaNs.</summary>
/// <param name="Min">The smallest element (NaNs left out; NaN if there is none).</param>
/// <param name="Max">The largest element (NaNs left out; NaN if there is none).</param>
/// <param name="Sum">The sum of all elements, in row-major order.</param>
/// <param name="Mean">The sum divided by the count.</param>
/// <param name="Norm">The Euclidean (2-) norm.</param>
/// <param name="Zeros">How many elements are exactly zero.</param>
/// <param name="NaNs">How many elements are not a number.</param>
public sealed record TensorStats(double Min, double Max, double Sum, double Mean, double Norm, int Zeros, int NaNs)
{
    /// <summary>Looks once over <paramref name="tensor"/>.</summary>
    public static TensorStats Of(Tensor tensor)
    {
        double min = double.NaN, max = double.NaN, sum = 0, squares = 0;
        int zeros = 0, nans = 0;
        foreach (double v in tensor.Data)
        {
            sum += v;
            squares += v * v;
            if (v == 0) zeros++;
            if (double.IsNaN(v)) { nans++; continue; }
            if (!(v >= min)) min = v;
            if (!(v <= max)) max = v;
        }
        return new(min, max, sum, sum / tensor.Length, Math.Sqrt(squares), zeros, nans);
    }

    /// <summary>The position of the first largest element. A NaN is larger than nothing, and nothing is larger than a NaN that comes
    /// first.</summary>
    internal static int ArgMax(ReadOnlySpan<double> data)
    {
        int best = 0;
        for (int i = 1; i < data.Length; i++)
            if (data[i] > data[best]) best = i;
        return best;
    }
}
