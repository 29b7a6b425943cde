using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>
/// The sizes of a convolution of stride 1, with the ReLU and the pooling that follow it, and where everything lies. Two layouts of
/// the padded input are kept:
/// <list type="bullet">
/// <item>planar, for the forward pass: group, channel, row, then columns, in which the <see cref="Interleave"/> images of a group alternate
/// (a 8-column row of two images is one 512-bit vector);</item>
/// <item>by pixel, for the backward pass: image, row, column, channel, so that a row of a window is one run of kernel width times
/// channels.</item>
/// </list>
/// The gradient of the input lies by pixel too, with so many channels that the regions of <see cref="SpreadCells"/> begin at whole vectors.
/// </summary>
internal sealed unsafe class ConvGeometry
{
    /// <param name="images">N.</param>
    /// <param name="channels">C of the input.</param>
    /// <param name="height">H of the input.</param>
    /// <param name="width">W of the input.</param>
    /// <param name="outChannels">O.</param>
    /// <param name="kernelH">Rows of the kernel.</param>
    /// <param name="kernelW">Columns of the kernel.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="pool">Side and stride of the pooling window, 2, or 1 for no pooling.</param>
    /// <param name="relu">Whether a ReLU comes between.</param>
    /// <param name="lanes">Values a vector.</param>
    public ConvGeometry(
        int images, int channels, int height, int width, int outChannels, int kernelH, int kernelW, int padding, int pool, bool relu,
        int lanes)
    {
        Images = images;
        Channels = channels;
        Height = height;
        Width = width;
        OutChannels = outChannels;
        KernelH = kernelH;
        KernelW = kernelW;
        Padding = padding;
        Pool = pool;
        Relu = relu;
        Lanes = lanes;
        Interleave = lanes == 16 && images > 1 ? 2 : 1;
        Groups = (images + Interleave - 1) / Interleave;
        PaddedH = height + 2 * padding;
        PaddedW = width + 2 * padding;
        OutH = PaddedH - kernelH + 1;
        OutW = PaddedW - kernelW + 1;
        PooledH = OutH / pool;
        PooledW = OutW / pool;
        RowVectors = (OutW * Interleave + lanes - 1) / lanes;
        OutRow = RowVectors * lanes;
        int half = Math.Max(1, lanes / 2);
        PooledRow = pool == 1 ? OutRow : (PooledW * Interleave + half - 1) / half * half;
        PooledPlane = (PooledH * PooledRow + lanes - 1) / lanes * lanes;
        PlanarRow = PaddedW * Interleave;
        // Rows are written in whole vectors; a gap keeps the last row's end out of the next group, which another thread may own.
        PlanarGroup = (long)channels * PaddedH * PlanarRow + 2 * lanes;
        PixelRow = PaddedW * channels;
        PixelImage = (PaddedH * PixelRow + 15) / 16 * 16;
        WindowRow = kernelW * channels;
        int grain = Math.Max(1, lanes / 2);
        GradientChannels = (channels + grain - 1) / grain * grain;
        GradientRow = PaddedW * GradientChannels;
        // Regions are written in whole vectors, with nothing added behind their ends: a gap keeps them out of the next image.
        GradientImage = (PaddedH * GradientRow + lanes + 15) / 16 * 16;
        RegionRows = kernelH + pool - 1;
        RegionRow = ((kernelW + pool - 1) * GradientChannels + lanes - 1) / lanes * lanes;
        TableShift = (kernelH + 2 * (pool - 1)) * RegionRow;
        BuildTables();
    }

