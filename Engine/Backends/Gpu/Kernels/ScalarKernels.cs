using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Arguments of y = w1·x1 + w2·x2 + w3·x3 + b: of the products the first <paramref name="Pairs"/>,
/// b if <paramref name="HasBias"/> is not 0.</summary>
internal readonly record struct WeightedSumArgs(
    int Pairs,
    ArrayView<float> W1, ArrayView<float> X1, ArrayView<float> W2, ArrayView<float> X2, ArrayView<float> W3, ArrayView<float> X3,
    int HasBias, ArrayView<float> Bias,
    Output Y);

internal readonly record struct InRangeArgs(ArrayView<float> X, float Low, float High, Output Y);

/// <summary>Arguments of a learning rate that falls to 0 in so many steps.</summary>
internal readonly record struct LinearDecayArgs(ArrayView<float> Rate, ArrayView<float> T, float Steps, Output Y);

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own.
/// One thread works.</summary>
internal static class ScalarKernels
{
    /// <summary>How many products one launch of <see cref="WeightedSum"/> adds up.</summary>
    public const int Pairs = 3;

    /// <summary>The sum, from left to right.</summary>
    public static void WeightedSum(WeightedSumArgs args)
    {
        if (Threads.First != 0) return;
        float sum = 0f;
        if (args.Pairs > 0) sum += args.W1[0] * args.X1[0];
        if (args.Pairs > 1) sum += args.W2[0] * args.X2[0];
        if (args.Pairs > 2) sum += args.W3[0] * args.X3[0];
        if (args.HasBias != 0) sum += args.Bias[0];
        args.Y.Put(0, sum);
    }

    /// <summary>y = lr·max(0, 1 - (t - 1)/steps).</summary>
    public static void LinearDecay(LinearDecayArgs args)
    {
        if (Threads.First == 0) args.Y.Put(0, args.Rate[0] * UpdateKernels.Decay(args.T[0], args.Steps));
    }

    /// <summary>y = 1 if x lies strictly between the bounds, else 0.</summary>
    public static void InRange(InRangeArgs args)
    {
        if (Threads.First == 0) args.Y.Put(0, args.X[0] > args.Low && args.X[0] < args.High ? 1f : 0f);
    }
}
