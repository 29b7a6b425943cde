using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>The steps of torch.optim.SGD and torch.optim.Adam. The output may be the first input: an update in place.</summary>
internal static class UpdateKernels
{
    /// <summary>y = alpha·a + beta·b, or added to y: weight decay, momentum, Adam's first moment.</summary>
    public static void Combine(float alpha, ArrayView<float> a, float beta, ArrayView<float> b, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) PointwiseKernels.Put(y, i, alpha * a[i] + beta * b[i], accumulate);
    }

    /// <summary>y = beta·v + rest·grad², or added to y. Both factors are given, since 1 - 0.999f is a hundred-thousandth off.</summary>
    public static void SecondMoment(float beta, ArrayView<float> v, float rest, ArrayView<float> grad, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) PointwiseKernels.Put(y, i, beta * v[i] + rest * grad[i] * grad[i], accumulate);
    }

    /// <summary>y = w - lr·direction, or added to y.</summary>
    public static void SgdStep(ArrayView<float> w, ArrayView<float> direction, ArrayView<float> lr, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        float rate = lr[0];
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) PointwiseKernels.Put(y, i, w[i] - rate * direction[i], accumulate);
    }

    /// <summary>y = w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε), or added to y; the logarithms of β1 and β2 are given.</summary>
    public static void AdamStep(
        ArrayView<float> w, ArrayView<float> m, ArrayView<float> v, ArrayView<float> t, ArrayView<float> lr, float logBeta1, float logBeta2, float epsilon,
        ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        float rate = lr[0] / BiasCorrection(logBeta1, t[0]), root = MathF.Sqrt(BiasCorrection(logBeta2, t[0]));
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step)
            PointwiseKernels.Put(y, i, w[i] - rate * m[i] / (MathF.Sqrt(v[i]) / root + epsilon), accumulate);
    }

    /// <summary>1 - β^t, with all its digits also where β^t is all but 1.</summary>
    public static float BiasCorrection(float logBeta, float t) => -DeviceMath.ExpM1(t * logBeta);
}
