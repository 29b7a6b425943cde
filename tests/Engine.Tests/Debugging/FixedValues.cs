using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

/// <summary>A resolver over a fixed set of values; those that are null are not known yet.</summary>
internal sealed class FixedValues : IValueResolver
{
    private readonly Dictionary<string, Tensor?> _values = [];

    /// <summary>Names, a convolution's weight counting up from 0, a matrix, a row and some scalars of the walkthrough.</summary>
    public static FixedValues Sample() => new FixedValues()
        .With("w5", 0.4).With("w5.grad", -0.5).With("w5⁺", 0.45).With("lr", 0.5).With("b", 2).With("w", [3, 1, 2])
        .With("∂E/∂w5", 7).With("∂out_o1/∂l_o1", 8).With("d(out_o1)/d(l_o1)", 9).With("E", 100).With("out_o1", 3).With("l_o1", 4)
        .With("conv1.weight", Counting(6, 1, 5, 5)).With("conv1.weight.grad", Counting(6, 1, 5, 5)).With("conv1.bias", Counting(6))
        .With("linear_relu_stack.0.weight.grad", 11).With("m", Counting(2, 3)).With("empty", Tensor.Zeros(new Shape(0)))
        .With("odd", [double.NaN, 0, -1]).With("w1.grad", default(Tensor));

    public IEnumerable<string> Names => _values.Keys;

    public FixedValues With(string name, Tensor? value)
    {
        _values[name] = value;
        return this;
    }

    public FixedValues With(string name, double value) => With(name, Tensor.Scalar(value));

    public FixedValues With(string name, double[] values) => With(name, new Tensor(new Shape(values.Length), values));

    public bool TryResolve(string name, out Tensor value)
    {
        value = _values.GetValueOrDefault(name)!;
        return value is not null;
    }

    public string WhyMissing(string name, Language language) => $"{name} is not known\nbefore the backward pass";

    public Tensor Evaluate(string text) => Expression.Parse(text, Names).Evaluate(this);

    public static Tensor Counting(params int[] dims)
    {
        var shape = new Shape(dims);
        return new(shape, [.. Enumerable.Range(0, shape.Length).Select(i => (double)i)]);
    }
}
