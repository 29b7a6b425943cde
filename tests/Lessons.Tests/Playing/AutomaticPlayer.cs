using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Progress;
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

    /// <summary>How sure the player is of each first answer where the course asks for that.</summary>
    public Confidence Sure { get; init; } = Confidence.Fairly;

    /// <summary>Is told of each answer: the question, the answer, and whether it was right.</summary>
    public Action<Question, GivenAnswer>? Answered { get; init; }
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
            int misses = 0;
            if (style.Mistaken)
                foreach ((string typed, string? problem) in Mistakes(question, world))
                {
                    answers++;
                    if (problem is not null) problems.Add($"{name}: {problem}");
                    Give(right: false, typed);
                    flow.Fire(LessonTrigger.Next);
                    misses++;
                }
            string right = AnswerKey.Of(question, world, misses).Typed;
            Verdict verdict = Grader.Grade(question, world, right, misses);
            answers++;
            if (!verdict.IsRight) problems.Add($"{name}: the right answer {right} is not accepted");
            Give(right: true, right);
            if (flow.AsksReason != question.Because is not null)
                problems.Add($"{name}: the reason is {(flow.AsksReason ? "" : "not ")}asked for");
            if (question.Because is { } because && flow.AsksReason)
                flow.Reason(Reason(because, world, problem => problems.Add($"{name}: {problem}")));
            if (question.Confidence && flow.Position.Of(question.Id).Sure != style.Sure)
                problems.Add($"{name}: how sure he was is not kept");
            flow.Fire(LessonTrigger.Next);

            void Give(bool right, string typed)
            {
                Confidence? sure = question.Confidence && flow.Position.Of(question.Id).Wrong == 0 ? style.Sure : null;
                flow.Answer(right, typed, sure);
                style.Answered?.Invoke(question, new(right, typed, null, sure));
            }
        }
        if (flow.State is not (LessonState.Solved or LessonState.SolvedWithHints))
            problems.Add($"{lesson.Id}: every question is answered, but the lesson is {flow.State}");
        return new(flow, answers, problems.ToImmutable());
    }

    /// <summary>Looks at each reason, and chooses the right one or, in a mistaken play, one that is wrong.</summary>
    private bool Reason(Because because, LessonWorld world, Action<string> problem)
    {
        OfferedReason[] offered = [.. Reasons.Offered(because, world)];
        if (offered.Count(r => r.IsRight) != 1) problem($"{offered.Count(r => r.IsRight)} reasons are right");
        for (int i = 0; i < offered.Length; i++)
        {
            Verdict verdict = Reasons.Grade(because, world, (i + 1).ToString(CultureInfo.InvariantCulture));
            if (verdict.IsRight != offered[i].IsRight || !verdict.IsRight && verdict.Message is null)
                problem($"reason {i + 1} is judged {verdict.Kind}");
        }
        return !style.Mistaken;
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
        if (question is OrderQuestion order)
            foreach ((string Typed, string? Problem) wrong in Disorders(order, world)) yield return wrong;
        if (question is WorkedQuestion worked)
        {
            // Every blank is wrong by a sign, which is a slip that is told.
            string[] numbers = [.. AnswerKey.Of(worked, world).Typed.Split(' ').Select(n => n.StartsWith('-') ? n[1..] : $"-{n}")];
            Verdict verdict = Grader.Grade(worked, world, string.Join(' ', numbers));
            yield return (string.Join(' ', numbers), verdict.Kind != VerdictKind.Wrong ? $"wrong signs are judged {verdict.Kind}"
                : verdict.Diagnosis is null ? "a wrong blank is not told" : null);
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

    /// <summary>
    /// Wrong orders, each after the one before: with what does not belong, the wrong way round, and again, while the question gets easier.
    /// </summary>
    private static IEnumerable<(string Typed, string? Problem)> Disorders(OrderQuestion question, LessonWorld world)
    {
        int misses = 0, before = int.MaxValue;
        foreach (string distractor in question.Distractors.Select(d => d.Text.English))
        {
            string number = $"{OrderKey.Shown(question, world, misses).IndexOf(distractor) + 1}";
            if (OrderKey.HelpAfter(misses) > 0) break;
            string typed = $"{number} {AnswerKey.Of(question, world, misses).Typed}";
            yield return (typed, Judged(typed, misses, distractor));
            misses++;
        }
        for (; misses < 5; misses++)
        {
            int lines = OrderKey.Shown(question, world, misses).Length;
            string typed = string.Join(' ', AnswerKey.Of(question, world, misses).Typed.Split(' ').Reverse());
            string? problem = Judged(typed, misses, "first wrong place");
            if (lines > before) problem ??= $"after {misses} wrong answers it has {lines} lines, {before} before";
            if (misses == 2 && (lines >= before && before > 2)) problem ??= "the second wrong answer makes nothing easier";
            before = lines;
            yield return (typed, problem);
        }

        string? Judged(string typed, int misses, string told)
        {
            Verdict verdict = Grader.Grade(question, world, typed, misses);
            return verdict.Kind != VerdictKind.Wrong ? $"the order {typed} is judged {verdict.Kind} after {misses} wrong answers"
                : verdict.Message?.English.Contains(told, StringComparison.Ordinal) != true
                    ? $"the order {typed} is told {verdict.Message?.English}"
                : null;
        }
    }
}
