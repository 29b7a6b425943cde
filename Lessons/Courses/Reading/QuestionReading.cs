using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>Reads questions.</summary>
internal static class QuestionReading
{
    /// <summary>One question; null, with a problem, if its kind is unknown.</summary>
    public static Question? Question(JsonPart part, ReadingContext context)
    {
        if (Kinds.Of(part, "question", context) is not { } kind) return null;
        var f = new Fields(part, $"question_{kind}", context);
        string id = f.Id("id");
        LocalText ask = f.Text("ask");
        Hints hints = f.Object("hints", h => Hints(h, context)) ?? new(new("", null));
        LocalText? explanation = f.OptionalText("explanation");
        Question question = kind switch
        {
            "number" => new NumberQuestion { Id = id, Ask = ask, Hints = hints, Answer = f.Name("answer"), ShownAt = f.OptionalName("at"), Misconceptions = Misconceptions(f, context) },
            "factor" => Factor(f, id, ask, hints, context),
            "sign" => new SignQuestion { Id = id, Ask = ask, Hints = hints, Answer = f.Name("answer") },
            "shape" => new ShapeQuestion { Id = id, Ask = ask, Hints = hints, Of = f.Name("of") },
            "choice" => new ChoiceQuestion { Id = id, Ask = ask, Hints = hints, Options = Options(f, o => Choice(o, context)) },
            "order" => new OrderQuestion { Id = id, Ask = ask, Hints = hints, Items = f.Names("items", min: 2) },
            "fix" => new FixQuestion { Id = id, Ask = ask, Hints = hints, Options = Options(f, o => Fix(o, context)) },
            "first_wrong_step" => new FirstWrongStepQuestion { Id = id, Ask = ask, Hints = hints },
            "experiment" => new ExperimentQuestion { Id = id, Ask = ask, Hints = hints, Options = Options(f, o => Experiment(o, context)), Criterion = f.Name("criterion") },
            _ => throw new InvalidOperationException($"nothing reads a question of the kind {kind}"),
        };
        return question with { Path = f.Path, Explanation = explanation, Alone = f.Flag("alone") ?? true };
    }

    private static Hints Hints(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "hints", context);
        return new(f.Text("idea"), f.OptionalText("formula"), f.OptionalText("numbers"), f.OptionalText("answer"));
    }

    private static FactorQuestion Factor(Fields f, string id, LocalText ask, Hints hints, ReadingContext context)
    {
        ImmutableArray<string> factors = f.Expressions("factors", min: 2);
        // Without factors there is a problem anyway.
        long missing = f.Integer("missing", 0, Math.Max(0, factors.Length - 1)) ?? 0;
        return new() { Id = id, Ask = ask, Hints = hints, Product = f.Name("product"), Factors = factors, Missing = (int)missing, Misconceptions = Misconceptions(f, context) };
    }

    private static ImmutableArray<T> Options<T>(Fields f, Func<JsonPart, T> read) => [.. f.List("options", min: 2, max: 9).Select(read)];

    private static ChoiceOption Choice(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "choice_option", context);
        return new(f.Text("text"), f.Name("when"), f.OptionalText("why"));
    }

    private static FixOption Fix(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "fix_option", context);
        return new(f.Text("text"), f.Names("leaves"), f.Settings("set"), f.OptionalText("why"));
    }

    private static ExperimentOption Experiment(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "experiment_option", context);
        return new(f.Text("text"), f.Name("run"), f.OptionalText("why"));
    }

    private static ImmutableArray<Misconception> Misconceptions(Fields question, ReadingContext context) =>
        [.. question.List("misconceptions").Select(m => Misconception(m, context))];

    private static Misconception Misconception(JsonPart part, ReadingContext context)
    {
        var f = new Fields(part, "misconception", context);
        if (f.IsUsable && f.Has("engine") == f.Has("expr"))
            f.Problem(null, f.Has("engine") ? "both engine and expr are there; leave one out" : "one of the keys engine and expr is missing; add it");
        return new(f.OptionalName("engine"), f.OptionalName("expr"), f.Text("text")) { Path = f.Path };
    }
}
