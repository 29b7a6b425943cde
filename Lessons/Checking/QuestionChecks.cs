using System.Collections.Immutable;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Whether a question has an answer, and only one.</summary>
internal static class QuestionChecks
{
    /// <summary>What does not change from play to play: no answer is written out, wrong options say why.</summary>
    public static void Structure(Question question, LessonWorld world, Findings findings)
    {
        switch (question)
        {
            case NumberQuestion number:
                NoLiteral(question.At("answer"), number.Answer, findings);
                if (number.ShownAt is { } at && findings.Try(question.At("at"), () => { _ = world.Evaluate(at); })
                    && world.Plain(at) is null)
                    findings.Add(question.At("at"), t => t.MoreThanName(at));
                break;
            case SignQuestion sign:
                NoLiteral(question.At("answer"), sign.Answer, findings);
                break;
            case FactorQuestion factor:
                NoLiteral(question.At("factors", factor.Missing), factor.Wanted, findings);
                break;
            case ChoiceQuestion choice:
                for (int i = 0; i < choice.Options.Length; i++) NoLiteral(choice.Options[i].At("when"), choice.Options[i].When, findings);
                break;
            case ExperimentQuestion experiment:
                NoLiteral(question.At("criterion"), experiment.Criterion, findings);
                break;
        }
    }

    /// <summary>Whether the engine finds the answer in this play.</summary>
    public static bool Answer(Question question, LessonWorld world, Findings findings) => question switch
    {
        NumberQuestion number => findings.Number(question.At("answer"), () => world.Number(number.Answer)) is not null,
        SignQuestion sign => findings.Number(question.At("answer"), () => world.Number(sign.Answer)) is not null,
        FactorQuestion factor => Factors(factor, world, findings),
        WorkedQuestion worked => Enumerable.Range(0, worked.Steps.Length)
            .Aggregate(true, (good, i) =>
                good & (findings.Try(question.At("steps", i), () => WorkedLine.Full(world, worked.Expression(i))) is not null
                && findings.Number(question.At("steps", i), () => world.Number(worked.Expression(i))) is not null)),
        ShapeQuestion shape => findings.Try(question.At("of"), () => { _ = TextNumbers.Shape(world, shape.Of); }),
        ChoiceQuestion choice => OneOf(question, findings,
            i => findings.Condition(choice.Options[i].At("when"), () => Finite(world.Number(choice.Options[i].When)) != 0)),
        ExperimentQuestion experiment => OneOf(question, findings,
            i => findings.Condition(question.At("criterion"),
                () => world.Number(experiment.Criterion, experiment.Options[i].Run) is var met && !double.IsNaN(met) && met != 0)),
        FixQuestion fix => OneOf(question, findings,
            i => findings.Condition(question.At("options", i), () => AnswerKey.RightOptions(fix, world)[i])),
        _ => findings.Try(question.Path, () => { _ = AnswerKey.Of(question, world); }),
    };

    private static double Finite(double condition) =>
        double.IsNaN(condition) ? throw new LessonException(l => ExerciseTexts.In(l).NanCondition) : condition;

    private static bool Factors(FactorQuestion question, LessonWorld world, Findings findings)
    {
        double? product = findings.Number(question.At("product"), () => world.Number(question.Product));
        double? of = 1;
        for (int i = 0; i < question.Factors.Length; i++)
            of *= findings.Number(question.At("factors", i), () => world.Number(question.Factors[i]));
        if (product is not { } whole || of is not { } made) return false;
        if (Math.Abs(whole - made) <= 1e-9 * Math.Max(Math.Abs(whole), Math.Abs(made))) return true;
        findings.Add(question.At("factors"), t => t.OtherProduct(question.Product));
        return false;
    }

    private static bool OneOf(Question question, Findings findings, Func<int, bool?> isRight)
    {
        ImmutableArray<Option> all = question.Choices;
        bool?[] right = [.. Enumerable.Range(0, all.Length).Select(isRight)];
        if (right.Contains(null)) return false;
        int[] numbers = [.. Enumerable.Range(1, all.Length).Where(n => right[n - 1] == true)];
        for (int i = 0; i < all.Length; i++)
            if (right[i] == false && all[i].Why is null) findings.Add(question.At("options", i), t => t.WhyMissing);
        if (numbers.Length == 1) return true;
        findings.Add(question.At("options"), t => numbers.Length == 0 ? t.NoOptionRight : t.OptionsRight(string.Join(t.And, numbers)));
        return false;
    }

    private static void NoLiteral(string path, string expression, Findings findings)
    {
        try
        {
            Expression.Parse(expression, []);
        }
        catch (ExpressionException)
        {
            // It names something, or it is no expression, which is told elsewhere.
            return;
        }
        findings.Add(path, t => t.AnswerWrittenOut(expression));
    }
}
