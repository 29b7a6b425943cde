using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// The backward pass of a block: from the gradient of the pooled result to sums for the weights and the bias, one set a thread, and, if it
/// is needed, to the gradient of the input. Goes over lists of those gradients that pass pooling and ReLU.
/// </summary>
internal sealed unsafe class ConvBackward(ConvBlock block) : Stage
{
    private const int WeightSlot = 2, PositionSlot = 3, GradientSlot = 4;

    /// <summary>Images that are worked on together: their pixels and gradients fit the first-level cache, and neighbours in a list belong to different ones.</summary>
    private const int Images = 4;

    private readonly ConvGeometry _g = block.G;

    /// <summary>The block.</summary>
    public ConvBlock Block => block;

    /// <inheritdoc/>
    public override string Name => $"conv {_g.Channels}→{_g.OutChannels} {_g.KernelH}×{_g.KernelW} on {_g.Height}×{_g.Width} backward";

    /// <inheritdoc/>
    public override void Run(Worker worker)
    {
        int capacity = Images * (_g.PooledH * _g.PooledW + 1);
        float* sums = block.Sums[worker.Index];
        new Span<float>(sums, block.SumLength).Clear();
        var positions = (int*)worker.Scratch(PositionSlot, capacity);
        float* gradients = worker.Scratch(GradientSlot, capacity);
        float* weights = null;
        if (block.PixelGradients != null) Pack(weights = worker.Scratch(WeightSlot, (long)_g.OutChannels * block.PackedWindow));
        (int start, int end) = worker.Share(_g.Groups);
        int last = Math.Min(end * _g.Interleave, _g.Images);
        for (int image = start * _g.Interleave; image < last; image += Images)
            Chunk(image, Math.Min(Images, last - image), sums, weights, positions, gradients);
    }

    private void Chunk(int image, int count, float* sums, float* weights, int* positions, float* gradients)
    {
        float* pixels = block.Pixels + image * block.PixelImage, pixelGradients = block.PixelGradients + image * block.PixelImage;
        if (weights != null) new Span<float>(pixelGradients, checked((int)(count * block.PixelImage))).Clear();
        float* biasSums = sums + (nint)_g.OutChannels * block.PackedWindow;
        var list = new WindowList
        {
            Positions = positions,
            Gradients = gradients,
            Rows = _g.KernelH,
            RowLength = _g.WindowRow,
            PixelRow = _g.PixelRow,
            PackedRow = block.PackedRow,
        };
        for (int o = 0; o < _g.OutChannels; o++)
        {
            list.Count = Build(o, image, count, positions, gradients);
            biasSums[o] += block.Kernels.Sum(gradients, list.Count);
            if (weights != null) block.WindowKernels.ScatterWindows(list, weights + (nint)o * block.PackedWindow, pixelGradients);
            // An even number, the last perhaps a gradient of zero.
            (positions[list.Count], gradients[list.Count]) = (0, 0);
            list.Count += list.Count & 1;
            block.WindowKernels.GatherWindows(list, pixels, sums + (nint)o * block.PackedWindow);
        }
        if (block.InputGradient != null)
            for (int n = 0; n < count; n++) ConvLayout.UnloadGradient(block, image + n);
    }

    /// <summary>
    /// Lists the gradients of channel <paramref name="o"/> that pass: cell by cell, the images in turn. No branch depends on the data: an entry
    /// that does not count is overwritten by the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Build(int o, int image, int count, int* positions, float* gradients)
    {
        int** places = stackalloc int*[Images];
        float** values = stackalloc float*[Images];
        for (int n = 0; n < Images; n++)
        {
            // In a smaller chunk the last image is read again and not counted.
            int at = image + Math.Min(n, count - 1);
            places[n] = block.Positions + ((nint)(at / _g.Interleave) * _g.OutChannels + o) * block.PooledPlane + at % _g.Interleave;
            values[n] = Gradient(at, o);
        }
        int* p0 = places[0], p1 = places[1], p2 = places[2], p3 = places[3], cellPlaces = block.CellPlaces, cellValues = block.CellValues;
        float* v0 = values[0], v1 = values[1], v2 = values[2], v3 = values[3];
        int k = 0, stride = (int)block.PixelImage, cells = _g.PooledH * _g.PooledW;
        if (count == Images)
        {
            for (int c = 0; c < cells; c++)
            {
                nint place = cellPlaces[c], value = cellValues[c];
                int at = p0[place];
                (positions[k], gradients[k]) = (at, v0[value]);
                // The sign bit is set where no gradient passes.
                k += 1 - (int)((uint)at >> 31);
                at = p1[place];
                (positions[k], gradients[k]) = (at + stride, v1[value]);
                k += 1 - (int)((uint)at >> 31);
                at = p2[place];
                (positions[k], gradients[k]) = (at + 2 * stride, v2[value]);
                k += 1 - (int)((uint)at >> 31);
                at = p3[place];
                (positions[k], gradients[k]) = (at + 3 * stride, v3[value]);
                k += 1 - (int)((uint)at >> 31);
            }
            return k;
        }
        for (int c = 0; c < cells; c++)
            for (int n = 0; n < count; n++)
            {
                int at = places[n][cellPlaces[c]];
                (positions[k], gradients[k]) = (at + n * stride, values[n][cellValues[c]]);
                k += 1 - (int)((uint)at >> 31);
            }
        return k;
    }

    /// <summary>Where the gradients of an image's channel begin.</summary>
    private float* Gradient(int image, int o) => block.Next is { } next
        ? next.PixelGradients + image * next.PixelImage + (nint)next.G.Padding * (next.G.PixelRow + next.G.Channels) + o
        : block.OutputGradient + ((nint)image * _g.OutChannels + o) * _g.PooledH * _g.PooledW;

    /// <summary>Weights by output channel, row, column, input channel, each row in whole vectors.</summary>
    private void Pack(float* weights)
    {
        new Span<float>(weights, _g.OutChannels * block.PackedWindow).Clear();
        float* from = block.Weight;
        for (int o = 0; o < _g.OutChannels; o++)
            for (int c = 0; c < _g.Channels; c++)
                for (int ky = 0; ky < _g.KernelH; ky++)
                    for (int kx = 0; kx < _g.KernelW; kx++)
                        weights[(nint)o * block.PackedWindow + ky * block.PackedRow + kx * _g.Channels + c] = *from++;
    }
}

/// <summary>Adds the threads' sums, in the order of the threads, to gradients in PyTorch's layout.</summary>
internal sealed unsafe class ConvReduce(ConvBlock block) : Stage
{
    /// <inheritdoc/>
    public override string Name => $"conv {block.G.Channels}→{block.G.OutChannels} sum of gradients";

    /// <inheritdoc/>
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
