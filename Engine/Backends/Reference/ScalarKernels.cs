using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own.</summary>
internal static class ScalarKernels
{
    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right.</summary>
    public static double[] WeightedSum(in OpCall call)
    {
        double sum = 0;
        for (int k = 0; k + 1 < call.Count; k += 2) sum += call.Scalar(k) * call.Scalar(k + 1);
        return [sum + call.Scalar(call.Count - 1)];
    }

    /// <summary>1 inside the open interval, else 0.</summary>
    public static double[] InRange(in OpCall call)
    {
        var range = call.Attributes<RangeAttributes>();
        double x = call.Scalar(0);
        return [x > range.Low && x < range.High ? 1 : 0];
    }

    /// <summary>∂y/∂input from the primal's inputs and y, the last input.</summary>
    /// <exception cref="ArgumentException">The opcode has no derivative with respect to that input.</exception>
    public static double[] Derivative(in OpCall call)
    {
        (Opcode of, int input) = call.Attributes<DerivativeAttributes>();
        double x = call.Scalar(0), second = call.Count > 2 ? call.Scalar(1) : 0, y = call.Scalar(call.Count - 1);
        return [(of, input) switch
        {
            (Opcode.WeightedSum, _) => WeightedSumDerivative(call, input),
            (Opcode.Add or Opcode.Sum or Opcode.Mean or Opcode.Reshape, _) or (Opcode.Sub, 0) => 1,
            (Opcode.Sub, 1) or (Opcode.Neg, 0) => -1,
            (Opcode.Mul, _) => call.Scalar(1 - input),
            (Opcode.Div, 0) => 1 / second,
            (Opcode.Div, 1) => -(x / second / second),
            (Opcode.Relu, 0) => ReluGradient.Apply(1, y),
            (Opcode.Sigmoid, 0) => y * (1 - y),
            (Opcode.Tanh, 0) => 1 - y * y,
            (Opcode.Exp, 0) => y,
            (Opcode.Log, 0) => 1 / x,
            (Opcode.Square, 0) => 2 * x,
            // The tutorials write -(target - out); in floating point that is the same number.
            (Opcode.HalfSquaredError, 0) => x - second,
            (Opcode.MseLoss, 0) => 2 * (x - second),
            (Opcode.AbsoluteError, 0) => LossKernels.Sign(x - second),
            (Opcode.BinaryCrossEntropy, 0) => LossKernels.BinaryCrossEntropySlope(x, second),
            _ => throw new ArgumentException($"{of} has no scalar derivative with respect to input {input}"),
        }];
    }

    /// <summary>The weight of an x, the x of a weight, 1 for the bias.</summary>
    private static double WeightedSumDerivative(in OpCall call, int input)
    {
        int bias = call.Count - 2;
        return input == bias ? 1 : call.Scalar(input % 2 == 0 ? input + 1 : input - 1);
    }
}
