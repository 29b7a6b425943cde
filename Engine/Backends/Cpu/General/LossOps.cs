using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Losses of an output and a target of one shape, summed in double, and their gradients with respect to the output.</summary>
internal static unsafe class LossOps
{
    /// <summary>PyTorch's lower bound on the logarithms of the binary cross-entropy.</summary>
    private const double SmallestLog = -100;

    /// <summary>PyTorch's lower bound on p·(1 - p).</summary>
    private const double SmallestVariance = 1e-12;

    /// <summary>factor·Σ (output - target)².</summary>
    public static Action<Worker> SquaredError(OpContext op, double factor)
    {
        float* output = op.X(0), target = op.X(1);
        return Total(op, factor, i =>
        {
            double difference = (double)output[i] - target[i];
            return difference * difference;
        });
    }

    /// <summary>Σ |output - target|.</summary>
    public static Action<Worker> AbsoluteError(OpContext op)
    {
        float* output = op.X(0), target = op.X(1);
        return Total(op, 1, i => Math.Abs((double)output[i] - target[i]));
    }

    /// <summary>The mean of -(t ln p + (1 - t) ln(1 - p)).</summary>
    public static Action<Worker> BinaryCrossEntropy(OpContext op)
    {
        float* p = op.X(0), target = op.X(1);
        return Total(op, -1.0 / op.Shape(0).Length, i =>
            target[i] * Math.Max(Math.Log(p[i]), SmallestLog) + (1.0 - target[i]) * Math.Max(Math.Log(1.0 - p[i]), SmallestLog));
    }

    /// <summary>gy·factor·(output - target).</summary>
    public static Action<Worker> SquaredErrorBackward(OpContext op, float factor)
    {
        float* output = op.X(1), target = op.X(2);
        return Each(op, (gy, i) => gy * factor * (output[i] - target[i]));
    }

    /// <summary>gy·sign(output - target).</summary>
    public static Action<Worker> AbsoluteErrorBackward(OpContext op)
    {
        float* output = op.X(1), target = op.X(2);
        return Each(op, (gy, i) => gy * Sign(output[i] - target[i]));
    }

    /// <summary>gy·(p - t)/(max(p·(1 - p), 1e-12)·n).</summary>
    public static Action<Worker> BinaryCrossEntropyBackward(OpContext op)
    {
        float* p = op.X(1), target = op.X(2);
        int n = op.Length;
        return Each(op, (gy, i) => (float)(gy * BinaryCrossEntropySlope(p[i], target[i]) / n));
    }

    /// <summary>(p - t)/max(p·(1 - p), 1e-12): the derivative for one element.</summary>
    public static double BinaryCrossEntropySlope(double p, double target) => (p - target) / Math.Max(p * (1 - p), SmallestVariance);

    /// <summary>1, 0 or -1; NaN for NaN (where MathF.Sign throws).</summary>
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    private static Action<Worker> Total(OpContext op, double factor, Func<int, double> term)
    {
        float* y = op.Y;
        int length = op.Shape(0).Length;
        return worker =>
        {
            if (worker.Index != 0) return;
            double sum = 0;
            for (int i = 0; i < length; i++) sum += term(i);
            *y = (float)(sum * factor);
        };
    }

    private static Action<Worker> Each(OpContext op, Func<float, int, float> slope)
    {
        float* gy = op.X(0), y = op.Y;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            for (int i = start; i < end; i++) y[i] = slope(*gy, i);
        };
    }
}
