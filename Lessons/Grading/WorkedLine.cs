using System.Collections.Immutable;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>A calculation as a teacher writes it on the board, made of the engine's own explanation of a number.</summary>
public static class WorkedLine
{
    private const int Decimals = 6;

    /// <summary><c>l_h1 = w1·i1 + w2·i2 + b1 = 0.15×0.05 + 0.2×0.1 + 0.35 = 0.3775</c>.</summary>
    /// <exception cref="LessonException">The expression names no number that is calculated.</exception>
    public static string Full(LessonWorld world, string expression)
    {
        Explanation e = Explained(world, expression);
        string numbers = e.Numeric.Length == 0 || e.Numeric == e.Symbolic ? "" : $" = {e.Numeric}";
        return $"{e.Subject} = {e.Symbolic}{numbers} = {Numbers.Format(e.Result, Decimals)}";
    }

    /// <summary>The steps of a worked example: the first in full, the others as formulas with a numbered blank, <c>(1) ____</c>.</summary>
    /// <exception cref="LessonException">A step names no number that is calculated.</exception>
    public static ImmutableArray<string> Steps(WorkedQuestion question, LessonWorld world) =>
    [
        .. Enumerable.Range(0, question.Steps.Length).Select(i => i < question.FirstBlank ? Full(world, question.Expression(i))
            : $"{Formula(world, question.Expression(i))} = ({i - question.FirstBlank + 1}) ____"),
    ];

    /// <summary>
    /// What the calculation starts from: the numbers in its formulas that are no steps of it, as they are called there.
    /// </summary>
    /// <exception cref="LessonException">A step names no number that is calculated.</exception>
    public static string Given(WorkedQuestion question, LessonWorld world)
    {
        HashSet<string> made = [], told = [];
        var given = new List<string>();
        for (int i = 0; i < question.Steps.Length; i++)
        {
            string expression = question.Expression(i);
            Explanation e = Explained(world, expression);
            PlainValue plain = world.Plain(expression)!;
            Explainer explainer = plain.Explainer();
            foreach (ElementRef factor in e.Terms.SelectMany(t => t.Factors))
            {
                string name = explainer.NameOf(factor);
                if (made.Contains(name) || !told.Add(name)) continue;
                if (plain.Run.HistoryAt(plain.Moment).VersionAt(factor.Value, factor.Moment)?.Content is { } content)
                    given.Add($"{name}={Numbers.Format(content[factor.Offset], Decimals)}");
            }
            made.Add(e.Subject);
        }
        return string.Join("   ", given);
    }

    /// <summary><c>l_h1 = w1·i1 + w2·i2 + b1</c>.</summary>
    internal static string Formula(LessonWorld world, string expression) =>
        Explained(world, expression) is var e ? $"{e.Subject} = {e.Symbolic}" : "";

    private static Explanation Explained(LessonWorld world, string expression) =>
        world.Explain(expression, Decimals) is { Symbolic.Length: > 0 } e ? e
            : throw new LessonException(l => ExerciseTexts.In(l).NotCalculated(expression));
}