    /// <summary>N.</summary>
    public int Images { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>H.</summary>
    public int Height { get; }

    /// <summary>W.</summary>
    public int Width { get; }

    /// <summary>O.</summary>
    public int OutChannels { get; }

    public int KernelH { get; }
    public int KernelW { get; }
    public int Padding { get; }

    /// <summary>1 or 2.</summary>
    public int Pool { get; }

    public bool Relu { get; }

    /// <summary>Values a vector.</summary>
    public int Lanes { get; }

    /// <summary>Images that alternate in a row of the planar layout: 2 for vectors of 16 values, else 1.</summary>
    public int Interleave { get; }

    /// <summary>Groups of interleaved images.</summary>
    public int Groups { get; }

    /// <summary>H with padding.</summary>
    public int PaddedH { get; }

    /// <summary>W with padding.</summary>
    public int PaddedW { get; }

    public int OutH { get; }
    public int OutW { get; }
    public int PooledH { get; }
    public int PooledW { get; }

    /// <summary>Vectors that cover a row of the result.</summary>
    public int RowVectors { get; }

    /// <summary>Values from one row of the result to the next: whole vectors.</summary>
    public int OutRow { get; }

    /// <summary>Values from one pooled row to the next: whole half vectors.</summary>
    public int PooledRow { get; }

    /// <summary>Values of a pooled plane: whole vectors.</summary>
    public int PooledPlane { get; }

    /// <summary>See <see cref="PoolPlane.Inputs"/>.</summary>
    public int[] PoolInputs { get; private set; } = [];

    /// <summary>The same vectors' first taps in the planar layout: see <see cref="PooledTiles"/>.</summary>
    public int[] PoolTaps => [.. PoolInputs.Select(i => i / Math.Max(OutRow, 1) * PlanarRow + i % Math.Max(OutRow, 1))];

    /// <summary>Values from one row of the planar layout to the next.</summary>
    public int PlanarRow { get; }

    /// <summary>Values from one group of the planar layout to the next.</summary>
    public long PlanarGroup { get; }

    /// <summary>Values from one row of the pixel layout to the next.</summary>
    public int PixelRow { get; }

    /// <summary>Values from one image of the pixel layout to the next.</summary>
    public int PixelImage { get; }

    /// <summary>Values of one row of a window in the pixel layout.</summary>
    public int WindowRow { get; }

    /// <summary>Channels of a pixel in the gradient of the input; those that the input has not stay zero.</summary>
    public int GradientChannels { get; }

    /// <summary>Values from one row to the next there.</summary>
    public int GradientRow { get; }

    /// <summary>Values from one image to the next there.</summary>
    public int GradientImage { get; }

    /// <summary>Rows of the region into which the gradients of a pooled cell fall.</summary>
    public int RegionRows { get; }

    /// <summary>Values of a row of it: whole vectors.</summary>
    public int RegionRow { get; }

    /// <summary>
    /// Values of one channel's weights in the table of <see cref="SpreadCells"/>; there are <see cref="Pool"/> shifts of them, by columns.
    /// </summary>
    public int TableShift { get; }

    /// <summary>Whether all places are integers of 32 bits, with room to add some up.</summary>
    public bool PlacesFit =>
        Math.Max(16L * Math.Max(PaddedH * (long)PaddedW * GradientChannels, OutChannels * (long)PooledPlane),
            (long)OutChannels * Pool * TableShift) < 1 << 28;

    /// <summary>See <see cref="PoolPlane.Outputs"/>, for an output in which rows lie so far apart.</summary>
    public int[] PoolOutputs(int row)
    {
        int half = Math.Max(1, Lanes / 2), halves = PooledRow / half * PooledH;
        // Behind the last half it comes a second time.
        return [.. Enumerable.Range(0, PoolInputs.Length).Select(h => Lanes == 1 ? h / 2 : Math.Min(h, halves - 1) * half)
            .Select(i => i / PooledRow * row + i % PooledRow)];
    }

    /// <summary>
    /// For each tap of the kernel (channel, row, column) how far its pixel is from that of the first tap, in the planar layout.
    /// </summary>
    public int[] TapOffsets { get; private set; } = [];

    /// <summary>For each vector of a result plane where its first tap's pixels are in the planar layout.</summary>
    public int[] VectorInputs { get; private set; } = [];

    /// <summary>For each vector of a result plane where it goes.</summary>
    public int[] VectorOutputs { get; private set; } = [];

    /// <summary>
    /// The pooled cells (row·columns + column) in the order in which the backward pass visits them: such that neighbours in the order have
    /// windows that do not overlap, where there are enough cells. Adding to a region then does not wait for what was just stored.
    /// </summary>
    public int[] CellOrder { get; private set; } = [];

    private void BuildTables()
    {
        // Windows of cells this far apart do not meet, wherever in its cell each maximum lies.
        int apartY = (KernelH + 2 * (Pool - 1)) / Pool, apartX = (KernelW + 2 * (Pool - 1)) / Pool;
        CellOrder = [.. Enumerable.Range(0, PooledH * PooledW).OrderBy(c => c / PooledW % apartY).ThenBy(c => c % PooledW % apartX)];
        TapOffsets = [.. from c in Enumerable.Range(0, Channels) from ky in Enumerable.Range(0, KernelH) from kx in Enumerable.Range(
            0, KernelW)
                         select (c * PaddedH + ky) * PlanarRow + kx * Interleave];
        // Rows that no window of the pooling reaches are not computed.
        int rows = PooledH * Pool;
        VectorInputs = [.. from y in Enumerable.Range(0, rows) from v in Enumerable.Range(0, RowVectors) select y * PlanarRow + v * Lanes];
        VectorOutputs = [.. from y in Enumerable.Range(0, rows) from v in Enumerable.Range(0, RowVectors) select y * OutRow + v * Lanes];
        // Half a vector of pooled values comes out of one vector; a single one out of two.
        int half = Math.Max(1, Lanes / 2), halves = PooledRow / half * PooledH;
        PoolInputs = new int[Math.Max(2, Lanes == 1 ? 2 * PooledPlane : PooledPlane / half)];
        for (int i = 0; i < PoolInputs.Length && halves > 0; i++)
        {
            int first = Lanes == 1 ? i / 2 : Math.Min(i, halves - 1) * half;
            PoolInputs[i] = first / PooledRow * Pool * OutRow + first % PooledRow * Pool + (Lanes == 1 ? i % 2 * (Pool - 1) : 0);
        }
    }
}
