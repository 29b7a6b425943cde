using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.StubGpu;

/// <summary>A program that keeps the promises of a queue, and holds those who use it to theirs.</summary>
/// <param name="program">What calculates.</param>
/// <param name="capacity">How many steps may wait.</param>
/// <param name="onStep">Called before each step.</param>
/// <param name="onCollect">Called before results are collected, when somebody would wait for a device.</param>
public sealed class StubProgram(ICompiledProgram program, int capacity, Action onStep, Action? onCollect = null) : IQueuedProgram
{
    private readonly List<StepResult> _waiting = [];
    private Dataset? _dataset;
    private int[]? _order;

    public Program Program => program.Program;

    public int QueueCapacity => capacity;

    public bool IsAttached => _dataset is not null;

    private int BatchSize => Program.Target!.Shape[0];

    public Tensor Read(Value value) => program.Read(value);

    public void Write(Value value, Tensor content) => program.Write(value, content);

    public void Run()
    {
        onStep();
        program.Run();
    }

    public bool Accepts(Dataset dataset) => true;

    public void Attach(Dataset dataset) => _dataset = dataset;

    public void SetOrder(ReadOnlySpan<int> order)
    {
        if (_waiting.Count > 0) throw new InvalidOperationException("steps of the order before wait");
        _order = order.ToArray();
    }

    public void Queue(int first)
    {
        int[] order = _order ?? throw new InvalidOperationException("there is no order");
        if (_waiting.Count == capacity) throw new InvalidOperationException("the queue is full");
        if (first < 0 || first + BatchSize > order.Length) throw new ArgumentOutOfRangeException(nameof(first));
        _waiting.Add(RunBatch(order.AsSpan(first, BatchSize)));
    }

    public int Collect(Span<StepResult> results)
    {
        onCollect?.Invoke();
        if (results.Length < _waiting.Count) throw new ArgumentException("there are more results", nameof(results));
        int count = _waiting.Count;
        _waiting.ToArray().CopyTo(results);
        _waiting.Clear();
        return count;
    }

    public StepResult RunBatch(ReadOnlySpan<int> indices)
    {
        Dataset dataset = _dataset ?? throw new InvalidOperationException("no data set is attached");
        int pixels = dataset.Rows * dataset.Columns;
        var images = new double[indices.Length * pixels];
        var labels = new double[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            dataset.Normalization.Apply(dataset.Image(indices[i]), images.AsSpan(i * pixels, pixels));
            labels[i] = dataset.Label(indices[i]);
        }
        var target = new Tensor(new Shape(indices.Length), labels);
        Write(Program["x"], new Tensor(new Shape(indices.Length, 1, dataset.Rows, dataset.Columns), images));
        Write(Program.Target!, target);
        Run();
        return new(Read(Program.Loss!).ScalarValue, Trainer.CountCorrect(Read(Program.Output!), target));
    }

    public void Dispose() => program.Dispose();
}
