using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>
/// A table of 256 float32 values, looked up by bytes: 64 at a time where AVX-512 VBMI permutes bytes. The table is then kept in four
/// planes, one for each byte of the values, of which each fits four registers.
/// </summary>
internal sealed unsafe class ByteLookup
{
    private const int Size = 256, Block = 64;

    private readonly float[] _table = new float[Size];
    private readonly byte[] _planes = new byte[4 * Size];
    private readonly bool _permute;

    /// <param name="permute">Whether 512-bit vectors may be used, if the machine has what is needed.</param>
    public ByteLookup(bool permute) => _permute = permute && Avx512Vbmi.IsSupported;

    /// <summary>Takes the values over.</summary>
    public void Set(ReadOnlySpan<float> table)
    {
        table.CopyTo(_table);
        for (int i = 0; i < 4 * Size; i++) _planes[i] = MemoryMarshal.AsBytes(_table.AsSpan())[i % Size * 4 + i / Size];
    }

    /// <summary>to[i] = table[from[i]].</summary>
    public void Run(byte* from, float* to, int length)
    {
        fixed (float* table = _table)
        fixed (byte* planes = _planes)
            if (_permute && length >= Block) Permute(planes, from, to, length);
            else Look(table, from, to, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(byte* planes, byte* from, float* to, int length)
    {
        Vector512<byte> a0 = Vector512.Load(planes), a1 = Vector512.Load(planes + 64), a2 = Vector512.Load(planes + 128),
            a3 = Vector512.Load(planes + 192);
        planes += Size;
        Vector512<byte> b0 = Vector512.Load(planes), b1 = Vector512.Load(planes + 64), b2 = Vector512.Load(planes + 128),
            b3 = Vector512.Load(planes + 192);
        planes += Size;
        Vector512<byte> c0 = Vector512.Load(planes), c1 = Vector512.Load(planes + 64), c2 = Vector512.Load(planes + 128),
            c3 = Vector512.Load(planes + 192);
        planes += Size;
        Vector512<byte> d0 = Vector512.Load(planes), d1 = Vector512.Load(planes + 64), d2 = Vector512.Load(planes + 128),
            d3 = Vector512.Load(planes + 192);
        // Joining the planes works within quarters of 128 bits. Quarter l of the result q is to hold bytes 16q + 4l and the three behind
        // it.
        Vector512<byte> order = Vector512.Create(
            (byte)0, 1, 2, 3, 16, 17, 18, 19, 32, 33, 34, 35, 48, 49, 50, 51, 4, 5, 6, 7, 20, 21, 22, 23, 36, 37, 38, 39, 52, 53, 54, 55,
            8, 9, 10, 11, 24, 25, 26, 27, 40, 41, 42, 43, 56, 57, 58, 59, 12, 13, 14, 15, 28, 29, 30, 31, 44, 45, 46, 47, 60, 61, 62, 63);
        for (int i = 0; i < length; i += Block)
        {
            // The last block may reach back over the one before.
            int at = Math.Min(i, length - Block);
            Vector512<byte> index = Avx512Vbmi.PermuteVar64x8(Vector512.Load(from + at), order);
            // Seven bits choose out of two registers, the eighth between the pairs.
            Vector512<byte> upper = Vector512.GreaterThan(index, Vector512.Create((byte)127));
            Vector512<byte> a =
                Vector512.ConditionalSelect(upper, Avx512Vbmi.PermuteVar64x8x2(a2, index, a3), Avx512Vbmi.PermuteVar64x8x2(a0, index, a1));
            Vector512<byte> b =
                Vector512.ConditionalSelect(upper, Avx512Vbmi.PermuteVar64x8x2(b2, index, b3), Avx512Vbmi.PermuteVar64x8x2(b0, index, b1));
            Vector512<byte> c =
                Vector512.ConditionalSelect(upper, Avx512Vbmi.PermuteVar64x8x2(c2, index, c3), Avx512Vbmi.PermuteVar64x8x2(c0, index, c1));
            Vector512<byte> d =
                Vector512.ConditionalSelect(upper, Avx512Vbmi.PermuteVar64x8x2(d2, index, d3), Avx512Vbmi.PermuteVar64x8x2(d0, index, d1));
            Vector512<ushort> abLow = Avx512BW.UnpackLow(a, b).AsUInt16(), abHigh = Avx512BW.UnpackHigh(a, b).AsUInt16();
            Vector512<ushort> cdLow = Avx512BW.UnpackLow(c, d).AsUInt16(), cdHigh = Avx512BW.UnpackHigh(c, d).AsUInt16();
            Avx512BW.UnpackLow(abLow, cdLow).AsSingle().Store(to + at);
            Avx512BW.UnpackHigh(abLow, cdLow).AsSingle().Store(to + at + 16);
            Avx512BW.UnpackLow(abHigh, cdHigh).AsSingle().Store(to + at + 32);
            Avx512BW.UnpackHigh(abHigh, cdHigh).AsSingle().Store(to + at + 48);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Look(float* table, byte* pixels, float* to, int length)
    {
        int i = 0;
        for (; i + 4 <= length; i += 4)
        {
            float a = table[pixels[i]], b = table[pixels[i + 1]], c = table[pixels[i + 2]], d = table[pixels[i + 3]];
            to[i] = a;
            to[i + 1] = b;
            to[i + 2] = c;
            to[i + 3] = d;
        }
        for (; i < length; i++) to[i] = table[pixels[i]];
    }
}
