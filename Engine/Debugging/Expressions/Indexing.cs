using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Indices and slices as in Python: negative ones count from the end, slices are clamped,
/// dimensions left over stay whole.</summary>
internal static class Indexing
{
    /// <summary>The part of <paramref name="tensor"/> that <paramref name="subscripts"/> select; a copy.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="subscripts">At most one a dimension, outermost first.</param>
    /// <param name="what">What the tensor is called in messages.</param>
    /// <exception cref="ExpressionException">There are too many subscripts, or an index lies outside.</exception>
    public static Tensor Select(Tensor tensor, ImmutableArray<Subscript> subscripts, Func<ExpressionTexts, string> what)
    {
        Shape shape = tensor.Shape;
        if (subscripts.Length > shape.Rank) throw TooMany(what, shape, subscripts.Length, subscripts[shape.Rank].Column);

        int start = 0;
        var sizes = new List<int>();
        var strides = new List<int>();
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int size = shape[axis], stride = shape.Stride(axis);
            if (axis >= subscripts.Length)
            {
                sizes.Add(size);
                strides.Add(stride);
            }
            else if (subscripts[axis] is { IsSlice: true } slice)
            {
                int from = Clamped(slice.Start ?? 0, size), to = Clamped(slice.Stop ?? size, size);
                start += from * stride;
                sizes.Add(Math.Max(0, to - from));
                strides.Add(stride);
            }
            else start += Normalized(subscripts[axis].Start!.Value, shape, axis, what, subscripts[axis].Column) * stride;
        }

        var part = new Shape(sizes.ToArray());
        var result = new double[part.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int offset = start, rest = i;
            for (int axis = part.Rank - 1; axis >= 0; axis--)
            {
                offset += rest % part[axis] * strides[axis];
                rest /= part[axis];
            }
            result[i] = tensor[offset];
        }
        return new(part, result);
    }

    /// <summary>An index made non-negative.</summary>
    /// <exception cref="ExpressionException">It lies outside dimension <paramref name="axis"/>.</exception>
    public static int Normalized(int index, Shape shape, int axis, Func<ExpressionTexts, string> what, int column)
    {
        int size = shape[axis];
        // Compared before adding: the most negative int would overflow.
        if (index >= size || index < -size)
            throw new ExpressionException(t => t.Outside(index, axis, size, what(t), shape), column);
        return index < 0 ? index + size : index;
    }

    public static ExpressionException TooMany(Func<ExpressionTexts, string> what, Shape shape, int given, int column) =>
        new(t => t.TooManyIndices(given, shape.Rank, what(t), shape), column);

    private static int Clamped(int index, int size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
}
