using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>Cases on single numbers, where the gradient is a <see cref="Opcode.Derivative"/>.</summary>
internal static class ScalarCases
{
    private static readonly Shape S = Shape.Scalar;

    public static Formula BinaryCrossEntropy { get; } = Naive.Total((p, t) => -(t * Math.Log(p) + (1 - t) * Math.Log(1 - p)), mean: true);

    public static IEnumerable<(Opcode, Formula)> SquaredLosses =>
    [
        (Opcode.HalfSquaredError, Naive.Total((y, t) => (t - y) * (t - y) / 2, mean: false)),
        (Opcode.MseLoss, Naive.Total((y, t) => (y - t) * (y - t), mean: true)),
    ];

    public static IEnumerable<OpCase> All
    {
        get
        {
            foreach (int inputs in (int[])[0, 1, 2, 5])
                yield return Case($"of {inputs}", Opcode.WeightedSum, Enumerable.Repeat<Fill>(Fills.Any, 2 * inputs + 1),
                    x => [Enumerable.Range(0, inputs).Sum(i => x[2 * i][0] * x[2 * i + 1][0]) + x[^1][0]]);
            yield return Case("positive", Opcode.Relu, [Fills.Positive], Naive.Map(x => x));
            yield return Case("negative", Opcode.Relu, [(r, n) => [.. Fills.Positive(r, n).Select(x => -x)]], Naive.Map(_ => 0));
            yield return Case("", Opcode.Sigmoid, [Fills.Any], Naive.Map(x => 1 / (1 + Math.Exp(-x))));
            yield return Case("", Opcode.Tanh, [Fills.Any], Naive.Map(Math.Tanh));
            yield return Case("", Opcode.Neg, [Fills.Any], Naive.Map(x => -x));
            yield return Case("", Opcode.Exp, [Fills.Any], Naive.Map(Math.Exp));
            yield return Case("", Opcode.Log, [Fills.Positive], Naive.Map(Math.Log));
            yield return Case("", Opcode.Square, [Fills.Any], Naive.Map(x => x * x));
            yield return Case("", Opcode.Sum, [Fills.Any], Naive.Map(x => x));
            yield return Case("", Opcode.Mean, [Fills.Any], Naive.Map(x => x));
            yield return Case("", Opcode.Add, [Fills.Any, Fills.Any], x => [x[0][0] + x[1][0]]);
            yield return Case("", Opcode.Sub, [Fills.Any, Fills.Any], x => [x[0][0] - x[1][0]]);
            yield return Case("", Opcode.Mul, [Fills.Any, Fills.Any], x => [x[0][0] * x[1][0]]);
            yield return Case("", Opcode.Div, [Fills.Any, Fills.AwayFromZero], x => [x[0][0] / x[1][0]]);
            foreach ((Opcode opcode, Formula f) in SquaredLosses) yield return Case("", opcode, [Fills.Any, Fills.Any], f);
            yield return Case("too high", Opcode.AbsoluteError, [Fills.Positive, (r, n) => new double[n]], x => [x[0][0]]);
            yield return Case(
                "too low", Opcode.AbsoluteError, [(r, n) => new double[n], Fills.Positive], x => [Math.Abs(x[0][0] - x[1][0])]);
            yield return Case("", Opcode.BinaryCrossEntropy, [Fills.Probability, Fills.Probability], BinaryCrossEntropy);
        }
    }

    private static OpCase Case(string name, Opcode opcode, IEnumerable<Fill> fills, Formula f) =>
        new($"scalar {name}".TrimEnd(), opcode, [.. fills.Select(fill => (S, fill))], f, Scalar: true);
}
