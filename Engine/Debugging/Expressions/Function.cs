using System.Collections.Frozen;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>A function of one tensor. <paramref name="NeedsElements"/>: it has no value for an empty tensor.</summary>
internal sealed record Function(string Name, Func<Tensor, Tensor> Apply, bool NeedsElements = false)
{
    public static FrozenDictionary<string, Function> All { get; } = new Function[]
    {
        Each("abs", Math.Abs),
        Each("exp", Math.Exp),
        Each("log", Math.Log),
        // As formulas write it.
        Each("ln", Math.Log),
        Each("sqrt", Math.Sqrt),
        // Math.Sign throws on NaN.
        Each("sign", v => double.IsNaN(v) ? v : Math.Sign(v)),
        Each("sigmoid", v => 1 / (1 + Math.Exp(-v))),
        Each("tanh", Math.Tanh),
        Each("relu", v => v < 0 ? 0 : v),
        Each("isnan", v => double.IsNaN(v) ? 1 : 0),
        Whole("norm", t => TensorStats.Of(t).Norm),
        Whole("sum", t => TensorStats.Of(t).Sum),
        Whole("mean", t => TensorStats.Of(t).Mean),
        // As in PyTorch a NaN wins, so that it cannot hide behind the other elements.
        Whole("min", t => t.Array.Aggregate(Math.Min), needsElements: true),
        Whole("max", t => t.Array.Aggregate(Math.Max), needsElements: true),
        Whole("argmax", t => ArgMax(t.Data), needsElements: true),
        Whole("count", t => t.Array.Count(v => v != 0)),
        Whole("numel", t => t.Length),
        Whole("any", t => t.Array.Any(v => v != 0) ? 1 : 0),
        Whole("all", t => t.Array.All(v => v != 0) ? 1 : 0),
    }.ToFrozenDictionary(f => f.Name);

    private static Function Each(string name, Func<double, double> f) => new(name, t => Elementwise.Map(t, f));

    private static Function Whole(string name, Func<Tensor, double> f, bool needsElements = false) =>
        new(name, t => Tensor.Scalar(f(t)), needsElements);

    /// <summary>The row-major position of the first largest element; the first NaN, if there is one.</summary>
    private static int ArgMax(ReadOnlySpan<double> data) => data.IndexOf(double.NaN) is >= 0 and var nan ? nan : TensorStats.ArgMax(data);
}
