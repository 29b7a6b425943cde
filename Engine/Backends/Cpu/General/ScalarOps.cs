using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>Operations of scalar programs, in which every factor of the chain rule is an instruction of its own.</summary>
internal static unsafe class ScalarOps
{
    /// <summary>w1·x1 + w2·x2 + ... + b, from left to right.</summary>
    public static Action<Worker> WeightedSum(OpContext op) => worker =>
    {
        if (worker.Index != 0) return;
        double sum = 0;
        for (int k = 0; k + 1 < op.Count; k += 2) sum += (double)*op.X(k) * *op.X(k + 1);
        *op.Y = (float)(sum + *op.X(op.Count - 1));
    };

    /// <summary>1 inside the open interval, else 0.</summary>
    public static Action<Worker> InRange(OpContext op)
    {
        var range = op.Attributes<RangeAttributes>();
        return worker =>
        {
            if (worker.Index == 0) *op.Y = *op.X(0) > range.Low && *op.X(0) < range.High ? 1 : 0;
        };
    }

    /// <summary>∂y/∂input from the primal's inputs and y, the last input.</summary>
    public static Action<Worker> Derivative(OpContext op)
    {
        var wrt = op.Attributes<DerivativeAttributes>();
        return worker =>
        {
            if (worker.Index == 0) *op.Y = (float)Slope(op, wrt.Of, wrt.Input);
        };
    }

    private static double Slope(OpContext op, Opcode of, int input)
    {
        double x = *op.X(0), second = op.Count > 2 ? *op.X(1) : 0, y = *op.X(op.Count - 1);
        return (of, input) switch
        {
            // The bias is the last input but one (y follows it); the others come in pairs.
            (Opcode.WeightedSum, _) => input == op.Count - 2 ? 1 : *op.X(input % 2 == 0 ? input + 1 : input - 1),
            (Opcode.Add or Opcode.Sum or Opcode.Mean or Opcode.Reshape, _) or (Opcode.Sub, 0) => 1,
            (Opcode.Sub, 1) or (Opcode.Neg, 0) => -1,
            (Opcode.Mul, _) => *op.X(1 - input),
            (Opcode.Div, 0) => 1 / second,
            (Opcode.Div, 1) => -(x / second / second),
            (Opcode.Relu, 0) => y <= 0 ? 0 : 1,
            (Opcode.Sigmoid, 0) => y * (1 - y),
            (Opcode.Tanh, 0) => 1 - y * y,
            (Opcode.Exp, 0) => y,
            (Opcode.Log, 0) => 1 / x,
            (Opcode.Square, 0) => 2 * x,
            (Opcode.HalfSquaredError, 0) => x - second,
            (Opcode.MseLoss, 0) => 2 * (x - second),
            (Opcode.AbsoluteError, 0) => LossOps.Sign((float)(x - second)),
            (Opcode.BinaryCrossEntropy, 0) => LossOps.BinaryCrossEntropySlope(x, second),
            _ => throw new ArgumentException($"{of} has no scalar derivative with respect to input {input}"),
        };
    }
}
