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

/// <summary>
/// Operations along one axis; one thread a lane, that is the <c>count</c> entries along the axis, <c>distance</c> apart. The maximum is subtracted before anything
/// is exponentiated, so nothing overflows.
/// </summary>
internal static class SoftmaxKernels
{
    /// <summary>y = f(x, second) lane by lane, or added to y; <paramref name="second"/> is read by the gradients only.</summary>
    public static void Along(int function, ArrayView<float> x, ArrayView<float> second, ArrayView<float> y, int lanes, int count, int distance, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int lane = Grid.IdxX * Group.DimX + Group.IdxX; lane < lanes; lane += step)
        {
            int start = lane / distance * distance * count + lane % distance;
            float shift = function <= (int)AxisFunction.LogSoftmax ? Max(x, start, count, distance) : 0f;
            LongSum sum = default;
            for (int k = 0; k < count; k++)
            {
                int at = start + k * distance;
                sum.Add(Term(function, x[at] - shift, second[at]));
            }
            float log = function == (int)AxisFunction.LogSoftmax ? DeviceMath.Log(sum.Total) : 0f;
            for (int k = 0; k < count; k++)
            {
                int at = start + k * distance;
                PointwiseKernels.Put(y, at, Result(function, x[at] - shift, second[at], sum.Total, log), accumulate);
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

    private static float Term(int function, float x, float second)
    {
        switch (function)
        {
            case (int)AxisFunction.SoftmaxGradient: return x * second;
            case (int)AxisFunction.LogSoftmaxGradient: return x;
            default: return DeviceMath.Exp(x);
        }
    }

    private static float Result(int function, float x, float second, float sum, float log)
    {
        switch (function)
        {
            case (int)AxisFunction.LogSoftmax: return x - log;
            case (int)AxisFunction.SoftmaxGradient: return second * (x - sum);
            case (int)AxisFunction.LogSoftmaxGradient: return x - DeviceMath.Exp(second) * sum;
            default: return DeviceMath.Exp(x) / sum;
        }
    }
}
