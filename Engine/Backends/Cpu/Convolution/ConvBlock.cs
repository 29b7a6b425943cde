using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>
/// A convolution with what follows it, and its memory. Blocks that follow each other hand their results on in the layouts that the next one
/// wants; at the ends stand values in PyTorch's layout (N, C, H, W).
/// </summary>
internal sealed unsafe class ConvBlock
{
    public ConvBlock(ConvGeometry geometry, VectorKernels kernels, BufferTable buffers, float* weight, float* bias)
    {
        G = geometry;
        Kernels = kernels;
        // A row of a window that fits half a vector would waste the other half.
        WindowKernels = kernels.Width == VectorWidth.Vector512 && geometry.WindowRow <= 8
            ? VectorKernels.For(VectorWidth.Vector256)
            : kernels;
        PackedRow = (geometry.WindowRow + WindowKernels.Lanes - 1) / WindowKernels.Lanes * WindowKernels.Lanes;
        Weight = weight;
        Bias = bias;
        Planar = buffers.Extra(geometry.Groups * geometry.PlanarGroup + geometry.Lanes * 4);
        TapOffsets = Table(buffers, geometry.TapOffsets);
        PoolInputs = Table(buffers, geometry.PoolInputs);
        PoolTaps = Table(buffers, geometry.PoolTaps);
        VectorInputs = Table(buffers, geometry.VectorInputs);
        VectorOutputs = Table(buffers, geometry.VectorOutputs);
    }

    public ConvGeometry G { get; }

    /// <summary>The loops of the forward pass.</summary>
    public VectorKernels Kernels { get; }

    /// <summary>The loops of the backward pass, perhaps narrower.</summary>
    public VectorKernels WindowKernels { get; }

    /// <summary>Values of a row of a window in packed weights and sums.</summary>
    public int PackedRow { get; }

    /// <summary>Values of the packed sums of one output channel.</summary>
    public int PackedWindow => G.KernelH * PackedRow;

    /// <summary>Values of one thread's sums.</summary>
    public int SumLength => G.OutChannels * (PackedWindow + 1);

    /// <summary>Tables of <see cref="PoolPlane"/>.</summary>
    public int* PoolInputs { get; }

    /// <summary>The vectors of <see cref="Kernels.PooledTiles"/>.</summary>
    public int* PoolTaps { get; }

    /// <summary>Another table of <see cref="PoolPlane"/>; known when the blocks are linked.</summary>
    public int* PoolOutputs { get; private set; }

    /// <summary>Whether pooling takes the results out of the registers: <see cref="Kernels.PooledTiles"/>.</summary>
    public bool PoolsInRegisters => G.Pool == 2 && Kernels.PoolsInRegisters;

    /// <summary>
    /// Whether the pooled result goes at once to the planar layout of the next block, which without padding takes the rows as they come.
    /// What half vectors write behind a row the next row covers, and that behind a plane the next plane, if it comes later: not where the
    /// planes are pooled side by side.
    /// </summary>
    public bool IsDirect => Next is { G.Padding: 0 } && (!PoolsInRegisters || G.PooledRow == G.PooledW * G.Interleave);

    /// <summary>The parameters, in PyTorch's layout.</summary>
    public float* Weight { get; }

    public float* Bias { get; }
    public float* Planar { get; }

    /// <summary>The input by pixel; null until <see cref="KeepPixels"/>, in programs without backward pass.</summary>
    public float* Pixels { get; private set; }

    /// <summary>Values from one image to the next there.</summary>
    public long PixelImage { get; private set; }

    /// <summary>Whether the pixel layout is the input's own: one channel, no padding.</summary>
    public bool PixelsAreInput { get; private set; }

    /// <summary>See <see cref="ConvGeometry"/>.</summary>
    public int* TapOffsets { get; }

    /// <summary>See <see cref="ConvGeometry"/>.</summary>
    public int* VectorInputs { get; }

    /// <summary>See <see cref="ConvGeometry"/>.</summary>
    public int* VectorOutputs { get; }

