using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>Cross-entropy of one sample and its gradient with respect to the logits.</summary>
internal static class SampleLoss
{
    /// <summary>e^(logit - largest logit). Each thread looks for the largest itself: sooner done than waiting for another.</summary>
    public static void Exponentials(ArrayView<float> shared, LinearLayer last, int scratch, int thread, int threads)
    {
        for (int c = thread; c < last.Outputs; c += threads)
            shared[scratch + c] = DeviceMath.Exp(shared[last.Out + c] - Largest(shared, last));
    }

    /// <summary>The loss, whether the first largest logit is the label's, and (softmax - one-hot)/N.</summary>
    public static void LossAndGradient(
        ArrayView<float> shared, SampleChain chain, LinearLayer last, ArrayView<float> arena, int sample, int thread, int threads)
    {
        int label = (int)arena[chain.Labels + sample];
        // A label that is no class was refused on the host; here it must not lead out of the memory.
        label = label < 0 ? 0 : label >= last.Outputs ? last.Outputs - 1 : label;
        if (chain.Backward != 0)
            for (int c = thread; c < last.Outputs; c += threads)
            {
                float softmax = shared[chain.Scratch + c] / Sum(shared, last, chain.Scratch);
                float delta = (c == label ? softmax - 1f : softmax) / chain.Samples;
                shared[last.Delta + c] = delta;
                if (last.KeptDelta >= 0) arena[last.KeptDelta + sample * last.Outputs + c] = delta;
            }
        // The last thread: it has no class of its own to work on.
        if (thread != threads - 1) return;
        int best = 0;
        for (int c = 1; c < last.Outputs; c++) best = shared[last.Out + c] > shared[last.Out + best] ? c : best;
        arena[chain.SampleLosses + sample] =
            DeviceMath.Log(Sum(shared, last, chain.Scratch)) - (shared[last.Out + label] - Largest(shared, last));
        arena[chain.SampleCorrect + sample] = best == label ? 1f : 0f;
    }

    private static float Largest(ArrayView<float> shared, LinearLayer last)
    {
        float largest = shared[last.Out];
        for (int c = 1; c < last.Outputs; c++)
        {
            float logit = shared[last.Out + c];
            largest = logit > largest ? logit : largest;
        }
        return largest;
    }

    private static float Sum(ArrayView<float> shared, LinearLayer last, int scratch)
    {
        float sum = 0f;
        for (int c = 0; c < last.Outputs; c++) sum += shared[scratch + c];
        return sum;
    }
}
