namespace ILGPU;

/// <summary>An index or a length along one axis.</summary>
public readonly record struct Index1D(int X)
{
    public static implicit operator int(Index1D index) => index.X;

    public static implicit operator Index1D(int index) => new(index);
}

/// <summary>An index or lengths along two axes.</summary>
public readonly record struct Index2D(int X, int Y)
{
    public static implicit operator Index2D((int X, int Y) values) => new(values.X, values.Y);
}

/// <summary>An index or lengths along three axes.</summary>
public readonly record struct Index3D(int X, int Y, int Z)
{
    /// <summary>How many elements these lengths span.</summary>
    public int Size => X * Y * Z;

    public static implicit operator Index3D((int X, int Y, int Z) values) => new(values.X, values.Y, values.Z);
}

/// <summary>A length along one axis that may pass 2³¹.</summary>
public readonly record struct LongIndex1D(long X)
{
    public static implicit operator long(LongIndex1D index) => index.X;

    public static implicit operator LongIndex1D(long index) => new(index);
}

/// <summary>How many groups of how many threads run a kernel.</summary>
public readonly struct KernelConfig
{
    public KernelConfig(Index1D gridDim, Index1D groupDim) : this(new Index3D(gridDim, 1, 1), new Index3D(groupDim, 1, 1))
    {
    }

    public KernelConfig(Index2D gridDim, Index2D groupDim) : this(new Index3D(gridDim.X, gridDim.Y, 1), new Index3D(groupDim.X, groupDim.Y, 1))
    {
    }

    public KernelConfig(Index3D gridDim, Index3D groupDim)
    {
        GridDim = gridDim;
        GroupDim = groupDim;
    }

    public Index3D GridDim { get; }

    public Index3D GroupDim { get; }

    public bool IsValid => GridDim is { X: > 0, Y: > 0, Z: > 0 } && GroupDim is { X: > 0, Y: > 0, Z: > 0 };

    public static implicit operator KernelConfig((Index1D Grid, Index1D Group) dimensions) => new(dimensions.Grid, dimensions.Group);

    public static implicit operator KernelConfig((Index2D Grid, Index2D Group) dimensions) => new(dimensions.Grid, dimensions.Group);

    public static implicit operator KernelConfig((Index3D Grid, Index3D Group) dimensions) => new(dimensions.Grid, dimensions.Group);
}

/// <summary>One-dimensional strides.</summary>
public static class Stride1D
{
    /// <summary>Elements follow each other without gaps.</summary>
    public readonly record struct Dense;
}
