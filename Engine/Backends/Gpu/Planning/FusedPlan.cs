using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>
/// What of a program runs fused: a chain of small layers with its loss and backward pass as one launch, wide linear layers with their ReLU
/// as one launch each way, and all sums over the batch with the optimizer's step as another. What it claims in the graph, nobody else does.
/// </summary>
internal sealed class FusedPlan
{
    private readonly ProgramGraph _graph;
    private readonly MemoryLayout _layout;
    private readonly DeviceHost _host;
    private readonly ChainMatch? _chain;
    private readonly ChainLayout? _shared;
    private readonly WideLayers _wide;
    private readonly UpdatePlan? _update;
    private readonly int _sampleLosses, _sampleCorrect, _partials;

    /// <summary>Looks for what can be fused, and claims it.</summary>
    public FusedPlan(ProgramGraph graph, MemoryLayout layout, DeviceHost host)
    {
        (_graph, _layout, _host) = (graph, layout, host);
        _chain = host.SharedMemoryBytes < SampleKernel.SharedFloats * sizeof(float) ? null : new ChainMatcher(graph).Find(Fits);
        if (_chain is not null)
        {
            _shared = ChainLayout.For(_chain, GroupSize, SampleKernel.SharedFloats);
            foreach (Instruction i in _chain.Instructions) graph.Claim(i);
            _sampleLosses = layout.Extra(_chain.Samples);
            _sampleCorrect = layout.Extra(_chain.Samples);
            if (_chain.HasBackward) _partials = layout.Extra((long)_chain.Samples * PartialLength);
        }
        _wide = new WideLayers(graph, layout, host, _chain);
        _update = UpdatePlan.Of(graph, _chain, _wide);
        if (_chain is not null) OmitInnerValues(_chain);
        IsGathering =
            _wide.IsGathering || (_chain is not null && graph.Program.BatchedImages is { } images && layout.Share(images, _chain.Start));
    }

    /// <summary>Whether a step takes its batch out of the data set itself.</summary>
    public bool IsGathering { get; }

    /// <summary>Whether a step puts its result into the ring itself.</summary>
    public bool IsWritingResults => _chain is not null;

    /// <summary>Threads that take a sample through the chain.</summary>
    private int GroupSize => SampleGroups.Size(_host);

    /// <summary>How many gradients of convolutions each sample leaves.</summary>
    private int PartialLength => _chain!.Convolutions.Sum(c => c.Conv.Inputs[1].Shape.Length + c.Conv.Inputs[2].Shape.Length);

    /// <summary>Binds the launches to memory.</summary>
    /// <returns>For the instructions at which something fused runs: the launch for what lies in the inputs' memory,
    /// and that for a batch of the data set.</returns>
    public ILookup<int, (Launch Run, Launch Step)> Bind(Workspace space)
    {
        var launches = new List<(int Index, Launch Run, Launch Step)>();
        if (_chain is not null) launches.Add(Chain(space));
        launches.AddRange(_wide.Bind(space));
        if (_update is not null) launches.Add(Update(space));
        return launches.ToLookup(l => l.Index, l => (l.Run, l.Step));
    }

    private bool Fits(ChainMatch match) => ChainLayout.For(match, GroupSize, SampleKernel.SharedFloats) is not null
        && (long)match.Samples * match.Convolutions.Sum(c => c.Conv.Inputs[1].Shape.Length + c.Conv.Inputs[2].Shape.Length) < int.MaxValue;

    private (int Index, Launch Run, Launch Step) Chain(Workspace space)
    {
        ChainMatch chain = _chain!;
        var descriptors = new ChainDescriptors(chain, _shared!, space, PartialLength)
        {
            SampleLosses = Offset(space, _sampleLosses),
            SampleCorrect = Offset(space, _sampleCorrect),
            Partials = chain.HasBackward ? Offset(space, _partials) : -1,
            Counter = _update?.CounterInChain is { } counter ? checked((int)space.OffsetOf(counter)) : -1,
        };
        (BatchSource source, var config) = (space.Source, new KernelConfig(chain.Samples, GroupSize));
        var arguments =
            new SampleArgs(
                descriptors.Chain, space.Keep(descriptors.Convolutions), space.Keep(descriptors.Linears), space.Arena.All,
                DeviceBatch.InMemory);
        var run = Launch.Of(_host, "chain", SampleKernel.Run, config, arguments);
        Launch step =
            IsGathering
                && !_wide.IsGathering ? Launch.Of(_host, "chain", SampleKernel.Run, config, s => arguments with { Batch = source.Batch(s) })
                : run;
        return (chain.First, run, step);
    }

    private (int Index, Launch Run, Launch Step) Update(Workspace space)
    {
        UpdatePlan plan = _update!;
        var table = new UpdateJobs(space, plan, _host.IsProcessor);
        if (_chain is not null)
            table.AddResults(
                Offset(space, _sampleLosses), Offset(space, _sampleCorrect), PartialLength,
                _chain.HasBackward ? Offset(space, _partials) : -1);
        UpdateJob[] all = table.Build();
        var config = new KernelConfig(all.Length, _host.GroupSize);
        var arguments = new UpdateArgs(table.Rule, space.Keep(all), space.Arena.All, space.Results, ResultRing.OwnSlot);
        Action<UpdateArgs> kernel = Kernel(plan.Settings?.Kind ?? StepKind.None);
        return (plan.Index, Launch.Of(_host, "update", kernel, config, arguments),
            Launch.Of(_host, "update", kernel, config, s => arguments with { Slot = s.Slot }));
    }

    private Action<UpdateArgs> Kernel(StepKind kind) => kind switch
    {
        StepKind.Sgd => _host.IsProcessor ? ParameterUpdate.RunDirectly<Sgd> : ParameterUpdate.Run<Sgd>,
        StepKind.MomentumSgd => _host.IsProcessor ? ParameterUpdate.RunDirectly<MomentumSgd> : ParameterUpdate.Run<MomentumSgd>,
        StepKind.Adam => _host.IsProcessor ? ParameterUpdate.RunDirectly<Adam> : ParameterUpdate.Run<Adam>,
        _ => _host.IsProcessor ? ParameterUpdate.RunDirectly<NoOptimizer> : ParameterUpdate.Run<NoOptimizer>,
    };

    private static int Offset(Workspace space, int part) => checked((int)space.Arena.OffsetOf(part));

    /// <summary>What only the chain touches has no memory, unless the update needs it.</summary>
    private void OmitInnerValues(ChainMatch chain)
    {
        var kept = new List<Value> { chain.Start };
        if (chain.HasBackward)
            foreach (LinearStep step in chain.Linears) kept.AddRange([step.Linear.Inputs[0], step.WeightGradient!.Inputs[0]]);
        foreach (Value value in chain.Inner)
            if (!kept.Any(k => _layout.Share(k, value))) _layout.Omit(value);
    }
}

/// <summary>How large the groups are that take a sample through a chain.</summary>
internal static class SampleGroups
{
    /// <summary>
    /// Threads of a group. On a card, where a batch of 100 leaves each processor one group, as many as are any use;
    /// on a processor, which does the threads of a group one after the other, few, because its compiler takes longer the more there are.
    /// OpenCL's compilers are not told how large a group will be, and AMD's takes it to be of 256 at most.
    /// </summary>
    public static int Size(DeviceHost host) => host.IsProcessor ? Math.Min(16, host.GroupSize)
        : host.GroupSize < 256 || host.Accelerator.AcceleratorType == AcceleratorType.OpenCL ? host.GroupSize
        : Math.Min(KernelCompiler.LargestGroup, host.Accelerator.MaxNumThreadsPerGroup);
}
