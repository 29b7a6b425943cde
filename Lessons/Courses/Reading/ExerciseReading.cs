using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Backstep.Engine.Programs;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>Reads exercises, their runs and goals.</summary>
internal static partial class ExerciseReading
{
    private static readonly FrozenDictionary<string, Phase> Phases = Enum.GetValues<Phase>().ToFrozenDictionary(p => p.Name());

    private static readonly FrozenSet<string> PhaseNames = Phases.Keys.ToFrozenSet();

    public static Exercise Exercise(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "exercise", context);
        return new()
        {
            Path = f.Path,
            Run = Run(f),
            Vary = f.Names("vary"),
            Runs = [.. f.Map("runs").Select(r => Named(f, r.Key, r.Value, context))],
            Goal = f.Object("goal", g => Goal(g, context)!),
            Par = (int?)f.Integer("par", 1, 1000),
        };
    }

    private static NamedRun Named(Fields exercise, string name, JsonPart part, ReadingContext context)
    {
        if (!Fields.IsKebab(name)) context.Problems.Add(part, $"{Fields.Shown(name)} is no name of a run; write small letters, digits and hyphens");
        else if (CourseFormat.ReservedRunNames.Contains(name) || IterationPattern().IsMatch(name))
            context.Problems.Add(part, $"a run cannot be called {name}, because expressions use {name}: for something else; take another name");
        else if (exercise["runs"] is null) throw new InvalidOperationException("a run without runs");
        return new(name, Run(new Fields(part, "run", context)));
    }

    private static RunSpec Run(Fields f) => new()
    {
        Path = f.Path,
        Program = f.OptionalName("program"),
        Seed = f.Integer("seed", 0, int.MaxValue),
        Set = f.Settings("set"),
        BatchSize = (int?)f.Integer("batch_size", 1, 4096),
        Optimizer = f.Word("optimizer", CourseFormat.Optimizers),
        LearningRate = f.Number("learning_rate", n => n > 0, "a number above 0"),
        Inject = f.Has("inject") ? f.Names("inject") : null,
        Iterations = (int?)f.Integer("iterations", 1, CourseFormat.MaxIterations),
    };

    private static Goal? Goal(JsonPart part, ReadingContext context)
    {
        if (Kinds.Of(part, "goal", context) is not { } kind) return null;
        var f = new Fields(part, $"goal_{kind}", context);
        Goal goal = kind switch
        {
            "reach" => new ReachGoal(f.Name("value")),
            "reach_phase" => new ReachPhaseGoal(Phases.GetValueOrDefault(f.Word("phase", PhaseNames) ?? "")),
            "back_to" => new BackToGoal(f.Name("value")),
            "loss_below" => new LossBelowGoal(f.Number("below", n => n > 0, "a number above 0") ?? 0, (int)(f.Integer("within", 1, CourseFormat.MaxIterations) ?? 0), Solution(f, context)),
            "equals" => new EqualsGoal(f.Name("value"), f.Name("expr"), f.Number("tolerance", n => n > 0, "a number above 0") ?? 0, Solution(f, context)),
            "explain" => new ExplainGoal(f.Name("value")),
            "train" => new TrainGoal(Training(f), f.Object("otherwise", o => Training(new Fields(o, "training", context)))),
            _ => throw new InvalidOperationException($"nothing reads a goal of the kind {kind}"),
        };
        return goal with { Path = f.Path };
    }

    private static Solution Solution(Fields goal, ReadingContext context)
    {
        if (goal["solution"] is not { } part) return new([], null);
        var f = new Fields(part, "solution", context);
        return new(f.Settings("set"), (int?)f.Integer("iterations", 1, CourseFormat.MaxIterations));
    }

    private static TrainingTarget Training(Fields f) => new(
        f.Word("data", CourseFormat.DataSets) ?? "", (int)(f.Integer("epochs", 1, 1000) ?? 0), f.Number("accuracy", n => n is > 0 and <= 1, "a number above 0, 1 at most") ?? 0);

    [GeneratedRegex("^it[0-9]+$")]
    private static partial Regex IterationPattern();
}

/// <summary>Goals and questions say what they are by a member <c>kind</c>.</summary>
internal static class Kinds
{
    /// <summary>The kind of a goal or question; null, with a problem, if it is none.</summary>
    public static string? Of(JsonPart part, string sort, ReadingContext context)
    {
        if (part is not JsonObject o)
        {
            context.Problems.Add(part, $"an object {{...}} is wanted here ({sort}), this is {part.What}");
            return null;
        }
        ImmutableArray<string> kinds = [.. CourseFormat.Objects.Keys.Where(k => k.StartsWith(sort + "_", StringComparison.Ordinal)).Select(k => k[(sort.Length + 1)..]).Order(StringComparer.Ordinal)];
        if (o["kind"] is not { } kind) context.Problems.Add(part, $"the key kind is missing; possible: {string.Join(", ", kinds)}");
        else if (kind is not JsonText { Text: var name }) context.Problems.Add(kind, $"a text is wanted here, this is {kind.What}; possible: {string.Join(", ", kinds)}");
        else if (!kinds.Contains(name)) context.Problems.Add(kind, $"there is no {sort} of the kind {Fields.Shown(name)};{Fields.Near(name, kinds)} possible: {string.Join(", ", kinds)}");
        else return name;
        return null;
    }
}
