using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>
/// What passes a gradient through ReLU and pooling, as the forward pass finds it: for each channel of a few images a list of positions and
/// of the places where their gradients will be. The backward pass then touches nothing that is zero.
/// </summary>
internal sealed unsafe class PassLists
{
    /// <summary>Values of the images whose lists are one, pixels and gradients together: they fit the first-level cache.</summary>
    private const int Together = 8192;

    private readonly ConvBlock _block;
    private readonly int* _positions, _gradients, _counts, _choices, _positionTable, _lonePositionTable, _gradientTable;
    private readonly int _capacity;

    public PassLists(ConvBlock block, BufferTable buffers)
    {
        _block = block;
        ConvGeometry g = block.G;
        long values = g.Interleave * (block.PixelImage + block.GradientSteps.Image);
        GroupsTogether = (int)Math.Clamp(Together / Math.Max(values, 1), 1, 16);
        // A list ends in whole vectors.
        _capacity = (g.PooledH * g.PooledW * g.Interleave + 15) / 16 * 16 + 16;
        long length = (long)g.Groups * g.OutChannels * _capacity;
        _positions = (int*)buffers.Extra(length);
        _gradients = (int*)buffers.Extra(length);
        _counts = (int*)buffers.Extra((long)g.Groups * g.OutChannels);
        if (block.PixelGradients != null) _choices = (int*)buffers.Extra((long)g.Groups * g.OutChannels * g.PooledPlane);
        (int column, int row, int image) = block.GradientSteps;
        // So far below zero that nothing that is added makes it a position.
        const int Nowhere = int.MinValue / 2;
        _positionTable = Places((x, y, n) => (y * g.PixelRow + x * g.Channels) * g.Pool + n * (int)block.PixelImage, Nowhere);
        _lonePositionTable = Places((x, y, n) => n == 0 ? (y * g.PixelRow + x * g.Channels) * g.Pool : Nowhere, Nowhere);
        _gradientTable = Places((x, y, n) => y * row + x * column + n * image, 0);

        int* Places(Func<int, int, int, int> of, int outside)
        {
            var places = new int[g.PooledPlane];
            for (int j = 0; j < places.Length; j++)
            {
                (int y, int x, int n) = (j / g.PooledRow, j % g.PooledRow / g.Interleave, j % g.Interleave);
                places[j] = y < g.PooledH && x < g.PooledW ? of(x, y, n) : outside;
            }
            return ConvBlock.Table(buffers, places);
        }
    }

    /// <summary>Groups whose lists are one. A thread begins with its first group, so that threads never meet in one.</summary>
    public int GroupsTogether { get; }

    /// <summary>Adds to the description of a group's planes what is the same for all. <paramref name="first"/> is the first group of those
    /// whose lists are one.</summary>
    public void Describe(ref PoolPlane plane, int first, int group)
    {
        ConvGeometry g = _block.G;
        plane.PositionTable = (group + 1) * g.Interleave > g.Images ? _lonePositionTable : _positionTable;
        plane.GradientTable = _gradientTable;
        plane.PositionBase = (group - first) * g.Interleave * (int)_block.PixelImage;
        plane.GradientBase = (group - first) * g.Interleave * _block.GradientSteps.Image;
        plane.PositionColumn = g.Channels;
        plane.PositionRow = g.PixelRow;
        // A maximum of the second row meets its weights a row further down in the region, behind the row of zeros.
        plane.ChoiceBase = (g.Pool - 1) * g.RegionRow;
        plane.ChoiceRow = -g.RegionRow;
        plane.ChoiceColumn = g.TableShift;
    }

    /// <summary>Says where the lists of a channel go on.</summary>
    public void Continue(ref PoolChannel channel, int first, int together, int group, int o)
    {
        if (group == first) Count(first, o) = 0;
        nint at = Start(first, together, o) + Count(first, o);
        channel.Positions = _positions + at;
        channel.Gradients = _gradients + at;
        channel.Choices = _choices == null ? null : Choices(group) + (nint)o * _block.G.PooledPlane;
    }

    /// <summary>How many entries the list of a channel has.</summary>
    public ref int Count(int first, int o) => ref _counts[(nint)first * _block.G.OutChannels + o];

    /// <summary>The list of a channel.</summary>
    public WindowList List(int first, int together, int o)
    {
        ConvGeometry g = _block.G;
        nint at = Start(first, together, o);
        return new WindowList
        {
            Positions = _positions + at,
            Places = _gradients + at,
            Gradients = _block.Gradients(first * g.Interleave, o),
            Count = Count(first, o),
            Rows = g.KernelH,
            RowLength = g.WindowRow,
            PixelRow = g.PixelRow,
            PackedRow = _block.PackedRow,
        };
    }

    /// <summary>The choices of a group, plane by plane.</summary>
    public int* Choices(int group) => _choices + (nint)group * _block.G.OutChannels * _block.G.PooledPlane;

    private nint Start(int first, int together, int o) => ((nint)first * _block.G.OutChannels + (nint)o * together) * _capacity;
}
