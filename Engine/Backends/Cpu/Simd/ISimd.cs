using System.Runtime.Intrinsics;
namespace Backstep.Engine.Backends.Cpu.Simd;

/// <summary>
/// A vector width. Kernels are written once over it; because implementations are structs, the compiler makes separate code
/// of every kernel for every width, in which <see cref="Lanes"/> and <see cref="Registers"/> are constants.
/// </summary>
/// <typeparam name="V">The vector of float32 itself, so that it lives in a register without a wrapper.</typeparam>
internal unsafe interface ISimd<V> where V : struct
{
    /// <summary>Float32 values a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Vector registers that the instruction set has: 32 with AVX-512, else 16. Decides the size of register tiles.</summary>
    static abstract int Registers { get; }

    static abstract V Zero { get; }

    /// <summary>The value in every lane.</summary>
    static abstract V Broadcast(float value);

    /// <summary>Reads a vector; no alignment needed.</summary>
    static abstract V Load(float* source);

    /// <summary>Writes a vector; no alignment needed.</summary>
    static abstract void Store(float* destination, V value);

    static abstract V Add(V a, V b);
    static abstract V Sub(V a, V b);
    static abstract V Mul(V a, V b);
    static abstract V Div(V a, V b);
    static abstract V Sqrt(V a);

    /// <summary>a · b + c, rounded once where the hardware has it.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>All bits where a &gt; b, no bits elsewhere (also where one is NaN).</summary>
    static abstract V Greater(V a, V b);

    /// <summary>All bits where a ≤ b, no bits elsewhere (also where one is NaN).</summary>
    static abstract V LessOrEqual(V a, V b);

    /// <summary>a where the mask has bits, b elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    static abstract V And(V a, V b);

    /// <summary>A mask with the first <paramref name="count"/> lanes set.</summary>
    static abstract V FirstLanes(int count);

    static abstract float First(V a);

    /// <summary>The sum of the lanes, in a fixed order.</summary>
    static abstract float Sum(V a);

    /// <summary>The sums of four vectors, together cheaper than one by one.</summary>
    static abstract Vector128<float> Sum4(V a, V b, V c, V d);

    /// <summary>
    /// Splits the sequence a, b, seen as runs of <paramref name="group"/> values (1, or 2 where there are 16 lanes), into the even runs and
    /// the odd ones.
    /// </summary>
    static abstract void Deinterleave(V a, V b, int group, out V even, out V odd);

    /// <summary>Joins two sequences: a0 b0 a1 b1 ... in <paramref name="low"/>, then <paramref name="high"/>. Undoes
    /// <see cref="Deinterleave"/> of single values.</summary>
    static abstract void Interleave(V a, V b, out V low, out V high);

    /// <summary>
    /// Transposes: each run of four lanes of a, b, c and d is a matrix of 4×4. Nothing happens where there are fewer lanes.
    /// </summary>
    static abstract void TransposeQuads(ref V a, ref V b, ref V c, ref V d);

    /// <summary>
    /// Writes each run of four lanes <paramref name="step"/> values behind the one before; a single lane to the first place.
    /// </summary>
    static abstract void StoreQuads(float* destination, nint step, V value);

    /// <summary>An integer's bits in every lane.</summary>
    static abstract V BroadcastInteger(int value);

    /// <summary>a + b of lanes that hold the bits of integers.</summary>
    static abstract V AddIntegers(V a, V b);

    /// <summary>Lanes that hold the bits of integers, shifted to the left.</summary>
    static abstract V ShiftLeft(V a, int bits);

    /// <summary>All bits where a lane that holds the bits of an integer is not negative.</summary>
    static abstract V NotNegative(V a);

    static abstract V Or(V a, V b);

    /// <summary>Writes the first half of the lanes to one place and the second half to another; a single lane to the first place.</summary>
    static abstract void StoreHalves(float* low, float* high, V value);

    /// <summary>Writes the lanes whose mask is set side by side, and anything behind them: a whole vector is written.</summary>
    /// <returns>How many lanes are set.</returns>
    static abstract int StoreWhere(V mask, V value, float* destination);
}
