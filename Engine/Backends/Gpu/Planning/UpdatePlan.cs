using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>A gradient that the update makes, or finds, and what happens to its parameter.</summary>
/// <param name="Gradient">The gradient.</param>
/// <param name="Delta">The gradient of the layer's output, for those that are sums over the batch of a linear layer; else null.</param>
/// <param name="Input">The layer's input, for weights of linear layers; else null.</param>
/// <param name="Partial">Where it begins among a sample's shares, for convolutions; else -1.</param>
internal sealed record GradientSource(Value Gradient, Value? Delta = null, Value? Input = null, int Partial = -1)
{
    /// <summary>The optimizer's step along it, if that is part of the update.</summary>
    public ParameterStep? Step { get; set; }
}

/// <summary>Which gradients and steps are done in the launch that ends a step.</summary>
internal sealed class UpdatePlan
{
    private UpdatePlan(List<GradientSource> sources, int samples, int index) => (Sources, Samples, Index) = (sources, samples, index);

    /// <summary>The gradients.</summary>
    public IReadOnlyList<GradientSource> Sources { get; }

    /// <summary>How many samples sums run over.</summary>
    public int Samples { get; }

    /// <summary>At which instruction of the program it runs.</summary>
    public int Index { get; private set; }

    /// <summary>The optimizer; null if only gradients are wanted.</summary>
    public StepSettings? Settings { get; private set; }

    /// <summary>Adam's step counter, if the chain counts it up.</summary>
    public Value? CounterInChain { get; private set; }

    /// <summary>The loss, if the chain computes it.</summary>
    public Value? Loss { get; private init; }

    /// <summary>The plan, with its instructions claimed; null if there is nothing for it to do.</summary>
    public static UpdatePlan? Of(ProgramGraph graph, ChainMatch? chain, WideLayers wide)
    {
        var sources = new List<GradientSource>();
        int samples = chain?.Samples ?? wide.Samples, index = chain?.Last ?? -1, partial = 0;
        foreach (ConvStep step in chain?.Convolutions ?? [])
        {
            if (step.WeightGradient is null) continue;
            sources.Add(new GradientSource(step.WeightGradient.Output, Partial: partial));
            partial += step.WeightGradient.Output.Shape.Length;
            sources.Add(new GradientSource(step.BiasGradient!.Output, Partial: partial));
            partial += step.BiasGradient.Output.Shape.Length;
        }
        foreach (LinearStep step in chain?.Linears ?? [])
            if (step.WeightGradient is not null) AddLinear(step.WeightGradient, step.BiasGradient!);
        foreach (Instruction i in wide.WeightGradients(samples))
        {
            graph.Claim(i);
            index = Math.Max(index, i.Index);
            sources.Add(new GradientSource(i.Output, i.Inputs[0], i.Opcode == Opcode.LinearBackwardWeight ? i.Inputs[1] : null));
        }
        var made = sources.Select(s => s.Gradient).ToHashSet();
        foreach (Value gradient in graph.Program.Values)
            if (gradient is { Kind: ValueKind.Gradient, GradientOf.Kind: ValueKind.Parameter } && !made.Contains(gradient)
                && graph.Writers(gradient).Count > 0)
                sources.Add(new GradientSource(gradient));

        var plan = new UpdatePlan(sources, samples, index) { Loss = chain?.Loss.Output };
        plan.FindSteps(graph, chain);
        // A gradient that others make and that has no step here is no concern of this launch.
        sources.RemoveAll(s => s.Step is null && s.Delta is null && s.Partial < 0);
        return sources.Count == 0 && chain is null ? null : plan;

        void AddLinear(Instruction weight, Instruction bias)
        {
            sources.Add(new GradientSource(weight.Output, weight.Inputs[0], weight.Inputs[1]));
            sources.Add(new GradientSource(bias.Output, bias.Inputs[0]));
        }
    }

    /// <summary>Takes the optimizer's steps in, if every gradient that is made here is used by steps of one kind alone.</summary>
    private void FindSteps(ProgramGraph graph, ChainMatch? chain)
    {
        var matcher = new UpdateMatcher(graph);
        var steps = Sources.Select(s => (Source: s, Step: matcher.Find(s.Gradient))).ToArray();
        if (steps.FirstOrDefault(s => s.Step is not null).Step?.Settings is not { } settings) return;
        bool Fits((GradientSource Source, ParameterStep? Step) s) =>
            s.Step is { } step && step.Settings.Equals(settings)
                && graph.Readers(step.Parameter).All(r => r.Index <= step.Instructions[^1].Index);
        // A gradient that is made here, at the very end, must not be wanted before.
        if (steps.Any(s => !Fits(s) && (s.Source.Delta is not null || s.Source.Partial >= 0) && graph.Readers(s.Source.Gradient).Count > 0))
            return;
        if (settings.Counter is { } counter && graph.Writers(counter) is not [{ Opcode: Opcode.CountStep }]) return;

        Settings = settings;
        foreach ((GradientSource source, ParameterStep? step) in steps.Where(Fits))
        {
            source.Step = step;
            foreach (Instruction i in step!.Instructions)
            {
                graph.Claim(i);
                Index = Math.Max(Index, i.Index);
            }
        }
        if (settings.Counter is null || chain is not { HasBackward: true }) return;
        CounterInChain = settings.Counter;
        graph.Claim(graph.Writers(settings.Counter)[0]);
    }
}
