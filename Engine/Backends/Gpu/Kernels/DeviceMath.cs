using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>
/// Elementary functions in plain float arithmetic, about one to two units in the last place off.
/// The library's own need a math library on the device, and the fast ones of a card are a thousandth off. Reduction and series: Cody and
/// Waite, Software Manual for the Elementary Functions, 1980.
/// </summary>
internal static class DeviceMath
{
    private const float Log2OfE = 1.44269504f;

    /// <summary>ln 2 in two parts; the first has so few digits that its product with any exponent is exact.</summary>
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>e^x: 0 below the smallest float, infinite above the largest, NaN of NaN.</summary>
    public static float Exp(float x)
    {
        // NaN has to go first: see IsNaN.
        if (IsNaN(x)) return x;
        if (x > 89f) return float.PositiveInfinity;
        if (x < -104f) return 0f;
        int k = Nearest(x * Log2OfE);
        float r = x - k * Ln2High - k * Ln2Low;
        // In two steps, because 2^128 and 2^-149 are no normal floats.
        int half = k / 2;
        return (1f + ExpM1Series(r)) * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    /// <summary>e^x - 1, without losing digits near 0.</summary>
    public static float ExpM1(float x) => x > -0.35f && x < 0.35f ? ExpM1Series(x) : Exp(x) - 1f;

    /// <summary>ln x: -∞ of 0, NaN below 0.</summary>
    public static float Log(float x)
    {
        if (IsNaN(x) || x > float.MaxValue) return x;
        if (x <= 0f) return x == 0f ? float.NegativeInfinity : float.NaN;
        int raised = 0;
        if (x < 1.17549435e-38f)
        {
            x *= 8388608f;
            raised = 23;
        }
        int bits = (int)Interop.FloatAsInt(x), exponent = (bits >> 23) - 127 - raised;
        float m = Interop.IntAsFloat((uint)((bits & 0x007FFFFF) | 0x3F800000));
        if (m > 1.41421356f)
        {
            m *= 0.5f;
            exponent++;
        }
        // ln m = 2·artanh(s), s = (m - 1)/(m + 1); |s| is at most 0.172.
        float s = (m - 1f) / (m + 1f), q = s * s;
        float series = 2f * s * q * (1f / 3f + q * (0.2f + q * (1f / 7f + q * (1f / 9f))));
        return exponent * Ln2High + (2f * s + (series + exponent * Ln2Low));
    }

    /// <summary>
    /// x^p as C's pow has it. Halves of small whole numbers, which is what networks take, by multiplications and the square root; all else
    /// by e^(p·ln |x|), which loses a digit for each power of ten in p·ln |x|.
    /// </summary>
    public static float Power(float x, float p)
    {
        int twice = p > -16f && p < 16f ? (int)(2f * p) : 0, size = twice < 0 ? -twice : twice;
        if (p == 0f) return 1f;
        if (twice == 2f * p)
        {
            float product = size % 2 == 0 ? 1f : MathF.Sqrt(x);
            for (int k = 1; k < size; k += 2) product *= x;
            return twice < 0 ? 1f / product : product;
        }
        if (IsNaN(x)) return x;
        float whole = p < 8388608f && p > -8388608f ? (int)p : p;
        if (x < 0f && whole != p) return float.NaN;
        float power = Exp(p * Log(x < 0f ? -x : x));
        return x < 0f && p < 8388608f && p > -8388608f && (int)p % 2 != 0 ? -power : power;
    }

    /// <summary>1 / (1 + e^-x), with the exponent never positive so that nothing overflows.</summary>
    public static float Sigmoid(float x)
    {
        if (x >= 0f) return 1f / (1f + Exp(-x));
        float e = Exp(x);
        return e / (1f + e);
    }

    /// <summary>tanh x, with all digits near 0.</summary>
    public static float Tanh(float x)
    {
        float t = ExpM1(x < 0f ? 2f * x : -2f * x);
        float y = -t / (2f + t);
        return x < 0f ? -y : y;
    }

    /// <summary>
    /// Whether x is no number; told from its bits, since a compiler may take a number to be equal to itself,
    /// and ILGPU turns comparisons round for OpenCL (<c>x &gt; 0</c> into not <c>x &lt;= 0</c>) as if there were no NaN.
    /// </summary>
    public static bool IsNaN(float x) => ((int)Interop.FloatAsInt(x) & 0x7FFFFFFF) > 0x7F800000;

    /// <summary>e^r - 1 = r + r²/2! + ... + r⁸/8!, for |r| up to 0.35.</summary>
    private static float ExpM1Series(float r) =>
        r + r * r * (0.5f + r * (1f / 6f + r * (1f / 24f + r * (1f / 120f + r * (1f / 720f + r * (1f / 5040f + r * (1f / 40320f)))))));

    /// <summary>The nearest whole number; anything for NaN.</summary>
    private static int Nearest(float x) => (int)(x < 0f ? x - 0.5f : x + 0.5f);

    /// <summary>2^k for k from -126 to 127.</summary>
    private static float PowerOfTwo(int k) => Interop.IntAsFloat((uint)((k + 127) << 23));
}
