using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own. One thread works.</summary>
internal static class ScalarKernels
{
    /// <summary>How many products one launch of <see cref="WeightedSum"/> adds up.</summary>
    public const int Pairs = 3;

    /// <summary>y = w1·x1 + w2·x2 + w3·x3 + b, from left to right, or added to y; of the products the first <paramref name="pairs"/>, b if <paramref name="bias"/> is not 0.</summary>
    public static void WeightedSum(
        int pairs, ArrayView<float> w1, ArrayView<float> x1, ArrayView<float> w2, ArrayView<float> x2, ArrayView<float> w3, ArrayView<float> x3,
        int bias, ArrayView<float> b, ArrayView<float> y, int accumulate)
    {
        if (Grid.IdxX != 0 || Group.IdxX != 0) return;
        float sum = 0f;
        if (pairs > 0) sum += w1[0] * x1[0];
        if (pairs > 1) sum += w2[0] * x2[0];
        if (pairs > 2) sum += w3[0] * x3[0];
        if (bias != 0) sum += b[0];
        PointwiseKernels.Put(y, 0, sum, accumulate);
    }

    /// <summary>y = 1 if x lies strictly between the bounds, else 0; or added to y.</summary>
    public static void InRange(ArrayView<float> x, float low, float high, ArrayView<float> y, int accumulate)
    {
        if (Grid.IdxX == 0 && Group.IdxX == 0) PointwiseKernels.Put(y, 0, x[0] > low && x[0] < high ? 1f : 0f, accumulate);
    }
}
