using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>
/// Elementwise operations on shapes that are stretched to each other as in NumPy, and their adjoints, which sum the stretch up again.
/// </summary>
internal static unsafe class BroadcastOps
{
    /// <summary>The function of every pair of elements after both inputs are stretched to the output's shape.</summary>
    public static Action<Worker> Zip<T>(OpContext op) where T : struct, IZip
    {
        Stretch ofA = Stretch.Of(op.YShape, op.Shape(0)), ofB = Stretch.Of(op.YShape, op.Shape(1));
        if (ofA.Kind == StretchKind.None && ofB.Kind == StretchKind.None) return PointwiseOps.Zip<T>(op);
        float* a = op.X(0), b = op.X(1), y = op.Y;
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        if (ofA.Kind == StretchKind.None && ofB.Kind is StretchKind.Rows or StretchKind.Repeat) return Rows(a, b, ofB, aFirst: true);
        if (ofB.Kind == StretchKind.None && ofA.Kind is StretchKind.Rows or StretchKind.Repeat) return Rows(b, a, ofA, aFirst: false);
        int[]? mapA = ofA.Map, mapB = ofB.Map;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) y[i] = T.Apply<Simd1, float>(a[mapA is null ? i : mapA[i]], b[mapB is null ? i : mapB[i]]);
        };

        Action<Worker> Rows(float* whole, float* small, Stretch stretch, bool aFirst)
        {
            int run = stretch.Run, rows = length / run;
            bool repeat = stretch.Kind == StretchKind.Repeat;
            return worker =>
            {
                (int first, int end) = length < Worker.WorthSharing ? (0, worker.Index == 0 ? rows : 0) : worker.Share(rows);
                for (int r = first; r < end; r++)
                {
                    float* from = whole + (nint)r * run, to = y + (nint)r * run;
                    if (!repeat) kernels.ZipValue<T>(from, small[r], to, run, !aFirst);
                    else if (aFirst) kernels.Zip<T>(from, small, to, run);
                    else kernels.Zip<T>(small, from, to, run);
                }
            };
        }
    }

    /// <summary>sign·gy, summed down to the output's shape.</summary>
    public static Action<Worker> SumDown(OpContext op, float sign) => Gather(op, new Signed(op.X(0), sign));

    /// <summary>gy·other, summed down to the output's shape.</summary>
    public static Action<Worker> MulBackward(OpContext op) =>
        Gather(op, new Factor(op.X(0), op.X(1), Stretch.Of(op.Shape(0), op.Shape(1)).Map));

    /// <summary>gy/b for the dividend, -gy·a/b² for the divisor, summed down to the output's shape.</summary>
    public static Action<Worker> DivBackward(OpContext op)
    {
        int[]? mapA = Stretch.Of(op.Shape(0), op.Shape(1)).Map, mapB = Stretch.Of(op.Shape(0), op.Shape(2)).Map;
        return op.Attributes<WrtAttributes>().Input == 0
            ? Gather(op, new Dividend(op.X(0), op.X(2), mapB))
            : Gather(op, new Divisor(op.X(0), op.X(1), op.X(2), mapA, mapB));
    }

    /// <summary>
    /// Adds up, for every element of the output, the terms of the elements of gy that lie over it; in double, in row-major order. Every
    /// element of the output has one owner.
    /// </summary>
    private static Action<Worker> Gather<T>(OpContext op, T term) where T : struct, ITerm
    {
        var stretch = Stretch.Of(op.Shape(0), op.YShape);
        int length = op.Shape(0).Length, outputs = op.Length, run = stretch.Run;
        float* y = op.Y;
        if (stretch.Kind == StretchKind.None)
            return worker =>
            {
                (int start, int end) = worker.ShareElements(length);
                for (int i = start; i < end; i++) y[i] = (float)term.At(i);
            };
        if (stretch.Kind == StretchKind.Rows)
            return worker =>
            {
                (int start, int end) = Share(worker);
                for (int r = start; r < end; r++)
                {
                    double sum = 0;
                    for (int i = r * run; i < (r + 1) * run; i++) sum += term.At(i);
                    y[r] = (float)sum;
                }
            };
        var sums = new double[outputs];
        if (stretch.Kind == StretchKind.Repeat)
            return worker =>
            {
                (int start, int end) = Share(worker);
                Array.Clear(sums, start, end - start);
                for (int row = 0; row < length; row += run)
                    for (int i = start; i < end; i++) sums[i] += term.At(row + i);
                for (int i = start; i < end; i++) y[i] = (float)sums[i];
            };
        int[] map = stretch.Map!;
        return worker =>
        {
            if (worker.Index != 0) return;
            Array.Clear(sums);
            for (int i = 0; i < length; i++) sums[map[i]] += term.At(i);
            for (int i = 0; i < sums.Length; i++) y[i] = (float)sums[i];
        };

        (int, int) Share(Worker worker) =>
            length >= Worker.WorthSharing ? worker.Share(outputs, 16) : (0, worker.Index == 0 ? outputs : 0);
    }

    /// <summary>What an element of gy adds to the sum.</summary>
    private interface ITerm
    {
        double At(int i);
    }

    private readonly struct Signed(float* gy, float sign) : ITerm { public double At(int i) => sign * gy[i]; }

    private readonly struct Factor(float* gy, float* other, int[]? map) : ITerm
    {
        public double At(int i) => (double)gy[i] * other[map is null ? i : map[i]];
    }

    private readonly struct Dividend(float* gy, float* b, int[]? map) : ITerm
    {
        public double At(int i) => (double)gy[i] / b[map is null ? i : map[i]];
    }

    private readonly struct Divisor(float* gy, float* a, float* b, int[]? mapA, int[]? mapB) : ITerm
    {
        public double At(int i)
        {
            double divisor = b[mapB is null ? i : mapB[i]];
            return -gy[i] * (a[mapA is null ? i : mapA[i]] / divisor / divisor);
        }
    }
}
