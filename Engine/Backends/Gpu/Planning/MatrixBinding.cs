using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Matrix products, with the tiles that suit the device and the shape.</summary>
internal static class MatrixBinding
{
    /// <summary>Fewer tiles than this leave a card's processors idle, so more threads share each.</summary>
    private const int FewTiles = 128;

    /// <summary>The largest group whose tile fits into the kernel's shared memory.</summary>
    private const int MostThreads = 256;

    private const int Slices = 4;

    /// <summary>y = x·weightᵀ, + bias where there is one.</summary>
    public static Launch Forward(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.Shape(1), op.Shape(0).Length);
        var shape = new MatrixShape(rows, outputs, inputs, inputs, 1, 1, inputs);
        return op.Count < 3 ? Product(op, shape, op.X(0), Plain(op))
            : Product(op, shape, op.X(2), op.Accumulate ? MatrixEpilogue.AccumulateBias : MatrixEpilogue.Bias);
    }

    /// <summary>op(a)·op(b), matrix by matrix.</summary>
    public static Launch MatMul(OpContext op)
    {
        (bool turnA, bool turnB) = op.Instruction.Attributes as MatMulAttributes ?? new MatMulAttributes();
        int m = op.YShape[-2], n = op.YShape[-1], k = op.Shape(0)[turnA ? -2 : -1];
        var shape = new MatrixShape(m, n, k, turnA ? 1 : k, turnA ? m : 1, turnB ? 1 : n, turnB ? k : 1);
        return Multiply(
            op.Host, op.Name, new MatrixArgs(
                op.X(0), op.X(1), op.Y.Y, shape, op.X(0), Plain(op), Count: op.Length / Math.Max(1, m * n), StepA: m * k, StepB: k * n));
    }

    /// <summary>gy·weight.</summary>
    public static Launch BackwardInput(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.Shape(1), op.Length);
        return Product(op, new MatrixShape(rows, inputs, outputs, outputs, 1, inputs, 1), op.X(0), Plain(op));
    }

    /// <summary>gyᵀ·x.</summary>
    public static Launch BackwardWeight(OpContext op)
    {
        (int rows, int inputs, int outputs) = Extents(op.YShape, op.Shape(1).Length);
        return Product(op, new MatrixShape(outputs, inputs, rows, 1, outputs, inputs, 1), op.X(0), Plain(op));
    }

    /// <summary>gy summed over all rows.</summary>
    public static Launch BackwardBias(OpContext op) =>
        op.Groups(MatrixKernels.ColumnSums, new ColumnSumsArgs(op.X(0), op.Shape(0).Length / Math.Max(1, op.Length), op.Y));

    /// <summary>C = A·B, as suits the device.</summary>
    public static Launch Multiply(DeviceHost host, string name, MatrixArgs product) => host.IsProcessor
        ? MultiplyDirectly(host, name, product)
        : MultiplyTiled(host, name, product with { Tiling = Tiling(product.Shape, Math.Min(host.GroupSize, MostThreads), product.Count) });

    /// <summary>By <see cref="MatrixKernels.Direct"/>.</summary>
    public static Launch MultiplyDirectly(DeviceHost host, string name, MatrixArgs product) =>
        Launch.Of(
            host, name, MatrixKernels.Direct,
            host.Each(
                (product.Shape.M + Eight.Count - 1) / Eight.Count * ((product.Shape.N + Eight.Count - 1) / Eight.Count) * product.Count),
            product);

    /// <summary>By <see cref="MatrixKernels.Tiled"/>.</summary>
    public static Launch MultiplyTiled(DeviceHost host, string name, MatrixArgs product)
    {
        MatrixTiling t = product.Tiling;
        int groups = Math.Max(1, Tiles(product.Shape, t) * product.Count);
        return Launch.Of(host, name, MatrixKernels.Tiled, new KernelConfig(groups, t.Slices * t.Down * t.Across), product);
    }

    /// <summary>How a group of <paramref name="threads"/>, a power of two, shares a tile:
    /// as large a tile as possible, unless there would be too few of them.</summary>
    public static MatrixTiling Tiling(MatrixShape shape, int threads, int count = 1)
    {
        MatrixTiling whole = Square(threads, 1);
        if (threads < 4 * Slices || shape.K <= MatrixKernels.Depth || Tiles(shape, whole) * count >= FewTiles) return whole;
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

    private static Launch Product(OpContext op, MatrixShape shape, ArrayView<float> extra, MatrixEpilogue epilogue) =>
        Multiply(op.Host, op.Name, new MatrixArgs(op.X(0), op.X(1), op.Y.Y, shape, extra, epilogue));

    /// <summary>What comes of a product without a bias.</summary>
    private static MatrixEpilogue Plain(OpContext op) => op.Accumulate ? MatrixEpilogue.Accumulate : MatrixEpilogue.None;

    private static (int Rows, int Inputs, int Outputs) Extents(Tensors.Shape weight, int length) =>
        (length / Math.Max(1, weight[1]), weight[1], weight[0]);
}
