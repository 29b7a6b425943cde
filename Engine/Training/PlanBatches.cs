using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// The batches that a training run takes from a state on, by iteration and in any order.
/// A program's shapes are fixed, so only batches of the size of the first one count:
/// a smaller last one of an epoch is left out, or is the only one of each epoch.
/// </summary>
internal sealed class PlanBatches : IBatchSource
{
    private readonly TrainingPlan _plan;
    private readonly TrainingState _from;
    private readonly Value _x, _labels;

    /// <summary>Which batches of an epoch have the size.</summary>
    private readonly int[] _whole;

    /// <summary>How many of them come before the first one, in its epoch.</summary>
    private readonly int _before;

    /// <summary>The generator before each epoch from the first one on.</summary>
    private readonly List<RandomState> _states;
    private LoaderEpoch? _epoch;
    private int _epochIndex = -1;

    public PlanBatches(TrainingPlan plan, TrainingState from, Program program)
    {
        _plan = plan;
        _from = from;
        (_x, _labels) = (program.Samples!, program.Target!);
        _states = [from.Random];
        LoaderEpoch first = Epoch(0);
        int size = first.Indices(from.Batch).Length;
        _whole = [.. Enumerable.Range(0, first.Count).Where(i => first.Indices(i).Length == size)];
        _before = Array.IndexOf(_whole, from.Batch);
    }

    public string Description(Language language) =>
        RunTexts.In(language).FromStep(_plan.TrainLoader.Dataset.Name, _labels.Shape[0], _from.Step + 1);

    public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        (long epoch, long index) = Math.DivRem(_before + iteration, _whole.Length);
        Batch batch = Epoch(checked((int)epoch))[_whole[index]];
        return [new(_x, batch.Images), new(_labels, batch.Labels)];
    }

    /// <summary>An epoch, counted from the first one; what the tests between draw is drawn, too.</summary>
    private LoaderEpoch Epoch(int index)
    {
        if (_epochIndex == index) return _epoch!;
        for (int next = Math.Min(index, _states.Count - 1); next <= index; next++)
        {
            TorchRandom random = TorchRandom.Restore(_states[next]);
            _epoch = _plan.DrawEpoch(random, _from.Epoch + next);
            _epochIndex = next;
            if (next == _states.Count - 1) _states.Add(random.Save());
        }
        return _epoch!;
    }
}
