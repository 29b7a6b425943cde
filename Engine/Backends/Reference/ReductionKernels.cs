namespace Backstep.Engine.Backends.Reference;

/// <summary>Sums over everything, and constants of a shape, which are their adjoints.</summary>
internal static class ReductionKernels
{
    /// <summary>The sum of all elements, from the first to the last.</summary>
    public static double[] Sum(in OpCall call)
    {
        double sum = 0;
        foreach (double x in call[0]) sum += x;
        return [sum];
    }

    public static double[] Mean(in OpCall call) => [Sum(call)[0] / call[0].Length];

    /// <summary><paramref name="value"/> in every element of the output.</summary>
    public static double[] Fill(in OpCall call, double value)
    {
        double[] y = call.NewOutput();
        Array.Fill(y, value);
        return y;
    }
}
