namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// What passes a gradient through ReLU and pooling, as the forward pass finds it: for each channel of a few images a list of positions and of the
/// places where their gradients will be. The backward pass then touches nothing that is zero.
/// </summary>
internal sealed unsafe class PassLists
{
    /// <summary>Images whose lists are one: their pixels and gradients fit the first-level cache.</summary>
    private const int Images = 4;

    private readonly ConvBlock _block;
    private readonly int* _positions, _gradients, _counts;
    private readonly float* _columns, _loneColumns, _gradientColumns, _choices;
    private readonly int _capacity;

    public PassLists(ConvBlock block, BufferTable buffers)
    {
        _block = block;
        ConvGeometry g = block.G;
        GroupsTogether = Images / g.Interleave;
        // A list ends in whole vectors.
        _capacity = (g.PooledH * g.PooledW * g.Interleave + 15) / 16 * 16 + 16;
        long length = (long)g.Groups * g.OutChannels * _capacity;
        _positions = (int*)buffers.Extra(length);
        _gradients = (int*)buffers.Extra(length);
        _counts = (int*)buffers.Extra((long)g.Groups * g.OutChannels);
        if (block.PixelGradients != null) _choices = buffers.Extra((long)g.Groups * g.OutChannels * block.PooledPlane);
        (int column, _, int image) = block.GradientSteps;
        // Far below every position in the image.
        const float Nowhere = -(1 << 25);
        _columns = Columns((x, n) => x < g.PooledW ? x * g.Pool * g.Channels + n * block.PixelImage : Nowhere);
        _loneColumns = Columns((x, n) => x < g.PooledW && n == 0 ? x * g.Pool * g.Channels : Nowhere);
        _gradientColumns = Columns((x, n) => x < g.PooledW ? x * column + n * image : 0);

        float* Columns(Func<int, int, float> of)
        {
            float* columns = buffers.Extra(g.PooledRow);
            for (int j = 0; j < g.PooledRow; j++) columns[j] = of(j / g.Interleave, j % g.Interleave);
            return columns;
        }
    }

    /// <summary>Groups whose lists are one. A thread begins with its first group, so that threads never meet in one.</summary>
    public int GroupsTogether { get; }

    /// <summary>Adds to the description of a plane where its lists go on. <paramref name="first"/> is the first group of those whose lists are one.</summary>
    public void Continue(ref PoolPlane plane, int first, int together, int group, int o)
    {
        ConvGeometry g = _block.G;
        (_, int row, int image) = _block.GradientSteps;
        if (group == first) Count(first, o) = 0;
        nint at = Start(first, together, o) + Count(first, o);
        plane.Positions = _positions + at;
        plane.Gradients = _gradients + at;
        plane.PositionColumns = (group + 1) * g.Interleave > g.Images ? _loneColumns : _columns;
        plane.GradientColumns = _gradientColumns;
        plane.PositionBase = checked((int)((group - first) * g.Interleave * _block.PixelImage));
        plane.GradientBase = (group - first) * g.Interleave * image;
        plane.PositionColumn = g.Channels;
        plane.PositionRow = g.PixelRow;
        plane.GradientRow = row;
        if (_choices == null) return;
        plane.Choices = Choices(group) + (nint)o * _block.PooledPlane;
        plane.ChoiceRow = g.PooledRow;
        // A maximum of the second row meets its weights a row further down in the region, behind the row of zeros.
        plane.ChoiceBase = (g.Pool - 1) * g.RegionRow;
        plane.ChoiceRowStep = -g.RegionRow;
        plane.ChoiceColumnStep = g.TableShift;
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
    public float* Choices(int group) => _choices + (nint)group * _block.G.OutChannels * _block.PooledPlane;

    private nint Start(int first, int together, int o) => ((nint)first * _block.G.OutChannels + (nint)o * together) * _capacity;
}
