using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Planning;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>A program as a list of launches over one block of the device's memory.
/// Putting a step in line allocates nothing and waits for nothing.</summary>
internal sealed class GpuProgram : IQueuedProgram
{
    private readonly DeviceHost _host;
    private readonly MemoryLayout _layout;
    private readonly Arena _arena;
    private readonly ResultRing _results;
    private readonly BatchSource _source;
    private readonly Workspace _space;
    private readonly Launch[] _run, _step;
    private readonly bool[] _given;
    private readonly Value[] _required;
    private readonly int[] _writtenSlots;
    private readonly Value? _samples;
    private readonly Func<Instruction, bool> _isFused;

    /// <summary>Labels that are no classes: what Run says about them.</summary>
    private readonly Dictionary<Value, string> _labelFaults = [];
    private bool _ready;

    /// <summary>Compiles a program as its planner says.</summary>
    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory, or its compiler refuses a kernel.</exception>
    public GpuProgram(Planner planner, ResidentDatasets datasets)
    {
        (Program, _host, _layout) = (planner.Program, planner.Host, planner.Layout);
        _isFused = planner.Graph.IsClaimed;
        _arena = new Arena(_host, _layout.Lengths, _ => Program.Name);
        // What begins as zero (gradients, the optimizer's state) need not be given.
        _host.Clear(_arena.All);
        _results = new ResultRing(_host);
        _source = new BatchSource(_host, datasets);
        _space = new Workspace(_host, Program, _layout, _arena, _source, _results.View);
        LaunchPlan plan = planner.Plan(_space);
        (_run, _step) = ([.. plan.Run], [.. plan.Step]);
        _given = [.. Program.Values.Select(v => v.Kind is ValueKind.Gradient or ValueKind.OptimizerState)];
        _samples = _step.Length == 0 ? null : BatchLaunches.Samples(Program);
        _required = Program.FindRequired();
        _writtenSlots = [.. Program.Instructions.Select(i => i.Output.Slot).Distinct()];
    }

    public Program Program { get; }

    public int QueueCapacity => ResultRing.Capacity;

    public int KernelsPerStep => StepNames.Count;

    public bool IsAttached => _source.Dataset is not null;

    /// <summary>What a step puts in line, in order: on a batch of the data set where the program takes such, else on what was
    /// written.</summary>
    public IReadOnlyList<string> StepNames => [.. (_samples is null ? _run : _step).Select(l => l.Name)];

    /// <summary>Puts others in the launches' place, so that tests can see what is put in line.</summary>
    public void ReplaceLaunches(Func<Launch, Launch> replace)
    {
        for (int i = 0; i < _step.Length; i++) _step[i] = replace(_step[i]);
    }

    /// <exception cref="InvalidOperationException">The value has not been given or computed yet, or was fused away.</exception>
    public Tensor Read(Value value)
    {
        if (!_given[value.Slot]) throw new InvalidOperationException($"{value.Name} {value.Shape} has no content yet");
        if (_layout.IsOmitted(value))
            throw new InvalidOperationException(
                $"{value.Name} is not kept: its instruction is fused with others; a debugger steps with Execute");
        return _host.Download(_space[value], value.Shape);
    }

    /// <exception cref="ArgumentException">The content has another shape.</exception>
    public void Write(Value value, Tensor content)
    {
        InputChecks.Check(value, content, nameof(content));
        _labelFaults.Remove(value);
        if (Labels.Fault(Program, value, content, _isFused) is string fault) _labelFaults[value] = fault;
        if (!_layout.IsOmitted(value)) _host.Upload(_space[value], content);
        _given[value.Slot] = true;
        _ready = false;
    }

    /// <exception cref="InvalidOperationException">An input, parameter or hyperparameter has no content yet.</exception>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    public void Run()
    {
        MakeReady();
        foreach (string fault in _labelFaults.Values) throw new ArgumentException(fault);
        foreach (Launch launch in _run) _host.Enqueue(launch, default);
        _host.Synchronize();
    }

    public bool Accepts(Dataset dataset) =>
        _samples is not null && (Program.BatchedImages is { } images
            ? dataset.HasPixels && dataset.HasClasses && dataset.Rows == images.Shape[-2] && dataset.Columns == images.Shape[-1]
            : !dataset.HasPixels && dataset.SampleShape.Length * _samples.Shape[0] == _samples.Shape.Length
                && dataset.TargetShape.Length * _samples.Shape[0] == Program.Target!.Shape.Length
                && (long)dataset.Count * Math.Max(dataset.SampleShape.Length, dataset.TargetShape.Length) < int.MaxValue);

