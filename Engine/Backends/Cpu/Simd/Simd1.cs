using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backstep.Engine.Backends.Cpu.Simd;

/// <summary>No vectors: one value at a time. For machines without any, and for what is left over at the end of a row.</summary>
internal readonly unsafe struct Simd1 : ISimd<float>
{
    public static int Lanes => 1;
    public static int Registers => 16;
    public static float Zero => 0;
    public static float Broadcast(float value) => value;
    public static float Load(float* source) => *source;
    public static void Store(float* destination, float value) => *destination = value;
    public static float Add(float a, float b) => a + b;
    public static float Sub(float a, float b) => a - b;
    public static float Mul(float a, float b) => a * b;
    public static float Div(float a, float b) => a / b;
    public static float Sqrt(float a) => MathF.Sqrt(a);
    public static float Fma(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);
    public static float Greater(float a, float b) => Mask(a > b);
    public static float LessOrEqual(float a, float b) => Mask(a <= b);
    public static float Select(float mask, float a, float b) => BitConverter.SingleToInt32Bits(mask) != 0 ? a : b;

    public static float And(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b));

    public static float FirstLanes(int count) => Mask(count > 0);
    public static float First(float a) => a;
    public static float Sum(float a) => a;
    public static Vector128<float> Sum4(float a, float b, float c, float d) => Vector128.Create(a, b, c, d);
    public static void Deinterleave(float a, float b, int group, out float even, out float odd) => (even, odd) = (a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mask(bool set) => BitConverter.Int32BitsToSingle(set ? -1 : 0);

    public static void Interleave(float a, float b, out float low, out float high) => (low, high) = (a, b);

    public static void TransposeQuads(ref float a, ref float b, ref float c, ref float d)
    {
    }

    public static void StoreQuads(float* destination, nint step, float value) => *destination = value;
    public static float BroadcastInteger(int value) => BitConverter.Int32BitsToSingle(value);

    public static float AddIntegers(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) + BitConverter.SingleToInt32Bits(b));

    public static float ShiftLeft(float a, int bits) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) << bits);

    public static float NotNegative(float a) => Mask(BitConverter.SingleToInt32Bits(a) >= 0);

    public static float Or(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) | BitConverter.SingleToInt32Bits(b));

    public static void StoreHalves(float* low, float* high, float value) => *low = value;

    public static int StoreWhere(float mask, float value, float* destination)
    {
        *destination = value;
        return (int)((uint)BitConverter.SingleToInt32Bits(mask) >> 31);
    }
}
