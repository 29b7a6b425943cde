using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>A tensor of heads: (B, H, T, D), or (B, T, H, D) before or after its transposition.</summary>
internal readonly unsafe struct HeadsTensor(float* start, bool sideBySide)
{
    public HeadRows Head(int batch, int head, in HeadsShape s)
    {
        nint at = (nint)batch * s.Heads * s.T * s.D + (nint)head * (sideBySide ? s.D : s.T * s.D);
        return new(start + at, sideBySide ? s.Heads * s.D : s.D);
    }
}

/// <summary>Extents of an attention.</summary>
internal readonly record struct HeadsShape(int Batch, int Heads, int T, int D);

/// <summary>
/// Causal attention of all heads, or its backward pass: threads share the heads. Products, scale, mask and softmax are one pass over a
/// head's rows; of what lies between, the weights alone are kept.
/// </summary>
internal sealed unsafe class AttentionStage(
    VectorKernels kernels, HeadsShape shape, float scale, float* weights, HeadsTensor q, HeadsTensor k, HeadsTensor v, HeadsTensor result)
    : Stage
{
    private const int ScratchSlot = 4;

    /// <summary>Where the gradients of the operands go; null in the forward pass.</summary>
    public (HeadsTensor Q, HeadsTensor K, HeadsTensor V)? Gradients { get; init; }

    public override string Name => $"attention of {shape.Heads} heads{(Gradients is null ? "" : ", gradients")}";

    public override void Run(Worker worker)
    {
        (int start, int end) = worker.Share(shape.Batch * shape.Heads);
        var job = new AttentionHead
        {
            T = shape.T,
            D = shape.D,
            Scale = scale,
            Scratch = worker.Scratch(ScratchSlot, kernels.AttentionScratch(shape.T, shape.D)),
        };
        for (int i = start; i < end; i++)
        {
            (int batch, int head) = (i / shape.Heads, i % shape.Heads);
            job.Q = q.Head(batch, head, shape);
            job.K = k.Head(batch, head, shape);
            job.V = v.Head(batch, head, shape);
            job.Out = result.Head(batch, head, shape);
            job.Weights = weights + (nint)i * shape.T * shape.T;
            if (Gradients is not { } gradients)
            {
                kernels.AttentionForward(job);
                continue;
            }
            job.GradQ = gradients.Q.Head(batch, head, shape);
            job.GradK = gradients.K.Head(batch, head, shape);
            job.GradV = gradients.V.Head(batch, head, shape);
            kernels.AttentionBackward(job);
        }
    }
}
