using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Sums over everything, and constants of a shape, which are their adjoints.</summary>
internal static unsafe class ReductionOps
{
    /// <summary>factor·Σ x, added up in double from the first to the last.</summary>
    public static Action<Worker> Sum(OpContext op, double factor)
    {
        float* x = op.X(0), y = op.Y;
        int length = op.Shape(0).Length;
        return worker =>
        {
            if (worker.Index != 0) return;
            double sum = 0;
            for (int i = 0; i < length; i++) sum += x[i];
            *y = (float)(sum * factor);
        };
    }

    /// <summary>factor·gy in every element.</summary>
    public static Action<Worker> Spread(OpContext op, float factor)
    {
        float* gy = op.X(0), y = op.Y;
        int length = op.Length;
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
