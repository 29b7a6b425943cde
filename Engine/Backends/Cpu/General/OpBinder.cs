using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>
/// From an instruction to a kernel bound to memory, for every opcode. Whatever no fast path claims runs this way, and so does every
/// instruction that a debugger steps.
/// </summary>
internal static class OpBinder
{
    /// <summary>Binds one instruction; the result overwrites the output, also where the instruction accumulates.</summary>
    public static Action<Worker> Bind(OpContext op) => op.Instruction.Opcode switch
    {
        Opcode.Linear => LinearOps.Forward(op),
        Opcode.LinearBackwardInput => LinearOps.BackwardInput(op),
        Opcode.LinearBackwardWeight => LinearOps.BackwardWeight(op),
        Opcode.LinearBackwardBias => LinearOps.BackwardBias(op),

        Opcode.Conv2d => Conv2dOps.Forward(op),
        Opcode.Conv2dBackwardInput => Conv2dOps.BackwardInput(op),
        Opcode.Conv2dBackwardWeight => Conv2dOps.BackwardWeight(op),
        Opcode.Conv2dBackwardBias => Conv2dOps.BackwardBias(op),

        Opcode.MaxPool2d => PoolingOps.Forward(op),
        Opcode.MaxPool2dBackward => PoolingOps.Backward(op),

        Opcode.Relu => PointwiseOps.Map<Relu>(op),
        Opcode.Neg or Opcode.NegBackward => PointwiseOps.Map<Negate>(op),
        Opcode.Square => PointwiseOps.Map<Squared>(op),
        Opcode.CountStep => PointwiseOps.Map<PlusOne>(op),
        Opcode.Reshape or Opcode.ReshapeBackward or Opcode.Copy => PointwiseOps.Map<Identity>(op),
        Opcode.Sigmoid => PointwiseOps.ScalarMap<Sigmoid>(op),
        Opcode.Tanh => PointwiseOps.ScalarMap<Tanh>(op),
        Opcode.Exp => PointwiseOps.ScalarMap<Exponential>(op),
        Opcode.Log => PointwiseOps.ScalarMap<Logarithm>(op),
        Opcode.ReluBackward => PointwiseOps.Zip<ReluGradient>(op),
        Opcode.SigmoidBackward => PointwiseOps.Zip<SigmoidGradient>(op),
        Opcode.TanhBackward => PointwiseOps.Zip<TanhGradient>(op),
        Opcode.ExpBackward => PointwiseOps.Zip<Times>(op),
        Opcode.LogBackward => PointwiseOps.Zip<Over>(op),
        Opcode.SquareBackward => PointwiseOps.Zip<SquareGradient>(op),
        Opcode.Scale => PointwiseOps.Scale(op),
        Opcode.Pow => PointwiseOps.Pow(op),
        Opcode.PowBackward => PointwiseOps.PowBackward(op),
        Opcode.AddN => PointwiseOps.AddN(op),

        Opcode.Transpose => IndexOps.Transpose(op),
        Opcode.Slice => IndexOps.Slice(op),
        Opcode.SliceBackward => IndexOps.SliceBackward(op),
        Opcode.Concat => IndexOps.Concat(op),
        Opcode.Embedding => IndexOps.Embedding(op),
        Opcode.EmbeddingBackward => IndexOps.EmbeddingBackward(op),
        Opcode.Choice => IndexOps.Choice(op),
        Opcode.MatMul => AttentionOps.MatMul(op),
        Opcode.CausalMask => AttentionOps.Mask(op, float.NegativeInfinity),
        Opcode.CausalMaskBackward => AttentionOps.Mask(op, 0),

        Opcode.Softmax => SoftmaxOps.Softmax(op),
        Opcode.SoftmaxBackward => SoftmaxOps.SoftmaxBackward(op),
        Opcode.LogSoftmax => SoftmaxOps.LogSoftmax(op),
        Opcode.LogSoftmaxBackward => SoftmaxOps.LogSoftmaxBackward(op),
        Opcode.CrossEntropy => CrossEntropyOps.Forward(op),
        Opcode.CrossEntropyBackward => CrossEntropyOps.Backward(op),

        Opcode.Add => BroadcastOps.Zip<Plus>(op),
        Opcode.Sub => BroadcastOps.Zip<Minus>(op),
        Opcode.Mul => BroadcastOps.Zip<Times>(op),
        Opcode.Div => BroadcastOps.Zip<Over>(op),
        Opcode.AddBackward => BroadcastOps.SumDown(op, 1),
        Opcode.SubBackward => BroadcastOps.SumDown(op, op.Attributes<WrtAttributes>().Input == 1 ? -1 : 1),
        Opcode.MulBackward => BroadcastOps.MulBackward(op),
        Opcode.DivBackward => BroadcastOps.DivBackward(op),

        Opcode.Sum => ReductionOps.Sum(op, mean: false),
        Opcode.Mean => ReductionOps.Sum(op, mean: true),
        Opcode.SumBackward => ReductionOps.Spread(op, mean: false),
        Opcode.MeanBackward => ReductionOps.Spread(op, mean: true),
        Opcode.Zero => ReductionOps.Fill(op, 0),
        Opcode.Ones => ReductionOps.Fill(op, 1),

        Opcode.HalfSquaredError => LossOps.SquaredError(op, 0.5),
        Opcode.MseLoss => LossOps.SquaredError(op, 1.0 / op.Shape(0).Length),
        Opcode.AbsoluteError => LossOps.AbsoluteError(op),
        Opcode.BinaryCrossEntropy => LossOps.BinaryCrossEntropy(op),
        Opcode.HalfSquaredErrorBackward => LossOps.SquaredErrorBackward(op, 1),
        Opcode.MseLossBackward => LossOps.SquaredErrorBackward(op, 2f / op.Length),
        Opcode.AbsoluteErrorBackward => LossOps.AbsoluteErrorBackward(op),
        Opcode.BinaryCrossEntropyBackward => LossOps.BinaryCrossEntropyBackward(op),

        Opcode.WeightedSum => ScalarOps.WeightedSum(op),
        Opcode.InRange => ScalarOps.InRange(op),
        Opcode.Derivative => ScalarOps.Derivative(op),

        Opcode.LinearDecay => UpdateOps.LinearDecay(op),
        Opcode.WeightDecay or Opcode.MomentumBuffer or Opcode.SgdStep or Opcode.AdamMoment1 or Opcode.AdamMoment2 or Opcode.AdamStep =>
            UpdateOps.Bind(op),

        _ => throw new ArgumentException($"unknown opcode {op.Instruction.Opcode}"),
    };
}
