using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>What is done along an axis.</summary>
internal enum AxisFunction
{
    /// <summary>x → e^x / Σ e^x.</summary>
    Softmax,

    /// <summary>x → x - ln Σ e^x.</summary>
    LogSoftmax,

    /// <summary>gy, y → y·(gy - Σ gy·y).</summary>
    SoftmaxGradient,

    /// <summary>gy, y → gy - e^y·Σ gy.</summary>
    LogSoftmaxGradient,
}

/// <param name="Function">What is done.</param>
/// <param name="X">x, or gy.</param>
/// <param name="Second">y for the gradients; others do not use it.</param>
/// <param name="Lanes">How many lanes there are.</param>
/// <param name="Count">Entries of a lane.</param>
/// <param name="Distance">How far apart they are in memory.</param>
internal readonly record struct AlongArgs(
    AxisFunction Function, ArrayView<float> X, ArrayView<float> Second, int Lanes, int Count, int Distance, Output Y);

/// <summary>
/// Operations along one axis; one thread a lane, that is the <c>count</c> entries along the axis, <c>distance</c> apart.
/// The maximum is subtracted before anything is exponentiated, so nothing overflows.
/// </summary>
internal static class SoftmaxKernels
{
    /// <summary>y = f(x, second) lane by lane.</summary>
    public static void Along(AlongArgs args)
    {
        (AxisFunction function, ArrayView<float> x, ArrayView<float> second, int count, int distance) =
            (args.Function, args.X, args.Second, args.Count, args.Distance);
        for (int lane = Threads.First, step = Threads.Count; lane < args.Lanes; lane += step)
        {
            int start = lane / distance * distance * count + lane % distance;
            float shift = function <= AxisFunction.LogSoftmax ? Max(x, start, count, distance) : 0f;
            LongSum sum = default;
            for (int k = 0; k < count; k++)
            {
                int at = start + k * distance;
                sum.Add(Term(function, x[at] - shift, second[at]));
            }
            float log = function == AxisFunction.LogSoftmax ? DeviceMath.Log(sum.Total) : 0f;
            for (int k = 0; k < count; k++)
            {
                int at = start + k * distance;
                args.Y.Put(at, Result(function, x[at] - shift, second[at], sum.Total, log));
            }
        }
    }

    /// <summary>The largest of <paramref name="count"/> entries, <paramref name="distance"/> apart.</summary>
    public static float Max(ArrayView<float> x, int start, int count, int distance)
    {
        float max = float.NegativeInfinity;
        for (int k = 0; k < count; k++)
        {
            float value = x[start + k * distance];
            if (value > max) max = value;
        }
        return max;
    }

    private static float Term(AxisFunction function, float x, float second)
    {
        switch (function)
        {
            case AxisFunction.SoftmaxGradient: return x * second;
            case AxisFunction.LogSoftmaxGradient: return x;
            default: return DeviceMath.Exp(x);
        }
    }

    private static float Result(AxisFunction function, float x, float second, float sum, float log)
    {
        switch (function)
        {
            case AxisFunction.LogSoftmax: return x - log;
            case AxisFunction.SoftmaxGradient: return second * (x - sum);
            case AxisFunction.LogSoftmaxGradient: return x - DeviceMath.Exp(second) * sum;
            default: return DeviceMath.Exp(x) / sum;
        }
    }
}
