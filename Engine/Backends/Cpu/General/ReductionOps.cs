using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Sums over everything or along an axis, and constants of a shape, which are their adjoints.</summary>
internal static unsafe class ReductionOps
{
    /// <summary>The sum, or the mean, added up in double from the first to the last.</summary>
    public static Action<Worker> Sum(OpContext op, bool mean)
    {
        double factor = mean ? 1.0 / (op.Shape(0).Length / Math.Max(op.Length, 1)) : 1;
        float* x = op.X(0), y = op.Y;
        if (op.Instruction.Attributes is AxisAttributes { Axis: var axis })
        {
            int count = op.Shape(0)[axis], step = op.Shape(0).Stride(axis), lanes = op.Length;
            return worker =>
            {
                (int start, int end) = worker.Share(lanes);
                for (int lane = start; lane < end; lane++)
                {
                    float* from = x + (nint)(lane / step) * step * count + lane % step;
                    double sum = 0;
                    for (int k = 0; k < count; k++) sum += from[(nint)k * step];
                    y[lane] = (float)(sum * factor);
                }
            };
        }
        int length = op.Shape(0).Length;
        return worker =>
        {
            if (worker.Index != 0) return;
            double sum = 0;
            for (int i = 0; i < length; i++) sum += x[i];
            *y = (float)(sum * factor);
        };
    }

    /// <summary>gy, for a mean its part, in every element that went into the sum.</summary>
    public static Action<Worker> Spread(OpContext op, bool mean)
    {
        float* gy = op.X(0), y = op.Y;
        int length = op.Length;
        float factor = mean ? 1f / (length / Math.Max(op.Shape(0).Length, 1)) : 1;
        if (op.Instruction.Attributes is AxisAttributes { Axis: var axis })
        {
            int count = op.YShape[axis], step = op.YShape.Stride(axis), rows = length / Math.Max(step, 1);
            return worker =>
            {
                (int start, int end) = worker.Share(rows);
                for (int r = start; r < end; r++)
                    for (int i = 0; i < step; i++) y[(nint)r * step + i] = factor * gy[(nint)(r / count) * step + i];
            };
        }
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            new Span<float>(y + start, end - start).Fill(factor * *gy);
        };
    }

    /// <summary>The same value in every element.</summary>
    public static Action<Worker> Fill(OpContext op, float value)
    {
        float* y = op.Y;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            new Span<float>(y + start, end - start).Fill(value);
        };
    }
}
