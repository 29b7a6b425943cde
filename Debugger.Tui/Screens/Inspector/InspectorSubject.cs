using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>An element was clicked, by its row-major position.</summary>
internal sealed record ElementHit(int Offset) : HitTarget;

/// <summary>What the parts of the inspector are about.</summary>
/// <param name="View">The session.</param>
/// <param name="Inspection">What was asked for.</param>
/// <param name="Value">What is shown: the value itself, its gradient, or the kernel that made it.</param>
/// <param name="Tensor">Its content; not empty.</param>
/// <param name="Grid">How it is laid out.</param>
/// <param name="Cursor">The element that the cursor is on.</param>
/// <param name="AsTable">Whether numbers are wanted.</param>
/// <param name="Letters">The letters of a program that reads them; null for others.</param>
internal sealed record InspectorSubject(
    SessionView View, InspectionMsg Inspection, Value Value, Tensor Tensor, InspectorGrid Grid, int Cursor, bool AsTable,
    LetterNames? Letters = null)
{
    /// <summary>The name of the batch that the cursor's plane belongs to.</summary>
    public int Name => Letters?.NameOf(Value, Cursor) ?? 0;

    /// <summary>The letters of the cursor's row and column; empty where they have none.</summary>
    public string Where => Letters?.Where(Value, Cursor) ?? "";

    /// <summary>What all of its numbers are like.</summary>
    public TensorFacts Facts => Inspection.FactsOf(Tensor);

    /// <summary>The number that the cursor is on.</summary>
    public double Present => Tensor[Cursor];

    /// <summary>The element's index in brackets; empty for a single number.</summary>
    public string Index => Value.Shape.IsScalar ? "" : $"[{string.Join(",", Value.Shape.IndexOf(Cursor))}]";

    /// <summary>What the element was in the timeline that this what-if was made from; null if it is the same.</summary>
    public double? Before =>
        View.Before.GetValueOrDefault(Value.Slot) is { } before && before.Length == Tensor.Length && before[Cursor] != Present
        ? before[Cursor] : null;

    /// <summary>Whether the numbers are classes: their mean and size say nothing.</summary>
    public bool IsClasses => Value.Shape.Rank == 1 && View.Program.Target == Value;

    /// <summary>The images of the batch that its first dimension goes over; 1 where it goes over something else.</summary>
    public int Images => Letters is not null || InspectorGrid.IsLearned(Value) || Value.Shape.Rank < 2
        || !(Value.Shape.Rank >= 4 || View.LabelOf(0, Value.Shape[0]) is not null) ? 1 : Value.Shape[0];

    /// <summary>The image that the cursor is on.</summary>
    public int Image => Cursor / (Tensor.Length / Images);

    /// <summary>The convolution that made the element under the cursor; null if it is none, or numbers are wanted.</summary>
    public ConvolutionPlace? Convolution => Value == Inspection.Value && !AsTable ? ConvolutionPlace.At(Inspection, Cursor) : null;
}