    /// <summary>What passes a gradient; null in programs without backward pass.</summary>
    public PassLists? Lists { get; private set; }

    /// <summary>The input in PyTorch's layout; null if another block hands it on.</summary>
    public float* Input { get; set; }

    /// <summary>Where the result goes in PyTorch's layout; null if it goes to <see cref="Next"/>.</summary>
    public float* Output { get; set; }

    /// <summary>The block that takes the result.</summary>
    public ConvBlock? Next { get; set; }

    /// <summary>The gradient of the result in PyTorch's layout; null if <see cref="Next"/> has it by pixel.</summary>
    public float* OutputGradient { get; set; }

    /// <summary>The gradient of the input by pixel, see <see cref="ConvGeometry.GradientChannels"/>; null if nobody needs it.</summary>
    public float* PixelGradients { get; private set; }

    /// <summary>Where the gradient of the input goes in PyTorch's layout; null if it goes to the block before, or nowhere.</summary>
    public float* InputGradient { get; set; }

    /// <summary>See <see cref="PixelPairs"/>; null where it does not apply.</summary>
    public int* PairTable { get; private set; }

    public float* WeightGradient { get; set; }
    public float* BiasGradient { get; set; }

    /// <summary>
    /// Each thread's sums over its images: for each output channel a packed window; then one value a channel for the bias.
    /// </summary>
    public float*[] Sums { get; private set; } = [];

    /// <summary>Keeps the input by pixel as well, as the backward pass needs it.</summary>
    public void KeepPixels(BufferTable buffers, bool inputGradient, int threads)
    {
        Sums = new float*[threads];
        for (int t = 0; t < threads; t++) Sums[t] = buffers.Extra(SumLength);
        PixelsAreInput = Input != null && G.Channels == 1 && G.Padding == 0 && !inputGradient;
        PixelImage = PixelsAreInput ? G.Height * G.Width : G.PixelImage;
        Pixels = PixelsAreInput ? Input : buffers.Extra(G.Images * PixelImage);
        if (G.Interleave == 2 && PixelPairs.Takes(G.Channels)) PairTable = Table(buffers, PixelPairs.Table(G.Channels));
        if (inputGradient) PixelGradients = buffers.Extra((long)G.Images * G.GradientImage);
    }

    /// <summary>Where the first pixel of a group's channel is in the planar layout.</summary>
    public float* Plane(int group, int channel) =>
        Planar + group * G.PlanarGroup + ((nint)channel * G.PaddedH + G.Padding) * G.PlanarRow + G.Padding * G.Interleave;

    /// <summary>
    /// Where the gradients of an image's channel begin, and how far it is from column to column, row to row, and image to image: by pixel
    /// in the next block, or in PyTorch's layout. Known when the blocks are linked.
    /// </summary>
    public (int Column, int Row, int Image) GradientSteps =>
        Next is { } next
            ? (next.G.GradientChannels, next.G.GradientRow, next.G.GradientImage)
            : (1, G.PooledW, G.OutChannels * G.PooledH * G.PooledW);

    /// <summary>Where the gradients of an image's channel begin.</summary>
    public float* Gradients(int image, int channel) => Next is { } next
        ? next.PixelGradients + (nint)image * next.G.GradientImage + (nint)next.G.Padding * (next.G.GradientRow + next.G.GradientChannels)
            + channel
        : OutputGradient + ((nint)image * G.OutChannels + channel) * G.PooledH * G.PooledW;

    /// <summary>Makes what can only be made when the blocks are linked.</summary>
    public void Finish(BufferTable buffers)
    {
        PoolOutputs = Table(buffers, G.PoolOutputs(IsDirect ? Next!.G.PlanarRow : G.PooledRow));
        if (Sums.Length > 0) Lists = new PassLists(this, buffers);
    }

    public static int* Table(BufferTable buffers, int[] values)
    {
        var table = (int*)buffers.Extra(values.Length);
        values.CopyTo(new Span<int>(table, values.Length));
        return table;
    }
}
