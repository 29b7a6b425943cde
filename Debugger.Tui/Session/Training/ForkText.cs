using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>
/// Reads what is changed where a run forks: <c>0.01</c>, a learning rate, or
/// <c>lr = 0.01, optimizer = adam, seed = 7, fc1.bias[0] = 0.5</c>.
/// </summary>
internal static class ForkText
{
    private const string Rate = "lr", Optimizer = "optimizer", Seed = "seed";

    /// <summary>What may be changed in a run with these parameters.</summary>
    public static IEnumerable<string> Names(IEnumerable<string> parameters) => [Rate, Optimizer, Seed, .. parameters];

    /// <summary>What a line changes; a weight is calculated from what the values are in <paramref name="state"/>.</summary>
    /// <exception cref="LocalizedException">It cannot be understood.</exception>
    public static RunChange Read(string line, TrainingState state, Program program, double rate, UiTexts texts)
    {
        if (Number(line) is { } alone) return new() { LearningRate = alone };
        var change = new RunChange();
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        string? optimizer = null;
        var assignments = Assignments.Of(state, program, texts);
        string[] names = [.. Names(program.Parameters.Select(p => p.Name))];
        foreach (NamedText text in new NamedTexts(names.Contains, texts.Usage).Read(line))
            switch (text.Name)
            {
                case Rate:
                    change = change with { LearningRate = Number(text.Content) ?? throw text.Problem(texts.Training.NoRate(text.Content)) };
                    break;
                case Optimizer:
                    optimizer = text.Content;
                    break;
                case Seed:
                    change = change with
                    {
                        Seed = long.TryParse(text.Content, NumberStyles.None, CultureInfo.InvariantCulture, out long seed) ? seed
                            : throw text.Problem(texts.Training.NoWhole(texts.Training.Seed, text.Content)),
                    };
                    break;
                default:
                    foreach ((Value value, Tensor content, int? offset) in assignments.Read([text], texts.Training.NoFork(line)))
                        weights[value.Name] = offset is int at
                            ? weights.GetValueOrDefault(value.Name, state.Values[value.Name]).With(at, content[0])
                            : content;
                    break;
            }
        if (optimizer is not null)
            change = change with
            {
                Optimizer = OptimizerSpec.Named(optimizer, change.LearningRate ?? rate)
                    ?? throw new UsageException(texts.Usage.NoOptimizer(optimizer)),
            };
        return change with { Weights = weights };
    }

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0
        && double.IsFinite(number) ? number : null;
}
