using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// Elementwise operations on shapes that are stretched to each other as in NumPy, and their adjoints, which sum the stretch up again.
/// </summary>
internal static class BroadcastKernels
{
    /// <summary>The function of every pair of elements after both inputs are stretched to the output's shape.</summary>
    public static double[] Zip<T>(in OpCall call) where T : struct, IBinaryFunction
    {
        if (call.Shape(0).Equals(call.Shape(1))) return PointwiseKernels.Zip<T>(call);
        double[] a = call[0], b = call[1], y = call.NewOutput();
        int[]? mapA = Map(call.Output, call.Shape(0)), mapB = Map(call.Output, call.Shape(1));
        for (int i = 0; i < y.Length; i++) y[i] = T.Apply(a[mapA?[i] ?? i], b[mapB?[i] ?? i]);
        return y;
    }

    /// <summary>gy, or -gy, summed down to the output's shape.</summary>
    public static double[] SumDown(in OpCall call, bool negate = false)
    {
        double[] gy = call[0];
        int[]? map = Map(call.Shape(0), call.Output);
        if (map is null && !negate) return gy;
        var sum = new double[call.Output.Length];
        for (int i = 0; i < gy.Length; i++) sum[map?[i] ?? i] += negate ? -gy[i] : gy[i];
        return sum;
    }

    /// <summary>gy·other, summed down to the output's shape.</summary>
    public static double[] MulBackward(in OpCall call)
    {
        double[] gy = call[0], other = call[1];
        int[]? map = Map(call.Shape(0), call.Output), mapOther = Map(call.Shape(0), call.Shape(1));
        var sum = new double[call.Output.Length];
        for (int i = 0; i < gy.Length; i++) sum[map?[i] ?? i] += gy[i] * other[mapOther?[i] ?? i];
        return sum;
    }

    /// <summary>gy/b for the dividend, -gy·a/b² for the divisor, summed down to the output's shape.</summary>
    public static double[] DivBackward(in OpCall call)
    {
        double[] gy = call[0], a = call[1], b = call[2];
        bool dividend = call.Attributes<WrtAttributes>().Input == 0;
        int[]? map = Map(call.Shape(0), call.Output), mapA = Map(call.Shape(0), call.Shape(1)), mapB = Map(call.Shape(0), call.Shape(2));
        var sum = new double[call.Output.Length];
        for (int i = 0; i < gy.Length; i++)
        {
            double divisor = b[mapB?[i] ?? i];
            // a/b/b and not a/b²: b² can overflow or vanish where the quotient does not (PyTorch does the same).
            sum[map?[i] ?? i] += dividend ? gy[i] / divisor : -gy[i] * (a[mapA?[i] ?? i] / divisor / divisor);
        }
        return sum;
    }

    /// <summary>
    /// For every element of shape <paramref name="large"/>, in row-major order, the position of the element of <paramref name="small"/>
    /// that is stretched over it; null if the shapes are the same.
    /// </summary>
    private static int[]? Map(Shape large, Shape small)
    {
        if (large.Equals(small)) return null;
        var strides = new int[large.Rank];
        for (int i = 1; i <= small.Rank; i++) strides[^i] = small[-i] == 1 ? 0 : small.Stride(small.Rank - i);
        var map = new int[large.Length];
        var index = new int[large.Rank];
        for (int i = 1, at = 0; i < map.Length; i++)
        {
            // Counting up like an odometer, the last dimension fastest.
            for (int d = large.Rank - 1; d >= 0; d--)
            {
                at += strides[d];
                if (++index[d] < large[d]) break;
                at -= strides[d] * large[d];
                index[d] = 0;
            }
            map[i] = at;
        }
        return map;
    }
}
