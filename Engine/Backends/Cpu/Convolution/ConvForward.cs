namespace Backstep.Engine.Backends.Cpu;

/// <summary>Convolution, ReLU and pooling of a batch. Each thread has groups of images of its own.</summary>
internal sealed unsafe class ConvForward(ConvBlock block) : Stage
{
    private const int WeightSlot = 2, ResultSlot = 3, PooledSlot = 4, Channels = 6;

    private readonly ConvGeometry _g = block.G;

    /// <summary>The block.</summary>
    public ConvBlock Block => block;

    /// <inheritdoc/>
    public override string Name =>
        $"conv {_g.Channels}→{_g.OutChannels} {_g.KernelH}×{_g.KernelW} on {_g.Height}×{_g.Width}{(_g.Relu ? " + relu" : "")}{(_g.Pool > 1 ? " + pool" : "")}";

    /// <inheritdoc/>
    public override void Run(Worker worker)
    {
        int blocks = (_g.OutChannels + Channels - 1) / Channels, taps = _g.TapOffsets.Length, plane = _g.PooledH * _g.Pool * _g.OutRow;
        float* weights = worker.Scratch(WeightSlot, (long)blocks * Channels * (taps + 1));
        bool fused = block.PoolsInRegisters;
        PoolChannel* planes = stackalloc PoolChannel[Channels];
        float* result = fused ? null : worker.Scratch(ResultSlot, (long)Channels * plane), pooled = worker.Scratch(PooledSlot, (long)_g.OutChannels * _g.PooledPlane);
        float* bias = weights + (nint)blocks * Channels * taps;
        Pack(weights, bias, blocks, taps);
        (int start, int end) = worker.Share(_g.Groups);
        int most = block.Lists?.GroupsTogether ?? 1;
        for (int group = start; group < end; group++)
        {
            int together = (group - start) / most * most + start, count = Math.Min(most, end - together);
            if (block.Input != null) ConvLayout.Load(block, group);
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
                if (fused) InRegisters(tiles, first, exist, group, together, count, pooled, planes);
                else OneByOne(tiles, first, exist, group, together, count, pooled, result);
            }
            if (block.Next is { } next) ConvLayout.HandOn(block, next, group, pooled);
            else ConvLayout.Unload(block, group, pooled);
        }
    }

    /// <summary>Convolution, ReLU and pooling of a block of channels out of the registers.</summary>
    private void InRegisters(in ConvTiles tiles, int first, int exist, int group, int together, int count, float* pooled, PoolChannel* planes)
    {
        var job = new PooledTiles { Tiles = tiles, Channels = planes, Count = exist, Row = _g.PlanarRow };
        job.Tiles.VectorInputs = block.PoolTaps;
        for (int r = 0; r < exist; r++)
        {
            // What the planes have in common is the last one's.
            job.Pool = Plane(first + r, group, together, count, pooled);
            planes[r] = new PoolChannel { Output = job.Pool.Output, Positions = job.Pool.Positions, Gradients = job.Pool.Gradients, Choices = job.Pool.Choices };
        }
        job.PositionDiagonal = job.Pool.PositionRow + job.Pool.PositionColumn;
        job.ChoiceRight = job.Pool.ChoiceBase + job.Pool.ChoiceColumn;
        job.ChoiceBelow = job.Pool.ChoiceBase + job.Pool.ChoiceRow;
        job.ChoiceDiagonal = job.ChoiceBelow + job.Pool.ChoiceColumn;
        block.Kernels.PooledTiles(job);
        for (int r = 0; r < exist && block.Lists != null; r++) block.Lists.Count(together, first + r) += planes[r].Passed;
    }

    /// <summary>Convolution of a block of channels, then ReLU and pooling of each.</summary>
    private void OneByOne(ConvTiles tiles, int first, int exist, int group, int together, int count, float* pooled, float* result)
    {
        int plane = _g.PooledH * _g.Pool * _g.OutRow;
        tiles.Output = result;
        tiles.VectorInputs = block.VectorInputs;
        tiles.VectorOutputs = block.VectorOutputs;
        tiles.Vectors = _g.VectorInputs.Length;
        tiles.OutPlane = plane;
        block.Kernels.ConvTiles(tiles);
        for (int r = 0; r < exist; r++)
        {
            PoolPlane pool = Plane(first + r, group, together, count, pooled);
            pool.Input = result + (nint)r * plane;
            int passed = block.Kernels.Pool(pool);
            if (block.Lists != null) block.Lists.Count(together, first + r) += passed;
        }
    }

    /// <summary>The pooling of a channel, all but its input.</summary>
    private PoolPlane Plane(int o, int group, int together, int count, float* pooled)
    {
        var pool = new PoolPlane
        {
            Output = block.IsDirect ? block.Next!.Plane(group, o) : pooled + (nint)o * _g.PooledPlane,
            InRow = _g.OutRow,
            Inputs = block.PoolInputs,
            Outputs = block.PoolOutputs,
            Vectors = _g.PooledPlane / _g.Lanes,
            Interleave = _g.Interleave,
            Pool = _g.Pool,
            Relu = _g.Relu,
        };
        block.Lists?.Continue(ref pool, together, count, group, o);
        return pool;
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
