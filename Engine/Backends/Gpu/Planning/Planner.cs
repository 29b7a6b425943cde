using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>
/// Turns a program into launches, in two steps: first what needs memory, then, with the memory there, the launches.
/// It looks at what the instructions do and who uses their results, never at names.
/// </summary>
internal sealed class Planner
{
    private readonly Dictionary<int, int> _apart = [];
    private readonly FusedPlan? _fused;

    /// <summary>Decides about the memory.</summary>
    /// <param name="program">What is compiled.</param>
    /// <param name="fuse">Whether several instructions may become one launch.</param>
    /// <exception cref="GpuException">A value is too large for a kernel.</exception>
    public Planner(Program program, DeviceHost host, bool fuse)
    {
        if (program.Values.FirstOrDefault(v => v.Shape.Length > LaunchConfigs.MostElements) is { } large)
            throw new GpuException(l => GpuTexts.In(l).TooManyElements($"{large.Name} {large.Shape}"));
        (Program, Host, Graph, Layout) = (program, host, new ProgramGraph(program), new MemoryLayout(program));
        // A reshape moves nothing: its result lies where its input does.
        foreach (Instruction i in Graph.ClaimReshapes()) Layout.Alias(i.Output, i.Inputs[0]);
        Graph.ClaimOverwrittenZeros();
        if (fuse) _fused = new FusedPlan(Graph, Layout, host);
        foreach (Instruction i in program.Instructions)
            if (!Graph.IsClaimed(i) && NeedsToBeApart(i)) _apart[i.Index] = Layout.Extra(i.Output.Shape.Length);
    }

    /// <summary>The plan with the fewest launches that the memory's size allows: fused kernels count through all floats of a program in 32
    /// bits, the others through one value at a time.</summary>
    /// <inheritdoc cref="Planner(Program, DeviceHost, bool)"/>
    public static Planner For(Program program, DeviceHost host, bool fuse)
    {
        var planner = new Planner(program, host, fuse);
        return planner.IsFused && planner.Layout.Floats > int.MaxValue ? new Planner(program, host, false) : planner;
    }

    /// <summary>Whether several instructions may have become one launch.</summary>
    public bool IsFused => _fused is not null;

    public DeviceHost Host { get; }

    /// <summary>What is compiled.</summary>
    public Program Program { get; }

    /// <summary>Who writes and reads what.</summary>
    public ProgramGraph Graph { get; }

    /// <summary>What has memory.</summary>
    public MemoryLayout Layout { get; }

    /// <summary>Binds the launches.</summary>
    public LaunchPlan Plan(Workspace space)
    {
        var fused = _fused?.Bind(space);
        var launches = new List<(Launch? Run, Launch? Step)>();
        bool takesBatches = BatchLaunches.Samples(Program) is not null;
        if (takesBatches && _fused is not { IsGathering: true }) launches.Add((null, BatchLaunches.Gather(space)));
        foreach (Instruction i in Program.Instructions)
        {
            foreach ((Launch onInputs, Launch onBatch) in fused?[i.Index] ?? []) launches.Add((onInputs, onBatch));
            if (!Graph.IsClaimed(i)) launches.AddRange(General(i, space).Select(l => ((Launch?)l, (Launch?)l)));
        }
        if (takesBatches && _fused is not { IsWritingResults: true }) launches.Add((null, BatchLaunches.Result(space)));
        if (_fused is not null) launches = [.. JoinedLaunches.Join(space, launches)];
        return new LaunchPlan(
            [.. launches.Select(l => l.Run).OfType<Launch>()], takesBatches ? [.. launches.Select(l => l.Step).OfType<Launch>()] : []);
    }

    /// <summary>Whether the result would overwrite, or be added to, an input that is still being read;
    /// an update's elements depend on themselves alone.</summary>
    private bool NeedsToBeApart(Instruction i) => i.Inputs.Any(input => Layout.Share(input, i.Output)) && i.Phase != Phase.Update;

    private IEnumerable<Launch> General(Instruction i, Workspace space)
    {
        bool add = i.Accumulate && !Graph.Overwrites(i, out _);
        ArrayView<float>[] inputs = [.. i.Inputs.Select(v => space[v])];
        if (!_apart.TryGetValue(i.Index, out int part)) return OpBinder.Bind(new OpContext(Host, i, inputs, space[i.Output], add));
        ArrayView<float> apart = space.Extra(part);
        return
        [
            .. OpBinder.Bind(new OpContext(Host, i, inputs, apart, accumulate: false)),
            PointwiseBinding.Unary(new OpContext(Host, i, [apart], space[i.Output], add), UnaryFunction.Identity),
        ];
    }
}
