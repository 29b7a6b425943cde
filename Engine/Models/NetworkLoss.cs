using System.Collections.Immutable;
using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models;

/// <summary>A loss that a network can be trained with: what it is called, how Python writes it, what it writes into a program.</summary>
/// <param name="Name">PyTorch's name of it.</param>
/// <param name="Python">A line's right-hand side, over <c>preds</c> and the target's name.</param>
/// <param name="Opcode">The instruction.</param>
public sealed record NetworkLoss(string Name, string Python, Opcode Opcode)
{
    public static NetworkLoss CrossEntropy { get; } =
        new("CrossEntropyLoss", "nn.CrossEntropyLoss()(preds, labels)", Opcode.CrossEntropy);

    public static NetworkLoss MeanSquaredError { get; } = new("MSELoss", "nn.MSELoss()(preds, target)", Opcode.MseLoss);

    /// <summary>½ Σ (target − output)², which worked examples use, because its derivative has no factor.</summary>
    public static NetworkLoss HalfSquaredError { get; } =
        new("HalfSquaredError", "1/2 * ((target - preds)**2).sum()", Opcode.HalfSquaredError);

    /// <summary>The mean of −(t·ln p + (1 − t)·ln(1 − p)).</summary>
    public static NetworkLoss BinaryCrossEntropy { get; } = new("BCELoss", "nn.BCELoss()(preds, target)", Opcode.BinaryCrossEntropy);

    /// <summary>The same of the sigmoid of the output.</summary>
    public static NetworkLoss BinaryCrossEntropyWithLogits { get; } =
        new("BCEWithLogitsLoss", "nn.BCEWithLogitsLoss()(preds, target)", Opcode.BinaryCrossEntropy) { TakesLogits = true };

    /// <summary>The sum of |output − target|.</summary>
    public static NetworkLoss AbsoluteError { get; } =
        new("L1Loss", "nn.L1Loss(reduction='sum')(preds, target)", Opcode.AbsoluteError) { IsSum = true };

    public static ImmutableArray<NetworkLoss> All { get; } =
        [CrossEntropy, MeanSquaredError, HalfSquaredError, BinaryCrossEntropy, BinaryCrossEntropyWithLogits, AbsoluteError];

    /// <summary>Whether the target is a class a sample; else it has the output's shape.</summary>
    public bool TakesLabels => Opcode == Opcode.CrossEntropy;

    /// <summary>Whether the output goes through a sigmoid first.</summary>
    public bool TakesLogits { get; private init; }

    /// <summary>Whether it is a sum over all elements, for PyTorch's <c>reduction='sum'</c>; else a mean.</summary>
    public bool IsSum { get; private init; }

    /// <summary>Writes the loss, <c>loss</c>, and what leads to it.</summary>
    /// <exception cref="ShapeException">Output and target do not fit.</exception>
    internal Value Write(ProgramBuilder builder, Value output, Value target)
    {
        if (TakesLogits) output = builder.Op(Opcode.Sigmoid, "p", [output]);
        return builder.Op(Opcode, "loss", [output, target]);
    }
}
