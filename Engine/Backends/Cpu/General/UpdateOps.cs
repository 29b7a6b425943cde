using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>A kernel on elements start to end of a value; whoever calls it decides who owns them.</summary>
internal delegate void RangeKernel(int start, int end);

/// <summary>The steps of torch.optim.SGD and torch.optim.Adam. The output may be the first input: an update in place.</summary>
internal static unsafe class UpdateOps
{
    /// <summary>One opcode of the update as a kernel on a range of elements; null for other opcodes.</summary>
    public static RangeKernel? Range(OpContext op) => op.Instruction.Opcode switch
    {
        // grad, w → grad + λ·w.
        Opcode.WeightDecay => Combine(op, 1, (float)op.Attributes<OptimizerAttributes>().WeightDecay),
        // buffer, grad → μ·buffer + grad. PyTorch's first step takes the gradient itself: the same, since the buffer begins as zero.
        Opcode.MomentumBuffer => Combine(op, (float)op.Attributes<OptimizerAttributes>().Momentum, 1),
        Opcode.AdamMoment1 => Moment1(op),
        Opcode.AdamMoment2 => Moment2(op),
        Opcode.SgdStep => SgdStep(op),
        Opcode.AdamStep => AdamStep(op),
        _ => null,
    };

    /// <summary>The same, elements shared among the threads.</summary>
    public static Action<Worker> Bind(OpContext op)
    {
        RangeKernel kernel = Range(op)!;
        int length = op.Length;
        return worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            if (start < end) kernel(start, end);
        };
    }

    /// <summary>lr, t → what is left of lr in step t.</summary>
    public static Action<Worker> LinearDecay(OpContext op)
    {
        float* lr = op.X(0), t = op.X(1), y = op.Y;
        int steps = op.Attributes<LinearDecayAttributes>().Steps;
        return worker =>
        {
            if (worker.Index == 0) *y = (float)(*lr * UpdateOperations.LinearDecay(*t, steps));
        };
    }

    /// <summary>m, grad → β1·m + (1 - β1)·grad.</summary>
    private static RangeKernel Moment1(OpContext op)
    {
        double beta = op.Attributes<OptimizerAttributes>().Beta1;
        return Combine(op, (float)beta, (float)(1 - beta));
    }

    /// <summary>v, grad → β2·v + (1 - β2)·grad².</summary>
    private static RangeKernel Moment2(OpContext op)
    {
        float* v = op.X(0), grad = op.X(1), y = op.Y;
        double exact = op.Attributes<OptimizerAttributes>().Beta2;
        // 1 - 0.999f is a hundred-thousandth off.
        float beta = (float)exact, rest = (float)(1 - exact);
        VectorKernels kernels = op.Kernels;
        return (start, end) => kernels.SecondMoment(beta, rest, v + start, grad + start, y + start, end - start);
    }

    /// <summary>w, direction, lr → w - lr·direction.</summary>
    private static RangeKernel SgdStep(OpContext op)
    {
        float* w = op.X(0), direction = op.X(1), lr = op.X(2), y = op.Y;
        VectorKernels kernels = op.Kernels;
        return (start, end) => kernels.Combine(1, w + start, -*lr, direction + start, y + start, end - start);
    }

    /// <summary>w, m, v, t, lr → w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    private static RangeKernel AdamStep(OpContext op)
    {
        var a = op.Attributes<OptimizerAttributes>();
        float* w = op.X(0), m = op.X(1), v = op.X(2), t = op.X(3), lr = op.X(4), y = op.Y;
        VectorKernels kernels = op.Kernels;
        return (start, end) =>
        {
            float step = (float)(*lr / (1 - Math.Pow(a.Beta1, *t))), root = (float)Math.Sqrt(1 - Math.Pow(a.Beta2, *t));
            kernels.AdamStep(w + start, m + start, v + start, step, root, (float)a.Epsilon, y + start, end - start);
        };
    }

    private static RangeKernel Combine(OpContext op, float alpha, float beta)
    {
        float* a = op.X(0), b = op.X(1), y = op.Y;
        VectorKernels kernels = op.Kernels;
        return (start, end) => kernels.Combine(alpha, a + start, beta, b + start, y + start, end - start);
    }
}
