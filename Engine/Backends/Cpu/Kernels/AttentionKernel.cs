using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>One operand or result of a head: T rows of D values, the rows a distance apart.</summary>
internal readonly unsafe struct HeadRows(float* start, int step)
{
    public float* Start => start;
    public int Step => step;
    public float* Row(int t) => start + (nint)t * step;
}

/// <summary>One head of causal attention: weights = softmax(scale·q·kᵀ) over the keys that do not come later, out = weights·v.</summary>
internal unsafe struct AttentionHead
{
    /// <summary>Positions, and values a position.</summary>
    public int T, D;

    /// <summary>What the scores are multiplied by.</summary>
    public float Scale;

    /// <summary>The operands, and the result or its gradient.</summary>
    public HeadRows Q, K, V, Out;

    /// <summary>(T, T), row-major.</summary>
    public float* Weights;

    /// <summary>The gradients of the operands; backward alone.</summary>
    public HeadRows GradQ, GradK, GradV;

    /// <summary>Working memory of <see cref="AttentionKernel{S, V}.ScratchLength"/> values.</summary>
    public float* Scratch;
}

/// <summary>
/// <see cref="AttentionHead"/> query by query. Keys and values lie transposed, so that a vector holds many keys; keys that come later are
/// not looked at.
/// </summary>
internal static unsafe class AttentionKernel<S, V> where S : struct, ISimd<V> where V : struct
{
    private const int Quad = 4;

