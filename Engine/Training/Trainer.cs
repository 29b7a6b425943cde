using System.Collections.Immutable;
using System.Diagnostics;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
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
    private readonly TorchRandom _random;
    private readonly Dictionary<int, ICompiledProgram> _training = [], _evaluation = [];

    /// <summary>What the state was when this run began; its values are what counts until a program holds others.</summary>
    private readonly TrainingState _start;

    /// <summary>The compiled program that holds the present parameters.</summary>
    private ICompiledProgram? _holder;

    /// <summary>Where the run stands; its values are the start's.</summary>
    private TrainingState _at;

    /// <summary>The epoch's batches.</summary>
    private LoaderEpoch? _order;

    /// <summary>How many steps the device has made whose events have not been given yet.</summary>
    private int _ahead;

    /// <summary>Prepares a run; nothing is calculated before <see cref="Run"/> is enumerated.</summary>
    /// <param name="from">Where to go on; null to begin with the plan's first contents and generator.</param>
    public Trainer(TrainingPlan plan, IBackend backend, TrainingState? from = null)
    {
        _plan = plan;
        _backend = backend;
        _at = _start = from ?? plan.Beginning;
        _random = from is null ? plan.Random : TorchRandom.Restore(from.Random);
    }

    /// <summary>
    /// A step, counted through all epochs, after which <see cref="Save"/> is going to be called; null for none.
    /// A device that works through a queue does not run past it.
    /// </summary>
    public long? SaveAt { get; set; }

    /// <summary>
    /// Trains. Each event is given when it happens; when <paramref name="cancel"/> is set the run ends after the step that
    /// is under way, with an <see cref="EpochEvent"/> of what is known so far and without a test.
    /// </summary>
    public IEnumerable<TrainingEvent> Run(CancellationToken cancel = default)
    {
        bool stopped = false;
        int chunk = 1;
        (LoaderEpoch Order, RandomState Before)? drawn = null;
        while (_at.Epoch < _plan.Epochs && !stopped)
        {
            (LoaderEpoch order, RandomState before) = drawn ?? Draw();
            var chunks = new BatchChunks(order, chunk);
            _order = order;
            drawn = null;
            _at = _at with { Random = before };
            int epoch = _at.Epoch;
            bool tests = _plan.TestsAfter(epoch);
            // A device with a queue need not wait for the next epoch's order: it is drawn meanwhile, in the place where it is drawn anyway.
            Action? drawNext = epoch == _plan.Epochs - 1 || _at.Step + chunks.Batches.Count - _at.Batch >= _plan.MaxSteps
                ? null
                : () => drawn = Draw();
            var time = new Stopwatch();
            // A run may go on from behind its last step: all that is left is to sum up.
            stopped = _at.Step >= _plan.MaxSteps;
            while (_at.Batch < chunks.Batches.Count && !stopped)
            {
                time.Start();
                int count = chunks.Batches.Indices(_at.Batch).Length;
                long most = _plan.MaxSteps - _at.Step ?? long.MaxValue;
                if (SaveAt > _at.Step) most = Math.Min(most, SaveAt.Value - _at.Step);
                ReadOnlyMemory<StepResult> results = chunks.Run(Training(count), _at.Batch, most, tests ? null : drawNext);
                time.Stop();
                for (int i = 0; i < results.Length; i++)
                {
                    (double loss, int right) = results.Span[i];
                    _at = _at with
                    {
                        Step = _at.Step + 1,
                        Batch = _at.Batch + 1,
                        LossSum = _at.LossSum + loss,
                        Correct = _at.Correct + right,
                        Samples = _at.Samples + count,
                        // A loss that is NaN is never the best.
                        Best = loss < _at.Best ? loss : _at.Best,
                    };
                    _ahead = results.Length - 1 - i;
                    yield return new StepEvent(epoch, _at.Step, _at.Batch - 1, count, loss, right);
                }
                stopped = cancel.IsCancellationRequested || _at.Step >= _plan.MaxSteps;
            }
            chunk = chunks.Length;
            bool complete = _at.Batch == chunks.Batches.Count;
            yield return new EpochEvent(epoch, _at.LossSum, _at.Correct, _at.Samples, time.Elapsed.TotalSeconds, complete);
            TestEvent? test = (tests || stopped && _plan.TestLoader is not null) && !cancel.IsCancellationRequested
                ? Test(epoch, stopped ? null : drawNext, cancel)
                : null;
            if (complete && !stopped)
                _at = new(_at.Step, epoch + 1, 0, 0, 0, 0, _at.Best, drawn is { } next ? next.Before : _random.Save(), _start.Values);
            if (test is not null) yield return test;
        }
    }

    /// <summary>The smallest loss so far, of the steps whose events have been given.</summary>
    public double Best => _at.Best;

    /// <summary>Whether the device stands where the last event says.</summary>
    public bool CanSave => _ahead == 0;

    /// <summary>
    /// Where the run stands. A run that goes on from it begins with what comes after the last step;
    /// the summary of an epoch is given again if its test was not over.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device is ahead of the last event; <see cref="SaveAt"/> holds it back.</exception>
    public TrainingState Save()
    {
        if (!CanSave) throw new InvalidOperationException($"the device is {_ahead} steps ahead; set {nameof(SaveAt)} before");
        return _holder is null
            ? _at
            : _at with
            {
                Values = _holder.Program.Carried.ToImmutableDictionary(v => v.Name, _holder.Read, StringComparer.Ordinal),
            };
    }

    /// <summary>The present content of a parameter or other persistent value.</summary>
    public Tensor Read(string name) => _holder is null ? _start.Values[name] : _holder.Read(_holder.Program[name]);

    /// <summary>How many images of a class the last step's batch had that the output's largest entry named otherwise.</summary>
    internal int Misclassified(int label)
    {
        Tensor output = _holder!.Read(_holder.Program.Output!);
        ReadOnlySpan<int> indices = _order!.Indices(_at.Batch - 1);
        int classes = output.Shape[1], wrong = 0;
        for (int n = 0; n < indices.Length; n++)
            if (_plan.TrainLoader.Dataset.Label(indices[n]) == label
                && Backstep.Engine.Training.Evaluation.Judge(indices[n], label, output.Data.Slice(n * classes, classes)).Predicted != label)
                wrong++;
        return wrong;
    }

    public void Dispose()
    {
        foreach (ICompiledProgram program in _training.Values.Concat(_evaluation.Values)) program.Dispose();
    }

    private (LoaderEpoch Order, RandomState Before) Draw()
    {
        RandomState before = _random.Save();
        return (_plan.TrainLoader.NextEpoch(_random), before);
    }

    /// <summary>Tries the test set; null if it was cancelled on the way.</summary>
    private TestEvent? Test(int epoch, Action? atEnd, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        var chunks = new BatchChunks(_plan.TestLoader!.NextEpoch(_random));
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
        var constants = _plan.Constants(to.Program);
        if (_holder is not null) to.TakeState(_holder);
        foreach (Value value in to.Program.Carried)
            if (constants.TryGetValue(value.Name, out Tensor? constant)) to.Write(value, constant);
            else if (_holder is null)
                to.Write(value, _start.Values.TryGetValue(value.Name, out Tensor? initial) ? initial : Tensor.Zeros(value.Shape));
    }

    /// <summary>How many rows of <paramref name="logits"/> (N, C) have their largest entry, the first of equals, at the label; none where
    /// there are no labels.</summary>
    public static int CountCorrect(Tensor logits, Tensor labels)
    {
        if (labels.Shape.Rank != 1 || logits.Shape.Rank != 2) return 0;
        int classes = logits.Shape[1], correct = 0;
        for (int n = 0; n < labels.Length; n++)
            if (TensorStats.ArgMax(logits.Data.Slice(n * classes, classes)) == (int)labels[n]) correct++;
        return correct;
    }
}
