using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Instructions of scalar programs.</summary>
internal static class ScalarBinding
{
    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right; several launches where there are many.</summary>
    public static IReadOnlyList<Launch> WeightedSum(OpContext op)
    {
        var kernel = op.Host.Load("weighted_sum", a => a.LoadKernel<int, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            int, ArrayView<float>, ArrayView<float>, int>(ScalarKernels.WeightedSum));
        int all = op.Count / 2;
        (ArrayView<float> b, ArrayView<float> y) = (op.X(op.Count - 1), op.Y);
        var launches = new List<Launch>();
        for (int first = 0; first == 0 || first < all; first += ScalarKernels.Pairs)
        {
            int pairs = Math.Min(ScalarKernels.Pairs, all - first), bias = first + pairs == all ? 1 : 0, accumulate = first == 0 ? op.Accumulate : 1;
            (ArrayView<float> w1, ArrayView<float> x1, ArrayView<float> w2) = (At(2 * first), At(2 * first + 1), At(2 * first + 2));
            (ArrayView<float> x2, ArrayView<float> w3, ArrayView<float> x3) = (At(2 * first + 3), At(2 * first + 4), At(2 * first + 5));
            launches.Add(op.Launch((stream, _) => kernel(stream, new KernelConfig(1, 1), pairs, w1, x1, w2, x2, w3, x3, bias, b, y, accumulate)));
        }
        return launches;

        ArrayView<float> At(int k) => op.X(Math.Min(k, op.Count - 1));
    }

    /// <summary>1 inside the open interval, else 0.</summary>
    public static Launch InRange(OpContext op)
    {
        var kernel = op.Host.Load("in_range", a => a.LoadKernel<ArrayView<float>, float, float, ArrayView<float>, int>(ScalarKernels.InRange));
        (double low, double high) = op.Attributes<RangeAttributes>();
        (ArrayView<float> x, ArrayView<float> y, int accumulate) = (op.X(0), op.Y, op.Accumulate);
        return op.Launch((stream, _) => kernel(stream, new KernelConfig(1, 1), x, (float)low, (float)high, y, accumulate));
    }

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
