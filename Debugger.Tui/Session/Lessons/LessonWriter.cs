using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>Fills the texts of lessons and questions with the engine's numbers, in the learner's language.</summary>
internal sealed class LessonWriter(UiTexts texts)
{
    /// <summary>A program of more instructions than that is not run for the sake of a picture.</summary>
    private const int MostParameters = 100_000;

    public Language Language => texts.Language;

    /// <summary>A lesson ready to be read.</summary>
    public LessonView Lesson(Lesson lesson, LessonInfo info, LessonWorld world)
    {
        (SessionView? before, SessionView? after) = Pictures(world);
        return new(lesson, info, [.. lesson.Pages.Select(p => Text(world, p))], before, after, world.Play);
    }

    /// <summary>A question ready to be asked.</summary>
    public QuestionView Question(Lesson lesson, Question question, LessonWorld world, int misses = 0)
    {
        ImmutableArray<string> options = question is OrderQuestion order
            ? [.. OrderKey.Blocks(order, world, misses).Select(b => b.Text.In(texts.Language))]
            : [.. question.Choices.Select(o => Plain(world, o.Text))];
        return new QuestionView(lesson, question, world.Play, Text(world, question.Ask), options,
            question is FirstWrongStepQuestion ? Steps(world) : [],
            [.. HintLadder.Of(question, world).Levels.Select(h => Markup.Parse(h.In(texts.Language)))],
                question is FactorQuestion factor ? Gap(factor, world) : "")
        {
            // A worked example brings its own numbers.
            Given = question is WorkedQuestion ? "" : Given(world),
            Worked = question is WorkedQuestion worked ? Worked(worked, world) : null,
            Misses = misses,
        };
    }

    private static Markup Worked(WorkedQuestion question, LessonWorld world)
    {
        string given = WorkedLine.Given(question, world);
        return Markup.Parse((given.Length > 0 ? $"    {given}\n\n" : "")
            + string.Join("\n", WorkedLine.Steps(question, world).Select(line => $"    {line}")));
    }

    /// <summary>A verdict in words.</summary>
    public VerdictView Verdict(QuestionView view, LessonWorld world, string answer, Verdict verdict)
    {
        var lines = ImmutableArray.CreateBuilder<Markup>();
        if (verdict.Diagnosis is { } diagnosis) lines.Add(Markup.Parse(diagnosis.Text.In(texts.Language)));
        if (verdict.Nudge is { } nudge) lines.Add(Markup.Parse(nudge.Text.In(texts.Language)));
        if (verdict.Message is { } message) lines.Add(Markup.Parse(message.In(texts.Language)));
        // Blanks that do not break keep each part together; between them a long row of parts goes on in the next line.
        if (!verdict.Parts.IsEmpty)
            lines.Add(Markup.Parse(string.Join(" · ",
                verdict.Parts.Select(p => $"{p.Text} {(p.IsRight ? "✓" : "✗")}".Replace(' ', '\u00A0')))));
        Instruction? parting = verdict.Diagnosis?.Divergence is { } point
            ? world.Main.Program.Instructions.FirstOrDefault(i => i.Label == point.Label) : null;
        return new(
            verdict.IsRight,
            Given(view, answer) + Worth(answer, verdict),
            lines.ToImmutable(),
            verdict.IsRight && view.Question is NumberQuestion or FactorQuestion or WorkedQuestion
                ? AnswerKey.Of(view.Question, world).Shown.In(texts.Language) : "",
            verdict.IsRight && view.Question.Explanation is { } explanation ? Text(world, explanation) : null,
            parting is null ? null : new Moment(verdict.Diagnosis!.Divergence!.Iteration, parting.Index + 1),
            parting?.Label ?? "")
        {
            // The debugger shows the exercise's own run and no other.
            Nudge = verdict.Nudge is { } shown && shown.Run == world.Main
                ? new(shown.At, shown.Seen, shown.Value, shown.Offset, shown.To) : null,
            Reasons = verdict.IsRight && view.Question.Because is { } because ? Reasons(because, world) : null,
        };
    }

    private ReasonsView Reasons(Because because, LessonWorld world) => new(
        Markup.Parse(Backstep.Lessons.Grading.Reasons.Ask(because, world).In(texts.Language)),
        [.. Backstep.Lessons.Grading.Reasons.Offered(because, world)
            .Select(r => (Markup.Parse(r.Text.In(texts.Language)), r.Why is { } why ? Markup.Parse(why.In(texts.Language)) : null))]);

    private static string Given(LessonWorld world) => !world.Main.Program.IsScalar ? ""
        : world.Render(string.Join("   ", world.Main.Program.Values.Where(v => v.IsLeaf).Select(v => $"{v.Name}={{start:{v.Name}}}")));

    private Markup Text(LessonWorld world, LocalText text) => Markup.Parse(Plain(world, text));

    private string Plain(LessonWorld world, LocalText text) => world.Render(text.In(texts.Language));

    /// <summary>What was answered, in words rather than as an option's number.</summary>
    private string Given(QuestionView view, string answer) => view.Question switch
    {
        SignQuestion => texts.Common.WithAside(answer, texts.Quiz.SignName(answer)),
        OrderQuestion => string.Join(" → ", answer.Split(' ').Select(n => Option(view, n))),
        ChoiceQuestion or FixQuestion or ExperimentQuestion =>
            Markup.Text(Markup.Parse(Option(view, answer)).Blocks.OfType<Paragraph>().SelectMany(p => p.Spans)),
        FirstWrongStepQuestion =>
            view.Steps.FirstOrDefault(s => $"{s.Number}" == answer) is { } step ? $"{step.Number}  {step.Label}" : answer,
        _ => answer,
    };

    /// <summary>What a formula that was entered comes to.</summary>
    private static string Worth(string answer, Verdict verdict) =>
        verdict.Number is { } number && !double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $" = {Numbers.Format(number, 9)}" : "";

    private static string Option(QuestionView view, string number) =>
        int.TryParse(number, out int n) && n >= 1 && n <= view.Options.Length ? view.Options[n - 1] : number;

    /// <summary>The product with a gap where the missing factor belongs.</summary>
    private static string Gap(FactorQuestion question, LessonWorld world) =>
        $"{world.Label(question.Product)} "
            + $"= {string.Join(" · ", question.Factors.Select((f, i) => i == question.Missing ? "?" : world.Label(f)))}";

    private static ImmutableArray<StepChoice> Steps(LessonWorld world)
    {
        var formula = new Formula(world.Main.Program);
        return [.. world.Main.Program.Instructions.Select(i => new StepChoice(i.Index + 1, i.Phase.Name(), i.Label, formula.Symbolic(i)))];
    }

    /// <summary>The program before and after its iteration; none where it is large or cannot run to the end.</summary>
    private (SessionView? Before, SessionView? After) Pictures(LessonWorld world)
    {
        Program program = world.Scenario.Program;
        if (program.Fault is not null || program.Parameters.Sum(p => (long)p.Shape.Length) > MostParameters) return (null, null);
        var session = new DebugSession(world.Scenario, world.Backend);
        SessionView before = new SessionViewBuilder(session, texts).Build();
        session.Iterate();
        return (before, new SessionViewBuilder(session, texts).Build());
    }
}
