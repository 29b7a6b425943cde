using Backstep.Engine.Backends.Cpu.Convolution;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>The convolution of one group of images with one block of channels.</summary>
internal unsafe struct ConvTiles
{
    /// <summary>The group in the planar layout, the packed weights (tap, channel of the block), the biases of the block, the result
    /// (channel, row, column).</summary>
    public float* Input, Weights, Bias, Output;

    /// <summary>See <see cref="ConvGeometry"/>.</summary>
    public int* TapOffsets, VectorInputs, VectorOutputs;

    public int Taps, Vectors;

    /// <summary>Values from one channel of the result to the next.</summary>
    public int OutPlane;
}

/// <summary>ReLU and pooling of one plane of a convolution's result.</summary>
internal unsafe struct PoolPlane
{
    /// <summary>The plane; the pooled plane.</summary>
    public float* Input, Output;

    /// <summary>For each vector of pooled values the places of the two input vectors of its first row, and of the two halves of the result.
    /// Halves, since short rows do not fill a vector.</summary>
    public int* Inputs, Outputs;

    public int Vectors;

    /// <summary>Values from row to row of the input.</summary>
    public int InRow;

    /// <summary>Images that alternate.</summary>
    public int Interleave;

    /// <summary>1 or 2.</summary>
    public int Pool;

    public bool Relu;

    /// <summary>
    /// Where to go on with the lists of the values that pass a gradient: the position that each came from, in the pixel layout, and where
    /// its gradient will be. Null in programs without backward pass. Whole vectors are written.
    /// </summary>
    public int* Positions, Gradients;

    /// <summary>
    /// For each pooled value its window's first position, far below zero where there is none, and the place of its gradient.
    /// </summary>
    public int* PositionTable, GradientTable;

    /// <summary>What is added to each entry of either list: where the plane begins.</summary>
    public int PositionBase, GradientBase;

    /// <summary>Distances in the pixel layout of neighbouring columns, and of neighbouring rows.</summary>
    public int PositionColumn, PositionRow;

    /// <summary>For each pooled value the way to the weights that its gradient meets, or -1 where none passes: see
    /// <see cref="SpreadCells"/>; null if the input's gradient is not wanted.</summary>
    public int* Choices;

    /// <summary>What such a way is for the first position of a window, and what the second column and the second row add.</summary>
    public int ChoiceBase, ChoiceColumn, ChoiceRow;
}

/// <summary>What of the pooled planes of a group differs from channel to channel: see <see cref="PoolPlane"/>.</summary>
internal unsafe struct PoolChannel
{
    public float* Output;

    /// <summary>See <see cref="PoolPlane"/>.</summary>
    public int* Positions, Gradients, Choices;

    /// <summary>New entries of the lists.</summary>
    public int Passed;
}

/// <summary>Convolution, ReLU and pooling of one group of images with one block of channels, out of the registers.</summary>
internal unsafe struct PooledTiles
{
    /// <summary>The convolution. Its vectors are those of <see cref="PoolPlane.Inputs"/>, two for each of pooled values, but in the planar
    /// layout; it has no output.</summary>
    public ConvTiles Tiles;

    /// <summary>The pooling, as far as it is the same for all channels.</summary>
    public PoolPlane Pool;

    /// <summary>The rest of it for each channel of the block that exists.</summary>
    public PoolChannel* Channels;

    /// <summary>How many exist; values from row to row of the planar layout.</summary>
    public int Count, Row;

    /// <summary>What <see cref="PoolPlane"/> adds for a window's last value, and <see cref="PoolPlane.ChoiceBase"/> with what is added for
    /// the others: read as they are.</summary>
    public int PositionDiagonal, ChoiceRight, ChoiceBelow, ChoiceDiagonal;
}

/// <summary>
/// Gradients that are not zero, each with the position of its window in the pixel layout. A 2×2 pooling passes a gradient to one of four
/// positions and ReLU stops almost half of those, so a list visits a seventh of what a dense product would.
/// </summary>
internal unsafe struct WindowList
{
    /// <summary>Where each window begins.</summary>
    public int* Positions;

    /// <summary>Where the gradient of each window is.</summary>
    public int* Places;

    /// <summary>What <see cref="Places"/> counts from.</summary>
    public float* Gradients;

    public int Count;
    public int Rows;

    /// <summary>Values of a row of a window.</summary>
    public int RowLength;

    /// <summary>Values from one row to the next in the pixel layout.</summary>
    public int PixelRow;

    /// <summary>Values from one row of a window to the next in the packed sums: whole vectors.</summary>
    public int PackedRow;
}

/// <summary>
/// The gradient of the input of some images, cell by cell. All gradients of a pooled cell, of whatever channel, fall into one region of the
/// input: the window, and a row and a column more where 2×2 values are pooled. The region stays in registers while they are added: a table
/// holds each channel's weights shifted by a column or not, with a row of zeros above and below, so that every gradient adds one run of
/// whole rows.
/// </summary>
internal unsafe struct SpreadCells
{
    /// <summary>How many cells, in the order in which they are visited, and which of them: 1 for all, 2 for every other, where of two
    /// images that alternate one is missing.</summary>
    public int Cells, Step;

    /// <summary>For each cell where its channels' choices, its channels' gradients and its region begin.</summary>
    public int* ChoicePlaces, GradientPlaces, Targets;

    /// <summary>What these count from; the choices are integers.</summary>
    public float* Choices, Gradients, To;

    /// <summary>Channels of the result, a region's rows, the values of such a row (whole vectors).</summary>
    public int Channels, Rows, RowLength;

    /// <summary>Values from row to row of the gradient of the input.</summary>
    public int ToRow;

    /// <summary>
    /// For each channel where its weights begin in the table; whole vectors of it, with negative numbers behind the last channel.
    /// </summary>
    public int* ChannelPlaces;

    public float* Table;

    /// <summary>Room for a list of as many entries as there are channels, and two vectors more.</summary>
    public float* ListPlaces, ListGradients;
}
