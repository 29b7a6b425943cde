using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>Transposes matrices in blocks of 4×4.</summary>
internal static unsafe class Blocks4
{
    /// <summary>Rows become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        if (!Sse.IsSupported)
        {
            (a, b, c, d) = (Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]),
                Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
            return;
        }
        Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d), abHigh = Sse.UnpackHigh(a, b), cdHigh = Sse.UnpackHigh(c, d);
        a = Sse.MoveLowToHigh(ab, cd);
        b = Sse.MoveHighToLow(cd, ab);
        c = Sse.MoveLowToHigh(abHigh, cdHigh);
        d = Sse.MoveHighToLow(cdHigh, abHigh);
    }

    /// <summary>to[c, r] = from[r, c] for <paramref name="rows"/> rows and <paramref name="columns"/> columns of from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, nint ldFrom, int rows, int columns, float* to, nint ldTo)
    {
        int r4 = rows / 4 * 4, c4 = columns / 4 * 4;
        for (int c = 0; c < c4; c += 4)
            for (int r = 0; r < r4; r += 4)
            {
                float* x = from + r * ldFrom + c, y = to + c * ldTo + r;
                Vector128<float> v0 = Vector128.Load(x), v1 = Vector128.Load(x + ldFrom), v2 = Vector128.Load(x + 2 * ldFrom), v3 = Vector128.Load(x + 3 * ldFrom);
                Transpose(ref v0, ref v1, ref v2, ref v3);
                v0.Store(y);
                v1.Store(y + ldTo);
                v2.Store(y + 2 * ldTo);
                v3.Store(y + 3 * ldTo);
            }
        for (int c = 0; c < columns; c++)
            for (int r = c < c4 ? r4 : 0; r < rows; r++) to[c * ldTo + r] = from[r * ldFrom + c];
    }
}
