using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>The steps of torch.optim.SGD and torch.optim.Adam.</summary>
internal static class UpdateBinding
{
    /// <summary>alpha·a + beta·b.</summary>
    public static Launch Combine(OpContext op, double alpha, double beta)
    {
        var kernel = op.Host.Load("combine", d => d.LoadKernel<float, ArrayView<float>, float, ArrayView<float>, ArrayView<float>, int, int>(UpdateKernels.Combine));
        (ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, (float)alpha, a, (float)beta, b, y, length, accumulate));
    }

    /// <summary>v, grad → β2·v + (1 - β2)·grad².</summary>
    public static Launch SecondMoment(OpContext op)
    {
        var kernel = op.Host.Load("adam_moment2", d => d.LoadKernel<float, ArrayView<float>, float, ArrayView<float>, ArrayView<float>, int, int>(UpdateKernels.SecondMoment));
        double beta = op.Attributes<OptimizerAttributes>().Beta2;
        (ArrayView<float> v, ArrayView<float> grad, ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.X(0), op.X(1), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, (float)beta, v, (float)(1 - beta), grad, y, length, accumulate));
    }

    /// <summary>w, direction, lr → w - lr·direction.</summary>
    public static Launch SgdStep(OpContext op)
    {
        var kernel = op.Host.Load("sgd_step", d => d.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>(UpdateKernels.SgdStep));
        (ArrayView<float> w, ArrayView<float> direction, ArrayView<float> lr, ArrayView<float> y, int length, int accumulate, KernelConfig config) =
            (op.X(0), op.X(1), op.X(2), op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, w, direction, lr, y, length, accumulate));
    }

    /// <summary>w, m, v, t, lr → w - lr/(1 - β1^t) · m / (√v/√(1 - β2^t) + ε).</summary>
    public static Launch AdamStep(OpContext op)
    {
        var kernel = op.Host.Load("adam_step", d => d.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            float, float, float, ArrayView<float>, int, int>(UpdateKernels.AdamStep));
        var a = op.Attributes<OptimizerAttributes>();
        (float logBeta1, float logBeta2, float epsilon) = ((float)Math.Log(a.Beta1), (float)Math.Log(a.Beta2), (float)a.Epsilon);
        (ArrayView<float> w, ArrayView<float> m, ArrayView<float> v, ArrayView<float> t, ArrayView<float> lr) = (op.X(0), op.X(1), op.X(2), op.X(3), op.X(4));
        (ArrayView<float> y, int length, int accumulate, KernelConfig config) = (op.Y, op.Length, op.Accumulate, op.Host.Each(op.Length));
        return op.Launch((stream, _) => kernel(stream, config, w, m, v, t, lr, logBeta1, logBeta2, epsilon, y, length, accumulate));
    }
}
