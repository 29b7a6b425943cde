using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>The steps of torch.optim.SGD and torch.optim.Adam.</summary>
internal static class UpdateKernels
{
    /// <summary>grad, w → grad + λ·w.</summary>
    public static double[] WeightDecay(in OpCall call) => Combine(call, 1, call.Attributes<OptimizerAttributes>().WeightDecay);

    /// <summary>
    /// buffer, grad → μ·buffer + grad. PyTorch's first step takes the gradient itself: the same, since the buffer begins as zero.
    /// </summary>
    public static double[] MomentumBuffer(in OpCall call) => Combine(call, call.Attributes<OptimizerAttributes>().Momentum, 1);

    /// <summary>m, grad → β1·m + (1 - β1)·grad.</summary>
    public static double[] AdamMoment1(in OpCall call)
    {
        double beta = call.Attributes<OptimizerAttributes>().Beta1;
        return Combine(call, beta, 1 - beta);
    }

    /// <summary>w, direction, lr → w - lr·direction.</summary>
    public static double[] SgdStep(in OpCall call) => Combine(call, 1, -call.Scalar(2));

    /// <summary>v, grad → β2·v + (1 - β2)·grad².</summary>
    public static double[] AdamMoment2(in OpCall call)
    {
        double beta = call.Attributes<OptimizerAttributes>().Beta2;
        double[] v = call[0], grad = call[1], next = call.NewOutput();
        for (int i = 0; i < next.Length; i++) next[i] = beta * v[i] + (1 - beta) * grad[i] * grad[i];
        return next;
    }

    /// <summary>w, m, v, t, lr → w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    public static double[] AdamStep(in OpCall call)
    {
        var a = call.Attributes<OptimizerAttributes>();
        double t = call.Scalar(3), step = call.Scalar(4) / (1 - Math.Pow(a.Beta1, t)), root = Math.Sqrt(1 - Math.Pow(a.Beta2, t));
        double[] w = call[0], m = call[1], v = call[2], next = call.NewOutput();
        for (int i = 0; i < next.Length; i++) next[i] = w[i] - step * m[i] / (Math.Sqrt(v[i]) / root + a.Epsilon);
        return next;
    }

    /// <summary>lr, t → what is left of lr in step t.</summary>
    public static double[] LinearDecay(in OpCall call) =>
        [call.Scalar(0) * UpdateOperations.LinearDecay(call.Scalar(1), call.Attributes<LinearDecayAttributes>().Steps)];

    private static double[] Combine(in OpCall call, double alpha, double beta)
    {
        double[] a = call[0], b = call[1], y = call.NewOutput();
        for (int i = 0; i < y.Length; i++) y[i] = alpha * a[i] + beta * b[i];
        return y;
    }
}
