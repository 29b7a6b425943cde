namespace Backstep.Engine.Programs;

/// <summary>The adjoint of one input of one instruction: which opcode computes that input's share of the gradient, and from what.</summary>
/// <param name="Opcode">The backward opcode.</param>
/// <param name="Inputs">What it reads, in the order that the opcode documents.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record Adjoint(Opcode Opcode, Value[] Inputs, OpAttributes? Attributes = null);

/// <summary>One rule per differentiable opcode; <see cref="ReverseMode"/> applies them. Sources: PyTorch's derivatives.yaml and the calculus.</summary>
public static class AdjointRules
{
    /// <summary>Whether a gradient can pass from the output to input <paramref name="input"/> of <paramref name="opcode"/>.</summary>
    public static bool IsDifferentiable(Opcode opcode, int input) => opcode switch
    {
        Opcode.InRange => false,
        Opcode.HalfSquaredError or Opcode.MseLoss or Opcode.AbsoluteError or Opcode.CrossEntropy or Opcode.BinaryCrossEntropy => input == 0,
        _ => opcode <= Opcode.WeightedSum,
    };

    /// <summary>How input <paramref name="input"/> of <paramref name="primal"/> gets its gradient from <paramref name="gy"/>, the gradient of its output.</summary>
    public static Adjoint For(Instruction primal, int input, Value gy)
    {
        Value y = primal.Output, x = primal.Inputs[0];
        OpAttributes? a = primal.Attributes;
        return primal.Opcode switch
        {
            Opcode.Linear => input switch
            {
                0 => new(Opcode.LinearBackwardInput, [gy, primal.Inputs[1]]),
                1 => new(Opcode.LinearBackwardWeight, [gy, x]),
                _ => new(Opcode.LinearBackwardBias, [gy]),
            },
            Opcode.Conv2d => input switch
            {
                0 => new(Opcode.Conv2dBackwardInput, [gy, primal.Inputs[1]], a),
                1 => new(Opcode.Conv2dBackwardWeight, [gy, x], a),
                _ => new(Opcode.Conv2dBackwardBias, [gy], a),
            },
            Opcode.MaxPool2d => new(Opcode.MaxPool2dBackward, [gy, x], a),
            Opcode.Relu => new(Opcode.ReluBackward, [gy, y]),
            Opcode.Sigmoid => new(Opcode.SigmoidBackward, [gy, y]),
            Opcode.Tanh => new(Opcode.TanhBackward, [gy, y]),
            Opcode.Softmax => new(Opcode.SoftmaxBackward, [gy, y], a),
            Opcode.LogSoftmax => new(Opcode.LogSoftmaxBackward, [gy, y], a),
            Opcode.Reshape => new(Opcode.ReshapeBackward, [gy]),
            Opcode.Add => new(Opcode.AddBackward, [gy]),
            Opcode.Sub => new(Opcode.SubBackward, [gy], new WrtAttributes(input)),
            Opcode.Mul => new(Opcode.MulBackward, [gy, primal.Inputs[1 - input]]),
            Opcode.Div => new(Opcode.DivBackward, [gy, x, primal.Inputs[1]], new WrtAttributes(input)),
            Opcode.Neg => new(Opcode.NegBackward, [gy]),
            Opcode.Exp => new(Opcode.ExpBackward, [gy, y]),
            Opcode.Log => new(Opcode.LogBackward, [gy, x]),
            Opcode.Square => new(Opcode.SquareBackward, [gy, x]),
            Opcode.Sum => new(Opcode.SumBackward, [gy]),
            Opcode.Mean => new(Opcode.MeanBackward, [gy]),
            Opcode.HalfSquaredError => new(Opcode.HalfSquaredErrorBackward, [gy, x, primal.Inputs[1]]),
            Opcode.MseLoss => new(Opcode.MseLossBackward, [gy, x, primal.Inputs[1]]),
            Opcode.AbsoluteError => new(Opcode.AbsoluteErrorBackward, [gy, x, primal.Inputs[1]]),
            Opcode.CrossEntropy => new(Opcode.CrossEntropyBackward, [gy, x, primal.Inputs[1]]),
            Opcode.BinaryCrossEntropy => new(Opcode.BinaryCrossEntropyBackward, [gy, x, primal.Inputs[1]]),
            _ => throw new ArgumentException($"{primal.Opcode} has no adjoint rule", nameof(primal)),
        };
    }
}
