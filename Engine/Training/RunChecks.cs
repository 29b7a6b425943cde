using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>A training run shows the sign of a common mistake.</summary>
/// <param name="Step">The step behind which it was seen; 0 before the first.</param>
/// <param name="Check">Which sign, such as <c>no-zero-grad</c>.</param>
/// <param name="Lesson">The lesson that is about it, by its id.</param>
/// <param name="Say">What was seen, what it most often means and what to look at, in a sentence or two.</param>
public sealed record WarningEvent(long Step, string Check, string Lesson, Func<Language, string> Say) : TrainingEvent;

/// <summary>
/// Looks for what most often goes wrong in a training run, and says it once: in the program and the data before the first step, in the
/// losses, and now and then in the activations of a few images. The idea is UMLAUT's (Schoop, Huang and Hartmann, CHI 2021). The limits
/// were chosen so that sound runs of the tutorials' networks stay far from them.
/// </summary>
/// <param name="plan">What is trained.</param>
public sealed class RunChecks(TrainingPlan plan)
{
    /// <summary>A loss that is so many times as large as at the start, or as guessing gives, is not on its way down.</summary>
    private const double Exploded = 3;

    /// <summary>Losses that are looked at together.</summary>
    private const int Recent = 10, Stretch = 200;

    /// <summary>How long a run may go on guessing.</summary>
    private const int Patience = 500;

    /// <summary>A mean loss between these parts of ln(classes) is that of guessing.</summary>
    private const double LeastOfGuess = 0.99, MostOfGuess = 1.03;

    /// <summary>Network inputs are mostly about 1 in size.</summary>
    private const double LargestMean = 2, LargestDeviation = 3, LeastDeviation = 0.1;

    private const int PixelsSeen = 500 * 784;

    private readonly HashSet<string> _said = [];
    private readonly double[] _losses = new double[Stretch];
    private readonly int _classes = plan.TrainLoader.Dataset.Vocabulary?.Count ?? plan.TrainLoader.Dataset.ClassNames.Length;
    private double? _first;
    private double _recent, _stretch;
    private long _steps;
    private ActivationCheck? _activations;

    /// <summary>Every sign that is known, and the lesson about it.</summary>
    public static ImmutableArray<(string Check, string Lesson)> All { get; } =
    [
        ("no-zero-grad", "boss-no-zero-grad"), ("softmax-twice", "boss-softmax-twice"), ("input-scale", "cnn-on-mnist"),
        ("loss-explodes", "learning-rate"), ("loss-of-guessing", "boss-final-exam"),
        ("dead-relu", "relu-and-saturation"), ("saturated-sigmoid", "relu-and-saturation"),
    ];

    /// <summary>The step behind which <see cref="Look"/> is wanted next: rarely, and ever more so.</summary>
    internal long NextLook { get; private set; } = 20;

    /// <summary>What can be seen before the first step.</summary>
    internal IEnumerable<WarningEvent> AtStart()
    {
        Program program = plan.Training(plan.TrainLoader.BatchSize);
        if (program.Carried.Any(v => v.Kind == ValueKind.Gradient) && !program.Instructions.Any(i => i.Phase == Phase.ZeroGrad))
            if (Once(0, "no-zero-grad", t => t.NoZeroGrad) is { } w) yield return w;
        if (program.Instructions.Any(loss => loss.Opcode == Opcode.CrossEntropy
                && program.Instructions.Any(i => i.Opcode == Opcode.Softmax && i.Output == loss.Inputs[0])))
            if (Once(0, "softmax-twice", t => t.SoftmaxTwice) is { } w) yield return w;
        // Tokens are no measurements.
        if (plan.TrainLoader.Dataset.Vocabulary is not null) yield break;
        (double mean, double deviation) = InputScale(plan.TrainLoader.Dataset);
        if (Math.Abs(mean) > LargestMean || deviation is > LargestDeviation or < LeastDeviation)
            if (Once(0, "input-scale", t => t.InputScale($"{mean:G3}", $"{deviation:G3}")) is { } w) yield return w;
    }

    /// <summary>What the loss of a step says.</summary>
    internal WarningEvent? After(StepEvent step)
    {
        _first ??= step.Loss;
        if (_steps >= Recent) _recent -= _losses[(_steps - Recent) % Stretch];
        if (_steps >= Stretch) _stretch -= _losses[_steps % Stretch];
        _losses[_steps++ % Stretch] = step.Loss;
        (_recent, _stretch) = (_recent + step.Loss, _stretch + step.Loss);
        double guess = Math.Log(_classes);
        bool explodes = !double.IsFinite(step.Loss)
            || (_steps >= Recent && _recent / Recent > Exploded * Math.Max(_first.Value, guess));
        if (explodes) return Once(step.Step, "loss-explodes", t => t.LossExplodes($"{step.Loss:G4}", $"{_first:G4}"));
        double mean = _stretch / Stretch, share = mean / guess;
        return _steps >= Patience && share is > LeastOfGuess and < MostOfGuess
            ? Once(step.Step, "loss-of-guessing",
                t => t.LossOfGuessing(step.Step, $"{mean:G4}", _classes))
            : null;
    }

    /// <summary>What the activations of a few images say, with the parameters that <paramref name="read"/> gives.</summary>
    internal IEnumerable<WarningEvent> Look(long step, Func<string, Tensor> read)
    {
        NextLook = step * 5;
        _activations ??= new ActivationCheck(plan);
        foreach ((Value value, double share, bool dead) in _activations.Find(read))
            if ((dead
                ? Once(step, "dead-relu", t => t.DeadRelu(value.Name, $"{100 * share:0}"))
                : Once(step, "saturated-sigmoid", t => t.SaturatedSigmoid(value.Name, $"{100 * share:0}"))) is { } w)
                yield return w;
    }

    /// <summary>Null where it has been said.</summary>
    private WarningEvent? Once(long step, string check, Func<RunTexts, string> text) => !_said.Add(check) ? null
        : new(step, check, All.First(c => c.Check == check).Lesson, l => text(RunTexts.In(l)));

    private static (double Mean, double Deviation) InputScale(Dataset dataset)
    {
        int length = dataset.SampleShape.Length;
        var values = new double[Math.Min(dataset.Count, Math.Max(1, PixelsSeen / length)) * length];
        for (int i = 0; i < values.Length; i += length) dataset.Write(i / length, values.AsSpan(i, length));
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
