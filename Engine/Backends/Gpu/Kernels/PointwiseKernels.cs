using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>A function of one number.</summary>
internal enum UnaryFunction
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(x, 0); NaN stays NaN, as in PyTorch.</summary>
    Relu,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>-x.</summary>
    Negate,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>x².</summary>
    Square,

    /// <summary>x·p.</summary>
    Scale,

    /// <summary>x^p.</summary>
    Power,

    /// <summary>x + 1.</summary>
    PlusOne,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>2·x.</summary>
    Double,

    /// <summary>The slope of relu where it gave x: 0 or 1.</summary>
    ReluSlope,

    /// <summary>The slope of sigmoid where it gave x: x·(1 - x).</summary>
    SigmoidSlope,

    /// <summary>The slope of tanh where it gave x: 1 - x².</summary>
    TanhSlope,
}

/// <summary>A function of two numbers; the first of an adjoint is the gradient gy.</summary>
internal enum BinaryFunction
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a · b.</summary>
    Mul,

    /// <summary>a / b.</summary>
    Div,

    /// <summary>gy where y &gt; 0; where y is NaN the gradient passes, as in PyTorch.</summary>
    ReluGradient,

    /// <summary>gy·y·(1 - y).</summary>
    SigmoidGradient,

    /// <summary>gy·(1 - y²).</summary>
    TanhGradient,

    /// <summary>2·gy·x.</summary>
    SquareGradient,

    /// <summary>gy·p·x^(p - 1).</summary>
    PowerGradient,

    /// <summary>2·(a - b): the slope of a squared difference.</summary>
    DoubleDifference,

    /// <summary>1, 0 or -1 as a is larger than, equal to or smaller than b; NaN for NaN.</summary>
    DifferenceSign,

    /// <summary>-(a/b)/b: the slope of a/b in b.</summary>
    QuotientSlope,

    /// <summary>(p - t)/max(p·(1 - p), 1e-12): the slope of the binary cross-entropy of one element, as PyTorch's.</summary>
    BinaryCrossEntropySlope,
}

/// <param name="P">A number of the program, for the functions that have one.</param>
internal readonly record struct UnaryArgs(UnaryFunction Function, ArrayView<float> X, Output Y, float P = 0f);

/// <inheritdoc cref="UnaryArgs"/>
internal readonly record struct BinaryArgs(BinaryFunction Function, ArrayView<float> A, ArrayView<float> B, Output Y, float P = 0f);

internal readonly record struct ScaledBinaryArgs(
    BinaryFunction Function, ArrayView<float> Gradient, float Factor, ArrayView<float> A, ArrayView<float> B, Output Y);

internal readonly record struct AddArgs(
    int Count, ArrayView<float> A, ArrayView<float> B, ArrayView<float> C, ArrayView<float> D, Output Y);

internal readonly record struct FillArgs(float Value, Output Y);

/// <summary>Operations that treat every element alike, without broadcasting. The output may be an input.</summary>
internal static class PointwiseKernels
{
    /// <summary>y = f(x).</summary>
    public static void Unary(UnaryArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, Apply(args.Function, args.X[i], args.P));
    }

    /// <summary>y = f(a, b).</summary>
    public static void Binary(BinaryArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, Apply(args.Function, args.A[i], args.B[i], args.P));
    }

    /// <summary>y = factor·gy·f(a, b); gy is one number.</summary>
    public static void ScaledBinary(ScaledBinaryArgs args)
    {
        float scale = args.Gradient[0] * args.Factor;
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
            args.Y.Put(i, scale * Apply(args.Function, args.A[i], args.B[i], 0f));
    }

    /// <summary>y = ((a + b) + c) + d; of the four the first Count.</summary>
    public static void Add(AddArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            float sum = args.A[i];
            if (args.Count > 1) sum += args.B[i];
            if (args.Count > 2) sum += args.C[i];
            if (args.Count > 3) sum += args.D[i];
            args.Y.Put(i, sum);
        }
    }

    /// <summary>y = value.</summary>
    public static void Fill(FillArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step) args.Y.Put(i, args.Value);
    }

    /// <summary>The <see cref="UnaryFunction"/> of a number.</summary>
    public static float Apply(UnaryFunction function, float x, float p)
    {
        switch (function)
        {
            case UnaryFunction.Relu: return x <= 0f ? 0f : x;
            case UnaryFunction.Sigmoid: return DeviceMath.Sigmoid(x);
            case UnaryFunction.Tanh: return DeviceMath.Tanh(x);
            case UnaryFunction.Negate: return -x;
            case UnaryFunction.Exp: return DeviceMath.Exp(x);
            case UnaryFunction.Log: return DeviceMath.Log(x);
            case UnaryFunction.Square: return x * x;
            case UnaryFunction.Scale: return x * p;
            case UnaryFunction.Power: return DeviceMath.Power(x, p);
            case UnaryFunction.PlusOne: return x + 1f;
            case UnaryFunction.Reciprocal: return 1f / x;
            case UnaryFunction.Double: return 2f * x;
            case UnaryFunction.ReluSlope: return x <= 0f ? 0f : 1f;
            case UnaryFunction.SigmoidSlope: return x * (1f - x);
            case UnaryFunction.TanhSlope: return 1f - x * x;
            default: return x;
        }
    }

    /// <summary>The <see cref="BinaryFunction"/> of two numbers.</summary>
    public static float Apply(BinaryFunction function, float a, float b, float p)
    {
        switch (function)
        {
            case BinaryFunction.Sub: return a - b;
            case BinaryFunction.Mul: return a * b;
            case BinaryFunction.Div: return a / b;
            case BinaryFunction.ReluGradient: return b <= 0f ? 0f : a;
            case BinaryFunction.SigmoidGradient: return a * b * (1f - b);
            case BinaryFunction.TanhGradient: return a * (1f - b * b);
            case BinaryFunction.SquareGradient: return 2f * a * b;
            case BinaryFunction.PowerGradient: return a * (p * DeviceMath.Power(b, p - 1f));
            case BinaryFunction.DoubleDifference: return 2f * (a - b);
            case BinaryFunction.DifferenceSign: return a > b ? 1f : a < b ? -1f : a - b;
            case BinaryFunction.QuotientSlope: return -(a / b / b);
            case BinaryFunction.BinaryCrossEntropySlope: return BinaryCrossEntropySlope(a, b);
            default: return a + b;
        }
    }

    private static float BinaryCrossEntropySlope(float p, float target)
    {
        float variance = p * (1f - p);
        return (p - target) / (variance < 1e-12f ? 1e-12f : variance);
    }
}
