using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>A chain's descriptors with their places in the arena.</summary>
internal sealed class ChainDescriptors
{
    private readonly Workspace _space;
    private SampleChain _chain;

    public ChainDescriptors(ChainMatch match, ChainLayout layout, Workspace space, int partialLength)
    {
        _space = space;
        (Convolutions, Linears) = ([.. layout.Convolutions], [.. layout.Linears]);
        int partial = 0;
        for (int i = 0; i < Convolutions.Length; i++)
        {
            Instruction conv = match.Convolutions[i].Conv;
            (Convolutions[i].Weight, Convolutions[i].Bias, Convolutions[i].Partial) = (At(conv.Inputs[1]), At(conv.Inputs[2]), partial);
            partial += conv.Inputs[1].Shape.Length + conv.Inputs[2].Shape.Length;
        }
        for (int i = 0; i < Linears.Length; i++)
        {
            LinearStep step = match.Linears[i];
            ref LinearLayer layer = ref Linears[i];
            (layer.Weight, layer.Bias) = (At(step.Linear.Inputs[1]), At(step.Linear.Inputs[2]));
            if (i == Linears.Length - 1) layer.KeptOutput = At(step.Result);
            if (!match.HasBackward) continue;
            layer.KeptDelta = At(step.WeightGradient!.Inputs[0]);
            // A vector that the chain begins at is in memory already.
            if (i > 0 || Convolutions.Length > 0) layer.KeptInput = At(step.Linear.Inputs[0]);
        }
        Value start = match.Start;
        bool planes = Convolutions.Length > 0;
        (int height, int width) = planes ? (start.Shape[2], start.Shape[3]) : (1, Linears[0].Inputs);
        _chain = layout.Chain with
        {
            Convolutions = Convolutions.Length,
            Linears = Linears.Length,
            Samples = match.Samples,
            Input = At(start),
            Channels = planes ? start.Shape[1] : 1,
            Height = height,
            Width = width,
            PerWidth = Reciprocal.Of(width),
            PerPlane = Reciprocal.Of(height * width),
            Labels = At(match.Loss.Inputs[1]),
            Backward = match.HasBackward ? 1 : 0,
            PartialLength = partialLength,
            InputGradient = match.StartGradient is null ? -1 : At(match.StartGradient),
            Counter = -1,
        };
    }

    /// <summary>The chain as a whole.</summary>
    public SampleChain Chain => _chain;

    /// <summary>The layers.</summary>
    public ConvLayer[] Convolutions { get; }

    /// <inheritdoc cref="Convolutions"/>
    public LinearLayer[] Linears { get; }

    /// <summary>Where the samples' losses go.</summary>
    public int SampleLosses { init => _chain.SampleLosses = value; }

    /// <summary>Where it goes whether each sample is correct.</summary>
    public int SampleCorrect { init => _chain.SampleCorrect = value; }

    /// <summary>Where the samples' shares of the convolutions' gradients go.</summary>
    public int Partials { init => _chain.Partials = value; }

    /// <summary>Adam's step counter.</summary>
    public int Counter { init => _chain.Counter = value; }

    private int At(Value value) => checked((int)_space.OffsetOf(value));
}
