using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Operations that treat every element alike, without broadcasting. The output may be one of the inputs.</summary>
internal static unsafe class PointwiseOps
{
    /// <summary>The function of every element, in vectors.</summary>
    public static Action<Worker> Map<T>(OpContext op) where T : struct, IMap
    {
        float* x = op.X(0), y = op.Y;
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            kernels.Map<T>(x + start, y + start, end - start);
        };
    }

    /// <summary>The function of every element, one at a time.</summary>
    public static Action<Worker> ScalarMap<T>(OpContext op) where T : struct, IScalarMap
    {
        float* x = op.X(0), y = op.Y;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) y[i] = T.Apply(x[i]);
        };
    }

    /// <summary>The function of every pair of elements of the first two inputs, which have one shape.</summary>
    public static Action<Worker> Zip<T>(OpContext op) where T : struct, IZip
    {
        float* a = op.X(0), b = op.X(1), y = op.Y;
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            kernels.Zip<T>(a + start, b + start, y + start, end - start);
        };
    }

    /// <summary>x·factor.</summary>
    public static Action<Worker> Scale(OpContext op)
    {
        float* x = op.X(0), y = op.Y;
        float factor = (float)op.Attributes<ScaleAttributes>().Factor;
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            kernels.Scale(factor, x + start, y + start, end - start);
        };
    }

    /// <summary>x^p.</summary>
    public static Action<Worker> Pow(OpContext op)
    {
        float* x = op.X(0), y = op.Y;
        double p = op.Attributes<PowAttributes>().Exponent;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) y[i] = (float)Math.Pow(x[i], p);
        };
    }

    /// <summary>gy, x → gy·p·x^(p - 1).</summary>
    public static Action<Worker> PowBackward(OpContext op)
    {
        float* gy = op.X(0), x = op.X(1), gx = op.Y;
        double p = op.Attributes<PowAttributes>().Exponent;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) gx[i] = (float)(gy[i] * (p * Math.Pow(x[i], p - 1)));
        };
    }

    /// <summary>The sum of all inputs, from the first to the last.</summary>
    public static Action<Worker> AddN(OpContext op)
    {
        float* y = op.Y;
        var x = new float*[op.Count];
        for (int k = 0; k < x.Length; k++) x[k] = op.X(k);
        int length = op.Length;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            kernels.Map<Identity>(x[0] + start, y + start, end - start);
            for (int k = 1; k < x.Length; k++) kernels.Zip<Plus>(y + start, x[k] + start, y + start, end - start);
        };
    }
}
