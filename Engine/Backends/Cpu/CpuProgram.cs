using Backstep.Engine.Backends.Cpu.Convolution;
using Backstep.Engine.Backends.Cpu.Fused;
using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Planning;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>A program as a list of stages over buffers. Running it allocates nothing.</summary>
internal sealed unsafe class CpuProgram : IDatasetProgram
{
    private readonly ThreadTeam _team;
    private readonly Plan _plan;
    private readonly bool _alone;
    private readonly Stage[] _stages;
    private readonly Tensor?[] _pending;
    private readonly bool[] _given;
    private readonly List<Value> _pendingValues = [];
    private readonly SampleGather? _gather;
    private readonly Stage[] _gatherAndRun;

    public CpuProgram(Program program, ThreadTeam team, VectorKernels kernels, bool fuse)
    {
        Program = program;
        _team = team;
        _alone = team.Count == 1 || ProgramSize.IsSmall(program);
        int threads = _alone ? 1 : team.Count;
        _plan = new Planner(program, kernels, fuse, threads).Plan();
        _stages = [.. _plan.Stages];
        _pending = new Tensor?[program.Values.Length];
        _given = [.. program.Values.Select(v => v.Kind is ValueKind.Gradient or ValueKind.OptimizerState)];
        _gather = SampleGather.For(program, _plan.Buffers, kernels);
        if (_gather is not null && _stages is [ConvForward { Block: { G.Interleave: 2 } first }, ..]
            && first.Input == _plan.Buffers[_gather.Samples])
            _gather.BarrierAfter = false;
        if (_gather is not null && _stages is [PackPanels pack, ..] && pack.Input == _plan.Buffers[_gather.Samples]
            && pack.IsEven(threads))
            _gather.BarrierAfter = false;
        _gatherAndRun = _gather is null ? [] : [_gather, .. _stages];
    }

    public Program Program { get; }
    public IEnumerable<Stage> Stages => _gatherAndRun.Length > 0 ? _gatherAndRun : _stages;

    /// <exception cref="InvalidOperationException">The value has not been given or computed yet, or was fused away.</exception>
    public Tensor Read(Value value)
    {
        if (_pending[value.Slot] is Tensor written) return written;
        if (!_given[value.Slot]) throw new InvalidOperationException($"{value.Name} {value.Shape} has no content yet");
        if (_plan.Deferred.TryGetValue(value, out Stage? deferred)) Run([deferred]);
        else if (_plan.IsFusedAway(value))
            throw new InvalidOperationException(
                $"{value.Name} is not kept: its instruction is fused with others; a debugger steps with Execute");
        return Transfer.Read(value.Shape, _plan.Buffers[value]);
    }

    /// <remarks>The content is taken over at the next run, so that until then everything else reads as the last run left it.</remarks>
    /// <exception cref="ArgumentException">The content has another shape.</exception>
    public void Write(Value value, Tensor content)
    {
        InputChecks.Check(value, content, nameof(content));
        if (_pending[value.Slot] is null) _pendingValues.Add(value);
        _pending[value.Slot] = content;
    }

    /// <exception cref="InvalidOperationException">An input, parameter or hyperparameter has no content yet.</exception>
    public void Run()
    {
        TakeOver();
        RequireInputs();
        Run(_stages);
        MarkWritten();
    }

    public bool Accepts(Dataset dataset) => _gather is not null && _gather.Accepts(dataset);
    public bool IsAttached => _gather is { IsAttached: true };

    public void Attach(Dataset dataset)
    {
        if (!Accepts(dataset))
            throw new ArgumentException(
                $"{Program.Name} cannot take its batches from {dataset.Name} ({dataset.Rows}×{dataset.Columns})", nameof(dataset));
        _gather!.Attach(dataset);
        _given[_gather.Samples.Slot] = _given[_gather.Targets.Slot] = true;
    }

    public StepResult RunBatch(ReadOnlySpan<int> indices)
    {
        if (!IsAttached) throw new InvalidOperationException($"{Program.Name} has no data set to take a batch from");
        TakeOver();
        RequireInputs();
        _gather!.Take(indices);
        Run(_gatherAndRun);
        MarkWritten();
        double loss = Program.Loss is null ? 0 : _plan.LossSum?.Value ?? *_plan.Buffers[Program.Loss];
        return new StepResult(loss, _gather.CountCorrect());
    }

    public void Dispose() => _plan.Buffers.Dispose();

    private void Run(Stage[] stages)
    {
        if (_alone) _team.RunAlone(stages);
        else _team.Run(stages);
    }

    private void TakeOver()
    {
        foreach (Value value in _pendingValues)
        {
            Transfer.Write(_pending[value.Slot]!, _plan.Buffers[value]);
            _pending[value.Slot] = null;
            _given[value.Slot] = true;
        }
        _pendingValues.Clear();
    }

    private void RequireInputs()
    {
        foreach (Value value in _plan.Required)
            if (!_given[value.Slot]) throw new InvalidOperationException($"{value.Name} {value.Shape} has no content yet");
    }

    private void MarkWritten()
    {
        foreach (int slot in _plan.WrittenSlots) _given[slot] = true;
    }
}
