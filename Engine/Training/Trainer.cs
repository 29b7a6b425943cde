using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// Runs a training program over a data set, the same instructions that the debugger steps, and reports what happens. The
/// generator is drawn from in PyTorch's order, so the same seed gives the same batches.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingPlan _plan;
    private readonly IBackend _backend;
    private readonly Dictionary<int, ICompiledProgram> _training = [], _evaluation = [];

    /// <summary>The compiled program that holds the present parameters.</summary>
    private ICompiledProgram? _holder;
    private long _step;

    /// <summary>Prepares a run; nothing is calculated before <see cref="Run"/> is enumerated.</summary>
    public Trainer(TrainingPlan plan, IBackend backend)
    {
        _plan = plan;
        _backend = backend;
    }

    /// <summary>
    /// Trains. Each event is given when it happens; when <paramref name="cancel"/> is set the run ends after the step that
    /// is under way, with an <see cref="EpochEvent"/> of what is known so far and without a test.
    /// </summary>
    public IEnumerable<TrainingEvent> Run(CancellationToken cancel = default)
    {
        bool stopped = false;
        int chunk = 1;
        LoaderEpoch? drawn = null;
        for (int epoch = 0; epoch < _plan.Epochs && !stopped; epoch++)
        {
            var chunks = new BatchChunks(drawn ?? _plan.TrainLoader.NextEpoch(_plan.Random), chunk);
            drawn = null;
            bool tests = _plan.TestLoader is not null
                && (epoch == _plan.Epochs - 1 || _plan.TestSchedule == TestSchedule.EachEpoch);
            // A device with a queue need not wait for the next epoch's order: it is drawn meanwhile, in the place where it is drawn anyway.
            Action? drawNext = epoch == _plan.Epochs - 1 || _step + chunks.Batches.Count >= _plan.MaxSteps
                ? null
                : () => drawn = _plan.TrainLoader.NextEpoch(_plan.Random);
            double lossSum = 0;
            int correct = 0, samples = 0, done = 0;
            var time = new Stopwatch();
            while (done < chunks.Batches.Count && !stopped)
            {
                time.Start();
                int count = chunks.Batches.Indices(done).Length;
                long most = _plan.MaxSteps - _step ?? long.MaxValue;
                ReadOnlyMemory<StepResult> results = chunks.Run(Training(count), done, most, tests ? null : drawNext);
                time.Stop();
                for (int i = 0; i < results.Length; i++)
                {
                    (double loss, int right) = results.Span[i];
                    (lossSum, correct, samples) = (lossSum + loss, correct + right, samples + count);
                    yield return new StepEvent(epoch, ++_step, done++, count, loss, right);
                }
                stopped = cancel.IsCancellationRequested || _step >= _plan.MaxSteps;
            }
            chunk = chunks.Length;
            yield return new EpochEvent(epoch, lossSum, correct, samples, time.Elapsed.TotalSeconds, done == chunks.Batches.Count);
            if ((tests || stopped && _plan.TestLoader is not null) && !cancel.IsCancellationRequested
                && Test(epoch, stopped ? null : drawNext, cancel) is { } test)
                yield return test;
        }
    }

    /// <summary>The present content of a parameter or other persistent value.</summary>
    public Tensor Read(string name) => _holder is null ? _plan.Initial[name] : _holder.Read(_holder.Program[name]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ICompiledProgram program in _training.Values.Concat(_evaluation.Values)) program.Dispose();
    }

    /// <summary>Tries the test set; null if it was cancelled on the way.</summary>
    private TestEvent? Test(int epoch, Action? atEnd, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        var chunks = new BatchChunks(_plan.TestLoader!.NextEpoch(_plan.Random));
        double lossSum = 0;
        int correct = 0, samples = 0;
        ICompiledProgram? compiled = null;
        for (int i = 0; i < chunks.Batches.Count;)
        {
            if (cancel.IsCancellationRequested) return null;
            int count = chunks.Batches.Indices(i).Length;
            if (compiled is null || compiled.Program.Target!.Shape[0] != count) compiled = Evaluation(count);
            foreach ((double loss, int right) in chunks.Run(compiled, i, long.MaxValue, atEnd).Span)
            {
                (lossSum, correct, samples) = (lossSum + loss, correct + right, samples + count);
                i++;
            }
        }
        return new(epoch, lossSum, chunks.Batches.Count, correct, samples, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private ICompiledProgram Training(int batchSize)
    {
        if (!_training.TryGetValue(batchSize, out ICompiledProgram? compiled))
            _training[batchSize] = compiled = Compile(_plan.Training(batchSize), _plan.TrainLoader);
        if (_holder != compiled) HandOver(compiled);
        return _holder = compiled;
    }

    private ICompiledProgram Evaluation(int batchSize)
    {
        if (!_evaluation.TryGetValue(batchSize, out ICompiledProgram? compiled))
            _evaluation[batchSize] = compiled = Compile(_plan.Evaluation(batchSize), _plan.TestLoader!);
        HandOver(compiled);
        return compiled;
    }

    private ICompiledProgram Compile(Program program, DataLoader loader)
    {
        ICompiledProgram compiled = _backend.Compile(program);
        if (compiled is IDatasetProgram direct && direct.Accepts(loader.Dataset)) direct.Attach(loader.Dataset);
        return compiled;
    }

    /// <summary>Gives <paramref name="to"/> the present parameters and optimizer state.</summary>
    private void HandOver(ICompiledProgram to)
    {
        if (_holder is not null)
        {
            to.TakeState(_holder);
            return;
        }
        foreach (Value value in to.Program.Values)
            if (value.IsState)
                to.Write(value, _plan.Initial.TryGetValue(value.Name, out Tensor? initial) ? initial : Tensor.Zeros(value.Shape));
    }

    /// <summary>How many rows of <paramref name="logits"/> (N, C) have their largest entry, the first of equals, at the label.</summary>
    public static int CountCorrect(Tensor logits, Tensor labels)
    {
        int classes = logits.Shape[1], correct = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            int best = 0;
            for (int c = 1; c < classes; c++)
                if (logits[n * classes + c] > logits[n * classes + best]) best = c;
            if (best == (int)labels[n]) correct++;
        }
        return correct;
    }
}
