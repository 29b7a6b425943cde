using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>
/// Elementwise operations on shapes that are stretched to each other as in NumPy, and their adjoints, which sum the stretch up again.
/// </summary>
internal static unsafe class BroadcastOps
{
    /// <summary>The function of every pair of elements after both inputs are stretched to the output's shape.</summary>
    public static Action<Worker> Zip<T>(OpContext op) where T : struct, IZip
    {
        int[]? mapA = Map(op.YShape, op.Shape(0)), mapB = Map(op.YShape, op.Shape(1));
        if (mapA is null && mapB is null) return PointwiseOps.Zip<T>(op);
        float* a = op.X(0), b = op.X(1), y = op.Y;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) y[i] = T.Apply<Simd1, float>(a[mapA is null ? i : mapA[i]], b[mapB is null ? i : mapB[i]]);
        };
    }

    /// <summary>sign·gy, summed down to the output's shape.</summary>
    public static Action<Worker> SumDown(OpContext op, float sign)
    {
        float* gy = op.X(0);
        return Gather(op, i => sign * gy[i]);
    }

    /// <summary>gy·other, summed down to the output's shape.</summary>
    public static Action<Worker> MulBackward(OpContext op)
    {
        float* gy = op.X(0), other = op.X(1);
        int[]? map = Map(op.Shape(0), op.Shape(1));
        return Gather(op, i => (double)gy[i] * other[map is null ? i : map[i]]);
    }

    /// <summary>gy/b for the dividend, -gy·a/b² for the divisor, summed down to the output's shape.</summary>
    public static Action<Worker> DivBackward(OpContext op)
    {
        float* gy = op.X(0), a = op.X(1), b = op.X(2);
        int[]? mapA = Map(op.Shape(0), op.Shape(1)), mapB = Map(op.Shape(0), op.Shape(2));
        if (op.Attributes<WrtAttributes>().Input == 0) return Gather(op, i => (double)gy[i] / b[mapB is null ? i : mapB[i]]);
        return Gather(op, i =>
        {
            double divisor = b[mapB is null ? i : mapB[i]];
            return -gy[i] * (a[mapA is null ? i : mapA[i]] / divisor / divisor);
        });
    }

    /// <summary>
    /// Adds up, for every element of the output, the terms of the elements of gy that lie over it; in double, in row-major order.
    /// </summary>
    private static Action<Worker> Gather(OpContext op, Func<int, double> term)
    {
        int[]? map = Map(op.Shape(0), op.YShape);
        int length = op.Shape(0).Length;
        float* y = op.Y;
        if (map is null)
            return worker =>
            {
                (int start, int end) = worker.ShareElements(length);
                for (int i = start; i < end; i++) y[i] = (float)term(i);
            };
        var sums = new double[op.Length];
        return worker =>
        {
            if (worker.Index != 0) return;
            Array.Clear(sums);
            for (int i = 0; i < length; i++) sums[map[i]] += term(i);
            for (int i = 0; i < sums.Length; i++) y[i] = (float)sums[i];
        };
    }

    /// <summary>For every element of <paramref name="large"/> the position of the element of <paramref name="small"/> that is stretched
    /// over it; null if the shapes are the same.</summary>
    private static int[]? Map(Shape large, Shape small)
    {
        if (large.Equals(small)) return null;
        var map = new int[large.Length];
        for (int i = 0; i < map.Length; i++)
        {
            int rest = i, at = 0;
            for (int d = large.Rank - 1, s = small.Rank - 1, stride = 1; d >= 0; d--, s--)
            {
                int index = rest % large[d];
                rest /= large[d];
                if (s < 0) continue;
                if (small[s] != 1) at += index * stride;
                stride *= small[s];
            }
            map[i] = at;
        }
        return map;
    }
}
