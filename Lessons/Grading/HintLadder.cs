using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// The four hints of a question, numbers filled in. What the author did not write comes from the engine's explanation of the answer.
/// </summary>
/// <param name="Idea">Where to look.</param>
/// <param name="Formula">The formula in symbols; null if nobody wrote it and it cannot be made.</param>
/// <param name="Numbers">The formula with numbers; null likewise.</param>
/// <param name="Answer">The answer.</param>
public sealed record HintLadder(LocalText Idea, LocalText? Formula, LocalText? Numbers, LocalText? Answer)
{
    /// <summary>The hints that are there, in order.</summary>
    public ImmutableArray<LocalText> Levels => [.. new[] { Idea, Formula, Numbers, Answer }.OfType<LocalText>()];

    /// <summary>The hints of <paramref name="question"/> in this play.</summary>
    /// <exception cref="LessonException">A text or the answer cannot be computed.</exception>
    public static HintLadder Of(Question question, LessonWorld world)
    {
        (string? formula, string? numbers) = Made(question, world);
        Hints own = question.Hints;
        return new(world.Render(own.Idea), Own(own.Formula, formula), Own(own.Numbers, numbers),
            own.Answer is { } answer ? world.Render(answer) : AnswerKey.Of(question, world).Shown);

        LocalText? Own(LocalText? written, string? made) =>
            written is not null ? world.Render(written) : made is null ? null : new($"    {made}", $"    {made}");
    }

    private static (string? Formula, string? Numbers) Made(Question question, LessonWorld world)
    {
        if (question is FactorQuestion factor) return Product(factor, world);
        if (question is WorkedQuestion worked)
            return (Lines(worked.Blank.Select(b => WorkedLine.Formula(world, b))),
                Lines(worked.Blank.Select(b => WorkedLine.Full(world, b))));
        if (AnswerKey.AnswerExpression(question) is not { } answer || world.Explain(answer) is not { Symbolic.Length: > 0 } e)
            return (null, null);
        return ($"{e.Subject} = {e.Symbolic}", e.Numeric.Length == 0 ? null : $"{e.Subject} = {e.Numeric}");
    }

    private static string Lines(IEnumerable<string> lines) => string.Join("\n    ", lines);

    /// <summary>The product with the missing factor written as a question mark; its numbers say what the rest comes to.</summary>
    private static (string?, string?) Product(FactorQuestion q, LessonWorld world)
    {
        string product = world.Label(q.Product);
        string symbols = string.Join(" · ", q.Factors.Select(world.Label));
        string numbers = string.Join("×", q.Factors.Select((f, i) => i == q.Missing ? "?" : Parenthesised(world.Number(f), first: i == 0)));
        return ($"{product} = {symbols}", $"{Backstep.Engine.Tensors.Numbers.Format(world.Number(q.Product), 9)} = {numbers}");
    }

    private static string Parenthesised(double number, bool first) =>
        Backstep.Engine.Tensors.Numbers.Format(number, 9) is var text && text.StartsWith('-') && !first ? $"({text})" : text;
}
