using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Where a kernel's results go.</summary>
/// <param name="Y">The memory.</param>
/// <param name="Length">How many elements it has.</param>
/// <param name="Accumulate">1 if results are added to what is there, else 0.</param>
internal readonly record struct Output(ArrayView<float> Y, int Length, int Accumulate)
{
    /// <summary>y[i] = value, or y[i] += value.</summary>
    public void Put(int i, float value) => Y[i] = Accumulate != 0 ? Y[i] + value : value;
}

/// <summary>The threads of all groups, in a row: thread <see cref="First"/> takes the elements First,
/// First + <see cref="Count"/>, ...</summary>
internal static class Threads
{
    public static int First => Grid.IdxX * Group.DimX + Group.IdxX;

    public static int Count => Grid.DimX * Group.DimX;
}
