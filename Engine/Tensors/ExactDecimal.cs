using System.Numerics;

namespace Backstep.Engine.Tensors;

/// <summary>
/// Decimal text of a double's exact binary value, rounded half to even, as Python and C's printf round.
/// (.NET's own "F4" rounds exact ties such as 0.03125 away from zero, so its last digit would differ from PyTorch's.)
/// </summary>
internal static class ExactDecimal
{
    /// <summary>
    /// <paramref name="value"/> with exactly <paramref name="decimals"/> decimals, as Python's <c>{:.Nf}</c>; -0 keeps its sign.
    /// </summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        (BigInteger mantissa, int exponent) = Split(value);
        string digits = Scaled(mantissa, exponent, decimals).ToString().PadLeft(decimals + 1, '0');
        string text = decimals == 0 ? digits : $"{digits.AsSpan(0, digits.Length - decimals)}.{digits.AsSpan(digits.Length - decimals)}";
        return Sign(value) + text;
    }

    /// <summary>One digit, <paramref name="decimals"/> decimals and an exponent of at least two digits, as Python's
    /// <c>{:.Ne}</c>.</summary>
    public static string Scientific(double value, int decimals)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        if (value == 0) return Sign(value) + (decimals == 0 ? "0e+00" : $"0.{new string('0', decimals)}e+00");
        (BigInteger mantissa, int exponent) = Split(value);
        // The logarithm may be one off beside a power of ten, and rounding may carry into a further digit; both show in the number of
        // digits.
        int power = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        string digits = Scaled(mantissa, exponent, decimals - power).ToString();
        if (digits.Length != decimals + 1)
        {
            power += digits.Length > decimals + 1 ? 1 : -1;
            digits = Scaled(mantissa, exponent, decimals - power).ToString();
        }
        string fraction = decimals == 0 ? "" : $".{digits.AsSpan(1)}";
        return $"{Sign(value)}{digits[0]}{fraction}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}";
    }

    private static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    /// <summary>|value| = mantissa · 2^exponent, exactly.</summary>
    private static (BigInteger Mantissa, int Exponent) Split(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)(bits >> 52) & 0x7FF;
        long fraction = bits & ((1L << 52) - 1);
        return biased == 0 ? (fraction, -1074) : (fraction | (1L << 52), biased - 1075);
    }

    /// <summary>mantissa · 2^exponent · 10^power, rounded half to even.</summary>
    private static BigInteger Scaled(BigInteger mantissa, int exponent, int power)
    {
        BigInteger numerator = mantissa, denominator = BigInteger.One;
        if (power >= 0) numerator *= BigInteger.Pow(10, power);
        else denominator = BigInteger.Pow(10, -power);
        if (exponent >= 0) numerator <<= exponent;
        else denominator <<= -exponent;
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        int half = (remainder << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
