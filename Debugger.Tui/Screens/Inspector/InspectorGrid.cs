using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>
/// How the inspector lays out a tensor: planes (images, feature maps, kernels) of rows and columns. Vectors wrap, so that
/// long ones fill the screen.
/// </summary>
/// <param name="Planes">Matrices in the tensor.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
/// <param name="Group">How many planes are shown beside one another: the feature maps of one image, all kernels.</param>
/// <param name="PerOutput">For kernels: planes of one output channel; otherwise 1.</param>
/// <param name="IsPicture">Whether planes are drawn as pictures.</param>
internal readonly record struct InspectorGrid(int Planes, int Rows, int Columns, int Group, int PerOutput, bool IsPicture)
{
    /// <summary>How many elements a row of a vector may have: what makes indices easy to count.</summary>
    private static ReadOnlySpan<int> VectorColumns => [10, 5, 4, 2, 1];

    /// <summary>The layout of a value where there is room for so many numbers beside one another.</summary>
    /// <param name="value">The value.</param>
    /// <param name="room">How many fit.</param>
    /// <param name="isText">Whether the program reads letters: its planes are no pictures but tables, of a head or of a name each.</param>
    public static InspectorGrid Of(Value value, int room, bool isText = false)
    {
        Shape shape = value.Shape;
        if (isText && shape.Rank >= 3) return new(shape.Length / (shape[-1] * shape[-2]), shape[-2], shape[-1], 1, 1, false);
        if (shape.Rank >= 3 && shape[-1] * shape[-2] > 1)
        {
            int planes = shape.Length / (shape[-1] * shape[-2]), maps = shape[-3];
            return IsLearned(value)
                ? new(planes, shape[-2], shape[-1], planes, maps, true)
                : new(planes, shape[-2], shape[-1], shape.Rank == 3 || maps == 1 ? planes : maps, 1, true);
        }
        if (shape.Rank == 2) return new(1, shape[0], shape[1], 1, 1, false);
        int length = Math.Max(shape.Length, 1);
        int columns = 1;
        foreach (int some in VectorColumns)
            if (some <= room && some > columns) columns = some;
        return new(1, (length + columns - 1) / columns, Math.Min(length, columns), 1, 1, false);
    }

    /// <summary>Plane, row and column of an element.</summary>
    public (int Plane, int Row, int Column) At(int offset)
    {
        int plane = Math.Max(Rows * Columns, 1), columns = Math.Max(Columns, 1);
        return (offset / plane, offset % plane / columns, offset % columns);
    }

    /// <summary>The position of an element.</summary>
    public int Offset(int plane, int row, int column) => (plane * Rows + row) * Columns + column;

    /// <summary>A parameter, its gradient, or what the optimizer remembers of it.</summary>
    public static bool IsLearned(Value value) =>
        value.Kind is ValueKind.Parameter or ValueKind.OptimizerState
            || (value.Kind is ValueKind.Gradient && value.GradientOf?.Kind is ValueKind.Parameter);
}
