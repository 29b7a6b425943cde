using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>How a chain lies in shared memory and how its work is split among a group's threads:
/// the descriptors that <see cref="SampleKernel"/> goes by.</summary>
internal sealed class ChainLayout
{
    /// <summary>Banks of shared memory on a card: words that many apart are read one after the other.</summary>
    private const int Banks = 32;

    private readonly int _threads, _room;
    private readonly bool _spread;
    private int _end;
    private int _scratch;

    private ChainLayout(ChainMatch match, int threads, int sharedFloats, bool spread)
    {
        (_threads, _spread) = (threads, spread);
        Convolutions = [.. match.Convolutions.Select(Place)];
        Linears = new LinearLayer[match.Linears.Count];
        PlaceVectors(match);
        for (int i = 0; i < Convolutions.Length; i++) Connect(i);
        // What is left is for sums that are split among threads.
        _room = sharedFloats - _end;
        for (int i = 0; i < Convolutions.Length; i++)
        {
            SplitForward(ref Convolutions[i]);
            if (match.HasBackward) SplitBackward(ref Convolutions[i]);
        }
        for (int i = 0; i < Linears.Length; i++) Split(ref Linears[i]);
        // The table of the normalisation is there before anything else is, the exponentials of the logits at the end.
        Need(Math.Max(256, Linears[^1].Outputs));
        Chain.Scratch = _end;
    }

    /// <summary>What is where in general; offsets into the arena are not set yet.</summary>
    public SampleChain Chain;

    /// <summary>The layers; offsets into the arena are not set yet.</summary>
    public ConvLayer[] Convolutions { get; }

    /// <inheritdoc cref="Convolutions"/>
    public LinearLayer[] Linears { get; }

    /// <summary>Floats of shared memory that it takes.</summary>
    public int SharedFloats => _end + _scratch;

    /// <summary>A layout for groups of <paramref name="threads"/>, a power of two, in which sums are split as far as there is room; null if
    /// there is too little even for whole ones.</summary>
    public static ChainLayout? For(ChainMatch match, int threads, int sharedFloats) =>
        Enumerable.Range(0, 2).Select(i => new ChainLayout(match, threads, sharedFloats, spread: i == 0))
            .FirstOrDefault(l => l.SharedFloats <= sharedFloats);

    private int Take(int floats)
    {
        int start = _end;
        _end += floats;
        return start;
    }

    private void Need(int scratch) => _scratch = Math.Max(_scratch, scratch);

