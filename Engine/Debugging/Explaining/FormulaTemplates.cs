using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>The right-hand side of every opcode as a <see cref="Template"/> over its inputs; formulas as <see cref="Opcode"/> documents them.</summary>
internal static class FormulaTemplates
{
    /// <summary>The template; keys are input positions and, for hyperparameters in attributes, their Greek names.</summary>
    public static string Of(Instruction instruction)
    {
        Shape x = instruction.Inputs.Length > 0 ? instruction.Inputs[0].Shape : Shape.Scalar, y = instruction.Output.Shape;
        return instruction.Opcode switch
        {
            Opcode.Linear => "linear({0}, {1}, {2})",
            Opcode.Conv2d => $"conv2d({{0}}, {{1}}, {{2}}, {Window(instruction)})",
            Opcode.MaxPool2d => $"max_pool2d({{0}}, {Window(instruction)})",
            Opcode.Relu => "relu({0})",
            Opcode.Sigmoid => "sigmoid({0})",
            Opcode.Tanh => "tanh({0})",
            Opcode.Softmax => $"softmax({{0}}, dim={Axis(instruction)})",
            Opcode.LogSoftmax => $"log_softmax({{0}}, dim={Axis(instruction)})",
            Opcode.Reshape or Opcode.ReshapeBackward => $"reshape({{0}}, {y})",
            Opcode.Add => "{0} + {1}",
            Opcode.Sub => "{0} − {1}",
            Opcode.Mul => instruction.Phase is Phase.Backward ? "{0} · {1}" : "{0}·{1}",
            Opcode.Div => "{0}/{1}",
            Opcode.Neg => "−{0}",
            Opcode.Exp => "exp({0})",
            Opcode.Log => "ln({0})",
            Opcode.Square => "{0}²",
            Opcode.Sum => "sum({0})",
            Opcode.Mean => "mean({0})",
            Opcode.WeightedSum => WeightedSum(instruction.Inputs.Length),
            Opcode.InRange => Range((RangeAttributes)instruction.Attributes!),
            Opcode.HalfSquaredError => x.IsScalar ? "½·({1} − {0})²" : "½·Σ({1} − {0})²",
            Opcode.MseLoss => x.IsScalar ? "({0} − {1})²" : "mean(({0} − {1})²)",
            Opcode.AbsoluteError => x.IsScalar ? "|{0} − {1}|" : "Σ|{0} − {1}|",
            Opcode.CrossEntropy => "cross_entropy({0}, {1})",
            Opcode.BinaryCrossEntropy => x.IsScalar ? "−({1}·ln({0}) + (1 − {1})·ln(1 − {0}))" : "binary_cross_entropy({0}, {1})",
            Opcode.Zero => "0",
            Opcode.Ones => "1",
            Opcode.Copy => "{0}",
            Opcode.AddN => string.Join(" + ", Enumerable.Range(0, instruction.Inputs.Length).Select(i => $"{{{i}}}")),
            Opcode.Derivative => Derivative((DerivativeAttributes)instruction.Attributes!, instruction.Inputs.Length - 1),
            Opcode.LinearBackwardInput => "{0} · {1}",
            Opcode.LinearBackwardWeight => "{0}ᵀ · {1}",
            Opcode.LinearBackwardBias => "Σ {0} over the batch",
            Opcode.Conv2dBackwardInput => $"conv_transpose2d({{0}}, {{1}}, {Window(instruction)})",
            Opcode.Conv2dBackwardWeight => $"Σ conv2d({{1}}, {{0}}, {ConvWeightWindow(instruction)}) over the batch",
            Opcode.Conv2dBackwardBias => "Σ {0} over the batch and all positions",
            Opcode.MaxPool2dBackward => $"max_pool2d_backward({{0}}, {{1}}, {Window(instruction)})",
            Opcode.ReluBackward => "{0}·({1} > 0)",
            Opcode.SigmoidBackward => "{0}·{1}·(1 − {1})",
            Opcode.TanhBackward => "{0}·(1 − {1}²)",
            Opcode.SoftmaxBackward => "{1}·({0} − Σ {0}·{1})",
            Opcode.LogSoftmaxBackward => "{0} − exp({1})·Σ {0}",
            Opcode.AddBackward => SummedDown("{0}", x, y),
            Opcode.SubBackward => SummedDown(Wrt(instruction) == 0 ? "{0}" : "−{0}", x, y),
            Opcode.MulBackward => SummedDown("{0}·{1}", x, y),
            Opcode.DivBackward => SummedDown(Wrt(instruction) == 0 ? "{0}/{2}" : "−{0}·{1}/{2}²", x, y),
            Opcode.NegBackward => "−{0}",
            Opcode.ExpBackward => "{0}·{1}",
            Opcode.LogBackward => "{0}/{1}",
            Opcode.SquareBackward => "2·{0}·{1}",
            Opcode.SumBackward => y.IsScalar ? "{0}" : $"expand({{0}}, {y})",
            Opcode.MeanBackward => y.IsScalar ? "{0}" : $"expand({{0}}/{y.Length}, {y})",
            Opcode.HalfSquaredErrorBackward => "{0}·({1} − {2})",
            Opcode.MseLossBackward => $"{{0}}·2·({{1}} − {{2}}){Over(y.Length)}",
            Opcode.AbsoluteErrorBackward => "{0}·sign({1} − {2})",
            Opcode.CrossEntropyBackward => $"{{0}}·(softmax({{1}}) − one_hot({{2}})){Over(y[0])}",
            Opcode.BinaryCrossEntropyBackward => $"{{0}}·({{1}} − {{2}})/(max({{1}}·(1 − {{1}}), 1e-12){Times(y.Length)})",
            Opcode.WeightDecay => "{0} + {λ}·{1}",
            Opcode.MomentumBuffer => "{μ}·{0} + {1}",
            Opcode.SgdStep => "{0} − {2}·{1}",
            Opcode.CountStep => "{0} + 1",
            Opcode.AdamMoment1 => "{β1}·{0} + (1 − {β1})·{1}",
            Opcode.AdamMoment2 => "{β2}·{0} + (1 − {β2})·{1}²",
            Opcode.AdamStep => "{0} − {4}/(1 − {β1}^{3})·{1}/(√{2}/√(1 − {β2}^{3}) + {ε})",
            _ => throw new ArgumentException($"{instruction.Opcode} has no formula", nameof(instruction)),
        };
    }

