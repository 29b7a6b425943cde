using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>What is summed up over all elements.</summary>
internal enum TotalTerm
{
    /// <summary>x.</summary>
    Value,

    /// <summary>(output - target)².</summary>
    SquaredDifference,

    /// <summary>|output - target|.</summary>
    AbsoluteDifference,

    /// <summary>-(t ln p + (1 - t) ln(1 - p)), each logarithm at least -100, as PyTorch's.</summary>
    BinaryCrossEntropy,
}

/// <summary>Sums over everything: losses, sum, mean. One group adds up, in a fixed order.</summary>
internal static class LossKernels
{
    /// <summary>y = factor·Σ term(output, target), or added to y.</summary>
    public static void Total(int term, ArrayView<float> output, ArrayView<float> target, float factor, ArrayView<float> y, int length, int accumulate)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        LongSum sum = default;
        for (int i = Group.IdxX; i < length; i += Group.DimX)
        {
            sum.Add(Term(term, output[i], target[i]));
        }
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) PointwiseKernels.Put(y, 0, total * factor, accumulate);
    }

    /// <summary>y = the mean over the rows of -log_softmax(logits)[n, label n], or added to y; NaN if a label is no class.</summary>
    public static void CrossEntropy(ArrayView<float> logits, ArrayView<float> labels, ArrayView<float> y, int rows, int classes, int accumulate)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        LongSum sum = default;
        for (int n = Group.IdxX; n < rows; n += Group.DimX)
        {
            sum.Add(RowLoss(logits, n * classes, classes, labels[n]));
        }
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) PointwiseKernels.Put(y, 0, total / rows, accumulate);
    }

    /// <summary>gx = gy·(softmax(logits) - one_hot(labels))/N, or added to gx; one thread a row.</summary>
    public static void CrossEntropyBackward(ArrayView<float> gy, ArrayView<float> logits, ArrayView<float> labels, ArrayView<float> gx, int rows, int classes, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        float scale = gy[0] / rows;
        for (int n = Grid.IdxX * Group.DimX + Group.IdxX; n < rows; n += step)
        {
            int start = n * classes;
            float max = SoftmaxKernels.Max(logits, start, classes, 1), sum = SumOfExponentials(logits, start, classes, max), label = labels[n];
            for (int c = 0; c < classes; c++)
                PointwiseKernels.Put(gx, start + c, scale * (DeviceMath.Exp(logits[start + c] - max) / sum - (c == label ? 1f : 0f)), accumulate);
        }
    }

    /// <summary>-log_softmax of the row that begins at <paramref name="start"/>, at its label; NaN if that is no class.</summary>
    public static float RowLoss(ArrayView<float> logits, int start, int classes, float label)
    {
        int at = (int)label;
        if (at < 0 || at >= classes) return float.NaN;
        float max = SoftmaxKernels.Max(logits, start, classes, 1);
        return DeviceMath.Log(SumOfExponentials(logits, start, classes, max)) - (logits[start + at] - max);
    }

    private static float SumOfExponentials(ArrayView<float> x, int start, int count, float max)
    {
        LongSum sum = default;
        for (int k = 0; k < count; k++)
        {
            sum.Add(DeviceMath.Exp(x[start + k] - max));
        }
        return sum.Total;
    }

    private static float Term(int term, float output, float target)
    {
        float difference = output - target;
        switch (term)
        {
            case (int)TotalTerm.SquaredDifference: return difference * difference;
            case (int)TotalTerm.AbsoluteDifference: return difference < 0f ? -difference : difference;
            case (int)TotalTerm.BinaryCrossEntropy: return -(target * BoundedLog(output) + (1f - target) * BoundedLog(1f - output));
            default: return output;
        }
    }

    private static float BoundedLog(float x)
    {
        float log = DeviceMath.Log(x);
        return log < -100f ? -100f : log;
    }
}
