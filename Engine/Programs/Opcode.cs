namespace Backstep.Engine.Programs;

/// <summary>
/// Everything an instruction can do: a closed set, so that each backend, the shape rules, the adjoint rules and the
/// explanations can be checked to cover all of it. Each member names its inputs in order; <c>gy</c> is the gradient of
/// the loss with respect to the primal instruction's output, <c>y</c> that output itself.
/// </summary>
public enum Opcode
{
    // ---- forward ---------------------------------------------------------------------------------------------

    /// <summary>x (..., in), weight (out, in), bias (out) → (..., out): <c>y = x·weightᵀ + bias</c>.</summary>
    Linear,

    /// <summary>x (N, C, H, W), weight (O, C, kH, kW), bias (O) → (N, O, H', W'); <see cref="Conv2dAttributes"/>. A cross-correlation, as in PyTorch.</summary>
    Conv2d,

    /// <summary>x (N, C, H, W) → (N, C, H', W'); <see cref="MaxPool2dAttributes"/>. The first maximum of a window wins a tie.</summary>
    MaxPool2d,

    /// <summary>x → max(x, 0).</summary>
    Relu,

    /// <summary>x → 1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>x → tanh x.</summary>
    Tanh,

    /// <summary>x → e^x / Σ e^x along an axis; <see cref="AxisAttributes"/>.</summary>
    Softmax,

    /// <summary>x → x - ln Σ e^x along an axis; <see cref="AxisAttributes"/>.</summary>
    LogSoftmax,

    /// <summary>x → the same elements under the shape of the output (view, reshape, flatten).</summary>
    Reshape,

    /// <summary>a, b → a + b, broadcast as in NumPy.</summary>
    Add,

    /// <summary>a, b → a - b, broadcast.</summary>
    Sub,

    /// <summary>a, b → a · b elementwise, broadcast.</summary>
    Mul,

    /// <summary>a, b → a / b elementwise, broadcast.</summary>
    Div,

    /// <summary>x → -x.</summary>
    Neg,

    /// <summary>x → e^x.</summary>
    Exp,

    /// <summary>x → ln x.</summary>
    Log,

    /// <summary>x → x².</summary>
    Square,

    /// <summary>x → the sum of all elements, a scalar.</summary>
    Sum,

    /// <summary>x → the mean of all elements, a scalar.</summary>
    Mean,

    /// <summary>Scalars w1, x1, w2, x2, ..., b → <c>w1·x1 + w2·x2 + ... + b</c>: one neuron before its activation.</summary>
    WeightedSum,

    /// <summary>Scalar x → 1 if it lies strictly inside <see cref="RangeAttributes"/>, else 0. Has no gradient.</summary>
    InRange,

    // ---- losses: output, target → scalar -----------------------------------------------------------------------

    /// <summary>output, target → ½ Σ (target - output)².</summary>
    HalfSquaredError,

    /// <summary>output, target → the mean of (output - target)², as <c>nn.MSELoss()</c>.</summary>
    MseLoss,

    /// <summary>output, target → Σ |output - target|, as <c>nn.L1Loss(reduction="sum")</c>.</summary>
    AbsoluteError,

    /// <summary>logits (N, C), labels (N) → the mean of -log_softmax(logits)[n, label n], as <c>nn.CrossEntropyLoss()</c>.</summary>
    CrossEntropy,

    /// <summary>p, target → the mean of -(t ln p + (1 - t) ln(1 - p)), each logarithm at least -100, as <c>nn.BCELoss()</c>.</summary>
    BinaryCrossEntropy,

    // ---- zero_grad -----------------------------------------------------------------------------------------------

    /// <summary>No inputs → zeros of the output's shape.</summary>
    Zero,

    // ---- backward ------------------------------------------------------------------------------------------------

    /// <summary>No inputs → ones of the output's shape: ∂loss/∂loss.</summary>
    Ones,

    /// <summary>x → x: takes a given gradient as the start of the backward pass (<c>out.backward(gradient)</c>).</summary>
    Copy,

    /// <summary>a, b, ... (all of one shape) → their sum from left to right: the sum over the paths that meet in a value.</summary>
    AddN,

    /// <summary>
    /// The primal instruction's inputs, then y, all scalars → ∂y/∂input; <see cref="DerivativeAttributes"/> says of
    /// which opcode and which input. Scalar programs spell the chain rule out with it.
    /// </summary>
    Derivative,

    /// <summary>gy (..., out), weight (out, in) → (..., in): <c>gy·weight</c>.</summary>
    LinearBackwardInput,

