using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>Opcodes that are nobody's adjoint: constants, copies, sums of paths, the optimizers' steps (formulas of torch.optim).</summary>
internal static class DirectCases
{
    private static readonly OptimizerAttributes Settings =
        new(Momentum: 0.875, WeightDecay: 0.0625, Beta1: 0.875, Beta2: 0.96875, Epsilon: 1e-3);

    public static IEnumerable<DirectCase> All
    {
        get
        {
            foreach (Shape s in (Shape[])[Shape.Scalar, new(1), new(3, 5), new(37), new(2, 3, 4, 5)])
            {
                (Shape, Fill) any = (s, Fills.Any), positive = (s, Fills.Positive), lr = (Shape.Scalar, Fills.Probability);
                yield return new($"{s}", Opcode.Zero, [], s, _ => new double[s.Length]);
                yield return new($"{s}", Opcode.Ones, [], s, _ => [.. Enumerable.Repeat(1.0, s.Length)]);
                yield return new($"{s}", Opcode.Copy, [any], s, x => x[0]);
                yield return new($"{s} of two", Opcode.AddN, [any, any], s, x => Zip(x, v => v[0] + v[1]));
                yield return new($"{s} of three", Opcode.AddN, [any, any, any], s, x => Zip(x, v => v[0] + v[1] + v[2]));
                yield return new($"{s}", Opcode.WeightDecay, [any, any], s, x => Zip(x, v => v[0] + Settings.WeightDecay * v[1]), Settings);
                yield return new($"{s}", Opcode.MomentumBuffer, [any, any], s, x => Zip(x, v => Settings.Momentum * v[0] + v[1]), Settings);
                yield return new($"{s}", Opcode.SgdStep, [any, any, lr], s, x => Zip(x, v => v[0] - v[2] * v[1]));
                yield return new(
                    $"{s}", Opcode.AdamMoment1, [any, any], s, x => Zip(x, v => Settings.Beta1 * v[0] + (1 - Settings.Beta1) * v[1]),
                    Settings);
                yield return new(
                    $"{s}", Opcode.AdamMoment2, [positive, any], s,
                    x => Zip(x, v => Settings.Beta2 * v[0] + (1 - Settings.Beta2) * v[1] * v[1]), Settings);
                yield return new(
                    $"{s}", Opcode.AdamStep, [any, any, positive, (Shape.Scalar, (_, _) => [3]), lr], s, x => Zip(x, AdamStep), Settings);
            }
            yield return new("", Opcode.CountStep, [(Shape.Scalar, Fills.Labels(100))], Shape.Scalar, x => [x[0][0] + 1]);
            foreach (double t in (double[])[1, 2, 7, 8, 9, 20])
                yield return new(
                    $"{t}", Opcode.LinearDecay, [(Shape.Scalar, Fills.Probability), (Shape.Scalar, (_, _) => [t])], Shape.Scalar,
                    x => [x[0][0] * Math.Max(0, 1 - (t - 1) / 8)], new LinearDecayAttributes(8));
            foreach ((double x, double expected) in ((double, double)[])[(-1, 0), (-0.5, 0), (0, 1), (0.5, 1), (1, 0), (7, 0),
                (double.NaN, 0)])
                yield return new(
                    $"{x}", Opcode.InRange, [(Shape.Scalar, (_, _) => [x])], Shape.Scalar, _ => [expected], new RangeAttributes(-0.5, 1));
        }
    }

    private static double AdamStep(double[] v)
    {
        double mHat = v[1] / (1 - Math.Pow(Settings.Beta1, v[3])), vHat = v[2] / (1 - Math.Pow(Settings.Beta2, v[3]));
        return v[0] - v[4] * mHat / (Math.Sqrt(vHat) + Settings.Epsilon);
    }

    /// <summary>Element by element; a scalar stands beside every element.</summary>
    private static double[] Zip(double[][] inputs, Func<double[], double> f) =>
        [.. Enumerable.Range(0, inputs[0].Length).Select(i => f([.. inputs.Select(x => x[x.Length == 1 ? 0 : i])]))];
}
