namespace Backstep.Engine.Backends.Reference;

/// <summary>Losses of an output and a target of one shape, and their gradients with respect to the output.</summary>
internal static class LossKernels
{
    /// <summary>PyTorch's lower bound on the logarithms of the binary cross-entropy.</summary>
    private const double SmallestLog = -100;

    /// <summary>PyTorch's lower bound on p·(1 - p), which is a float32 there even for float64 tensors.</summary>
    private const double SmallestVariance = 1e-12f;

    /// <summary>½ Σ (target - output)².</summary>
    public static double[] HalfSquaredError(in OpCall call) => [SumOfSquares(call[0], call[1]) / 2];

    /// <summary>The mean of (output - target)².</summary>
    public static double[] MseLoss(in OpCall call) => [SumOfSquares(call[0], call[1]) / call[0].Length];

    /// <summary>Σ |output - target|.</summary>
    public static double[] AbsoluteError(in OpCall call)
    {
        double[] output = call[0], target = call[1];
        double sum = 0;
        for (int i = 0; i < output.Length; i++) sum += Math.Abs(output[i] - target[i]);
        return [sum];
    }

    /// <summary>The mean of -(t ln p + (1 - t) ln(1 - p)).</summary>
    public static double[] BinaryCrossEntropy(in OpCall call)
    {
        double[] p = call[0], target = call[1];
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            sum -= target[i] * Math.Max(Math.Log(p[i]), SmallestLog) + (1 - target[i]) * Math.Max(Math.Log(1 - p[i]), SmallestLog);
        return [sum / p.Length];
    }

    /// <summary>gy·(output - target).</summary>
    public static double[] HalfSquaredErrorBackward(in OpCall call) => DifferenceTimes(call, call.Scalar(0));

    /// <summary>gy·2·(output - target)/n.</summary>
    public static double[] MseLossBackward(in OpCall call) => DifferenceTimes(call, call.Scalar(0) * 2 / call.Output.Length);

    /// <summary>gy·sign(output - target).</summary>
    public static double[] AbsoluteErrorBackward(in OpCall call)
    {
        double gy = call.Scalar(0);
        double[] output = call[1], target = call[2], gx = call.NewOutput();
        for (int i = 0; i < gx.Length; i++) gx[i] = gy * Sign(output[i] - target[i]);
        return gx;
    }

    /// <summary>gy·(p - t)/(max(p·(1 - p), 1e-12)·n).</summary>
    public static double[] BinaryCrossEntropyBackward(in OpCall call)
    {
        double gy = call.Scalar(0);
        double[] p = call[1], target = call[2], gx = call.NewOutput();
        for (int i = 0; i < gx.Length; i++) gx[i] = gy * BinaryCrossEntropySlope(p[i], target[i]) / gx.Length;
        return gx;
    }

    /// <summary>(p - t)/max(p·(1 - p), 1e-12): the derivative for one element.</summary>
    public static double BinaryCrossEntropySlope(double p, double target) => (p - target) / Math.Max(p * (1 - p), SmallestVariance);

    /// <summary>1, 0 or -1; NaN for NaN (where Math.Sign throws).</summary>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;

    private static double SumOfSquares(double[] output, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double difference = target[i] - output[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static double[] DifferenceTimes(in OpCall call, double scale)
    {
        double[] output = call[1], target = call[2], gx = call.NewOutput();
        for (int i = 0; i < gx.Length; i++) gx[i] = scale * (output[i] - target[i]);
        return gx;
    }
}
