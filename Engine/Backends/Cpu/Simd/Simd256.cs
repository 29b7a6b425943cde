using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backstep.Engine.Backends.Cpu.Simd;

/// <summary>AVX2: 8 values a vector, 16 registers.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Lanes => 8;
    public static int Registers => 16;
    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> value) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sub(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mul(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Div(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> a) => Vector256.Sqrt(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Greater(Vector256<float> a, Vector256<float> b) => Vector256.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LessOrEqual(Vector256<float> a, Vector256<float> b) => Vector256.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> a, Vector256<float> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> And(Vector256<float> a, Vector256<float> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FirstLanes(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(Vector256<float> a) => a.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> a) => Vector256.Sum(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum4(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) =>
        Simd128.Sum4(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Deinterleave(Vector256<float> a, Vector256<float> b, int group, out Vector256<float> even, out Vector256<float> odd)
    {
        // Shuffle works within 128-bit halves; the permutation puts the halves' middle quarters in order.
        even = Avx2.Permute4x64(Avx.Shuffle(a, b, 0x88).AsDouble(), 0xD8).AsSingle();
        odd = Avx2.Permute4x64(Avx.Shuffle(a, b, 0xDD).AsDouble(), 0xD8).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(Vector256<float> a, Vector256<float> b, out Vector256<float> low, out Vector256<float> high)
    {
        Vector256<float> x = Avx.UnpackLow(a, b), y = Avx.UnpackHigh(a, b);
        low = Avx.Permute2x128(x, y, 0x20);
        high = Avx.Permute2x128(x, y, 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeQuads(ref Vector256<float> a, ref Vector256<float> b, ref Vector256<float> c, ref Vector256<float> d)
    {
        Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d), abHigh = Avx.UnpackHigh(a, b), cdHigh = Avx.UnpackHigh(c, d);
        a = Avx.Shuffle(ab, cd, 0x44);
        b = Avx.Shuffle(ab, cd, 0xEE);
        c = Avx.Shuffle(abHigh, cdHigh, 0x44);
        d = Avx.Shuffle(abHigh, cdHigh, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(float* destination, nint step, Vector256<float> value)
    {
        value.GetLower().Store(destination);
        value.GetUpper().Store(destination + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BroadcastInteger(int value) => Vector256.Create(value).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddIntegers(Vector256<float> a, Vector256<float> b) => (a.AsInt32() + b.AsInt32()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShiftLeft(Vector256<float> a, int bits) => (a.AsInt32() << bits).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NotNegative(Vector256<float> a) => Vector256.GreaterThan(a.AsInt32(), Vector256.Create(-1)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Or(Vector256<float> a, Vector256<float> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(float* low, float* high, Vector256<float> value)
    {
        value.GetLower().Store(low);
        value.GetUpper().Store(high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StoreWhere(Vector256<float> mask, Vector256<float> value, float* destination)
    {
        uint set = mask.ExtractMostSignificantBits();
        if (!Bmi2.X64.IsSupported)
        {
            value.Store(destination);
            return Packed.Together(destination, set, 8);
        }
        // A byte for each lane that is set, then the numbers of those lanes side by side.
        ulong bytes = Bmi2.X64.ParallelBitDeposit(set, 0x0101010101010101) * 0xFF,
            lanes = Bmi2.X64.ParallelBitExtract(0x0706050403020100, bytes);
        Avx2.PermuteVar8x32(value, Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(lanes).AsByte())).Store(destination);
        return BitOperations.PopCount(set);
    }
}

/// <summary>What <see cref="ISimd{V}.StoreWhere"/> does where there is no instruction for it.</summary>
internal static unsafe class Packed
{
    /// <summary>
    /// Moves those of the first values whose bit is set to the front, without a branch that depends on the data; gives their number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Together(float* values, uint set, int count)
    {
        int k = 0;
        for (int i = 0; i < count; i++, set >>= 1)
        {
            values[k] = values[i];
            k += (int)(set & 1);
        }
        return k;
    }
}
