using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Playing;

/// <summary>How a lesson is played by itself.</summary>
public sealed record PlayStyle
{
    /// <summary>Where images of training goals come from; null leaves trainings out and counts them as done.</summary>
    public TrainingData? Training { get; init; } = TrainingData.Synthetic;

    /// <summary>Whether each misconception and each wrong option is answered before the right answer, and has to be told.</summary>
    public bool Mistaken { get; init; }

    /// <summary>0 for the first play; each later one has other numbers.</summary>
    public int Play { get; init; }
}

/// <summary>What became of it.</summary>
/// <param name="Flow">The lesson as it was left.</param>
/// <param name="Answers">How many answers were given.</param>
/// <param name="Problems">What did not go as it should, each in one line.</param>
public sealed record PlayReport(LessonFlow Flow, int Answers, ImmutableArray<string> Problems);

/// <summary>
/// Plays a lesson from its first page to its last question by the same rules as a learner: through <see cref="LessonFlow"/> and
/// <see cref="Grader"/>, reading each page, reaching the goal, answering.
/// </summary>
public sealed class AutomaticPlayer(IBackend backend, PlayStyle style)
{
    /// <summary>Plays a lesson that is open.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="flow">Where it stands; it is played on from there.</param>
    /// <exception cref="CourseException">The goal names what the program does not have.</exception>
    /// <exception cref="LessonException">Something cannot be computed.</exception>
    public PlayReport Play(Lesson lesson, LessonFlow flow)
    {
        var world = new LessonWorld(lesson.Exercise, backend, style.Play);
        var problems = ImmutableArray.CreateBuilder<string>();
        int answers = 0;
        flow.Fire(LessonTrigger.Open);
        Read(lesson, flow, world);
        if (flow.CanFire(LessonTrigger.StartExercise) && !DoExercise(flow, world, out string? why)) problems.Add($"{lesson.Id}: {why}");
        if (!flow.CanFire(LessonTrigger.StartQuiz))
        {
            if (flow.CanFire(LessonTrigger.Next)) flow.Fire(LessonTrigger.Next);
            else problems.Add($"{lesson.Id}: the lesson does not go on after its exercise");
            return new(flow, answers, problems.ToImmutable());
        }
        flow.Fire(LessonTrigger.StartQuiz);
        foreach (Question question in lesson.Questions)
        {
            string name = $"{lesson.Id}/{question.Id}";
            if (style.Mistaken)
                foreach ((string typed, string? problem) in Mistakes(question, world))
                {
                    answers++;
                    if (problem is not null) problems.Add($"{name}: {problem}");
                    flow.Answer(right: false, typed);
                    flow.Fire(LessonTrigger.Next);
                }
            string right = AnswerKey.Of(question, world).Typed;
            Verdict verdict = Grader.Grade(question, world, right);
            answers++;
            if (!verdict.IsRight) problems.Add($"{name}: the right answer {right} is not accepted");
            flow.Answer(right: true, right);
            flow.Fire(LessonTrigger.Next);
        }
        if (flow.State is not (LessonState.Solved or LessonState.SolvedWithHints))
            problems.Add($"{lesson.Id}: every question is answered, but the lesson is {flow.State}");
        return new(flow, answers, problems.ToImmutable());
    }

    private static void Read(Lesson lesson, LessonFlow flow, LessonWorld world)
    {
        world.Render(lesson.Pages[flow.Position.Page]);
        while (flow.CanFire(LessonTrigger.NextPage))
        {
            flow.Fire(LessonTrigger.NextPage);
            world.Render(lesson.Pages[flow.Position.Page]);
        }
    }

    private bool DoExercise(LessonFlow flow, LessonWorld world, out string? why)
    {
        flow.Fire(LessonTrigger.StartExercise);
        var player = new GoalPlayer(world, style.Training);
        var session = new DebugSession(world.Scenario, world.Backend);
        session.Recorded += entry =>
        {
            if (entry is Moved) flow.Fire(LessonTrigger.Step);
        };
        bool reached = player.Reach(session, out LocalText? problem);
        why = problem?.English;
        if (reached && flow.Lesson.Par is { } par && player.Progress!.Best > par)
            why = $"the goal takes {player.Progress.Best} movements, par is {par}";
        if (reached) flow.Fire(LessonTrigger.GoalReached);
        return reached && why is null;
    }

    /// <summary>Every wrong answer whose cause is known, and what is wrong with how it is judged.</summary>
    private static IEnumerable<(string Typed, string? Problem)> Mistakes(Question question, LessonWorld world)
    {
        ImmutableArray<Misconception> misconceptions = (question as CalculatedQuestion)?.Misconceptions ?? [];
        for (int i = 0; i < misconceptions.Length; i++)
        {
            string typed = AnswerKey.Misconceived(question, misconceptions[i], world).ToString("R", CultureInfo.InvariantCulture);
            Verdict verdict = Grader.Grade(question, world, typed);
            yield return (typed, verdict.Kind != VerdictKind.Wrong ? $"misconception {i + 1} ({typed}) is judged {verdict.Kind}"
                : verdict.Diagnosis?.Misconception != i
                    ? $"misconception {i + 1} ({typed}) is taken for {verdict.Diagnosis?.Text.English ?? "an unknown mistake"}"
                : null);
        }
        ImmutableArray<bool> right = AnswerKey.RightOptions(question, world);
        for (int i = 0; i < right.Length; i++)
        {
            if (right[i]) continue;
            string typed = (i + 1).ToString(CultureInfo.InvariantCulture);
            Verdict verdict = Grader.Grade(question, world, typed);
            yield return (typed, verdict.Kind != VerdictKind.Wrong ? $"option {typed} is judged {verdict.Kind}"
                : verdict.Message is null ? $"option {typed} is not told why it is wrong" : null);
        }
    }
}
