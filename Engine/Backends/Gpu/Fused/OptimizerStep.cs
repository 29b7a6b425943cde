using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>The optimizer's step on one element of a parameter, with what is the same for all elements.</summary>
internal readonly struct OptimizerStep
{
    /// <summary>The length of the step, for Adam over 1 - β1^t.</summary>
    public readonly float Rate;

    /// <summary>For Adam the root of 1 - β2^t.</summary>
    private readonly float _root;

    private OptimizerStep(float rate, float root)
    {
        Rate = rate;
        _root = root;
    }

    /// <summary>Reads the learning rate and the step counter.</summary>
    public static OptimizerStep Of(UpdateRule rule, ArrayView<float> arena)
    {
        if (rule.Kind == UpdateRule.GradientOnly) return new OptimizerStep(0f, 1f);
        float rate = arena[rule.LearningRate];
        if (rule.Kind != UpdateRule.Adam) return new OptimizerStep(rate, 1f);
        float t = arena[rule.Counter];
        return new OptimizerStep(rate / UpdateKernels.BiasCorrection(rule.LogBeta1, t), MathF.Sqrt(UpdateKernels.BiasCorrection(rule.LogBeta2, t)));
    }

    /// <summary>Writes the gradient of element <paramref name="i"/> and takes the step along it.</summary>
    public void Apply(UpdateRule rule, UpdateJob job, ArrayView<float> arena, int i, float gradient)
    {
        arena[job.Gradient + i] = gradient;
        if (job.Parameter < 0) return;
        float w = arena[job.Parameter + i], g = gradient + rule.WeightDecay * w;
        if (rule.Kind == UpdateRule.MomentumSgd)
        {
            g = rule.Momentum * arena[job.Moment1 + i] + g;
            arena[job.Moment1 + i] = g;
        }
        if (rule.Kind == UpdateRule.Adam)
        {
            float m = rule.Beta1 * arena[job.Moment1 + i] + rule.Rest1 * g, v = rule.Beta2 * arena[job.Moment2 + i] + rule.Rest2 * g * g;
            arena[job.Moment1 + i] = m;
            arena[job.Moment2 + i] = v;
            g = m / (MathF.Sqrt(v) / _root + rule.Epsilon);
        }
        arena[job.Parameter + i] = w - Rate * g;
    }
}
