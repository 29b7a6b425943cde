namespace Backstep.Engine.Programs;

/// <summary>What an opcode needs to know beyond its inputs. Records: equal contents are equal attributes.</summary>
public abstract record OpAttributes
{
    /// <summary>The number behind a symbol of the opcode's formula, such as β1.</summary>
    /// <exception cref="ArgumentException">There is no such number here.</exception>
    public virtual double Constant(string symbol) => throw new ArgumentException($"{GetType().Name} has no {symbol}", nameof(symbol));
}

/// <summary>Of <see cref="Opcode.Conv2d"/> and its adjoints. The kernel's size is the weight's.</summary>
/// <param name="Stride">Step of the window, in pixels, 1 or more.</param>
/// <param name="Padding">Zeros around the image, in pixels, 0 or more.</param>
public sealed record Conv2dAttributes(int Stride = 1, int Padding = 0) : OpAttributes;

/// <summary>Of <see cref="Opcode.MaxPool2d"/> and its adjoint.</summary>
/// <param name="Kernel">Side of the square window, in pixels.</param>
/// <param name="Stride">Step of the window, in pixels.</param>
public sealed record MaxPool2dAttributes(int Kernel, int Stride) : OpAttributes;

/// <summary>
/// Of what works along one dimension: softmax, log_softmax, concat, and a sum or mean that keeps the others; of adjoints too.
/// </summary>
/// <param name="Axis">The dimension; 0 or more.</param>
public sealed record AxisAttributes(int Axis) : OpAttributes;

/// <summary>Of <see cref="Opcode.MatMul"/>: whether the last two dimensions of an operand change places first.</summary>
public sealed record MatMulAttributes(bool TransposeA = false, bool TransposeB = false) : OpAttributes;

/// <summary>Of <see cref="Opcode.Transpose"/>: the two dimensions that change places; 0 or more.</summary>
public sealed record TransposeAttributes(int Dim0, int Dim1) : OpAttributes;

/// <summary>Of <see cref="Opcode.Slice"/> and its adjoint, as torch.narrow has it.</summary>
/// <param name="Axis">The dimension that is cut; 0 or more.</param>
/// <param name="Start">The first index that is taken.</param>
/// <param name="Length">How many are.</param>
public sealed record SliceAttributes(int Axis, int Start, int Length) : OpAttributes;

/// <summary>Of <see cref="Opcode.Scale"/>: the number that every element is multiplied by.</summary>
public sealed record ScaleAttributes(double Factor) : OpAttributes;

/// <summary>Of <see cref="Opcode.Pow"/> and its adjoint.</summary>
public sealed record PowAttributes(double Exponent) : OpAttributes;

/// <summary>Of <see cref="Opcode.InRange"/>: an open interval.</summary>
public sealed record RangeAttributes(double Low, double High) : OpAttributes
{
    /// <summary>Whether a number lies strictly inside.</summary>
    public bool Contains(double x) => x > Low && x < High;
}

/// <summary>Of adjoints that differ by the input they are for.</summary>
/// <param name="Input">The position of that input in the primal instruction.</param>
public sealed record WrtAttributes(int Input) : OpAttributes;

/// <summary>Of <see cref="Opcode.Derivative"/>.</summary>
/// <param name="Of">The opcode that is differentiated.</param>
/// <param name="Input">The position of the input with respect to which.</param>
public sealed record DerivativeAttributes(Opcode Of, int Input) : OpAttributes;

/// <summary>Of <see cref="Opcode.LinearDecay"/>: after so many steps the learning rate is 0, and stays there.</summary>
public sealed record LinearDecayAttributes(int Steps) : OpAttributes
{
    public override double Constant(string symbol) => symbol == "n" ? Steps : base.Constant(symbol);
}

/// <summary>Of the update's opcodes; names and defaults as in torch.optim.</summary>
/// <param name="Momentum">μ of SGD.</param>
/// <param name="WeightDecay">λ, the factor of the L2 penalty.</param>
/// <param name="Beta1">Adam's decay of the first moment.</param>
/// <param name="Beta2">Adam's decay of the second moment.</param>
/// <param name="Epsilon">Adam's ε.</param>
public sealed record OptimizerAttributes(
    double Momentum = 0, double WeightDecay = 0, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : OpAttributes
{
    public override double Constant(string symbol) => symbol switch
    {
        "μ" => Momentum,
        "λ" => WeightDecay,
        "β1" => Beta1,
        "β2" => Beta2,
        "ε" => Epsilon,
        _ => base.Constant(symbol),
    };
}
