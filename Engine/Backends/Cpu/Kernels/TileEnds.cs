using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>What becomes of finished sums, for each <see cref="TileEnd"/>: the compiler makes separate code of a kernel for each, without a
/// choice inside.</summary>
internal unsafe interface ITileEnd
{
    /// <summary>Whether the result depends on what was there, so that no tile may be computed twice.</summary>
    static abstract bool Accumulates { get; }

    /// <summary>What is stored at <paramref name="c"/>.</summary>
    static abstract V Of<S, V>(V sum, V scale, float* c, float* mask) where S : struct, ISimd<V> where V : struct;
}

/// <summary><see cref="TileEnd.Store"/>.</summary>
internal readonly unsafe struct StoreEnd : ITileEnd
{
    public static bool Accumulates => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V>(V sum, V scale, float* c, float* mask) where S : struct, ISimd<V> where V : struct => sum;
}

/// <summary><see cref="TileEnd.Add"/>.</summary>
internal readonly unsafe struct AddEnd : ITileEnd
{
    public static bool Accumulates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V>(V sum, V scale, float* c, float* mask) where S : struct, ISimd<V> where V : struct => S.Add(S.Load(c), sum);
}

/// <summary><see cref="TileEnd.ReluGradient"/>.</summary>
internal readonly unsafe struct ReluGradientEnd : ITileEnd
{
    public static bool Accumulates => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V>(V sum, V scale, float* c, float* mask) where S : struct, ISimd<V> where V : struct =>
        S.Select(S.LessOrEqual(S.Load(mask), S.Zero), S.Zero, sum);
}

/// <summary><see cref="TileEnd.AddScaled"/>.</summary>
internal readonly unsafe struct AddScaledEnd : ITileEnd
{
    public static bool Accumulates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<S, V>(V sum, V scale, float* c, float* mask) where S : struct, ISimd<V> where V : struct =>
        S.Fma(scale, sum, S.Load(c));
}
