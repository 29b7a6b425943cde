using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Matrix products, with the tiles that suit the device and the shape.</summary>
internal static class MatrixBinding
{
    /// <summary>Fewer tiles than this leave a card's processors idle, so more threads share each.</summary>
    private const int FewTiles = 128;

    /// <summary>The largest group whose tile fits into the kernel's shared memory.</summary>
    private const int MostThreads = 256;

    private const int Slices = 4;

    /// <summary>y = x·weightᵀ + bias.</summary>
    public static Launch Forward(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.Shape(1), op.Shape(0).Length);
        var shape = new MatrixShape(rows, outputs, inputs, inputs, 1, 1, inputs);
        return Product(op, 0, 1, shape, op.X(2), op.Accumulate != 0 ? MatrixEpilogue.AccumulateBias : MatrixEpilogue.Bias);
    }

    /// <summary>gy·weight.</summary>
    public static Launch BackwardInput(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.Shape(1), op.Length);
        return Product(op, 0, 1, new MatrixShape(rows, inputs, outputs, outputs, 1, inputs, 1), op.Y, op.Accumulate);
    }

    /// <summary>gyᵀ·x.</summary>
    public static Launch BackwardWeight(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.YShape, op.Shape(1).Length);
        return Product(op, 0, 1, new MatrixShape(outputs, inputs, rows, 1, outputs, inputs, 1), op.Y, op.Accumulate);
    }

    /// <summary>gy summed over all rows.</summary>
    public static Launch BackwardBias(OpContext op)
    {
        var kernel = op.Host.Load("column sums", a => a.LoadKernel<ArrayView<float>, int, int, ArrayView<float>, int>(MatrixKernels.ColumnSums));
        int columns = op.Length, rows = op.Shape(0).Length / Math.Max(1, columns), accumulate = op.Accumulate;
        (ArrayView<float> gy, ArrayView<float> y, KernelConfig config) = (op.X(0), op.Y, op.Host.Groups(columns));
        return op.Launch((stream, _) => kernel(stream, config, gy, rows, columns, y, accumulate));
    }

    /// <summary>Enqueues C = A·B.</summary>
    /// <param name="host">Where.</param>
    /// <param name="a">A, M × K.</param>
    /// <param name="b">B, K × N.</param>
    /// <param name="c">C, M × N, row-major.</param>
    /// <param name="shape">Extents, and how A and B lie.</param>
    /// <param name="extra">What the epilogue reads; any view for those that read nothing.</param>
    /// <param name="epilogue">One of <see cref="MatrixEpilogue"/>.</param>
    public static Action<AcceleratorStream, StepArguments> Multiply(DeviceHost host, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatrixShape shape, ArrayView<float> extra, int epilogue)
    {
        if (host.IsProcessor) return MultiplyDirectly(host, a, b, c, shape, extra, epilogue);
        return MultiplyTiled(host, a, b, c, shape, Tiling(shape, Math.Min(host.GroupSize, MostThreads)), extra, epilogue);
    }

    /// <summary>By <see cref="MatrixKernels.Direct"/>.</summary>
    public static Action<AcceleratorStream, StepArguments> MultiplyDirectly(DeviceHost host, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatrixShape shape, ArrayView<float> extra, int epilogue)
    {
        var kernel = host.Load("matrix product, direct", d => d.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, MatrixShape, ArrayView<float>, int>(MatrixKernels.Direct));
        KernelConfig config = host.Each((shape.M + Eight.Count - 1) / Eight.Count * ((shape.N + Eight.Count - 1) / Eight.Count));
        return (stream, _) => kernel(stream, config, a, b, c, shape, extra, epilogue);
    }

    /// <summary>By <see cref="MatrixKernels.Tiled"/>.</summary>
    public static Action<AcceleratorStream, StepArguments> MultiplyTiled(
        DeviceHost host, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, MatrixShape shape, MatrixTiling tiling, ArrayView<float> extra, int epilogue)
    {
        var kernel = host.Load("matrix product, tiled", d => d.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, MatrixShape, MatrixTiling, ArrayView<float>, int>(MatrixKernels.Tiled));
        var config = new KernelConfig(Math.Max(1, Tiles(shape, tiling)), tiling.Slices * tiling.Down * tiling.Across);
        return (stream, _) => kernel(stream, config, a, b, c, shape, tiling, extra, epilogue);
    }

    /// <summary>How a group of <paramref name="threads"/>, a power of two, shares a tile: as large a tile as possible, unless there would be too few of them.</summary>
    public static MatrixTiling Tiling(MatrixShape shape, int threads)
    {
        MatrixTiling whole = Square(threads, 1);
        if (threads < 4 * Slices || shape.K <= MatrixKernels.Depth || Tiles(shape, whole) >= FewTiles) return whole;
        return Square(threads / Slices, Slices);
    }

    private static MatrixTiling Square(int threads, int slices)
    {
        int across = 1;
        while (across * across < threads) across *= 2;
        return new MatrixTiling(across, threads / across, slices);
    }

    private static int Tiles(MatrixShape shape, MatrixTiling t)
    {
        int rows = MatrixKernels.Block * t.Down, columns = MatrixKernels.Block * t.Across;
        return (shape.M + rows - 1) / rows * ((shape.N + columns - 1) / columns);
    }

    private static Launch Product(OpContext op, int a, int b, MatrixShape shape, ArrayView<float> extra, int epilogue) =>
        op.Launch(Multiply(op.Host, op.X(a), op.X(b), op.Y, shape, extra, epilogue));

    private static (int Rows, int Inputs, int Outputs) Extents(Tensors.Shape weight, int length) => (length / Math.Max(1, weight[1]), weight[1], weight[0]);
}
