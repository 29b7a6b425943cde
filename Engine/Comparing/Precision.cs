using Backstep.Engine.Data;

namespace Backstep.Engine.Comparing;

/// <summary>What numbers are held in, the finest first.</summary>
public enum Precision
{
    Double,
    Single,
    Half,
    BFloat16,
}

public static class Precisions
{
    /// <summary>The largest finite number of float16 (IEEE 754 binary16).</summary>
    public const double LargestHalf = 65504;

    /// <summary>
    /// By how much of a tensor's norm two calculations of it may differ when the coarser is done in this precision: some hundreds of units
    /// in the last place, which rounding in sums over a layer and a few steps stays far below and no slip does.
    /// </summary>
    public static double Tolerance(this Precision precision) => precision switch
    {
        Precision.Double => 1e-9,
        Precision.Single => 5e-5,
        Precision.Half => 1e-2,
        Precision.BFloat16 => 6e-2,
        _ => throw new ArgumentOutOfRangeException(nameof(precision)),
    };

    /// <summary>The distance from 1 to the next number.</summary>
    public static double Epsilon(this Precision precision) => precision switch
    {
        Precision.Double => Math.ScaleB(1, -52),
        Precision.Single => Math.ScaleB(1, -23),
        Precision.Half => Math.ScaleB(1, -10),
        Precision.BFloat16 => Math.ScaleB(1, -7),
        _ => throw new ArgumentOutOfRangeException(nameof(precision)),
    };

    /// <summary>As NumPy and PyTorch write it: <c>float32</c>.</summary>
    public static string Name(this Precision precision) => precision switch
    {
        Precision.Double => "float64",
        Precision.Single => "float32",
        Precision.Half => "float16",
        Precision.BFloat16 => "bfloat16",
        _ => throw new ArgumentOutOfRangeException(nameof(precision)),
    };

    internal static Precision Of(Dtype dtype) => dtype switch
    {
        Dtype.F32 => Precision.Single,
        Dtype.F16 => Precision.Half,
        Dtype.BF16 => Precision.BFloat16,
        _ => Precision.Double,
    };

    /// <summary>By NumPy's or PyTorch's name; whole numbers and Python's own are exact, hence <see cref="Precision.Double"/>.</summary>
    internal static Precision? Parse(string dtype) => dtype switch
    {
        "float32" => Precision.Single,
        "float16" or "half" => Precision.Half,
        "bfloat16" => Precision.BFloat16,
        "float64" or "float" or "int" or "bool" or "double" => Precision.Double,
        _ when dtype.StartsWith("int", StringComparison.Ordinal) || dtype.StartsWith("uint", StringComparison.Ordinal) => Precision.Double,
        _ => null,
    };
}
