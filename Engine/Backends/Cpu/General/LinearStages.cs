using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Planning;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Work on a matrix, divided among threads by rows or by columns, whichever gives the more even shares.</summary>
internal static class MatrixShare
{
    /// <summary>The rows and columns of <paramref name="worker"/>.</summary>
    public static (int M0, int M1, int N0, int N1) Of(Worker worker, int rows, int rowGrain, int columns, int columnGrain)
    {
        if (Waste(rows, rowGrain, worker.Count) < Waste(columns, columnGrain, worker.Count))
        {
            (int m0, int m1) = worker.Share(rows, rowGrain);
            return (m0, m1, 0, columns);
        }
        (int n0, int n1) = worker.Share(columns, columnGrain);
        return (0, rows, n0, n1);
    }

    /// <summary>How much longer the largest share is than an even one.</summary>
    private static double Waste(int total, int grain, int threads)
    {
        int blocks = (total + grain - 1) / grain, largest = (blocks + threads - 1) / threads;
        return (double)largest * threads * grain / Math.Max(total, 1);
    }
}

/// <summary>The input of a layer in panels, for a <see cref="LinearForward"/> that wants it so.</summary>
internal sealed unsafe class PackPanels(VectorKernels kernels, float* x, float* panels, int rows, int inputs) : Stage
{
    public float* Input => x;

    /// <summary>Whether each of so many threads packs whole panels, the same rows as <see cref="Worker.Share"/> gives it.</summary>
    public bool IsEven(int threads) => rows % (kernels.PanelRows * threads) == 0;

    public override void Run(Worker worker)
    {
        int height = kernels.PanelRows, count = rows / height;
        // A thread packs what it has just made, if that can be; else each a piece of every panel.
        (int p0, int p1) = IsEven(worker.Count) ? worker.Share(count) : (0, count);
        (int k0, int k1) = IsEven(worker.Count) ? (0, inputs) : worker.Share(inputs, 16);
        for (int p = p0; p < p1; p++)
        {
            nint at = (nint)p * height;
            kernels.PackPanel(x + at * inputs + k0, inputs, k1 - k0, panels + at * inputs + (nint)k0 * height);
        }
    }
}

/// <summary>y = relu?(x·weightᵀ + bias); the bias may be null.</summary>
internal sealed unsafe class LinearForward(
    VectorKernels kernels, float* x, float* weight, float* bias, float* y, int rows, int inputs, int outputs, bool relu) : Stage
{
    public override string Name => $"linear {inputs}→{outputs}{(relu ? " + relu" : "")}";

    private RowProduct _product = new()
    {
        A = x,
        LdA = inputs,
        B = weight,
        LdB = inputs,
        C = y,
        LdC = outputs,
        K = inputs,
        ColumnBias = bias,
        Relu = relu,
    };

    /// <summary>The result, how many rows it has and how many values a row.</summary>
    public float* Output => y;

    /// <inheritdoc cref="Output"/>
    public int Rows => rows;

    /// <inheritdoc cref="Output"/>
    public int Outputs => outputs;

    /// <summary>Whether it costs nothing that every core reads all weights: they fit into the first-level cache, or nearly.</summary>
    public bool IsSmall => Panels == null && (long)inputs * outputs <= 8192;

    /// <summary>The input in panels, if another stage makes them; see <see cref="RowProduct.Panels"/>.</summary>
    public float* Panels { get => _product.Panels; set => _product.Panels = value; }

    /// <summary>Where the result goes in panels as well; null for nowhere. Needs <see cref="Panels"/>.</summary>
    public float* ResultPanels { get => _product.ResultPanels; set => _product.ResultPanels = value; }

    /// <summary>Whether each thread computes whole rows, the same as in the stages that follow; see <see cref="Barriers"/>.</summary>
    public bool ByRows { get; set; }

    public override void Run(Worker worker)
    {
        if (ByRows)
        {
            (int first, int end) = worker.Share(rows);
            kernels.RowProduct(_product, first, end, 0, outputs);
            return;
        }
        if (Panels != null || kernels.PrefersPanels(rows, inputs, outputs / worker.Count))
        {
            (int first, int end) = worker.Share(outputs, kernels.OuterTileRows);
            kernels.PanelProduct(_product, 0, rows, first, end, worker);
            return;
        }
        // By columns each weight is read by one core alone; by rows the shares of a narrow layer are more even.
        (int m0, int m1, int n0, int n1) = MatrixShare.Of(worker, rows, 3, outputs, kernels.RowTileColumns);
        kernels.RowProduct(_product, m0, m1, n0, n1);
    }
}

