using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>Multiply-adds in registers, to measure the peak of one thread.</summary>
internal static class PeakLoop
{
    /// <summary>Independent sums: enough to hide the latency of a multiply-add.</summary>
    public const int Chains = 12;

    /// <summary>Runs <paramref name="rounds"/> rounds of one multiply-add a chain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Run<S, V>(int rounds) where S : struct, ISimd<V> where V : struct
    {
        V x = S.Broadcast(0.999f), y = S.Broadcast(0.001f);
        V a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int r = 0; r < rounds; r++)
        {
            a = S.Fma(a, x, y); b = S.Fma(b, x, y); c = S.Fma(c, x, y); d = S.Fma(d, x, y);
            e = S.Fma(e, x, y); f = S.Fma(f, x, y); g = S.Fma(g, x, y); h = S.Fma(h, x, y);
            i = S.Fma(i, x, y); j = S.Fma(j, x, y); k = S.Fma(k, x, y); l = S.Fma(l, x, y);
        }
        a = S.Add(S.Add(S.Add(a, b), S.Add(c, d)), S.Add(S.Add(e, f), S.Add(g, h)));
        return S.Sum(S.Add(a, S.Add(S.Add(i, j), S.Add(k, l))));
    }
}
