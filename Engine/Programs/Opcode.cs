namespace Backstep.Engine.Programs;

/// <summary>
/// Everything an instruction can do: a closed set, so that every backend can be checked to cover all of it. What each reads, how its
/// output's shape follows, its formula, gradient and explanation stand in its row in Engine/Operations.
/// </summary>
public enum Opcode
{
    // Forward.
    Linear,
    Conv2d,
    MaxPool2d,
    Relu,
    Sigmoid,
    Tanh,
    Softmax,
    LogSoftmax,
    Reshape,
    Add,
    Sub,
    Mul,
    Div,
    Neg,
    Exp,
    Log,
    Square,
    Sum,
    Mean,
    WeightedSum,
    InRange,
    Embedding,
    MatMul,
    Transpose,
    Slice,
    Concat,
    Scale,
    Pow,
    CausalMask,
    Choice,

    // Losses.
    HalfSquaredError,
    MseLoss,
    AbsoluteError,
    CrossEntropy,
    BinaryCrossEntropy,

    // zero_grad.
    Zero,

    // Backward.
    Ones,
    Copy,
    AddN,
    Derivative,
    LinearBackwardInput,
    LinearBackwardWeight,
    LinearBackwardBias,
    Conv2dBackwardInput,
    Conv2dBackwardWeight,
    Conv2dBackwardBias,
    MaxPool2dBackward,
    ReluBackward,
    SigmoidBackward,
    TanhBackward,
    SoftmaxBackward,
    LogSoftmaxBackward,
    ReshapeBackward,
    AddBackward,
    SubBackward,
    MulBackward,
    DivBackward,
    NegBackward,
    ExpBackward,
    LogBackward,
    SquareBackward,
    PowBackward,
    SliceBackward,
    EmbeddingBackward,
    CausalMaskBackward,
    SumBackward,
    MeanBackward,
    HalfSquaredErrorBackward,
    MseLossBackward,
    AbsoluteErrorBackward,
    CrossEntropyBackward,
    BinaryCrossEntropyBackward,

    // Update.
    WeightDecay,
    MomentumBuffer,
    SgdStep,
    CountStep,
    LinearDecay,
    AdamMoment1,
    AdamMoment2,
    AdamStep,
}

public static class OpcodeNames
{
    /// <summary>The name used in output, as PyTorch spells it: <c>conv2d</c>, <c>max_pool2d</c>, <c>log_softmax</c>.</summary>
    public static string Name(this Opcode opcode) => opcode == Opcode.MatMul
        ? "matmul"
        : string.Concat(opcode.ToString()
            .Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
