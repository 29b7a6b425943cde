using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Sums over everything or along an axis, and constants of a shape, which are their adjoints.</summary>
internal static class ReductionKernels
{
    /// <summary>The sum of all elements, or of those along an axis, from the first to the last.</summary>
    public static double[] Sum(in OpCall call)
    {
        if (call.Instruction.Attributes is AxisAttributes { Axis: var axis }) return Along(call[0], call.Shape(0), axis);
        double sum = 0;
        foreach (double x in call[0]) sum += x;
        return [sum];
    }

    public static double[] Mean(in OpCall call)
    {
        double[] mean = Sum(call);
        int count = call[0].Length / Math.Max(mean.Length, 1);
        for (int i = 0; i < mean.Length; i++) mean[i] /= count;
        return mean;
    }

    /// <summary>gy, divided by <paramref name="n"/>, in every element that went into the sum.</summary>
    public static double[] Spread(in OpCall call, int n)
    {
        if (call.Instruction.Attributes is not AxisAttributes { Axis: var axis }) return Fill(call, call.Scalar(0) / n);
        double[] gy = call[0], gx = call.NewOutput();
        int step = call.Output.Stride(axis), block = step * call.Output[axis];
        for (int i = 0; i < gx.Length; i++) gx[i] = gy[i / block * step + i % step] / n;
        return gx;
    }

    private static double[] Along(double[] x, Shape shape, int axis)
    {
        int step = shape.Stride(axis), block = step * shape[axis];
        var sum = new double[shape[axis] == 0 ? 0 : x.Length / shape[axis]];
        for (int i = 0; i < x.Length; i++) sum[i / block * step + i % step] += x[i];
        return sum;
    }

    /// <summary><paramref name="value"/> in every element of the output.</summary>
    public static double[] Fill(in OpCall call, double value)
    {
        double[] y = call.NewOutput();
        Array.Fill(y, value);
        return y;
    }
}
