using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>The fully connected layer and its adjoints; leading dimensions count as rows.</summary>
internal static unsafe class LinearOps
{
    /// <summary>How finely the gradients of biases are shared among threads.</summary>
    public const int BiasGrain = 64;

    /// <summary><c>y = x·weightᵀ (+ bias)</c>.</summary>
    public static Action<Worker> Forward(OpContext op)
    {
        int inputs = op.Shape(1)[1], outputs = op.Shape(1)[0];
        return new LinearForward(op.Kernels, op.X(0), op.X(1), op.Count > 2 ? op.X(2) : null, op.Y, Rows(op.Length, outputs), inputs,
            outputs, relu: false).Run;
    }

    /// <summary><c>gy·weight</c>.</summary>
    public static Action<Worker> BackwardInput(OpContext op)
    {
        int inputs = op.Shape(1)[1], outputs = op.Shape(1)[0];
        return new LinearBackwardInput(op.Kernels, op.X(0), op.X(1), op.Y, Rows(op.Length, inputs), inputs, outputs, mask: null).Run;
    }

    /// <summary><c>gyᵀ·x</c>.</summary>
    public static Action<Worker> BackwardWeight(OpContext op)
    {
        int outputs = op.YShape[0], inputs = op.YShape[1];
        return new LinearBackwardWeight(op.Kernels, op.X(0), op.X(1), op.Y, Rows(op.Shape(0).Length, outputs), inputs, outputs).Run;
    }

    /// <summary>gy summed over all rows, from the first to the last.</summary>
    public static Action<Worker> BackwardBias(OpContext op)
    {
        float* gy = op.X(0), gb = op.Y;
        int outputs = op.Length, rows = Rows(op.Shape(0).Length, outputs);
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            (int start, int end) = worker.Share(outputs, BiasGrain);
            kernels.SumRows(gy, rows, outputs, start, end, gb + start);
        };
    }

    private static int Rows(int length, int columns) => columns == 0 ? 0 : length / columns;
}
