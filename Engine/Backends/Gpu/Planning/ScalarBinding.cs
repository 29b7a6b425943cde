using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Instructions of scalar programs.</summary>
internal static class ScalarBinding
{
    private static readonly KernelConfig s_oneThread = new(1, 1);

    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right; several launches where there are many.</summary>
    public static IReadOnlyList<Launch> WeightedSum(OpContext op)
    {
        int all = op.Count / 2;
        var launches = new List<Launch>();
        for (int first = 0; first == 0 || first < all; first += ScalarKernels.Pairs)
        {
            int pairs = Math.Min(ScalarKernels.Pairs, all - first), k = 2 * first, hasBias = first + pairs == all ? 1 : 0;
            launches.Add(op.Launch(ScalarKernels.WeightedSum, new WeightedSumArgs(
                pairs, At(k), At(k + 1), At(k + 2), At(k + 3), At(k + 4), At(k + 5), hasBias, op.X(op.Count - 1),
                first == 0 ? op.Y : op.Y with { Accumulate = 1 }),
                s_oneThread));
        }
        return launches;

        ArrayView<float> At(int k) => op.X(Math.Min(k, op.Count - 1));
    }

    /// <summary>1 inside the open interval, else 0.</summary>
    public static Launch InRange(OpContext op)
    {
        (double low, double high) = op.Attributes<RangeAttributes>();
        return op.Launch(ScalarKernels.InRange, new InRangeArgs(op.X(0), (float)low, (float)high, op.Y), s_oneThread);
    }

    /// <summary>lr, t → lr·max(0, 1 - (t - 1)/steps).</summary>
    public static Launch LinearDecay(OpContext op) => op.Launch(
        ScalarKernels.LinearDecay, new LinearDecayArgs(op.X(0), op.X(1), op.Attributes<LinearDecayAttributes>().Steps, op.Y), s_oneThread);

    /// <summary>probs, u → the index that u draws.</summary>
    public static Launch Choice(OpContext op) =>
        op.Launch(IndexKernels.Choice, new ChoiceArgs(op.X(0), op.Shape(0).Length, op.X(1), op.Y), s_oneThread);

    /// <summary>∂y/∂input from the primal's inputs and y, the last input.</summary>
    /// <exception cref="ArgumentException">The opcode has no derivative with respect to that input.</exception>
    public static Launch Derivative(OpContext op)
    {
        (Opcode of, int input) = op.Attributes<DerivativeAttributes>();
        int y = op.Count - 1;
        return (of, input) switch
        {
            // The bias is the last input but one (y follows it); the others come in pairs.
            (Opcode.WeightedSum, _) when input == op.Count - 2 => PointwiseBinding.Fill(op, 1),
            (Opcode.WeightedSum, _) => PointwiseBinding.Unary(op, UnaryFunction.Identity, input % 2 == 0 ? input + 1 : input - 1),
            (Opcode.Add or Opcode.Sum or Opcode.Mean or Opcode.Reshape, _) or (Opcode.Sub, 0) => PointwiseBinding.Fill(op, 1),
            (Opcode.Sub, 1) or (Opcode.Neg, 0) => PointwiseBinding.Fill(op, -1),
            (Opcode.Mul, _) => PointwiseBinding.Unary(op, UnaryFunction.Identity, 1 - input),
            (Opcode.Div, 0) => PointwiseBinding.Unary(op, UnaryFunction.Reciprocal, 1),
            (Opcode.Div, 1) => PointwiseBinding.Binary(op, BinaryFunction.QuotientSlope),
            (Opcode.Relu, 0) => PointwiseBinding.Unary(op, UnaryFunction.ReluSlope, y),
            (Opcode.Sigmoid, 0) => PointwiseBinding.Unary(op, UnaryFunction.SigmoidSlope, y),
            (Opcode.Tanh, 0) => PointwiseBinding.Unary(op, UnaryFunction.TanhSlope, y),
            (Opcode.Exp, 0) => PointwiseBinding.Unary(op, UnaryFunction.Identity, y),
            (Opcode.Log, 0) => PointwiseBinding.Unary(op, UnaryFunction.Reciprocal),
            (Opcode.Square, 0) => PointwiseBinding.Unary(op, UnaryFunction.Double),
            (Opcode.HalfSquaredError, 0) => PointwiseBinding.Binary(op, BinaryFunction.Sub),
            (Opcode.MseLoss, 0) => PointwiseBinding.Binary(op, BinaryFunction.DoubleDifference),
            (Opcode.AbsoluteError, 0) => PointwiseBinding.Binary(op, BinaryFunction.DifferenceSign),
            (Opcode.BinaryCrossEntropy, 0) => PointwiseBinding.Binary(op, BinaryFunction.BinaryCrossEntropySlope),
            _ => throw new ArgumentException($"{of} has no scalar derivative with respect to input {input}"),
        };
    }
}
