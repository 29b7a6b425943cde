using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>
/// The backward pass of a block: from the gradient of the pooled result to sums for the weights and the bias, one set a thread, and, if it
/// is needed, to the gradient of the input. Goes over the lists that the forward pass made.
/// </summary>
internal sealed unsafe class ConvBackward(ConvBlock block) : Stage
{
    private readonly ConvGeometry _g = block.G;
    private ConvSpread? _spread;

    public ConvBlock Block => block;
    public override string Name => $"conv {_g.Channels}→{_g.OutChannels} {_g.KernelH}×{_g.KernelW} on {_g.Height}×{_g.Width} backward";

    /// <summary>Makes what can only be made when the blocks are linked.</summary>
    public void Finish(BufferTable buffers)
    {
        if (block.PixelGradients != null) _spread = new ConvSpread(block, buffers);
    }

    public override void Run(Worker worker)
    {
        float* sums = block.Sums[worker.Index], biasSums = sums + (nint)_g.OutChannels * block.PackedWindow;
        new Span<float>(sums, block.SumLength).Clear();
        float* table = _spread == null ? null : _spread.Pack(worker);
        (int start, int end) = worker.Share(_g.Groups);
        PassLists lists = block.Lists!;
        // One after the other: the table fills most of the first-level cache.
        for (int group = start; group < end && _spread != null; group++) _spread.Run(group, table, worker);
        for (int first = start; first < end; first += lists.GroupsTogether)
        {
            int together = Math.Min(lists.GroupsTogether, end - first);
            float* pixels = block.Pixels + (nint)first * _g.Interleave * block.PixelImage;
            for (int o = 0; o < _g.OutChannels; o++)
                biasSums[o] += block.WindowKernels.GatherWindows(
                    lists.List(first, together, o), pixels, sums + (nint)o * block.PackedWindow);
        }
    }
}

/// <summary>Adds the threads' sums, in the order of the threads, to gradients in PyTorch's layout.</summary>
internal sealed unsafe class ConvReduce(ConvBlock block) : Stage
{
    public override string Name => $"conv {block.G.Channels}→{block.G.OutChannels} sum of gradients";

    public override void Run(Worker worker)
    {
        ConvGeometry g = block.G;
        int bias = g.OutChannels * block.PackedWindow;
        (int start, int end) = worker.Share(g.OutChannels);
        for (int o = start; o < end; o++)
        {
            float total = 0;
            foreach (float* sums in block.Sums) total += sums[bias + o];
            block.BiasGradient[o] = total;
            float* to = block.WeightGradient + (nint)o * g.Channels * g.KernelH * g.KernelW;
            for (int c = 0; c < g.Channels; c++)
                for (int ky = 0; ky < g.KernelH; ky++)
                    for (int kx = 0; kx < g.KernelW; kx++)
                    {
                        nint at = (nint)o * block.PackedWindow + ky * block.PackedRow + kx * g.Channels + c;
                        total = 0;
                        foreach (float* sums in block.Sums) total += sums[at];
                        *to++ = total;
                    }
        }
    }
}
