using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>A recording that cannot be used. The message is one line: which file, which line of it, what is wrong, what to do.</summary>
public sealed class RecordingException(Func<Language, string> line, Exception? inner = null) : LocalizedException(line, inner);

/// <summary>What a recorded number is.</summary>
public enum RecordedKind
{
    /// <summary>What a step is given.</summary>
    Input,

    /// <summary>What the output is compared with.</summary>
    Target,

    /// <summary>A parameter before the step.</summary>
    Parameter,

    /// <summary>What the model was called with.</summary>
    Read,

    /// <summary>Computed on the way forward.</summary>
    Activation,

    Loss,

    /// <summary>The gradient that arrived at an activation.</summary>
    ActivationGradient,

    /// <summary>A parameter's gradient, as the update finds it.</summary>
    Gradient,

    /// <summary>A parameter after the update.</summary>
    Updated,

    /// <summary>The learning rate of the update.</summary>
    LearningRate,

    /// <summary>Recorded under a name alone.</summary>
    Value,
}

/// <summary>One recorded tensor.</summary>
/// <param name="Name">As it was recorded: <c>fc1.weight</c>, <c>dW1</c>.</param>
/// <param name="Content">Its numbers; null where there were none (a <c>.grad</c> that is None).</param>
/// <param name="Precision">What its numbers are held in.</param>
/// <param name="Module">The class of the module that made it; null where nothing says so.</param>
public sealed record RecordedValue(string Name, RecordedKind Kind, Tensor? Content, Precision Precision, string? Module);

/// <summary>What was recorded of one training step.</summary>
/// <param name="Number">Its number in the run, from 0.</param>
/// <param name="Values">In the order in which they came about.</param>
public sealed record RecordedStep(long Number, ImmutableArray<RecordedValue> Values)
{
    public IEnumerable<RecordedValue> Of(RecordedKind kind) => Values.Where(v => v.Kind == kind);

    public RecordedValue? Find(RecordedKind kind, string name) => Values.FirstOrDefault(v => v.Kind == kind && v.Name == name);
}

/// <summary>The optimizer that a run used, by PyTorch's names of class and settings.</summary>
/// <param name="Name">The class: <c>SGD</c>, <c>Adam</c>.</param>
/// <param name="Settings">Its numbers: <c>lr</c>, <c>momentum</c>, <c>beta1</c>.</param>
public sealed record RecordedOptimizer(string Name, ImmutableDictionary<string, double> Settings);

/// <summary>The numbers of a run in another program, step by step.</summary>
/// <param name="Path">The file.</param>
/// <param name="Model">What <c>print(net)</c> shows; null where there was no net.</param>
/// <param name="Optimizer">Null where there was no optimizer.</param>
/// <param name="Steps">At least one, in order.</param>
public sealed record Recording(string Path, string? Model, RecordedOptimizer? Optimizer, ImmutableArray<RecordedStep> Steps)
{
    /// <summary>The coarsest precision that was calculated in; <see cref="Precision.Double"/> where only whole numbers were.</summary>
    public Precision Precision { get; } = Steps.SelectMany(s => s.Values)
        .Where(v => v.Kind is not (RecordedKind.LearningRate or RecordedKind.Target)).Select(v => v.Precision)
        .DefaultIfEmpty(Precision.Double).Max();

    /// <summary>How many samples the first batch has; null where none was recorded.</summary>
    public int? BatchSize => Steps.SelectMany(s => s.Values)
        .FirstOrDefault(v => v.Kind is RecordedKind.Input or RecordedKind.Read && v.Content is { Shape.Rank: > 1 })?.Content!.Shape[0];

    public int Count => Steps.Sum(s => s.Values.Length);
}
