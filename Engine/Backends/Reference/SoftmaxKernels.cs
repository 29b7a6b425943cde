using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Operations along one axis. The maximum is subtracted before anything is exponentiated, so nothing overflows.</summary>
internal static class SoftmaxKernels
{
    /// <summary>The entries along the axis: from <c>Start</c>, <c>Count</c> of them, <c>Step</c> apart.</summary>
    private readonly record struct Lane(int Start, int Count, int Step);

    /// <summary>e^x / Σ e^x.</summary>
    public static double[] Softmax(in OpCall call)
    {
        double[] x = call[0], y = call.NewOutput();
        foreach (Lane lane in Lanes(call.Output, call.Attributes<AxisAttributes>().Axis))
        {
            double max = Max(x, lane), sum = 0;
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) sum += y[i] = Math.Exp(x[i] - max);
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) y[i] /= sum;
        }
        return y;
    }

    /// <summary>x - ln Σ e^x.</summary>
    public static double[] LogSoftmax(in OpCall call)
    {
        double[] x = call[0], y = call.NewOutput();
        foreach (Lane lane in Lanes(call.Output, call.Attributes<AxisAttributes>().Axis))
        {
            double max = Max(x, lane), log = Math.Log(SumOfExponentials(x, lane, max));
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) y[i] = x[i] - max - log;
        }
        return y;
    }

    /// <summary>gy, y → y·(gy - Σ gy·y).</summary>
    public static double[] SoftmaxBackward(in OpCall call)
    {
        double[] gy = call[0], y = call[1], gx = call.NewOutput();
        foreach (Lane lane in Lanes(call.Output, call.Attributes<AxisAttributes>().Axis))
        {
            double dot = 0;
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) dot += gy[i] * y[i];
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) gx[i] = y[i] * (gy[i] - dot);
        }
        return gx;
    }

    /// <summary>gy, y → gy - e^y·Σ gy.</summary>
    public static double[] LogSoftmaxBackward(in OpCall call)
    {
        double[] gy = call[0], y = call[1], gx = call.NewOutput();
        foreach (Lane lane in Lanes(call.Output, call.Attributes<AxisAttributes>().Axis))
        {
            double sum = 0;
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) sum += gy[i];
            for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) gx[i] = gy[i] - Math.Exp(y[i]) * sum;
        }
        return gx;
    }

    /// <summary>logits (N, C), labels (N) → the mean of -log_softmax(logits)[n, label n] over the rows that count.</summary>
    public static double[] CrossEntropy(in OpCall call)
    {
        double[] logits = call[0];
        (int rows, int classes) = (call.Shape(0)[0], call.Shape(0)[1]);
        double total = 0;
        int counting = 0;
        for (int n = 0; n < rows; n++)
        {
            if (Label(call, n, classes) is not int label) continue;
            counting++;
            var lane = new Lane(n * classes, classes, 1);
            double max = Max(logits, lane);
            total -= logits[lane.Start + label] - max - Math.Log(SumOfExponentials(logits, lane, max));
        }
        return [total / counting];
    }

    /// <summary>gy·(softmax(logits) - one_hot(labels))/N, N being the rows that count; 0 in the others.</summary>
    public static double[] CrossEntropyBackward(in OpCall call)
    {
        double[] logits = call[1], gx = call.NewOutput();
        (int rows, int classes) = (call.Output[0], call.Output[1]);
        double scale = call.Scalar(0) / call[2].Count(label => label != ClassLabels.Ignored);
        for (int n = 0; n < rows; n++)
        {
            var lane = new Lane(n * classes, classes, 1);
            if (Label(call, n, classes, input: 2) is not int label)
            {
                gx.AsSpan(lane.Start, classes).Clear();
                continue;
            }
            double max = Max(logits, lane), sum = SumOfExponentials(logits, lane, max);
            for (int c = 0; c < classes; c++)
                gx[lane.Start + c] = scale * (Math.Exp(logits[lane.Start + c] - max) / sum - (c == label ? 1 : 0));
        }
        return gx;
    }

    /// <summary>The class of a row; null for one that does not count.</summary>
    private static int? Label(in OpCall call, int n, int classes, int input = 1)
    {
        double label = call[input][n];
        return ClassLabels.IsValid(label, classes)
            ? label == ClassLabels.Ignored ? null : (int)label
            : throw new ArgumentException(
                $"{call.Instruction.Output.Name}: label {label} of sample {n} is not a class from 0 to {classes - 1}");
    }

    private static IEnumerable<Lane> Lanes(Shape shape, int axis)
    {
        int count = shape[axis], step = shape.Stride(axis), block = count * step;
        for (int outer = 0; outer < shape.Length; outer += block)
            for (int inner = 0; inner < step; inner++) yield return new(outer + inner, count, step);
    }

    private static double Max(double[] x, Lane lane)
    {
        double max = double.NegativeInfinity;
        for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) if (x[i] > max) max = x[i];
        return max;
    }

    private static double SumOfExponentials(double[] x, Lane lane, double max)
    {
        double sum = 0;
        for (int k = 0, i = lane.Start; k < lane.Count; k++, i += lane.Step) sum += Math.Exp(x[i] - max);
        return sum;
    }
}
