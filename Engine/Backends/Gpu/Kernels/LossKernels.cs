using Backstep.Engine.Programs;
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

internal readonly record struct TotalArgs(
    TotalTerm Term, ArrayView<float> Output, ArrayView<float> Target, int Length, float Factor, Output Y);

internal readonly record struct CrossEntropyArgs(ArrayView<float> Logits, ArrayView<float> Labels, int Rows, int Classes, Output Y);

internal readonly record struct CrossEntropyBackwardArgs(
    ArrayView<float> Gradient, ArrayView<float> Logits, ArrayView<float> Labels, int Rows, int Classes, Output Y);

/// <summary>Sums over everything: losses, sum, mean. One group adds up, in a fixed order.</summary>
internal static class LossKernels
{
    private const float Ignored = (float)ClassLabels.Ignored;

    /// <summary>Floats of shared memory that the largest of the kernels takes.</summary>
    public const int SharedFloats = 2 * Reduction.Capacity;

    /// <summary>y = factor·Σ term(output, target).</summary>
    public static void Total(TotalArgs args) => Total(args, SharedMemory.Allocate<float>(Reduction.Capacity));

    /// <inheritdoc cref="CrossEntropy(CrossEntropyArgs, ArrayView{float})"/>
    public static void CrossEntropy(CrossEntropyArgs args) => CrossEntropy(args, SharedMemory.Allocate<float>(SharedFloats));

    /// <inheritdoc cref="CrossEntropyBackward(CrossEntropyBackwardArgs, ArrayView{float})"/>
    public static void CrossEntropyBackward(CrossEntropyBackwardArgs args) =>
        CrossEntropyBackward(args, SharedMemory.Allocate<float>(Reduction.Capacity));

    /// <summary>The same in memory of one's own; every thread of the group must call it.</summary>
    public static void Total(TotalArgs args, ArrayView<float> shared)
    {
        LongSum sum = default;
        for (int i = Group.IdxX; i < args.Length; i += Group.DimX) sum.Add(Term(args.Term, args.Output[i], args.Target[i]));
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) args.Y.Put(0, total * args.Factor);
    }

    /// <summary>y = the mean over the rows that count of -log_softmax(logits)[n, label n]; NaN if a label is no class.</summary>
    public static void CrossEntropy(CrossEntropyArgs args, ArrayView<float> shared)
    {
        LongSum sum = default;
        for (int n = Group.IdxX; n < args.Rows; n += Group.DimX)
            if (args.Labels[n] != Ignored) sum.Add(RowLoss(args.Logits, n * args.Classes, args.Classes, args.Labels[n]));
        float total = Reduction.Sum(shared, sum.Total);
        // In memory of its own, since the first sum is read while the second is under way.
        float counting = Counting(shared.SubView(Reduction.Capacity, Reduction.Capacity), args.Labels, args.Rows);
        if (Group.IdxX == 0) args.Y.Put(0, total / counting);
    }

    /// <summary>gx = gy·(softmax(logits) - one_hot(labels))/N, N being the rows that count, and 0 in the others; one thread a
    /// row.</summary>
    public static void CrossEntropyBackward(CrossEntropyBackwardArgs args, ArrayView<float> shared)
    {
        (ArrayView<float> logits, int classes) = (args.Logits, args.Classes);
        float scale = args.Gradient[0] / Counting(shared, args.Labels, args.Rows);
        for (int n = Threads.First, step = Threads.Count; n < args.Rows; n += step)
        {
            int start = n * classes;
            float max = SoftmaxKernels.Max(logits, start, classes, 1), sum = SumOfExponentials(logits, start, classes, max),
                label = args.Labels[n];
            for (int c = 0; c < classes; c++)
            {
                float difference = DeviceMath.Exp(logits[start + c] - max) / sum - (c == label ? 1f : 0f);
                args.Y.Put(start + c, label == Ignored ? 0f : scale * difference);
            }
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

    /// <summary>How many rows count; every thread of the group must ask.</summary>
    private static float Counting(ArrayView<float> shared, ArrayView<float> labels, int rows)
    {
        float counting = 0f;
        for (int n = Group.IdxX; n < rows; n += Group.DimX) counting += labels[n] == Ignored ? 0f : 1f;
        return Reduction.Sum(shared, counting);
    }

    private static float SumOfExponentials(ArrayView<float> x, int start, int count, float max)
    {
        LongSum sum = default;
        for (int k = 0; k < count; k++) sum.Add(DeviceMath.Exp(x[start + k] - max));
        return sum.Total;
    }

    private static float Term(TotalTerm term, float output, float target)
    {
        float difference = output - target;
        switch (term)
        {
            case TotalTerm.SquaredDifference: return difference * difference;
            case TotalTerm.AbsoluteDifference: return difference < 0f ? -difference : difference;
            case TotalTerm.BinaryCrossEntropy: return -(target * BoundedLog(output) + (1f - target) * BoundedLog(1f - output));
            default: return output;
        }
    }

    private static float BoundedLog(float x)
    {
        float log = DeviceMath.Log(x);
        return log < -100f ? -100f : log;
    }
}