    /// <exception cref="ArgumentException">It is not accepted, or has labels that the program's output has no class for.</exception>
    public void Attach(Dataset dataset)
    {
        if (!Accepts(dataset))
            throw new ArgumentException(
                $"{Program.Name} cannot take its batches from {dataset.Name} ({dataset.Rows}×{dataset.Columns})", nameof(dataset));
        if (Labels.Classes(Program, Program.Target!) is int classes
            && dataset.Labels.IndexOfAnyInRange((byte)Math.Min(classes, 255), byte.MaxValue) is >= 0 and var n
            && dataset.Label(n) >= classes)
            throw new ArgumentException(
                $"{Program.Name}: label {dataset.Label(n)} of image {n} is not a class from 0 to {classes - 1}", nameof(dataset));
        if (!dataset.HasPixels) CheckNumbers(dataset);
        _source.Attach(dataset);
        _given[_samples!.Slot] = _given[Program.Target!.Slot] = true;
        _labelFaults.Remove(Program.Target);
    }

    /// <remarks>An order that was set before is gone; steps that wait to be collected are not touched.</remarks>
    public StepResult RunBatch(ReadOnlySpan<int> indices)
    {
        RequireDataset();
        if (indices.Length != _samples!.Shape[0])
            throw new ArgumentException($"{indices.Length} images for a batch of {_samples.Shape[0]}", nameof(indices));
        MakeReady();
        _source.SetOrder(indices);
        Enqueue(new StepArguments(0, ResultRing.OwnSlot));
        return _results.CollectOwn();
    }

    public void SetOrder(ReadOnlySpan<int> order)
    {
        RequireDataset();
        _source.SetOrder(order);
    }

    public void Queue(int first)
    {
        if (_source.OrderLength == 0) throw new InvalidOperationException($"{Program.Name} has no order to take its batches in");
        if (first < 0 || first + _samples!.Shape[0] > _source.OrderLength)
            throw new ArgumentOutOfRangeException(
                nameof(first), $"a batch of {_samples!.Shape[0]} at {first} reaches beyond an order of {_source.OrderLength}");
        MakeReady();
        Enqueue(new StepArguments(first, _results.Next()));
    }

    public int Collect(Span<StepResult> results) => _results.Collect(results);

    public void TakeState(ICompiledProgram from)
    {
        var other = from as GpuProgram;
        foreach (Value value in Program.Carried)
        {
            if (from.Program.Find(value.Name) is not { } source || !source.Shape.Equals(value.Shape)) continue;
            if (other?._host != _host) Write(value, from.Read(source));
            else if (other._given[source.Slot])
            {
                _host.Copy(other._space[source], _space[value]);
                _given[value.Slot] = true;
            }
        }
        _ready = false;
    }

    public void Dispose()
    {
        _host.Settle();
        _source.Dispose();
        _space.Dispose();
        _results.Dispose();
        _arena.Dispose();
    }

    private void Enqueue(StepArguments step)
    {
        foreach (Launch launch in _step) _host.Enqueue(launch, step);
    }

    /// <summary>Sees that every index that the data set would give is a row of its table, and every label a class.</summary>
    private void CheckNumbers(Dataset dataset)
    {
        int length = dataset.SampleShape.Length, each = dataset.TargetShape.Length;
        double[] numbers = new double[dataset.Count * length], targets = new double[dataset.Count * each];
        for (int i = 0; i < dataset.Count; i++)
        {
            dataset.Write(i, numbers.AsSpan(i * length, length));
            dataset.WriteTarget(i, targets.AsSpan(i * each, each));
        }
        string? fault = Labels.Fault(Program, _samples!, new(new Shape(numbers.Length), numbers), _isFused)
            ?? Labels.Fault(Program, Program.Target!, new(new Shape(targets.Length), targets), _isFused);
        if (fault is not null) throw new ArgumentException($"{dataset.Name}: {fault}", nameof(dataset));
    }

    private void RequireDataset()
    {
        if (!IsAttached) throw new InvalidOperationException($"{Program.Name} has no data set to take a batch from");
    }

    /// <summary>Sees that everything that is read is there; after this what the program writes counts as given.</summary>
    private void MakeReady()
    {
        if (_ready) return;
        foreach (Value value in _required)
            if (!_given[value.Slot]) throw new InvalidOperationException($"{value.Name} {value.Shape} has no content yet");
        foreach (int slot in _writtenSlots) _given[slot] = true;
        _ready = true;
    }
}
