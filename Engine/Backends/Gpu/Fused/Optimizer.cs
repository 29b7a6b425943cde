using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>
/// How an optimizer steps. A type of its own for each, since a kernel is compiled for its type argument:
/// one that serves them all gives every group the registers of Adam.
/// </summary>
internal interface IOptimizer
{
    /// <summary>Whether the step is along the gradient and weight decay alone.</summary>
    bool IsAlongGradient { get; }

    /// <summary>What is the same for all elements.</summary>
    OptimizerStep Begin(UpdateRule rule, ArrayView<float> arena);

    /// <summary>What the parameter's element is moved by, in steps of <see cref="OptimizerStep.Rate"/>,
    /// after what the optimizer remembers has been brought up to date.</summary>
    float Direction(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient);
}

/// <summary>What is the same for all elements of a step.</summary>
/// <param name="Rate">The length of the step, for Adam over 1 - β1^t.</param>
/// <param name="Root">For Adam the root of 1 - β2^t.</param>
internal readonly record struct OptimizerStep(float Rate, float Root)
{
    /// <summary>Writes the gradient of element <paramref name="i"/> and takes the step along it.</summary>
    public static void Apply<T>(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient) where T
        : struct,
        IOptimizer
    {
        arena[job.Gradient + i] = gradient;
        if (job.Parameter < 0) return;
        float w = arena[job.Parameter + i];
        arena[job.Parameter + i] = w - step.Rate * default(T).Direction(rule, job, step, arena, i, gradient + rule.WeightDecay * w);
    }
}

/// <summary>Gradients alone are wanted.</summary>
internal readonly struct NoOptimizer : IOptimizer
{
    public bool IsAlongGradient => false;

    public OptimizerStep Begin(UpdateRule rule, ArrayView<float> arena) => default;

    public float Direction(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient) => 0f;
}

/// <summary>torch.optim.SGD.</summary>
internal readonly struct Sgd : IOptimizer
{
    public bool IsAlongGradient => true;

    public OptimizerStep Begin(UpdateRule rule, ArrayView<float> arena) => new(arena[rule.LearningRate], 1f);

    public float Direction(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient) => gradient;
}

/// <summary>torch.optim.SGD with momentum.</summary>
internal readonly struct MomentumSgd : IOptimizer
{
    public bool IsAlongGradient => false;

    public OptimizerStep Begin(UpdateRule rule, ArrayView<float> arena) => new(arena[rule.LearningRate], 1f);

    public float Direction(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient)
    {
        float buffer = rule.Momentum * arena[job.Moment1 + i] + gradient;
        arena[job.Moment1 + i] = buffer;
        return buffer;
    }
}

/// <summary>torch.optim.Adam.</summary>
internal readonly struct Adam : IOptimizer
{
    public bool IsAlongGradient => false;

    public OptimizerStep Begin(UpdateRule rule, ArrayView<float> arena)
    {
        float t = arena[rule.Counter];
        return new(
            arena[rule.LearningRate] / UpdateKernels.BiasCorrection(rule.LogBeta1, t),
            MathF.Sqrt(UpdateKernels.BiasCorrection(rule.LogBeta2, t)));
    }

    public float Direction(UpdateRule rule, UpdateJob job, OptimizerStep step, ArrayView<float> arena, int i, float gradient)
    {
        float m = rule.Beta1 * arena[job.Moment1 + i] + rule.Rest1 * gradient,
            v = rule.Beta2 * arena[job.Moment2 + i] + rule.Rest2 * gradient * gradient;
        arena[job.Moment1 + i] = m;
        arena[job.Moment2 + i] = v;
        return m / (MathF.Sqrt(v) / step.Root + rule.Epsilon);
    }
}
