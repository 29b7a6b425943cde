namespace Backstep.Engine.Backends.Cpu;

/// <summary>A function of one value that vectors can do.</summary>
internal interface IMap
{
    /// <summary>The function's value.</summary>
    static abstract V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct;
}

/// <summary>A function of two values that vectors can do.</summary>
internal interface IZip
{
    /// <summary>The function's value.</summary>
    static abstract V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct;
}

/// <summary>A function that has no vector instructions.</summary>
internal interface IScalarMap
{
    /// <summary>The function's value.</summary>
    static abstract float Apply(float x);
}

/// <summary>max(x, 0); NaN stays NaN, as in PyTorch.</summary>
internal readonly struct Relu : IMap
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Select(S.LessOrEqual(x, S.Zero), S.Zero, x);
}

/// <summary>-x.</summary>
internal readonly struct Negate : IMap
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Mul(x, S.Broadcast(-1));
}

/// <summary>x².</summary>
internal readonly struct Squared : IMap
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Mul(x, x);
}

/// <summary>x.</summary>
internal readonly struct Identity : IMap
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => x;
}

/// <summary>x + 1.</summary>
internal readonly struct PlusOne : IMap
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Add(x, S.Broadcast(1));
}

/// <summary>a + b.</summary>
internal readonly struct Plus : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Add(a, b);
}

/// <summary>a - b.</summary>
internal readonly struct Minus : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Sub(a, b);
}

/// <summary>a · b.</summary>
internal readonly struct Times : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(a, b);
}

/// <summary>a / b.</summary>
internal readonly struct Over : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Div(a, b);
}

/// <summary>gy, y → gy where y &gt; 0; where y is NaN the gradient passes, as in PyTorch.</summary>
internal readonly struct ReluGradient : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Select(S.LessOrEqual(b, S.Zero), S.Zero, a);
}

/// <summary>gy, y → gy·y·(1 - y).</summary>
internal readonly struct SigmoidGradient : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(S.Mul(a, b), S.Sub(S.Broadcast(1), b));
}

/// <summary>gy, y → gy·(1 - y²).</summary>
internal readonly struct TanhGradient : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(a, S.Sub(S.Broadcast(1), S.Mul(b, b)));
}

/// <summary>gy, x → 2·gy·x.</summary>
internal readonly struct SquareGradient : IZip
{
    /// <inheritdoc/>
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(S.Mul(S.Broadcast(2), a), b);
}

/// <summary>1 / (1 + e^-x), with the exponent never positive so that nothing overflows.</summary>
internal readonly struct Sigmoid : IScalarMap
{
    /// <inheritdoc/>
    public static float Apply(float x)
    {
        if (x >= 0) return 1 / (1 + MathF.Exp(-x));
        float e = MathF.Exp(x);
        return e / (1 + e);
    }
}

/// <summary>tanh x.</summary>
internal readonly struct Tanh : IScalarMap
{
    /// <inheritdoc/>
    public static float Apply(float x) => MathF.Tanh(x);
}

/// <summary>e^x.</summary>
internal readonly struct Exponential : IScalarMap
{
    /// <inheritdoc/>
    public static float Apply(float x) => MathF.Exp(x);
}

/// <summary>ln x.</summary>
internal readonly struct Logarithm : IScalarMap
{
    /// <inheritdoc/>
    public static float Apply(float x) => MathF.Log(x);
}