    /// <summary>gy (..., out), x (..., in) → (out, in): <c>gyᵀ·x</c>, summed over all rows.</summary>
    LinearBackwardWeight,

    /// <summary>gy (..., out) → (out): summed over all rows.</summary>
    LinearBackwardBias,

    /// <summary>gy (N, O, H', W'), weight → the output's shape (N, C, H, W).</summary>
    Conv2dBackwardInput,

    /// <summary>gy (N, O, H', W'), x (N, C, H, W) → the output's shape (O, C, kH, kW).</summary>
    Conv2dBackwardWeight,

    /// <summary>gy (N, O, H', W') → (O): summed over images and positions.</summary>
    Conv2dBackwardBias,

    /// <summary>gy, x → the shape of x: each window's gradient goes to its first maximum.</summary>
    MaxPool2dBackward,

    /// <summary>gy, y → gy where y &gt; 0, else 0.</summary>
    ReluBackward,

    /// <summary>gy, y → gy·y·(1 - y).</summary>
    SigmoidBackward,

    /// <summary>gy, y → gy·(1 - y²).</summary>
    TanhBackward,

    /// <summary>gy, y → y·(gy - Σ gy·y) along the axis.</summary>
    SoftmaxBackward,

    /// <summary>gy, y → gy - e^y·Σ gy along the axis.</summary>
    LogSoftmaxBackward,

    /// <summary>gy → the same elements under the output's shape.</summary>
    ReshapeBackward,

    /// <summary>gy → gy summed down to the output's shape (undoing the broadcast).</summary>
    AddBackward,

    /// <summary>gy → gy, or -gy for the second input (<see cref="WrtAttributes"/>), summed down to the output's shape.</summary>
    SubBackward,

    /// <summary>gy, other → gy·other, summed down to the output's shape.</summary>
    MulBackward,

    /// <summary>gy, a, b → gy/b for the first input, -gy·a/b² for the second (<see cref="WrtAttributes"/>), summed down to the output's shape.</summary>
    DivBackward,

    /// <summary>gy → -gy.</summary>
    NegBackward,

    /// <summary>gy, y → gy·y.</summary>
    ExpBackward,

    /// <summary>gy, x → gy/x.</summary>
    LogBackward,

    /// <summary>gy, x → 2·gy·x.</summary>
    SquareBackward,

    /// <summary>gy (scalar) → gy in every element of the output's shape.</summary>
    SumBackward,

    /// <summary>gy (scalar) → gy/n in every element of the output's shape of n elements.</summary>
    MeanBackward,

    /// <summary>gy (scalar), output, target → gy·(output - target).</summary>
    HalfSquaredErrorBackward,

    /// <summary>gy (scalar), output, target → gy·2·(output - target)/n.</summary>
    MseLossBackward,

    /// <summary>gy (scalar), output, target → gy·sign(output - target), 0 where they are equal.</summary>
    AbsoluteErrorBackward,

    /// <summary>gy (scalar), logits (N, C), labels (N) → gy·(softmax(logits) - one_hot(labels))/N.</summary>
    CrossEntropyBackward,

    /// <summary>gy (scalar), p, target → gy·(p - t)/(max(p·(1 - p), 1e-12)·n), as PyTorch's.</summary>
    BinaryCrossEntropyBackward,

    // ---- update (formulas: torch.optim.SGD and torch.optim.Adam) ---------------------------------------------------

    /// <summary>grad, w → grad + λ·w; <see cref="OptimizerAttributes.WeightDecay"/>.</summary>
    WeightDecay,

    /// <summary>buffer, grad → μ·buffer + grad; <see cref="OptimizerAttributes.Momentum"/>.</summary>
    MomentumBuffer,

    /// <summary>w, direction, lr → w - lr·direction.</summary>
    SgdStep,

    /// <summary>t → t + 1: Adam's step counter.</summary>
    CountStep,

    /// <summary>m, grad → β1·m + (1 - β1)·grad; <see cref="OptimizerAttributes.Beta1"/>.</summary>
    AdamMoment1,

    /// <summary>v, grad → β2·v + (1 - β2)·grad²; <see cref="OptimizerAttributes.Beta2"/>.</summary>
    AdamMoment2,

    /// <summary>w, m, v, t, lr → w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    AdamStep,
}

/// <summary>Names of the opcodes.</summary>
public static class OpcodeNames
{
    /// <summary>The name used in output, as PyTorch spells it: <c>conv2d</c>, <c>max_pool2d</c>, <c>log_softmax</c>.</summary>
    public static string Name(this Opcode opcode) =>
        string.Concat(opcode.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