/// <summary>gx = gy·weight, and, where the layer's input came out of a ReLU, the gradient before that ReLU.</summary>
internal sealed unsafe class LinearBackwardInput(
    VectorKernels kernels, float* gy, float* weight, float* gx, int rows, int inputs, int outputs, float* mask) : Stage
{
    public override string Name => $"linear {inputs}→{outputs} input gradient";

    private readonly OuterProduct _product = new()
    {
        A = gy,
        RowStep = outputs,
        SumStep = 1,
        B = weight,
        LdB = inputs,
        C = gx,
        LdC = inputs,
        K = outputs,
        End = mask == null ? TileEnd.Store : TileEnd.ReluGradient,
        Mask = mask,
    };

    /// <summary>The gradient of the layer's result, and how many rows it has.</summary>
    public float* OutputGradient => gy;

    /// <inheritdoc cref="OutputGradient"/>
    public int Rows => rows;

    /// <summary>Whether each thread computes whole rows, the same as in the stages before; see <see cref="Barriers"/>.</summary>
    public bool ByRows { get; set; }

    public override void Run(Worker worker)
    {
        if (ByRows)
        {
            (int first, int end) = worker.Share(rows);
            kernels.OuterProduct(_product, first, end, 0, inputs, worker);
            return;
        }
        (int m0, int m1, int j0, int j1) = MatrixShare.Of(worker, rows, kernels.OuterTileRows, inputs, 2 * kernels.Lanes);
        kernels.OuterProduct(_product, m0, m1, j0, j1, worker);
    }
}

/// <summary>gw = gyᵀ·x.</summary>
internal sealed unsafe class LinearBackwardWeight(
    VectorKernels kernels, float* gy, float* x, float* gw, int rows, int inputs, int outputs) : Stage
{
    public override string Name => $"linear {inputs}→{outputs} weight gradient";

    private readonly OuterProduct _product = new()
    { A = gy, RowStep = 1, SumStep = outputs, B = x, LdB = inputs, C = gw, LdC = inputs, K = rows };

    public override void Run(Worker worker)
    {
        (int m0, int m1, int j0, int j1) = MatrixShare.Of(worker, outputs, kernels.OuterTileRows, inputs, 2 * kernels.Lanes);
        kernels.OuterProduct(_product, m0, m1, j0, j1, worker);
    }
}

/// <summary>
/// weight = weight - lr·gyᵀ·x, tile by tile: the gradient of a weight is added to it straight from the registers. For large layers
/// this saves writing and reading as many values as there are weights.
/// </summary>
internal sealed unsafe class LinearSgdInPlace(
    VectorKernels kernels, float* gy, float* x, float* weight, float* lr, int rows, int inputs, int outputs) : Stage
{
    public override string Name => $"linear {inputs}→{outputs} weight gradient + sgd";

    public override void Run(Worker worker)
    {
        var product = new OuterProduct
        {
            A = gy,
            RowStep = 1,
            SumStep = outputs,
            B = x,
            LdB = inputs,
            C = weight,
            LdC = inputs,
            K = rows,
            End = TileEnd.AddScaled,
            Scale = -*lr,
        };
        (int m0, int m1, int j0, int j1) = MatrixShare.Of(worker, outputs, kernels.OuterTileRows, inputs, 2 * kernels.Lanes);
        kernels.OuterProduct(product, m0, m1, j0, j1, worker);
    }
}