    /// <summary>What a head needs: up to four transposed matrices and a row.</summary>
    public static long ScratchLength(int t, int d) => (4L * d + 2) * Padded(t);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in AttentionHead h)
    {
        int t = h.T, d = h.D, ld = Padded(t);
        float* keys = h.Scratch, values = keys + d * ld, row = values + d * ld, lanes = stackalloc float[16];
        Transpose(h.K, keys, t, d, ld);
        Transpose(h.V, values, t, d, ld);
        V least = S.Broadcast(float.NegativeInfinity);
        for (int i = 0; i < t; i++)
        {
            int seen = i + 1;
            float* q = h.Q.Row(i);
            V max = least;
            for (int j = 0; j < seen; j += S.Lanes)
            {
                V s = S.Zero;
                for (int k = 0; k < d; k++) s = S.Fma(S.Broadcast(q[k] * h.Scale), S.Load(keys + k * ld + j), s);
                s = S.Select(S.FirstLanes(seen - j), s, least);
                max = S.Select(S.Greater(s, max), s, max);
                S.Store(row + j, s);
            }
            S.Store(lanes, max);
            float largest = lanes[0];
            for (int k = 1; k < S.Lanes; k++) if (lanes[k] > largest) largest = lanes[k];
            max = S.Broadcast(largest);
            V sum = S.Zero;
            for (int j = 0; j < seen; j += S.Lanes)
            {
                V e = S.And(Exp(S.Sub(S.Load(row + j), max)), S.FirstLanes(seen - j));
                sum = S.Add(sum, e);
                S.Store(row + j, e);
            }
            V over = S.Broadcast(1 / S.Sum(sum));
            for (int j = 0; j < seen; j += S.Lanes) S.Store(row + j, S.Mul(S.Load(row + j), over));
            float* weights = h.Weights + (nint)i * t;
            new ReadOnlySpan<float>(row, seen).CopyTo(new Span<float>(weights, seen));
            new Span<float>(weights + seen, t - seen).Clear();
            Dots(row, values, ld, seen, d, h.Out.Row(i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(in AttentionHead h)
    {
        int t = h.T, d = h.D, ld = Padded(t);
        float* keys = h.Scratch, values = keys + d * ld, gradK = values + d * ld, gradV = gradK + d * ld, row = gradV + d * ld;
        Transpose(h.K, keys, t, d, ld);
        Transpose(h.V, values, t, d, ld);
        new Span<float>(gradK, 2 * d * ld).Clear();
        V scale = S.Broadcast(h.Scale);
        for (int i = 0; i < t; i++)
        {
            int seen = i + 1;
            float* gy = h.Out.Row(i), q = h.Q.Row(i), weights = h.Weights + (nint)i * t;
            V dots = S.Zero;
            for (int j = 0; j < seen; j += S.Lanes)
            {
                V g = S.Zero, mask = S.FirstLanes(seen - j), w = S.And(S.Load(weights + j), mask);
                for (int k = 0; k < d; k++)
                {
                    V from = S.Broadcast(gy[k]);
                    float* v = values + k * ld + j, gv = gradV + k * ld + j;
                    g = S.Fma(from, S.Load(v), g);
                    S.Store(gv, S.Fma(from, w, S.Load(gv)));
                }
                g = S.And(g, mask);
                dots = S.Fma(g, w, dots);
                S.Store(row + j, g);
            }
            V dot = S.Broadcast(S.Sum(dots));
            for (int j = 0; j < seen; j += S.Lanes)
            {
                V mask = S.FirstLanes(seen - j), w = S.And(S.Load(weights + j), mask);
                V g = S.And(S.Mul(S.Mul(w, S.Sub(S.Load(row + j), dot)), scale), mask);
                S.Store(row + j, g);
                for (int k = 0; k < d; k++)
                {
                    float* gk = gradK + k * ld + j;
                    S.Store(gk, S.Fma(S.Broadcast(q[k]), g, S.Load(gk)));
                }
            }
            Dots(row, keys, ld, seen, d, h.GradQ.Row(i));
        }
        TransposeBack(gradK, h.GradK, t, d, ld);
        TransposeBack(gradV, h.GradV, t, d, ld);
    }

    /// <summary>e^x for x up to 0, to 1e-7 of it (the polynomial is that of Cephes' expf); 0 for nearly that. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        const float Magic = 12582912;
        V low = S.Broadcast(-87);
        x = S.Select(S.LessOrEqual(x, low), low, x);
        // Adding 3·2^22 rounds to a whole number, which then stands in the lowest bits.
        V shifted = S.Fma(x, S.Broadcast(1.44269504f), S.Broadcast(Magic)), n = S.Sub(shifted, S.Broadcast(Magic));
        V r = S.Fma(n, S.Broadcast(2.12194440e-4f), S.Fma(n, S.Broadcast(-0.693359375f), x));
        V p = S.Fma(S.Broadcast(1.9875691500e-4f), r, S.Broadcast(1.3981999507e-3f));
        p = S.Fma(p, r, S.Broadcast(8.3334519073e-3f));
        p = S.Fma(p, r, S.Broadcast(4.1665795894e-2f));
        p = S.Fma(p, r, S.Broadcast(1.6666665459e-1f));
        p = S.Fma(p, r, S.Broadcast(5.0000001201e-1f));
        p = S.Add(S.Fma(p, S.Mul(r, r), r), S.Broadcast(1));
        return S.Mul(p, S.AddIntegers(S.ShiftLeft(shifted, 23), S.BroadcastInteger(127 << 23)));
    }

    private static int Padded(int t) => (t + S.Lanes - 1) / S.Lanes * S.Lanes;

    /// <summary>to[k] = Σ_j row[j]·columns[k, j] over whole vectors; what lies behind the end of the row is 0 in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dots(float* row, float* columns, int ld, int length, int d, float* to)
    {
        int k = 0;
        for (; k + Quad <= d; k += Quad)
        {
            float* c0 = columns + k * ld, c1 = c0 + ld, c2 = c1 + ld, c3 = c2 + ld;
            V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
            for (int j = 0; j < length; j += S.Lanes)
            {
                V x = S.Load(row + j);
                s0 = S.Fma(x, S.Load(c0 + j), s0);
                s1 = S.Fma(x, S.Load(c1 + j), s1);
                s2 = S.Fma(x, S.Load(c2 + j), s2);
                s3 = S.Fma(x, S.Load(c3 + j), s3);
            }
            S.Sum4(s0, s1, s2, s3).Store(to + k);
        }
        for (; k < d; k++)
        {
            V s = S.Zero;
            for (int j = 0; j < length; j += S.Lanes) s = S.Fma(S.Load(row + j), S.Load(columns + k * ld + j), s);
            to[k] = S.Sum(s);
        }
    }

    private static void Transpose(HeadRows from, float* to, int t, int d, int ld)
    {
        for (int i = 0; i < t; i++)
        {
            float* row = from.Row(i);
            for (int k = 0; k < d; k++) to[k * ld + i] = row[k];
        }
        for (int k = 0; k < d; k++)
            for (int i = t; i < ld; i++) to[k * ld + i] = 0;
    }

    private static void TransposeBack(float* from, HeadRows to, int t, int d, int ld)
    {
        for (int i = 0; i < t; i++)
        {
            float* row = to.Row(i);
            for (int k = 0; k < d; k++) row[k] = from[k * ld + i];
        }
    }
}
