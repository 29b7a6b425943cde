using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>The gradient of a block's input: see <see cref="SpreadCells"/>.</summary>
internal sealed unsafe class ConvSpread
{
    private const int TableSlot = 2, ChoiceSlot = 3, GradientSlot = 4, ListSlot = 5;

    private readonly ConvBlock _block;
    private readonly int* _choicePlaces, _gradientPlaces, _targets, _channelPlaces;

    /// <summary>Channels in whole vectors.</summary>
    private readonly int _channels;
    private readonly int _cells;

    /// <summary>Tables for a block that is linked.</summary>
    public ConvSpread(ConvBlock block, BufferTable buffers)
    {
        _block = block;
        ConvGeometry g = block.G;
        int lanes = g.Lanes;
        _channels = (g.OutChannels + lanes - 1) / lanes * lanes;
        _cells = g.CellOrder.Length;
        // The first image's cells, or both images' in turn.
        var units = g.CellOrder.SelectMany(
            cell => Enumerable.Range(0, g.Interleave).Select(n => (X: cell % g.PooledW, Y: cell / g.PooledW, N: n))).ToArray();
        (int column, int row, int image) = block.GradientSteps;
        _choicePlaces = ConvBlock.Table(buffers, [.. units.Select(u => Unit(u) * _channels)]);
        _gradientPlaces = ConvBlock.Table(
            buffers, [.. units.Select(u => block.Next is null ? Unit(u) * _channels : u.Y * row + u.X * column + u.N * image)]);
        _targets = ConvBlock.Table(
            buffers, [.. units.Select(u => u.Y * g.Pool * g.GradientRow + u.X * g.Pool * g.GradientChannels + u.N * g.GradientImage)]);
        _channelPlaces = ConvBlock.Table(
            buffers, [.. Enumerable.Range(0, _channels).Select(o => o < g.OutChannels ? o * g.Pool * g.TableShift : -1)]);

        int Unit((int X, int Y, int N) u) => (u.Y * g.PooledW + u.X) * g.Interleave + u.N;
    }

    /// <summary>The table of shifted weights, in the thread's scratch memory.</summary>
    public float* Pack(Worker worker)
    {
        ConvGeometry g = _block.G;
        int length = g.OutChannels * g.Pool * g.TableShift;
        float* table = worker.Scratch(TableSlot, length);
        new Span<float>(table, length).Clear();
        float* from = _block.Weight;
        for (int o = 0; o < g.OutChannels; o++)
            for (int c = 0; c < g.Channels; c++)
                for (int ky = 0; ky < g.KernelH; ky++)
                    for (int kx = 0; kx < g.KernelW; kx++, from++)
                        for (int shift = 0; shift < g.Pool; shift++)
                            table[((nint)o * g.Pool + shift) * g.TableShift + (g.Pool - 1 + ky) * g.RegionRow
                                + (kx + shift) * g.GradientChannels + c] = *from;
        return table;
    }

    /// <summary>The gradient of the inputs of a group.</summary>
    public void Run(int group, float* table, Worker worker)
    {
        ConvGeometry g = _block.G;
        int step = g.Interleave, image = group * step, images = Math.Min(step, g.Images - image), units = _cells * step;
        float* choices = worker.Scratch(ChoiceSlot, (long)units * _channels),
            gradients = worker.Scratch(GradientSlot, (long)units * _channels);
        float* list = worker.Scratch(ListSlot, 2 * (_channels + 2 * g.Lanes)), to = _block.PixelGradients + (nint)image * g.GradientImage;
        new Span<float>(to, images * g.GradientImage).Clear();
        // Rows that follow each other without a gap are one.
        bool whole = g.PooledRow == g.PooledW * step;
        for (int y = 0; y < (whole ? 1 : g.PooledH); y++)
        {
            float* row = choices + (nint)y * g.PooledW * step * _channels,
                from = (float*)_block.Lists!.Choices(group) + (nint)y * g.PooledRow;
            PixelTranspose.Run(from, g.PooledPlane, g.OutChannels, whole ? units : g.PooledW * step, row, row + _channels, 2 * _channels);
        }
        if (_block.Next is null)
            for (int n = 0; n < images; n++)
                PixelTranspose.Run(
                    _block.Gradients(image + n, 0), _cells, g.OutChannels, _cells, gradients + n * _channels,
                    gradients + (n + step) * _channels, 2 * step * _channels);
        _block.Kernels.Spread(new SpreadCells
        {
            Cells = units,
            Step = images < step ? 2 : 1,
            ChoicePlaces = _choicePlaces,
            GradientPlaces = _gradientPlaces,
            Targets = _targets,
            Choices = choices,
            Gradients = _block.Next is null ? gradients : _block.Gradients(image, 0),
            To = to,
            Channels = g.OutChannels,
            Rows = g.RegionRows,
            RowLength = g.RegionRow,
            ToRow = g.GradientRow,
            ChannelPlaces = _channelPlaces,
            Table = table,
            ListPlaces = list,
            ListGradients = list + _channels + 2 * g.Lanes,
        });
        if (_block.InputGradient != null)
            for (int n = 0; n < images; n++) ConvLayout.UnloadGradient(_block, image + n);
    }
}
