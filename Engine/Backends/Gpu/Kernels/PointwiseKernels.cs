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

    /// <summary>2·(a - b): the slope of a squared difference.</summary>
    DoubleDifference,

    /// <summary>1, 0 or -1 as a is larger than, equal to or smaller than b; NaN for NaN.</summary>
    DifferenceSign,

    /// <summary>-(a/b)/b: the slope of a/b in b.</summary>
    QuotientSlope,

    /// <summary>(p - t)/max(p·(1 - p), 1e-12): the slope of the binary cross-entropy of one element, as PyTorch's.</summary>
    BinaryCrossEntropySlope,
}

/// <summary>Operations that treat every element alike, without broadcasting. The output may be an input.</summary>
internal static class PointwiseKernels
{
    /// <summary>y = f(x), or y += f(x).</summary>
    public static void Unary(int function, ArrayView<float> x, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) Put(y, i, Apply(function, x[i]), accumulate);
    }

    /// <summary>y = f(a, b), or y += f(a, b).</summary>
    public static void Binary(int function, ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) Put(y, i, Apply(function, a[i], b[i]), accumulate);
    }

    /// <summary>y = factor·gy·f(a, b), or added to y; gy is one number.</summary>
    public static void ScaledBinary(int function, ArrayView<float> gy, float factor, ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        float scale = gy[0] * factor;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) Put(y, i, scale * Apply(function, a[i], b[i]), accumulate);
    }

    /// <summary>y = ((a + b) + c) + d, or added to y; of the four the first <paramref name="count"/>.</summary>
    public static void AddN(int count, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> d, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step)
        {
            float sum = a[i];
            if (count > 1) sum += b[i];
            if (count > 2) sum += c[i];
            if (count > 3) sum += d[i];
            Put(y, i, sum, accumulate);
        }
    }

    /// <summary>y = value, or y += value.</summary>
    public static void Fill(float value, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) Put(y, i, value, accumulate);
    }

    /// <summary>y = factor·x everywhere, or added to y; x is one number.</summary>
    public static void Spread(ArrayView<float> x, float factor, ArrayView<float> y, int length, int accumulate)
    {
        int step = Grid.DimX * Group.DimX;
        float value = x[0] * factor;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step) Put(y, i, value, accumulate);
    }

    /// <summary>Writes a result, or adds it to what is there.</summary>
    public static void Put(ArrayView<float> y, int i, float value, int accumulate)
    {
        if (accumulate != 0) value = y[i] + value;
        y[i] = value;
    }

    /// <summary>The <see cref="UnaryFunction"/> of a number.</summary>
    public static float Apply(int function, float x)
    {
        switch (function)
        {
            case (int)UnaryFunction.Relu: return x <= 0f ? 0f : x;
            case (int)UnaryFunction.Sigmoid: return DeviceMath.Sigmoid(x);
            case (int)UnaryFunction.Tanh: return DeviceMath.Tanh(x);
            case (int)UnaryFunction.Negate: return -x;
            case (int)UnaryFunction.Exp: return DeviceMath.Exp(x);
            case (int)UnaryFunction.Log: return DeviceMath.Log(x);
            case (int)UnaryFunction.Square: return x * x;
            case (int)UnaryFunction.PlusOne: return x + 1f;
            case (int)UnaryFunction.Reciprocal: return 1f / x;
            case (int)UnaryFunction.Double: return 2f * x;
            case (int)UnaryFunction.ReluSlope: return x <= 0f ? 0f : 1f;
            case (int)UnaryFunction.SigmoidSlope: return x * (1f - x);
            case (int)UnaryFunction.TanhSlope: return 1f - x * x;
            default: return x;
        }
    }

    /// <summary>The <see cref="BinaryFunction"/> of two numbers.</summary>
    public static float Apply(int function, float a, float b)
    {
        switch (function)
        {
            case (int)BinaryFunction.Sub: return a - b;
            case (int)BinaryFunction.Mul: return a * b;
            case (int)BinaryFunction.Div: return a / b;
            case (int)BinaryFunction.ReluGradient: return b <= 0f ? 0f : a;
            case (int)BinaryFunction.SigmoidGradient: return a * b * (1f - b);
            case (int)BinaryFunction.TanhGradient: return a * (1f - b * b);
            case (int)BinaryFunction.SquareGradient: return 2f * a * b;
            case (int)BinaryFunction.DoubleDifference: return 2f * (a - b);
            case (int)BinaryFunction.DifferenceSign: return a > b ? 1f : a < b ? -1f : a - b;
            case (int)BinaryFunction.QuotientSlope: return -(a / b / b);
            case (int)BinaryFunction.BinaryCrossEntropySlope: return BinaryCrossEntropySlope(a, b);
            default: return a + b;
        }
    }

    private static float BinaryCrossEntropySlope(float p, float target)
    {
        float variance = p * (1f - p);
        return (p - target) / (variance < 1e-12f ? 1e-12f : variance);
    }
}
