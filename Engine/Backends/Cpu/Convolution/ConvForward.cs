using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>Convolution, ReLU and pooling of a batch. Each thread has groups of images of its own.</summary>
internal sealed unsafe class ConvForward(ConvBlock block) : Stage
{
    private const int WeightSlot = 2, ResultSlot = 3, PooledSlot = 4, Channels = 6;

    private readonly ConvGeometry _g = block.G;

    public ConvBlock Block => block;

    public override string Name =>
        $"conv {_g.Channels}→{_g.OutChannels} {_g.KernelH}×{_g.KernelW} on "
            + $"{_g.Height}×{_g.Width}{(_g.Relu ? " + relu" : "")}{(_g.Pool > 1 ? " + pool" : "")}";

    public override void Run(Worker worker)
    {
        int blocks = (_g.OutChannels + Channels - 1) / Channels, taps = _g.TapOffsets.Length, plane = _g.PooledH * _g.Pool * _g.OutRow;
        float* weights = worker.Scratch(WeightSlot, (long)blocks * Channels * (taps + 1));
        bool direct = block.IsDirect;
        PassLists? lists = block.Lists;
        PoolChannel* planes = stackalloc PoolChannel[Channels];
        float* result = block.PoolsInRegisters ? null : worker.Scratch(ResultSlot, (long)Channels * plane),
            pooled = worker.Scratch(PooledSlot, (long)_g.OutChannels * _g.PooledPlane);
        float* bias = weights + (nint)blocks * Channels * taps;
        Pack(weights, bias, blocks, taps);
        (int start, int end) = worker.Share(_g.Groups);
        int most = lists?.GroupsTogether ?? 1;
        var pool = new PoolPlane
        {
            InRow = _g.OutRow,
            Inputs = block.PoolInputs,
            Outputs = block.PoolOutputs,
            Vectors = _g.PooledPlane / _g.Lanes,
            Interleave = _g.Interleave,
            Pool = _g.Pool,
            Relu = _g.Relu,
        };
        for (int group = start; group < end; group++)
        {
            int together = (group - start) / most * most + start, count = Math.Min(most, end - together);
            if (block.Input != null) ConvLayout.Load(block, group);
            lists?.Describe(ref pool, together, group);
            for (int b = 0; b < blocks; b++)
            {
                var tiles = new ConvTiles
                {
                    Input = block.Planar + group * _g.PlanarGroup,
                    Weights = weights + (nint)b * Channels * taps,
                    Bias = bias + b * Channels,
                    TapOffsets = block.TapOffsets,
                    Taps = taps,
                };
                int first = b * Channels, exist = Math.Min(Channels, _g.OutChannels - first);
                for (int r = 0; r < exist; r++)
                {
                    planes[r] = new PoolChannel
                    { Output = direct ? block.Next!.Plane(group, first + r) : pooled + (nint)(first + r) * _g.PooledPlane };
                    lists?.Continue(ref planes[r], together, count, group, first + r);
                }
                if (block.PoolsInRegisters) InRegisters(tiles, pool, planes, exist);
                else OneByOne(tiles, pool, planes, exist, result);
                for (int r = 0; r < exist && lists != null; r++) lists.Count(together, first + r) += planes[r].Passed;
            }
            if (block.Next is { } next) ConvLayout.HandOn(block, next, group, pooled);
            else ConvLayout.Unload(block, group, pooled);
        }
    }

    /// <summary>Convolution, ReLU and pooling of a block of channels out of the registers.</summary>
    private void InRegisters(in ConvTiles tiles, in PoolPlane pool, PoolChannel* planes, int exist)
    {
        var job = new PooledTiles
        {
            Tiles = tiles,
            Pool = pool,
            Channels = planes,
            Count = exist,
            Row = _g.PlanarRow,
            PositionDiagonal = pool.PositionRow + pool.PositionColumn,
            ChoiceRight = pool.ChoiceBase + pool.ChoiceColumn,
            ChoiceBelow = pool.ChoiceBase + pool.ChoiceRow,
            ChoiceDiagonal = pool.ChoiceBase + pool.ChoiceRow + pool.ChoiceColumn,
        };
        job.Tiles.VectorInputs = block.PoolTaps;
        block.Kernels.PooledTiles(job);
    }

    /// <summary>Convolution of a block of channels, then ReLU and pooling of each.</summary>
    private void OneByOne(ConvTiles tiles, PoolPlane pool, PoolChannel* planes, int exist, float* result)
    {
        tiles.Output = result;
        tiles.VectorInputs = block.VectorInputs;
        tiles.VectorOutputs = block.VectorOutputs;
        tiles.Vectors = _g.VectorInputs.Length;
        tiles.OutPlane = _g.PooledH * _g.Pool * _g.OutRow;
        block.Kernels.ConvTiles(tiles);
        for (int r = 0; r < exist; r++)
        {
            pool.Input = result + (nint)r * tiles.OutPlane;
            pool.Output = planes[r].Output;
            pool.Positions = planes[r].Positions;
            pool.Gradients = planes[r].Gradients;
            pool.Choices = planes[r].Choices;
            planes[r].Passed = block.Kernels.Pool(pool);
        }
    }

    /// <summary>Blocks of six channels, each tap's six weights side by side; channels that do not exist are zero.</summary>
    private void Pack(float* weights, float* bias, int blocks, int taps)
    {
        for (int b = 0; b < blocks; b++)
            for (int r = 0; r < Channels; r++)
            {
                int o = b * Channels + r;
                bool exists = o < _g.OutChannels;
                bias[o] = exists ? block.Bias[o] : 0;
                float* to = weights + (nint)b * Channels * taps + r, from = block.Weight + (nint)o * taps;
                for (int t = 0; t < taps; t++) to[t * Channels] = exists ? from[t] : 0;
            }
    }
}
