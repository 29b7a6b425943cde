namespace Backstep.Engine.Backends.Cpu.Simd;

/// <summary>A function of one value that vectors can do.</summary>
internal interface IMap { static abstract V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct; }

/// <summary>A function of two values that vectors can do.</summary>
internal interface IZip { static abstract V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct; }

/// <summary>A function that has no vector instructions.</summary>
internal interface IScalarMap { static abstract float Apply(float x); }

/// <summary>max(x, 0); NaN stays NaN, as in PyTorch.</summary>
internal readonly struct Relu : IMap
{
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Select(S.LessOrEqual(x, S.Zero), S.Zero, x);
}

internal readonly struct Negate : IMap
{
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Mul(x, S.Broadcast(-1));
}

internal readonly struct Squared : IMap { public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Mul(x, x); }
internal readonly struct Identity : IMap { public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => x; }

internal readonly struct PlusOne : IMap
{
    public static V Apply<S, V>(V x) where S : struct, ISimd<V> where V : struct => S.Add(x, S.Broadcast(1));
}

internal readonly struct Plus : IZip { public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Add(a, b); }
internal readonly struct Minus : IZip { public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Sub(a, b); }
internal readonly struct Times : IZip { public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(a, b); }
internal readonly struct Over : IZip { public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Div(a, b); }

/// <summary>gy, y → gy where y &gt; 0; where y is NaN the gradient passes, as in PyTorch.</summary>
internal readonly struct ReluGradient : IZip
{
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Select(S.LessOrEqual(b, S.Zero), S.Zero, a);
}

/// <summary>gy, y → gy·y·(1 - y).</summary>
internal readonly struct SigmoidGradient : IZip
{
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(S.Mul(a, b), S.Sub(S.Broadcast(1), b));
}

/// <summary>gy, y → gy·(1 - y²).</summary>
internal readonly struct TanhGradient : IZip
{
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(a, S.Sub(S.Broadcast(1), S.Mul(b, b)));
}

/// <summary>gy, x → 2·gy·x.</summary>
internal readonly struct SquareGradient : IZip
{
    public static V Apply<S, V>(V a, V b) where S : struct, ISimd<V> where V : struct => S.Mul(S.Mul(S.Broadcast(2), a), b);
}

/// <summary>1 / (1 + e^-x), with the exponent never positive so that nothing overflows.</summary>
internal readonly struct Sigmoid : IScalarMap
{
    public static float Apply(float x)
    {
        if (x >= 0) return 1 / (1 + MathF.Exp(-x));
        float e = MathF.Exp(x);
        return e / (1 + e);
    }
}

internal readonly struct Tanh : IScalarMap { public static float Apply(float x) => MathF.Tanh(x); }
internal readonly struct Exponential : IScalarMap { public static float Apply(float x) => MathF.Exp(x); }
internal readonly struct Logarithm : IScalarMap { public static float Apply(float x) => MathF.Log(x); }
