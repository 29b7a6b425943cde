using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Exercises and questions without a file.</summary>
internal static class Worlds
{
    public static LocalText Text(string text) => new(text, null);

    public static Hints Hints => new() { Idea = Text("idea") };

    public static IReadOnlyDictionary<string, string> Set(params (string Value, string Expression)[] settings) =>
        settings.ToDictionary(s => s.Value, s => s.Expression);

    public static LessonWorld Of(Run run, int play = 0, string[]? vary = null, params (string Name, Run Run)[] runs) =>
        new(Exercise.Of(run) with { Vary = [.. vary ?? []], Runs = runs.ToDictionary(r => r.Name, r => r.Run) },
            new ReferenceBackend(), play);

    public static LessonWorld TwoLayer(int iterations = 1, params (string, string)[] set) =>
        Of(new Run { Program = "two-layer", Iterations = iterations, Set = Set(set) });

    public static LessonWorld Buggy(string bug, int iterations = 1, string program = "two-layer") =>
        Of(new Run { Program = program, Bugs = [bug], Iterations = iterations });

    public static NumberQuestion Number(string answer, params Misconception[] misconceptions) =>
        new() { Id = "q", Ask = Text("?"), Hints = Hints, Answer = answer, Misconceptions = [.. misconceptions] };

    public static Misconception Bug(string name) => new() { Bug = name, Text = Text($"This is {name}: {{w1.grad}}.") };

    public static FactorQuestion Factor(int missing = 1) =>
        new()
        {
            Id = "q",
            Ask = Text("?"),
            Hints = Hints,
            Product = "w5.grad",
            Factors = ["d(E)/d(out_o1)", "d(out_o1)/d(l_o1)", "d(l_o1)/d(w5)"],
            Missing = missing,
        };

    public static SignQuestion Sign(string answer) => new() { Id = "q", Ask = Text("?"), Hints = Hints, Answer = answer };

    public static ShapeQuestion Shape(string of) => new() { Id = "q", Ask = Text("?"), Hints = Hints, Of = of };

    public static OrderQuestion Order(params string[] items) => new() { Id = "q", Ask = Text("?"), Hints = Hints, Items = [.. items] };

    public static OrderQuestion OrderWith((string Text, string Why)[] distractors, params string[] items) => Order(items) with
    {
        Distractors = [.. distractors.Select(d => new Distractor { Text = Text(d.Text), Why = Text(d.Why) })],
    };

    public static WorkedQuestion Worked(int blanks, params string[] steps) =>
        new() { Id = "q", Ask = Text("?"), Hints = Hints, Steps = [.. steps], Blanks = blanks };

    public static Because Because(params (string Text, string Why)[] distractors) => new()
    {
        Reason = Text("it is so"),
        Distractors = [.. distractors.Select(d => new Distractor { Text = Text(d.Text), Why = Text(d.Why) })],
    };

    public static ChoiceQuestion Choice(params (string Text, string When, string? Why)[] options) =>
        new()
        {
            Id = "q",
            Ask = Text("?"),
            Hints = Hints,
            Options = [.. options.Select(o =>
                new ChoiceOption { Text = Text(o.Text), When = o.When, Why = o.Why is null ? null : Text(o.Why) })],
        };

    public static FixQuestion Fix(params (string[] Leaves, (string, string)[] Set)[] options) =>
        new()
        {
            Id = "q",
            Ask = Text("?"),
            Hints = Hints,
            Options = [.. options.Select((o, i) =>
                new FixOption { Text = Text($"fix {i + 1}"), Leaves = [.. o.Leaves], Set = Set(o.Set), Why = Text($"why {i + 1}") })],
        };

    public static FirstWrongStepQuestion FirstWrongStep => new() { Id = "q", Ask = Text("?"), Hints = Hints };

    public static ExperimentQuestion Experiment(string criterion, params string[] runs) =>
        new()
        {
            Id = "q",
            Ask = Text("?"),
            Hints = Hints,
            Criterion = criterion,
            Options = [.. runs.Select(r => new ExperimentOption { Text = Text(r), Run = r, Why = Text($"because {{{r}:E:3}}") })],
        };
}
