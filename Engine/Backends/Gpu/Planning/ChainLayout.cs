using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>How a chain lies in shared memory and how its work is split among a group's threads: the descriptors that <see cref="SampleKernel"/> goes by.</summary>
internal sealed class ChainLayout
{
    /// <summary>Banks of shared memory on a card: words that many apart are read one after the other.</summary>
    private const int Banks = 32;

    private readonly int _threads;
    private readonly bool _spread, _split;
    private int _end;
    private int _scratch;

    private ChainLayout(ChainMatch match, int threads, bool spread, bool split)
    {
        (_threads, _spread, _split) = (threads, spread, split);
        Convolutions = new ConvLayer[match.Convolutions.Count];
        Linears = new LinearLayer[match.Linears.Count];
        for (int i = 0; i < Convolutions.Length; i++) Convolutions[i] = Layer(match.Convolutions[i], isFirst: i == 0, match.HasBackward);
        PlaceVectors(match);
        for (int i = 0; i < Convolutions.Length; i++) Connect(i);
        // The table of the normalisation is there before anything else is.
        Need(256);
        Chain.Scratch = _end;
        _end += _scratch;
    }

    /// <summary>What is where in general; offsets into the arena are not set yet.</summary>
    public SampleChain Chain;

    /// <summary>The layers; offsets into the arena are not set yet.</summary>
    public ConvLayer[] Convolutions { get; }

    /// <inheritdoc cref="Convolutions"/>
    public LinearLayer[] Linears { get; }

    /// <summary>Floats of shared memory that it takes.</summary>
    public int SharedFloats => _end;

    /// <summary>A layout for groups of <paramref name="threads"/>, a power of two: the fastest one that fits, or null.</summary>
    public static ChainLayout? For(ChainMatch match, int threads, int sharedFloats)
    {
        foreach ((bool spread, bool split) in new[] { (true, true), (false, true), (false, false) })
        {
            var layout = new ChainLayout(match, threads, spread, split);
            if (layout.SharedFloats <= sharedFloats) return layout;
        }
        return null;
    }

    private int Take(int floats)
    {
        int start = _end;
        _end += floats;
        return start;
    }

    private void Need(int scratch) => _scratch = Math.Max(_scratch, scratch);

    private ConvLayer Layer(ConvStep step, bool isFirst, bool backward)
    {
        Shape x = step.Conv.Inputs[0].Shape, w = step.Conv.Inputs[1].Shape, y = step.Pool.Output.Shape;
        int padding = ((Conv2dAttributes)step.Conv.Attributes!).Padding, windows = y[2] * y[3], kernel = w[2] * w[3];
        var layer = new ConvLayer
        {
            Channels = x[1],
            Outputs = w[0],
            KernelHeight = w[2],
            KernelWidth = w[3],
            Height = x[2],
            Width = x[3],
            PooledHeight = y[2],
            PooledWidth = y[3],
            Relu = step.Relu is null ? 0 : 1,
            In = Planes(x[1], x[2] + 2 * padding, x[3] + 2 * padding, y[3], padding),
            SharedWeights = Take(w[0] * (x[1] * kernel + 1)),
            Places = Take(w[0] * windows),
            Gradient = Take(w[0] * windows),
            InputGradient = -1,
        };
        int pairs = (layer.Outputs + 1) / 2;
        (layer.Slices, layer.SliceChannels) = Split(windows * pairs, layer.Channels, 0.25);
        if (layer.Slices > 1) Need(layer.Slices * layer.Outputs * 4 * windows);
        layer.Blocks = (layer.Channels + SampleConvBackward.MaxBlock - 1) / SampleConvBackward.MaxBlock;
        layer.BlockChannels = (layer.Channels + layer.Blocks - 1) / layer.Blocks;
        (layer.WeightSlices, layer.SliceRows) = Split(kernel * layer.Blocks * layer.Outputs, layer.PooledHeight, 0.25);
        (layer.InputSlices, layer.SliceOutputs) = Split(layer.Height * layer.Width * layer.Blocks, layer.Outputs, 0.25);
        int weightScratch = layer.WeightSlices > 1 ? layer.WeightSlices * layer.Outputs * (layer.Channels * kernel + 1) : 0;
        if (backward) Need(weightScratch + (isFirst ? 0 : layer.InputSlices * x[1] * x[2] * x[3]));
        return layer;
    }

