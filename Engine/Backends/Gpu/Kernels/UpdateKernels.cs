using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

internal readonly record struct CombineArgs(float Alpha, ArrayView<float> A, float Beta, ArrayView<float> B, Output Y);

/// <summary>Arguments of Adam's second moment. Both factors are given, since 1 - 0.999f is a hundred-thousandth off.</summary>
internal readonly record struct SecondMomentArgs(float Beta, ArrayView<float> V, float Rest, ArrayView<float> Gradient, Output Y);

internal readonly record struct SgdArgs(ArrayView<float> W, ArrayView<float> Direction, ArrayView<float> Rate, Output Y);

/// <summary>Arguments of Adam's step; of β1 and β2 the logarithms are given.</summary>
internal readonly record struct AdamArgs(
    ArrayView<float> W, ArrayView<float> M, ArrayView<float> V, ArrayView<float> T, ArrayView<float> Rate, float LogBeta1, float LogBeta2,
    float Epsilon, Output Y);

/// <summary>The steps of torch.optim.SGD and torch.optim.Adam. The output may be the first input: an update in place.</summary>
internal static class UpdateKernels
{
    /// <summary>y = alpha·a + beta·b: weight decay, momentum, Adam's first moment.</summary>
    public static void Combine(CombineArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, args.Alpha * args.A[i] + args.Beta * args.B[i]);
    }

    /// <summary>y = beta·v + rest·grad².</summary>
    public static void SecondMoment(SecondMomentArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, args.Beta * args.V[i] + args.Rest * args.Gradient[i] * args.Gradient[i]);
    }

    /// <summary>y = w - lr·direction.</summary>
    public static void SgdStep(SgdArgs args)
    {
        float rate = args.Rate[0];
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step) args.Y.Put(i, args.W[i] - rate * args.Direction[i]);
    }

    /// <summary>y = w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    public static void AdamStep(AdamArgs args)
    {
        float t = args.T[0], rate = args.Rate[0] / BiasCorrection(args.LogBeta1, t), root = MathF.Sqrt(BiasCorrection(args.LogBeta2, t));
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, args.W[i] - rate * args.M[i] / (MathF.Sqrt(args.V[i]) / root + args.Epsilon));
    }

    /// <summary>What is left of a learning rate in step t, counted from 1, that falls to 0 in so many steps.</summary>
    public static float Decay(float t, float steps)
    {
        float left = 1f - (t - 1f) / steps;
        return left < 0f ? 0f : left;
    }

    /// <summary>1 - β^t, with all its digits also where β^t is all but 1.</summary>
    public static float BiasCorrection(float logBeta, float t) => -DeviceMath.ExpM1(t * logBeta);
}