    /// <summary>The number behind a Greek key of <see cref="Of"/>.</summary>
    public static double Constant(Instruction instruction, string key)
    {
        var a = (OptimizerAttributes)instruction.Attributes!;
        return key switch
        {
            "λ" => a.WeightDecay,
            "μ" => a.Momentum,
            "β1" => a.Beta1,
            "β2" => a.Beta2,
            "ε" => a.Epsilon,
            _ => throw new ArgumentException($"{key} is not a hyperparameter", nameof(key)),
        };
    }

    /// <summary>∂y/∂input of a scalar opcode; the inputs are the primal's, <paramref name="y"/> is the key of its output.</summary>
    public static string Derivative(DerivativeAttributes a, int y) => a.Of switch
    {
        Opcode.WeightedSum => a.Input == y - 1 ? "1" : $"{{{a.Input ^ 1}}}",
        Opcode.Relu => $"1 if {{{y}}} > 0 else 0",
        Opcode.Sigmoid => $"{{{y}}}·(1 − {{{y}}})",
        Opcode.Tanh => $"1 − {{{y}}}²",
        Opcode.Add or Opcode.Sum or Opcode.Mean or Opcode.Reshape => "1",
        Opcode.Sub => a.Input == 0 ? "1" : "-1",
        Opcode.Mul => $"{{{1 - a.Input}}}",
        Opcode.Div => a.Input == 0 ? "1/{1}" : "−{0}/{1}²",
        Opcode.Neg => "-1",
        Opcode.Exp => $"{{{y}}}",
        Opcode.Log => "1/{0}",
        Opcode.Square => "2·{0}",
        Opcode.HalfSquaredError => "−({1} − {0})",
        Opcode.MseLoss => "2·({0} − {1})",
        Opcode.AbsoluteError => "sign({0} − {1})",
        Opcode.BinaryCrossEntropy => "({0} − {1})/max({0}·(1 − {0}), 1e-12)",
        _ => throw new ArgumentException($"{a.Of} has no derivative of scalars", nameof(a)),
    };

    /// <summary>The condition of <see cref="Opcode.InRange"/>.</summary>
    public static string Range(RangeAttributes a) => $"1 if {Numbers.Format(a.Low)} < {{0}} < {Numbers.Format(a.High)} else 0";

    /// <summary>Which input of the primal an adjoint is for.</summary>
    public static int Wrt(Instruction instruction) => instruction.Attributes is WrtAttributes a ? a.Input : 0;

    /// <summary>The dimension of a softmax.</summary>
    public static int Axis(Instruction instruction) => ((AxisAttributes)instruction.Attributes!).Axis;

    private static string WeightedSum(int inputs) =>
        string.Concat(Enumerable.Range(0, inputs / 2).Select(i => $"{{{2 * i}}}·{{{2 * i + 1}}} + ")) + $"{{{inputs - 1}}}";

    private static string Window(Instruction instruction) => instruction.Attributes switch
    {
        Conv2dAttributes c => $"stride={c.Stride}, padding={c.Padding}",
        MaxPool2dAttributes p => $"kernel_size={p.Kernel}, stride={p.Stride}",
        _ => throw new ArgumentException($"{instruction.Opcode} needs a window", nameof(instruction)),
    };

    /// <summary>The gradient slides over the image as a kernel would: what was the stride lies between its taps.</summary>
    private static string ConvWeightWindow(Instruction instruction) =>
        instruction.Attributes is Conv2dAttributes c ? $"dilation={c.Stride}, padding={c.Padding}" : Window(instruction);

    private static string SummedDown(string template, Shape from, Shape to) => from.Equals(to) ? template : $"sum_to_size({template}, {to})";

    private static string Over(int n) => n == 1 ? "" : $"/{n}";

    private static string Times(int n) => n == 1 ? "" : $"·{n}";
}
