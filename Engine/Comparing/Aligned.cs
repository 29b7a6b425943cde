using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>When in an iteration of ours a recorded number stands.</summary>
public enum AlignedMoment
{
    /// <summary>Before the first instruction.</summary>
    Start,

    /// <summary>Before the first instruction of the update, where the recorder looks at gradients.</summary>
    BeforeUpdate,

    End,
}

/// <summary>A recorded name and the value of the program that it stands for.</summary>
/// <param name="Value">The value's name, which it has in programs with a bug, too.</param>
/// <param name="Transposed">Whether rows and columns are exchanged in the recording.</param>
public sealed record Aligned(RecordedKind Kind, string Name, string Value, AlignedMoment When, bool Transposed)
{
    /// <summary>Whether a recorded shape can be that of the value.</summary>
    public bool Fits(Shape recorded, Shape shape) => Transposed ? recorded.IsTransposeOf(shape) : recorded.Fits(shape) > 0;

    /// <summary>A recorded tensor as the program has it: transposed back where it was, and in the value's shape.</summary>
    public Tensor Ours(Tensor recorded, Shape shape)
    {
        Tensor tensor = Transposed ? recorded.Transposed() : recorded;
        return tensor.Shape.Equals(shape) ? tensor : tensor.Reshape(shape);
    }
}

/// <summary>What of a recording goes with what of a program.</summary>
/// <param name="Pairs">A recorded name of each kind at most once.</param>
/// <param name="LeftOver">What was recorded and has no counterpart.</param>
/// <param name="OwnStart">Parameters that were not recorded, so that the program's own first contents stand for them.</param>
public sealed record RunAlignment(
    ImmutableArray<Aligned> Pairs, ImmutableArray<RecordedValue> LeftOver, ImmutableArray<string> OwnStart)
{
    public Aligned? Find(RecordedKind kind, string name) => Pairs.FirstOrDefault(p => p.Kind == kind && p.Name == name);
}

internal static class Layouts
{
    /// <summary>Rows and columns exchanged.</summary>
    public static Tensor Transposed(this Tensor tensor)
    {
        int rows = tensor.Shape[0], columns = tensor.Shape[1];
        var data = new double[tensor.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) data[c * rows + r] = tensor[r * columns + c];
        return new(new Shape(columns, rows), data);
    }

    public static bool IsTransposeOf(this Shape a, Shape b) => a.Rank == 2 && b.Rank == 2 && a[0] == b[1] && a[1] == b[0];

    /// <summary>How a recorded shape goes with a value's: 2 the same, 1 with dimensions put together or apart, 0 not at all.</summary>
    public static int Fits(this Shape recorded, Shape value) =>
        recorded.Equals(value) ? 2
        : recorded.Length == value.Length
            && (recorded.Length <= 1 || recorded.Rank > 0 && value.Rank > 0 && (recorded[0] == value[0] || Squeezed(recorded, value))) ? 1
        : 0;

    private static bool Squeezed(Shape a, Shape b) => a.Dims.Where(d => d != 1).SequenceEqual(b.Dims.Where(d => d != 1));
}
