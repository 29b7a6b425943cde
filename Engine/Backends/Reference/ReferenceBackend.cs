using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// Double precision, plain formulas, matrix products by MathNet.Numerics: the yardstick of the other backends, and what
/// the debugger steps with. Same inputs, same bits, on any number of threads. Safe from many threads.
/// </summary>
public sealed class ReferenceBackend : IBackend
{
    private readonly BufferPool _pool = new();

    public string Name => "reference";

    /// <exception cref="ArgumentException">The inputs are not the instruction's in number or shape, an accumulating instruction has no
    /// previous value, a label is no class, or an index no row.</exception>
    public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        InputChecks.Check(instruction, inputs, previous);
        double[] result = Evaluate(new OpCall(instruction, inputs));
        if (!instruction.Accumulate) return new Tensor(instruction.Output.Shape, result);
        var sum = new double[result.Length];
        for (int i = 0; i < sum.Length; i++) sum[i] = previous![i] + result[i];
        return new Tensor(instruction.Output.Shape, sum);
    }

    public ICompiledProgram Compile(Program program) => new InterpretedProgram(program, this);

    public void Dispose()
    {
    }

    /// <summary>The elements of the result; they may be an input's own array, which nobody writes to.</summary>
    private double[] Evaluate(in OpCall call) => call.Instruction.Opcode switch
    {
        Opcode.Linear => LinearKernels.Forward(call),
        Opcode.LinearBackwardInput => LinearKernels.BackwardInput(call),
        Opcode.LinearBackwardWeight => LinearKernels.BackwardWeight(call),
        Opcode.LinearBackwardBias => LinearKernels.BackwardBias(call),

        Opcode.Conv2d => Conv2dKernels.Forward(call, _pool),
        Opcode.Conv2dBackwardInput => Conv2dKernels.BackwardInput(call, _pool),
        Opcode.Conv2dBackwardWeight => Conv2dKernels.BackwardWeight(call, _pool),
        Opcode.Conv2dBackwardBias => Conv2dKernels.BackwardBias(call),

        Opcode.MaxPool2d => PoolingKernels.Forward(call),
        Opcode.MaxPool2dBackward => PoolingKernels.Backward(call),

        Opcode.Relu => PointwiseKernels.Map<Relu>(call),
        Opcode.Sigmoid => PointwiseKernels.Map<Sigmoid>(call),
        Opcode.Tanh => PointwiseKernels.Map<Tanh>(call),
        Opcode.Neg or Opcode.NegBackward => PointwiseKernels.Map<Negate>(call),
        Opcode.Exp => PointwiseKernels.Map<Exponential>(call),
        Opcode.Log => PointwiseKernels.Map<Logarithm>(call),
        Opcode.Square => PointwiseKernels.Map<Squared>(call),
        Opcode.ReluBackward => PointwiseKernels.Zip<ReluGradient>(call),
        Opcode.SigmoidBackward => PointwiseKernels.Zip<SigmoidGradient>(call),
        Opcode.TanhBackward => PointwiseKernels.Zip<TanhGradient>(call),
        Opcode.ExpBackward => PointwiseKernels.Zip<Times>(call),
        Opcode.LogBackward => PointwiseKernels.Zip<Over>(call),
        Opcode.SquareBackward => PointwiseKernels.Zip<SquareGradient>(call),
        Opcode.Scale => PointwiseKernels.Scale(call),
        Opcode.Pow => PointwiseKernels.Pow(call),
        Opcode.PowBackward => PointwiseKernels.PowBackward(call),
        Opcode.AddN => PointwiseKernels.AddN(call),
        // Tensors never change, so the same elements can stand under two names.
        Opcode.Reshape or Opcode.ReshapeBackward or Opcode.Copy => call[0],

        Opcode.Transpose => IndexKernels.Transpose(call),
        Opcode.Slice => IndexKernels.Slice(call),
        Opcode.SliceBackward => IndexKernels.SliceBackward(call),
        Opcode.Concat => IndexKernels.Concat(call),
        Opcode.Embedding => IndexKernels.Embedding(call),
        Opcode.EmbeddingBackward => IndexKernels.EmbeddingBackward(call),
        Opcode.Choice => IndexKernels.Choice(call),

        Opcode.MatMul => AttentionKernels.MatMul(call),
        Opcode.CausalMask => AttentionKernels.Mask(call, double.NegativeInfinity),
        Opcode.CausalMaskBackward => AttentionKernels.Mask(call, 0),
        Opcode.Softmax => SoftmaxKernels.Softmax(call),
        Opcode.SoftmaxBackward => SoftmaxKernels.SoftmaxBackward(call),
        Opcode.LogSoftmax => SoftmaxKernels.LogSoftmax(call),
        Opcode.LogSoftmaxBackward => SoftmaxKernels.LogSoftmaxBackward(call),
        Opcode.CrossEntropy => SoftmaxKernels.CrossEntropy(call),
        Opcode.CrossEntropyBackward => SoftmaxKernels.CrossEntropyBackward(call),

        Opcode.Add => BroadcastKernels.Zip<Plus>(call),
        Opcode.Sub => BroadcastKernels.Zip<Minus>(call),
        Opcode.Mul => BroadcastKernels.Zip<Times>(call),
        Opcode.Div => BroadcastKernels.Zip<Over>(call),
        Opcode.AddBackward => BroadcastKernels.SumDown(call),
        Opcode.SubBackward => BroadcastKernels.SumDown(call, negate: call.Attributes<WrtAttributes>().Input == 1),
        Opcode.MulBackward => BroadcastKernels.MulBackward(call),
        Opcode.DivBackward => BroadcastKernels.DivBackward(call),

        Opcode.Sum => ReductionKernels.Sum(call),
        Opcode.Mean => ReductionKernels.Mean(call),
        Opcode.SumBackward => ReductionKernels.Spread(call, 1),
        Opcode.MeanBackward => ReductionKernels.Spread(call, call.Output.Length / Math.Max(call.Shape(0).Length, 1)),
        Opcode.Zero => ReductionKernels.Fill(call, 0),
        Opcode.Ones => ReductionKernels.Fill(call, 1),

        Opcode.HalfSquaredError => LossKernels.HalfSquaredError(call),
        Opcode.HalfSquaredErrorBackward => LossKernels.HalfSquaredErrorBackward(call),
        Opcode.MseLoss => LossKernels.MseLoss(call),
        Opcode.MseLossBackward => LossKernels.MseLossBackward(call),
        Opcode.AbsoluteError => LossKernels.AbsoluteError(call),
        Opcode.AbsoluteErrorBackward => LossKernels.AbsoluteErrorBackward(call),
        Opcode.BinaryCrossEntropy => LossKernels.BinaryCrossEntropy(call),
        Opcode.BinaryCrossEntropyBackward => LossKernels.BinaryCrossEntropyBackward(call),

        Opcode.WeightedSum => ScalarKernels.WeightedSum(call),
        Opcode.InRange => ScalarKernels.InRange(call),
        Opcode.Derivative => ScalarKernels.Derivative(call),

        Opcode.WeightDecay => UpdateKernels.WeightDecay(call),
        Opcode.MomentumBuffer => UpdateKernels.MomentumBuffer(call),
        Opcode.SgdStep => UpdateKernels.SgdStep(call),
        Opcode.CountStep => PointwiseKernels.Map<PlusOne>(call),
        Opcode.LinearDecay => UpdateKernels.LinearDecay(call),
        Opcode.AdamMoment1 => UpdateKernels.AdamMoment1(call),
        Opcode.AdamMoment2 => UpdateKernels.AdamMoment2(call),
        Opcode.AdamStep => UpdateKernels.AdamStep(call),

        _ => throw new ArgumentException($"unknown opcode {call.Instruction.Opcode}"),
    };
}
