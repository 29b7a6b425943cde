using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>A function of one number. Static, so that the compiler makes one tight loop of each.</summary>
internal interface IUnaryFunction { static abstract double Apply(double x); }

internal interface IBinaryFunction { static abstract double Apply(double a, double b); }

/// <summary>Operations that treat every element alike, without broadcasting.</summary>
internal static class PointwiseKernels
{
    public static double[] Map<T>(in OpCall call) where T : struct, IUnaryFunction
    {
        double[] x = call[0], y = call.NewOutput();
        for (int i = 0; i < y.Length; i++) y[i] = T.Apply(x[i]);
        return y;
    }

    /// <summary>The function of every pair of elements of the first two inputs, which have one shape.</summary>
    public static double[] Zip<T>(in OpCall call) where T : struct, IBinaryFunction
    {
        double[] a = call[0], b = call[1], y = call.NewOutput();
        for (int i = 0; i < y.Length; i++) y[i] = T.Apply(a[i], b[i]);
        return y;
    }

    /// <summary>x·factor.</summary>
    public static double[] Scale(in OpCall call)
    {
        double factor = call.Attributes<ScaleAttributes>().Factor;
        double[] x = call[0], y = call.NewOutput();
        for (int i = 0; i < y.Length; i++) y[i] = x[i] * factor;
        return y;
    }

    /// <summary>x^p.</summary>
    public static double[] Pow(in OpCall call)
    {
        double p = call.Attributes<PowAttributes>().Exponent;
        double[] x = call[0], y = call.NewOutput();
        for (int i = 0; i < y.Length; i++) y[i] = Math.Pow(x[i], p);
        return y;
    }

    /// <summary>gy, x → gy·p·x^(p - 1).</summary>
    public static double[] PowBackward(in OpCall call)
    {
        double p = call.Attributes<PowAttributes>().Exponent;
        double[] gy = call[0], x = call[1], gx = call.NewOutput();
        for (int i = 0; i < gx.Length; i++) gx[i] = gy[i] * (p * Math.Pow(x[i], p - 1));
        return gx;
    }

    /// <summary>The sum of all inputs, from the first to the last.</summary>
    public static double[] AddN(in OpCall call)
    {
        var sum = (double[])call[0].Clone();
        for (int k = 1; k < call.Count; k++)
        {
            double[] term = call[k];
            for (int i = 0; i < sum.Length; i++) sum[i] += term[i];
        }
        return sum;
    }
}

/// <summary>max(x, 0); NaN stays NaN, as in PyTorch.</summary>
internal readonly struct Relu : IUnaryFunction { public static double Apply(double x) => x <= 0 ? 0 : x; }

/// <summary>1 / (1 + e^-x), with the exponent never positive so that nothing overflows.</summary>
internal readonly struct Sigmoid : IUnaryFunction
{
    public static double Apply(double x)
    {
        if (x >= 0) return 1 / (1 + Math.Exp(-x));
        double e = Math.Exp(x);
        return e / (1 + e);
    }
}

internal readonly struct Tanh : IUnaryFunction { public static double Apply(double x) => Math.Tanh(x); }
internal readonly struct Negate : IUnaryFunction { public static double Apply(double x) => -x; }
internal readonly struct Exponential : IUnaryFunction { public static double Apply(double x) => Math.Exp(x); }
internal readonly struct Logarithm : IUnaryFunction { public static double Apply(double x) => Math.Log(x); }
internal readonly struct Squared : IUnaryFunction { public static double Apply(double x) => x * x; }
internal readonly struct PlusOne : IUnaryFunction { public static double Apply(double x) => x + 1; }

/// <summary>gy, y → gy where y &gt; 0; where y is NaN the gradient passes, as in PyTorch.</summary>
internal readonly struct ReluGradient : IBinaryFunction { public static double Apply(double a, double b) => b <= 0 ? 0 : a; }

/// <summary>gy, y → gy·y·(1 - y).</summary>
internal readonly struct SigmoidGradient : IBinaryFunction { public static double Apply(double a, double b) => a * b * (1 - b); }

/// <summary>gy, y → gy·(1 - y²).</summary>
internal readonly struct TanhGradient : IBinaryFunction { public static double Apply(double a, double b) => a * (1 - b * b); }

/// <summary>gy, x → 2·gy·x.</summary>
internal readonly struct SquareGradient : IBinaryFunction { public static double Apply(double a, double b) => 2 * a * b; }
internal readonly struct Plus : IBinaryFunction { public static double Apply(double a, double b) => a + b; }
internal readonly struct Minus : IBinaryFunction { public static double Apply(double a, double b) => a - b; }
internal readonly struct Times : IBinaryFunction { public static double Apply(double a, double b) => a * b; }
internal readonly struct Over : IBinaryFunction { public static double Apply(double a, double b) => a / b; }