    /// <summary>Planes whose rows lie so far apart that the windows of a row and those of the next are in different banks.</summary>
    private PlaneLayout Planes(int channels, int height, int width, int windowsAcross, int padding)
    {
        int odd = (width + 1) / 2, pitch = odd + width / 2;
        if (_spread)
            while ((2 * pitch - windowsAcross + Banks + 1) % Banks > 2 && pitch < 2 * width + Banks) pitch++;
        return new PlaneLayout { Start = Take(channels * height * pitch), Pitch = pitch, Plane = height * pitch, Odd = odd, Padding = padding };
    }

    /// <summary>
    /// Into how many parts a sum of <paramref name="terms"/> is split among threads, where <paramref name="items"/> sums are to be found: so that the
    /// rounds, each as long as a part, take the least time together. Each part costs <paramref name="price"/> terms in the end.
    /// </summary>
    private (int Parts, int TermsEach) Split(int items, int terms, double price)
    {
        int best = 1;
        double least = double.MaxValue;
        for (int parts = 1; parts <= (_split ? terms : 1); parts++)
        {
            int each = (terms + parts - 1) / parts;
            double time = (double)(((long)items * parts + _threads - 1) / _threads) * each + price * parts;
            if (time >= least) continue;
            (best, least) = (parts, time);
        }
        int size = (terms + best - 1) / best;
        return ((terms + size - 1) / size, size);
    }

    private void PlaceVectors(ChainMatch match)
    {
        int input = Take(match.Linears[0].Linear.Inputs[1].Shape[1]), gradient = Convolutions.Length > 0 ? Convolutions[^1].Gradient : match.StartGradient is null ? -1 : Take(match.Linears[0].Linear.Inputs[1].Shape[1]);
        if (!match.HasBackward) gradient = -1;
        for (int i = 0; i < Linears.Length; i++)
        {
            Shape w = match.Linears[i].Linear.Inputs[1].Shape;
            (int outputs, int inputs) = (w[0], w[1]);
            bool convRelu = i == 0 && Convolutions.Length > 0 && Convolutions[^1].Relu != 0;
            var layer = new LinearLayer
            {
                Inputs = inputs,
                Outputs = outputs,
                Relu = match.Linears[i].Relu is null ? 0 : 1,
                InputIsRelu = convRelu || (i == 0 ? match.ThroughRelu : match.Linears[i - 1].Relu is not null) ? 1 : 0,
                In = input,
                Out = Take(outputs),
                Delta = Take(outputs),
                InputGradient = gradient,
                KeptInput = -1,
                KeptOutput = -1,
                KeptDelta = -1,
                LaneShift = LaneShift(inputs, outputs),
            };
            (layer.Slices, layer.SliceOutputs) = Split(inputs, outputs, 2);
            Need(outputs * ((1 << layer.LaneShift) + 1));
            if (gradient >= 0) Need(layer.Slices * inputs);
            (input, gradient) = (layer.Out, match.HasBackward ? layer.Delta : -1);
            Linears[i] = layer;
        }
        Need(Linears[^1].Outputs);
    }

    /// <summary>How many threads share a row of the weight: as many as are left when each takes four rows.</summary>
    private int LaneShift(int inputs, int outputs)
    {
        int shift = 0;
        while (shift < 5 && 2 << shift <= _threads && 1 << shift < inputs && (_threads >> (shift + 1)) * 4 >= outputs) shift++;
        return shift;
    }

    /// <summary>Says where a convolution's result and the gradient of its input go.</summary>
    private void Connect(int i)
    {
        ref ConvLayer layer = ref Convolutions[i];
        if (i > 0)
        {
            layer.InputGradient = Convolutions[i - 1].Gradient;
            layer.InputIsRelu = Convolutions[i - 1].Relu;
        }
        layer.Out = i + 1 < Convolutions.Length
            ? Convolutions[i + 1].In
            : new PlaneLayout { Start = Linears[0].In, Pitch = layer.PooledWidth, Plane = layer.PooledHeight * layer.PooledWidth };
    }
}
