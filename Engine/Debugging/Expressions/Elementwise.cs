using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Arithmetic element by element, with NumPy's broadcasting.</summary>
internal static class Elementwise
{
    /// <summary>Broadcasting can blow two small tensors up; a result of more elements than this (512 MB) is refused.</summary>
    private const long MaxElements = 1 << 26;

    public static Tensor Map(Tensor tensor, Func<double, double> f)
    {
        var result = new double[tensor.Length];
        for (int i = 0; i < result.Length; i++) result[i] = f(tensor[i]);
        return new(tensor.Shape, result);
    }

    /// <summary>Applies <paramref name="operation"/>; shapes are aligned at their last dimension, and extents of 1 stretch.</summary>
    /// <exception cref="ExpressionException">The shapes do not fit, or the result is too large.</exception>
    public static Tensor Combine(Tensor left, Tensor right, BinaryOperator operation, int column)
    {
        Func<double, double, double> f = operation.Apply;
        Shape shape = left.Shape.Equals(right.Shape) ? left.Shape : Broadcast(left.Shape, right.Shape, operation, column);
        var result = new double[shape.Length];
        if (left.Length == result.Length && right.Length == result.Length)
        {
            for (int i = 0; i < result.Length; i++) result[i] = f(left[i], right[i]);
            return new(shape, result);
        }

        int[] leftSteps = Steps(left.Shape, shape), rightSteps = Steps(right.Shape, shape), index = new int[shape.Rank];
        for (int i = 0, l = 0, r = 0; i < result.Length; i++)
        {
            result[i] = f(left[l], right[r]);
            // On to the next index, the last dimension running fastest.
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                l += leftSteps[axis];
                r += rightSteps[axis];
                if (++index[axis] < shape[axis]) break;
                index[axis] = 0;
                l -= leftSteps[axis] * shape[axis];
                r -= rightSteps[axis] * shape[axis];
            }
        }
        return new(shape, result);
    }

    private static Shape Broadcast(Shape left, Shape right, BinaryOperator operation, int column)
    {
        var dims = new int[Math.Max(left.Rank, right.Rank)];
        long length = 1;
        for (int back = 1; back <= dims.Length; back++)
        {
            int l = back <= left.Rank ? left[-back] : 1, r = back <= right.Rank ? right[-back] : 1;
            if (l != r && l != 1 && r != 1)
                throw new ExpressionException(t => t.ShapesDiffer(left, right, operation.Symbol, l, r), column);
            int size = l == 1 ? r : l;
            dims[^back] = size;
            length *= size;
            // Checked at every step, so that the product cannot overflow.
            if (length > MaxElements)
                throw new ExpressionException(t => t.TooManyElements(operation.Symbol, left, right, MaxElements), column);
        }
        return new Shape(dims);
    }

    /// <summary>How far to move in the elements of <paramref name="own"/> for one step along each dimension of <paramref name="result"/>;
    /// 0 where it stretches.</summary>
    private static int[] Steps(Shape own, Shape result)
    {
        var steps = new int[result.Rank];
        for (int back = 1; back <= own.Rank; back++) steps[^back] = own[-back] == 1 ? 0 : own.Stride(own.Rank - back);
        return steps;
    }
}
