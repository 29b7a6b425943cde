using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Instructions that move numbers and calculate next to nothing: transpose, slice, concat, embeddings, masks.</summary>
internal static class MoveBinding
{
    /// <summary>Two dimensions change places.</summary>
    public static Launch Transpose(OpContext op)
    {
        (int a, int b) = op.Attributes<TransposeAttributes>();
        return Move(op, op.X(0), Way(op.YShape, d => op.Shape(0).Stride(d == a ? b : d == b ? a : d)), op.Y, Along(op.YShape, op.YShape));
    }

    /// <summary>A part along an axis.</summary>
    public static Launch Slice(OpContext op)
    {
        (int axis, int start, _) = op.Attributes<SliceAttributes>();
        return Move(op, From(op.X(0), op.Shape(0), axis, start), Along(op.YShape, op.Shape(0)), op.Y, Along(op.YShape, op.YShape));
    }

    /// <summary>gy where the part was taken from, 0 elsewhere.</summary>
    public static IReadOnlyList<Launch> SliceBackward(OpContext op)
    {
        (int axis, int start, _) = op.Attributes<SliceAttributes>();
        Launch move = Put(op, 0, axis, start);
        return op.Accumulate ? [move] : [PointwiseBinding.Fill(op, 0), move];
    }

    /// <summary>All inputs side by side along an axis; a launch an input.</summary>
    public static IReadOnlyList<Launch> Concat(OpContext op)
    {
        int axis = op.Attributes<AxisAttributes>().Axis, start = 0;
        var launches = new List<Launch>();
        for (int k = 0; k < op.Count; start += op.Shape(k++)[axis])
            if (op.Shape(k).Length > 0) launches.Add(Put(op, k, axis, start));
        return launches;
    }

    /// <summary>What lies above the diagonal of each matrix becomes <paramref name="hidden"/>.</summary>
    public static Launch Mask(OpContext op, float hidden) =>
        op.Each(MoveKernels.Mask, new MaskArgs(op.X(0), op.YShape[-1], hidden, op.Y));

    /// <summary>The rows that the indices name.</summary>
    public static Launch Embedding(OpContext op) => op.Each(
        IndexKernels.Embedding, new EmbeddingArgs(op.X(0), op.X(1), op.Shape(0)[0], op.Shape(0)[1], op.Shape(1).Length, op.Y));

    /// <summary>gy added to the rows that the indices name.</summary>
    public static Launch EmbeddingBackward(OpContext op) => op.Each(
        IndexKernels.EmbeddingBackward, new EmbeddingArgs(op.X(0), op.X(1), op.YShape[0], op.YShape[1], op.Shape(1).Length, op.Y));

    /// <summary>Input <paramref name="k"/> into the output, <paramref name="start"/> along an axis.</summary>
    private static Launch Put(OpContext op, int k, int axis, int start) => Move(
        op, op.X(k), Along(op.Shape(k), op.Shape(k)), op.Y with { Y = From(op.Y.Y, op.YShape, axis, start) },
        Along(op.Shape(k), op.YShape), op.Shape(k).Length);

    private static Launch Move(OpContext op, ArrayView<float> x, Strided from, Output y, Strided to, int? count = null) =>
        op.Each(MoveKernels.Move, new MoveArgs(x, from, 1, count ?? op.Length, to, y), count);

    private static ArrayView<float> From(ArrayView<float> view, Shape shape, int axis, int start)
    {
        long first = Math.Min((long)start * shape.Stride(axis), view.Length);
        return view.SubView(first, view.Length - first);
    }

    /// <summary>The way through a part of some shape in a tensor of another.</summary>
    private static Strided Along(Shape part, Shape whole) => Way(part, whole.Stride);

    private static Strided Way(Shape shape, Func<int, int> stride) =>
        Strided.Of(Enumerable.Range(0, shape.Rank).Select(d => (shape[d], stride(d))));
}
