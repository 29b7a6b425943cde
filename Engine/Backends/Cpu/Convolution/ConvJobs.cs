namespace Backstep.Engine.Backends.Cpu;

/// <summary>The convolution of one group of images with one block of channels.</summary>
internal unsafe struct ConvTiles
{
    /// <summary>The group in the planar layout, the packed weights (tap, channel of the block), the biases of the block, the result (channel, row, column).</summary>
    public float* Input, Weights, Bias, Output;

    /// <summary>See <see cref="ConvGeometry"/>.</summary>
    public int* TapOffsets, VectorInputs, VectorOutputs;

    /// <summary>How many there are.</summary>
    public int Taps, Vectors;

    /// <summary>Values from one channel of the result to the next.</summary>
    public int OutPlane;
}

/// <summary>ReLU and pooling of one plane of a convolution's result.</summary>
internal unsafe struct PoolPlane
{
    /// <summary>The plane; the pooled plane.</summary>
    public float* Input, Output;

    /// <summary>For each pooled value the position, in the pixel layout, that it came from, or -1 where no gradient passes.</summary>
    public int* Positions;

    /// <summary>See <see cref="ConvGeometry.PooledColumns"/>.</summary>
    public float* ColumnPlaces;

    /// <summary>Values from row to row.</summary>
    public int InRow, OutRow, PositionRow;

    /// <summary>Values of a pooled row that are computed: whole vectors. More than lie between two rows of the output are overwritten by the next row.</summary>
    public int Columns;

    /// <summary>Pooled rows.</summary>
    public int Rows;

    /// <summary>Images that alternate.</summary>
    public int Interleave;

    /// <summary>1 or 2.</summary>
    public int Pool;

    /// <summary>Whether negative results become 0 and pass no gradient.</summary>
    public bool Relu;

    /// <summary>Distance of neighbouring columns and rows in the pixel layout.</summary>
    public int PixelColumn, PixelRow;
}

/// <summary>
/// Gradients that are not zero, each with the position of its window in the pixel layout. A 2×2 pooling passes a gradient to one of four
/// positions and ReLU stops almost half of those, so a list visits a seventh of what a dense product would.
/// </summary>
internal unsafe struct WindowList
{
    /// <summary>Where each window begins.</summary>
    public int* Positions;

    /// <summary>The gradient at each window.</summary>
    public float* Gradients;

    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>Rows of a window.</summary>
    public int Rows;

    /// <summary>Values of a row of a window.</summary>
    public int RowLength;

    /// <summary>Values from one row to the next in the pixel layout.</summary>
    public int PixelRow;

    /// <summary>Values from one row of a window to the next in packed weights and sums: whole vectors.</summary>
    public int PackedRow;
}
