using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>
/// Operations along one axis. The maximum is subtracted before anything is exponentiated, so nothing overflows; sums are double.
/// </summary>
internal static unsafe class SoftmaxOps
{
    /// <summary>
    /// What to do with one lane: the first two inputs (the second may be null) and the output at the lane's start, entries, distance.
    /// </summary>
    private delegate void LaneFunction(float* x, float* second, float* y, int count, int step);

    /// <summary>e^x / Σ e^x.</summary>
    public static Action<Worker> Softmax(OpContext op) => Lanes(op, static (x, _, y, count, step) =>
    {
        float max = Max(x, count, step);
        double sum = 0;
        // What is masked is 0 for certain, and e^-inf is slow.
        for (int k = 0, i = 0; k < count; k++, i += step)
            sum += y[i] = x[i] == float.NegativeInfinity && max > float.NegativeInfinity ? 0 : MathF.Exp(x[i] - max);
        for (int k = 0, i = 0; k < count; k++, i += step) y[i] = (float)(y[i] / sum);
    });

    /// <summary>x - ln Σ e^x.</summary>
    public static Action<Worker> LogSoftmax(OpContext op) => Lanes(op, static (x, _, y, count, step) =>
    {
        float max = Max(x, count, step);
        double sum = 0;
        for (int k = 0, i = 0; k < count; k++, i += step) sum += MathF.Exp(x[i] - max);
        double log = max + Math.Log(sum);
        for (int k = 0, i = 0; k < count; k++, i += step) y[i] = (float)(x[i] - log);
    });

    /// <summary>gy, y → y·(gy - Σ gy·y).</summary>
    public static Action<Worker> SoftmaxBackward(OpContext op) => Lanes(op, static (gy, y, gx, count, step) =>
    {
        double dot = 0;
        for (int k = 0, i = 0; k < count; k++, i += step) dot += (double)gy[i] * y[i];
        for (int k = 0, i = 0; k < count; k++, i += step) gx[i] = (float)(y[i] * (gy[i] - dot));
    });

    /// <summary>gy, y → gy - e^y·Σ gy.</summary>
    public static Action<Worker> LogSoftmaxBackward(OpContext op) => Lanes(op, static (gy, y, gx, count, step) =>
    {
        double sum = 0;
        for (int k = 0, i = 0; k < count; k++, i += step) sum += gy[i];
        for (int k = 0, i = 0; k < count; k++, i += step) gx[i] = (float)(gy[i] - MathF.Exp(y[i]) * sum);
    });

    private static Action<Worker> Lanes(OpContext op, LaneFunction function)
    {
        int axis = op.Attributes<AxisAttributes>().Axis, count = op.YShape[axis], step = op.YShape.Stride(axis);
        int lanes = count == 0 ? 0 : op.Length / count;
        float* x = op.X(0), second = op.Count > 1 ? op.X(1) : null, y = op.Y;
        return worker =>
        {
            (int start, int end) = worker.Share(lanes);
            for (int lane = start; lane < end; lane++)
            {
                int at = lane / step * step * count + lane % step;
                function(x + at, second == null ? null : second + at, y + at, count, step);
            }
        };
    }

    private static float Max(float* x, int count, int step)
    {
        float max = float.NegativeInfinity;
        for (int k = 0, i = 0; k < count; k++, i += step) if (x[i] > max) max = x[i];
        return max;
    }
}
