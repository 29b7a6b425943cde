using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Sums whose order is fixed by their length and the group's size alone.</summary>
internal static class Reduction
{
    /// <summary>The largest group that can add up: what the kernels' shared memory is made for.</summary>
    public const int Capacity = 1024;

    /// <summary>
    /// The sum of one value a thread, as a binary tree; every thread of the group must call it, and each gets the sum.
    /// <paramref name="shared"/> has room for one value a thread; before it is used for something else there must be a barrier.
    /// The group's size is a power of two.
    /// </summary>
    public static float Sum(ArrayView<float> shared, float value)
    {
        int thread = Group.IdxX;
        shared[thread] = value;
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (thread < half) shared[thread] += shared[thread + half];
            Group.Barrier();
        }
        return shared[0];
    }
}
