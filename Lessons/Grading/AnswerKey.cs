using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Bugs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>The right answer to a question.</summary>
/// <param name="Typed">What a learner would type; the grader accepts it.</param>
/// <param name="Shown">The answer for people.</param>
/// <param name="Number">The number; null for other answers.</param>
public sealed record Answer(string Typed, LocalText Shown, double? Number = null);

/// <summary>Computes right answers. Nothing of them is in the course file.</summary>
public static class AnswerKey
{
    private const int ShownDecimals = 9;

    /// <summary>The right answer to <paramref name="question"/>.</summary>
    /// <param name="question">The question.</param>
    /// <param name="world">The exercise in this play.</param>
    /// <param name="misses">How many answers were wrong so far: that makes an order easier.</param>
    /// <exception cref="LessonException">It cannot be computed, or not exactly one option is right.</exception>
    public static Answer Of(Question question, LessonWorld world, int misses = 0)
    {
        switch (question)
        {
            case CalculatedQuestion q: return Number(world.Number(q.Wanted));
            case SignQuestion q: return Same(SignOf(world.Number(q.Answer)));
            case ShapeQuestion q: return Same(TextNumbers.Shape(world, q.Of).ToString());
            case ChoiceQuestion or FixQuestion or ExperimentQuestion: return Option(question, world);
            case OrderQuestion q:
                ImmutableArray<string> right = OrderKey.Right(q, world);
                OrderBlock[] shown = [.. OrderKey.Blocks(q, world, misses)];
                string list = string.Join(" → ", right);
                IEnumerable<int> belonging = Enumerable.Range(0, shown.Length).Where(i => shown[i].Distractor is null);
                return new(string.Join(' ', belonging.OrderBy(i => right.IndexOf(shown[i].Items[0])).Select(i => i + 1)), new(list, list));
            case WorkedQuestion q:
                double[] blanks = [.. q.Blank.Select(b => world.Number(b))];
                return new(string.Join(' ', blanks.Select(b => b.ToString("R", CultureInfo.InvariantCulture))),
                    Same(string.Join("  ", blanks.Select(b => Numbers.Format(b, ShownDecimals)))).Shown);
            case FirstWrongStepQuestion:
                var step = WrongStep.Of(world);
                string text = $"{step.Label} ({step.Instruction + 1})";
                return new(step.Name, new(text, text));
            default: throw new InvalidOperationException($"no key for questions of the kind {question.Kind}");
        }
    }

    /// <summary>Which options of a choice, fix or experiment question are right; exactly one should be.</summary>
    /// <exception cref="LessonException">A condition cannot be evaluated.</exception>
    public static ImmutableArray<bool> RightOptions(Question question, LessonWorld world) =>
        world.Memo(("options", question), () => question switch
    {
        ChoiceQuestion q => q.Options.Select(o => world.IsTrue(o.When)).ToImmutableArray(),
        FixQuestion q => [.. q.Options.Select(o => Repairs(o, world))],
        ExperimentQuestion q => [.. q.Options.Select(o => world.IsTrue(q.Criterion, o.Run))],
        _ => [],
    });

    /// <summary>What a learner with this misconception would answer.</summary>
    /// <exception cref="LessonException">It cannot be computed.</exception>
    public static double Misconceived(Question question, Misconception misconception, LessonWorld world) =>
        Diagnoser.NumberOf(
            misconception,
            AnswerExpression(question) ?? throw new LessonException(l => ExerciseTexts.In(l).NoNumberAsked(question.Kind)),
            world);

    /// <summary>The expression that the answer is the number of; null for questions that ask for no number.</summary>
    public static string? AnswerExpression(Question question) => question switch
    {
        CalculatedQuestion q => q.Wanted,
        SignQuestion q => q.Answer,
        _ => null,
    };

    /// <summary><c>+</c>, <c>-</c> or <c>0</c>.</summary>
    internal static string SignOf(double number) =>
        double.IsNaN(number) ? throw new LessonException(l => ExerciseTexts.In(l).NanSign)
        : Closeness.IsZero(number) ? "0" : number > 0 ? "+" : "-";

    private static bool Repairs(FixOption option, LessonWorld world) =>
        Repair.Check(world.Right.Scenario, world.Repaired(option), world.Backend, Math.Max(3, Math.Min(world.Main.Iterations, 10))).IsRight;

    private static Answer Option(Question question, LessonWorld world)
    {
        ImmutableArray<bool> right = RightOptions(question, world);
        int[] numbers = [.. Enumerable.Range(1, right.Length).Where(n => right[n - 1])];
        if (numbers.Length != 1)
            throw new LessonException(l => ExerciseTexts.In(l) is var t && numbers.Length == 0
                ? t.NoOptionRight : t.OptionsRight(string.Join(t.And, numbers)));
        LocalText text = world.Render(question.Choices[numbers[0] - 1].Text);
        string number = numbers[0].ToString(CultureInfo.InvariantCulture);
        return new(number, new($"{number}. {text.English}", text.Chinese is null ? null : $"{number}. {text.Chinese}"));
    }

    private static Answer Number(double number)
    {
        string text = Numbers.Format(number, ShownDecimals);
        return new(number.ToString("R", CultureInfo.InvariantCulture), new(text, text), number);
    }

    private static Answer Same(string text) => new(text, new(text, text));
}
