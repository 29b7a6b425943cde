using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>
/// From an instruction to launches bound to memory, for every opcode.
/// Whatever no fast path claims runs this way, and so does every instruction that a debugger steps.
/// </summary>
internal static class OpBinder
{
    /// <summary>Binds one instruction: one launch, or a few where it has more inputs than a kernel takes.</summary>
    /// <exception cref="Backends.Gpu.GpuException">The device's compiler refuses the kernel,
    /// or the shapes have too many dimensions.</exception>
    public static IReadOnlyList<Launch> Bind(OpContext op) => op.Instruction.Opcode switch
    {
        Opcode.AddN => PointwiseBinding.AddN(op),
        Opcode.WeightedSum => ScalarBinding.WeightedSum(op),
        Opcode.Concat => MoveBinding.Concat(op),
        Opcode.SliceBackward => MoveBinding.SliceBackward(op),
        _ => [One(op)],
    };

    private static Launch One(OpContext op) => op.Instruction.Opcode switch
    {
        Opcode.Linear => MatrixBinding.Forward(op),
        Opcode.MatMul => MatrixBinding.MatMul(op),
        Opcode.LinearBackwardInput => MatrixBinding.BackwardInput(op),
        Opcode.LinearBackwardWeight => MatrixBinding.BackwardWeight(op),
        Opcode.LinearBackwardBias => MatrixBinding.BackwardBias(op),

        Opcode.Conv2d => ImageBinding.Conv2d(op),
        Opcode.Conv2dBackwardInput => ImageBinding.Conv2dBackwardInput(op),
        Opcode.Conv2dBackwardWeight => ImageBinding.Conv2dBackwardWeight(op),
        Opcode.Conv2dBackwardBias => ImageBinding.Conv2dBackwardBias(op),
        Opcode.MaxPool2d => ImageBinding.MaxPool2d(op),
        Opcode.MaxPool2dBackward => ImageBinding.MaxPool2dBackward(op),

        Opcode.Relu => PointwiseBinding.Unary(op, UnaryFunction.Relu),
        Opcode.Sigmoid => PointwiseBinding.Unary(op, UnaryFunction.Sigmoid),
        Opcode.Tanh => PointwiseBinding.Unary(op, UnaryFunction.Tanh),
        Opcode.Neg or Opcode.NegBackward => PointwiseBinding.Unary(op, UnaryFunction.Negate),
        Opcode.Exp => PointwiseBinding.Unary(op, UnaryFunction.Exp),
        Opcode.Log => PointwiseBinding.Unary(op, UnaryFunction.Log),
        Opcode.Square => PointwiseBinding.Unary(op, UnaryFunction.Square),
        Opcode.Scale => PointwiseBinding.Unary(op, UnaryFunction.Scale, p: op.Attributes<ScaleAttributes>().Factor),
        Opcode.Pow => PointwiseBinding.Unary(op, UnaryFunction.Power, p: op.Attributes<PowAttributes>().Exponent),
        Opcode.PowBackward => PointwiseBinding.Binary(op, BinaryFunction.PowerGradient, op.Attributes<PowAttributes>().Exponent),
        Opcode.CountStep => PointwiseBinding.Unary(op, UnaryFunction.PlusOne),
        Opcode.Reshape or Opcode.ReshapeBackward or Opcode.Copy => PointwiseBinding.Unary(op, UnaryFunction.Identity),
        Opcode.ReluBackward => PointwiseBinding.Binary(op, BinaryFunction.ReluGradient),
        Opcode.SigmoidBackward => PointwiseBinding.Binary(op, BinaryFunction.SigmoidGradient),
        Opcode.TanhBackward => PointwiseBinding.Binary(op, BinaryFunction.TanhGradient),
        Opcode.ExpBackward => PointwiseBinding.Binary(op, BinaryFunction.Mul),
        Opcode.LogBackward => PointwiseBinding.Binary(op, BinaryFunction.Div),
        Opcode.SquareBackward => PointwiseBinding.Binary(op, BinaryFunction.SquareGradient),

        Opcode.Add => BroadcastBinding.Zip(op, BinaryFunction.Add),
        Opcode.Sub => BroadcastBinding.Zip(op, BinaryFunction.Sub),
        Opcode.Mul => BroadcastBinding.Zip(op, BinaryFunction.Mul),
        Opcode.Div => BroadcastBinding.Zip(op, BinaryFunction.Div),
        Opcode.AddBackward => BroadcastBinding.SumDown(op, negate: false),
        Opcode.SubBackward => BroadcastBinding.SumDown(op, negate: op.Attributes<WrtAttributes>().Input == 1),
        Opcode.MulBackward => BroadcastBinding.MulBackward(op),
        Opcode.DivBackward => BroadcastBinding.DivBackward(op),

        Opcode.Transpose => MoveBinding.Transpose(op),
        Opcode.Slice => MoveBinding.Slice(op),
        Opcode.CausalMask => MoveBinding.Mask(op, float.NegativeInfinity),
        Opcode.CausalMaskBackward => MoveBinding.Mask(op, 0),
        Opcode.Embedding => MoveBinding.Embedding(op),
        Opcode.EmbeddingBackward => MoveBinding.EmbeddingBackward(op),
        Opcode.Choice => ScalarBinding.Choice(op),

        Opcode.Softmax => LossBinding.Along(op, AxisFunction.Softmax),
        Opcode.SoftmaxBackward => LossBinding.Along(op, AxisFunction.SoftmaxGradient),
        Opcode.LogSoftmax => LossBinding.Along(op, AxisFunction.LogSoftmax),
        Opcode.LogSoftmaxBackward => LossBinding.Along(op, AxisFunction.LogSoftmaxGradient),
        Opcode.CrossEntropy => LossBinding.CrossEntropy(op),
        Opcode.CrossEntropyBackward => LossBinding.CrossEntropyBackward(op),

        Opcode.Sum => Total(op, 1),
        Opcode.Mean => Total(op, (float)op.Length / op.Shape(0).Length),
        Opcode.SumBackward => BroadcastBinding.Expand(op, 1),
        Opcode.MeanBackward => BroadcastBinding.Expand(op, (float)op.Shape(0).Length / op.Length),
        Opcode.Zero => PointwiseBinding.Fill(op, 0),
        Opcode.Ones => PointwiseBinding.Fill(op, 1),

        Opcode.HalfSquaredError => LossBinding.Total(op, TotalTerm.SquaredDifference, 0.5f),
        Opcode.MseLoss => LossBinding.Total(op, TotalTerm.SquaredDifference, 1f / op.Shape(0).Length),
        Opcode.AbsoluteError => LossBinding.Total(op, TotalTerm.AbsoluteDifference, 1),
        Opcode.BinaryCrossEntropy => LossBinding.Total(op, TotalTerm.BinaryCrossEntropy, 1f / op.Shape(0).Length),
        Opcode.HalfSquaredErrorBackward => PointwiseBinding.ScaledBinary(op, BinaryFunction.Sub, 1),
        Opcode.MseLossBackward => PointwiseBinding.ScaledBinary(op, BinaryFunction.Sub, 2f / op.Length),
        Opcode.AbsoluteErrorBackward => PointwiseBinding.ScaledBinary(op, BinaryFunction.DifferenceSign, 1),
        Opcode.BinaryCrossEntropyBackward => PointwiseBinding.ScaledBinary(op, BinaryFunction.BinaryCrossEntropySlope, 1f / op.Length),

        Opcode.InRange => ScalarBinding.InRange(op),
        Opcode.Derivative => ScalarBinding.Derivative(op),

        Opcode.WeightDecay => PointwiseBinding.Combine(op, 1, op.Attributes<OptimizerAttributes>().WeightDecay),
        // PyTorch's first step takes the gradient itself: the same, since the buffer begins as zero.
        Opcode.MomentumBuffer => PointwiseBinding.Combine(op, op.Attributes<OptimizerAttributes>().Momentum, 1),
        Opcode.AdamMoment1 =>
            PointwiseBinding.Combine(op, op.Attributes<OptimizerAttributes>().Beta1, 1 - op.Attributes<OptimizerAttributes>().Beta1),
        Opcode.AdamMoment2 => PointwiseBinding.SecondMoment(op),
        Opcode.LinearDecay => ScalarBinding.LinearDecay(op),
        Opcode.SgdStep => op.Each(UpdateKernels.SgdStep, new SgdArgs(op.X(0), op.X(1), op.X(2), op.Y)),
        Opcode.AdamStep => PointwiseBinding.AdamStep(op),

        _ => throw new ArgumentException($"unknown opcode {op.Instruction.Opcode}"),
    };

    /// <summary>factor·Σ over everything, or along an axis.</summary>
    private static Launch Total(OpContext op, float factor) =>
        op.Instruction.Attributes is AxisAttributes
            ? BroadcastBinding.SumAlong(op, factor)
            : LossBinding.Total(op, TotalTerm.Value, factor);
}
