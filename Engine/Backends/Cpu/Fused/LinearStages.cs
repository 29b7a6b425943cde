namespace Backstep.Engine.Backends.Cpu;

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

/// <summary>y = relu?(x·weightᵀ + bias).</summary>
internal sealed unsafe class LinearForward(
    Kernels kernels, float* x, float* weight, float* bias, float* y, int rows, int inputs, int outputs, bool relu) : Stage
{
    /// <inheritdoc/>
    public override string Name => $"linear {inputs}→{outputs}{(relu ? " + relu" : "")}";

    private readonly RowProduct _product = new() { A = x, LdA = inputs, B = weight, LdB = inputs, C = y, LdC = outputs, K = inputs, ColumnBias = bias, Relu = relu };

    /// <inheritdoc/>
    public override void Run(Worker worker)
    {
        if (kernels.PrefersPanels(rows, inputs, outputs / worker.Count))
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
    Kernels kernels, float* gy, float* weight, float* gx, int rows, int inputs, int outputs, float* mask) : Stage
{
    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public override void Run(Worker worker)
    {
        (int m0, int m1, int j0, int j1) = MatrixShare.Of(worker, rows, kernels.OuterTileRows, inputs, 2 * kernels.Lanes);
        kernels.OuterProduct(_product, m0, m1, j0, j1, worker);
    }
}

/// <summary>gw = gyᵀ·x.</summary>
internal sealed unsafe class LinearBackwardWeight(
    Kernels kernels, float* gy, float* x, float* gw, int rows, int inputs, int outputs) : Stage
{
    /// <inheritdoc/>
    public override string Name => $"linear {inputs}→{outputs} weight gradient";

    private readonly OuterProduct _product = new() { A = gy, RowStep = 1, SumStep = outputs, B = x, LdB = inputs, C = gw, LdC = inputs, K = rows };

    /// <inheritdoc/>
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
    Kernels kernels, float* gy, float* x, float* weight, float* lr, int rows, int inputs, int outputs) : Stage
{
    /// <inheritdoc/>
    public override string Name => $"linear {inputs}→{outputs} weight gradient + sgd";

    /// <inheritdoc/>
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