    private ConvLayer Place(ConvStep step)
    {
        Shape x = step.Conv.Inputs[0].Shape, w = step.Conv.Inputs[1].Shape, y = step.Pool.Output.Shape;
        int padding = ((Conv2dAttributes)step.Conv.Attributes!).Padding, blocks = Parts(x[1], SampleConvBackward.MaxBlock);
        return new ConvLayer
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
            SharedWeights = Take(w[0] * (x[1] * w[2] * w[3] + 1)),
            Places = Take(w[0] * y[2] * y[3]),
            Gradient = Take(w[0] * y[2] * y[3]),
            InputGradient = -1,
            Blocks = blocks,
            BlockChannels = Parts(x[1], blocks),
            PerWindows = Reciprocal.Of(y[2] * y[3]),
            PerPooledWidth = Reciprocal.Of(y[3]),
            PerPairs = Reciprocal.Of((w[0] + 1) / 2),
            PerKernel = Reciprocal.Of(w[2] * w[3]),
            PerKernelWidth = Reciprocal.Of(w[3]),
            PerBlocks = Reciprocal.Of(blocks),
            PerOutputs = Reciprocal.Of(w[0]),
            PerPixels = Reciprocal.Of(x[2] * x[3]),
            PerWidth = Reciprocal.Of(x[3]),
        };
    }

    /// <summary>Planes whose rows lie so far apart that the windows of a row and those of the next are in different banks.</summary>
    private PlaneLayout Planes(int channels, int height, int width, int windowsAcross, int padding)
    {
        int odd = (width + 1) / 2, pitch = odd + width / 2;
        if (_spread)
            while ((2 * pitch - windowsAcross + Banks + 1) % Banks > 2 && pitch < 2 * width + Banks) pitch++;
        int start = Take(channels * height * pitch);
        return new PlaneLayout { Start = start, Pitch = pitch, Plane = height * pitch, Odd = odd, Padding = padding };
    }

    private void PlaceVectors(ChainMatch match)
    {
        int length = match.Linears[0].Linear.Inputs[1].Shape[1], input = Take(length);
        int gradient =
            !match.HasBackward ? -1 : Convolutions.Length > 0 ? Convolutions[^1].Gradient : match.StartGradient is null ? -1 : Take(length);
        for (int i = 0; i < Linears.Length; i++)
        {
            Shape w = match.Linears[i].Linear.Inputs[1].Shape;
            bool convRelu = i == 0 && Convolutions.Length > 0 && Convolutions[^1].Relu != 0;
            Linears[i] = new LinearLayer
            {
                Inputs = w[1],
                PerInputs = Reciprocal.Of(w[1]),
                Outputs = w[0],
                Relu = match.Linears[i].Relu is null ? 0 : 1,
                InputIsRelu = convRelu || (i == 0 ? match.ThroughRelu : match.Linears[i - 1].Relu is not null) ? 1 : 0,
                In = input,
                Out = Take(w[0]),
                Delta = Take(w[0]),
                InputGradient = gradient,
                KeptInput = -1,
                KeptOutput = -1,
                KeptDelta = -1,
            };
            (input, gradient) = (Linears[i].Out, match.HasBackward ? Linears[i].Delta : -1);
        }
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

    /// <summary>The input channels of the forward pass. A thread's time is counted in rows of the kernel,
    /// that of adding the parts up in elements.</summary>
    private void SplitForward(ref ConvLayer layer)
    {
        int windows = layer.PooledHeight * layer.PooledWidth, items = windows * ((layer.Outputs + 1) / 2), sums = layer.Outputs * windows;
        ConvLayer l = layer;
        (layer.Slices, layer.SliceChannels) = Best(layer.Channels, parts => parts == 1 ? 0 : parts * 4 * sums,
            (parts, each) => Rounds(items * parts) * each * l.KernelHeight + (parts == 1 ? 0 : parts * Rounds(sums)));
        if (layer.Slices > 1) Need(layer.Slices * 4 * sums);
    }

    /// <summary>
    /// The rows of windows of the weight's gradient and the output channels of the input's, which share the room and the rounds.
    /// A thread's time is counted in windows.
    /// </summary>
    private void SplitBackward(ref ConvLayer layer)
    {
        int kernel = layer.KernelHeight * layer.KernelWidth, weights = layer.Outputs * (layer.Channels * kernel + 1),
            weightItems = kernel * layer.Blocks * layer.Outputs;
        int pixels = layer.Height * layer.Width, inputs = layer.Channels * pixels, inputItems = pixels * layer.Blocks,
            width = layer.PooledWidth;
        int reached = Math.Min(layer.KernelHeight / 2 + 1, layer.PooledHeight) * Math.Min(layer.KernelWidth / 2 + 1, layer.PooledWidth);
        bool hasInput = layer.InputGradient >= 0;
        double least = double.MaxValue;
        foreach ((int weightParts, int rows) in Splits(layer.PooledHeight))
            foreach ((int inputParts, int outputs) in hasInput ? Splits(layer.Outputs) : [(0, 0)])
            {
                int scratch = (weightParts > 1 ? weightParts * weights : 0) + inputParts * inputs;
                if (scratch > _room && weightParts + inputParts > (hasInput ? 2 : 1)) continue;
                double time = Together(weightItems * weightParts, rows * width, inputItems * inputParts, outputs * reached)
                    + (weightParts > 1 ? weightParts * Rounds(weights) : 0) + inputParts * Rounds(inputs);
                if (time >= least) continue;
                least = time;
                (layer.WeightSlices, layer.SliceRows, layer.InputSlices, layer.SliceOutputs) = (weightParts, rows, inputParts, outputs);
            }
        Need((layer.WeightSlices > 1 ? layer.WeightSlices * weights : 0) + layer.InputSlices * inputs);
    }

    private void Split(ref LinearLayer layer)
    {
        (int inputs, int outputs) = (layer.Inputs, layer.Outputs);
        layer.LaneShift = LaneShift(inputs, outputs);
        Need(outputs * ((1 << layer.LaneShift) + 1));
        (layer.Slices, layer.SliceOutputs) =
            Best(outputs, parts => parts * inputs, (parts, each) => Rounds(inputs * parts) * each + 2 * parts);
        if (layer.InputGradient >= 0) Need(layer.Slices * inputs);
    }

    /// <summary>How many threads share a row of the weight: as many as are left when each takes four rows,
    /// and as there is room for.</summary>
    private int LaneShift(int inputs, int outputs)
    {
        int shift = 0;
        while (shift < 5 && 2 << shift <= _threads && 1 << shift < inputs && (_threads >> (shift + 1)) * 4 >= outputs
            && outputs * ((2 << shift) + 1) <= _room) shift++;
        return shift;
    }

    /// <summary>The way to split a sum that takes the least time of those that fit;
    /// the whole sum, whether it fits or not, if no other does.</summary>
    private (int Parts, int TermsEach) Best(int terms, Func<int, int> scratch, Func<int, int, double> time) =>
        Splits(terms).Where(s => s.Parts == 1 || scratch(s.Parts) <= _room).MinBy(s => time(s.Parts, s.TermsEach));

    /// <summary>The ways to split a sum: from the whole to one term a part.</summary>
    private static IEnumerable<(int Parts, int TermsEach)> Splits(int terms) =>
        Enumerable.Range(1, Math.Max(1, terms)).Select(parts => Parts(terms, parts)).Distinct().Select(each => (Parts(terms, each), each));

    /// <summary>How often the threads go round until <paramref name="items"/> are done.</summary>
    private int Rounds(int items) => Parts(items, _threads);

    /// <summary>The time of two kinds of items that follow each other in one list: each round takes as long as its longest item.</summary>
    private double Together(int first, double firstTime, int second, double secondTime)
    {
        int whole = first / _threads, begun = Rounds(first), all = Rounds(first + second);
        return whole * firstTime + (begun - whole) * (second > 0 ? Math.Max(firstTime, secondTime) : firstTime)
            + (all - begun) * secondTime;
    }

    private static int Parts(int length, int each) => each == 0 ? 0 : (length + each - 1) / each;
}
