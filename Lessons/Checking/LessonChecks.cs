using Backstep.Engine.Backends;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Everything about one lesson: its numbers in the first play and in two later ones, its texts, its goal.</summary>
internal static class LessonChecks
{
    /// <summary>The plays whose numbers are tried: the first, and two in which seeds and varied values are others.</summary>
    private const int Plays = 3;

    public static void Run(Lesson lesson, Findings findings, IBackend backend, CheckOptions options)
    {
        Exercise exercise = lesson.Exercise;
        if (!AreRunsPossible(exercise, findings, backend)) return;
        var world = new LessonWorld(exercise, backend);
        GoalChecks.Run(lesson, world, findings, options);
        foreach (Question question in lesson.Questions)
        {
            QuestionChecks.Structure(question, world, findings);
            if (!QuestionChecks.Answer(question, world, findings)) continue;
            HintChecks.Run(question, world, findings);
            MisconceptionChecks.Run(question, world, findings);
        }
        TextChecks.Run(lesson, world, findings);
        for (int play = 1; play < Plays; play++) Replay(lesson, new(exercise, backend, play), findings);
    }

    /// <summary>The same questions with other numbers. What is wrong in the first play already is not said again.</summary>
    private static void Replay(Lesson lesson, LessonWorld world, Findings findings)
    {
        if (!findings.IsGood(lesson)) return;
        Findings replay = findings.Apart(text => LocalText.Of(l => CheckTexts.In(l).InReplay(world.Play, text.In(l))));
        if (!replay.Try(lesson.Exercise.Path, () => { _ = world.Main; })) return;
        foreach (Question question in lesson.Questions) QuestionChecks.Answer(question, world, replay);
        TextChecks.Render(lesson, world, replay);
    }

    private static bool AreRunsPossible(Exercise exercise, Findings findings, IBackend backend)
    {
        if (!AreSettingsPossible(exercise, exercise, findings, backend)) return false;
        var world = new LessonWorld(exercise, backend);
        if (!findings.Try(exercise.Path, () => CarryOut(world.Main))) return false;
        bool possible = !exercise.HasBugs || findings.Try(exercise.Path, () => CarryOut(world.Right));
        foreach ((string name, Run run) in exercise.Runs)
            possible &= AreSettingsPossible(exercise, run, findings, backend) && findings.Try(run.Path, () => CarryOut(world.Run(name)));
        // Each thing that varies in replays has to be there, too.
        if (possible && !exercise.Vary.IsEmpty)
            possible = findings.Try(exercise.At("vary"), () => { _ = new LessonWorld(exercise, backend, 1).Main; });
        return possible;
    }

    private static void CarryOut(ExerciseRun run)
    {
        RunWork.Check(run.Program, run.Iterations);
        _ = run.HistoryAt(run.End);
    }

    /// <summary>Each setting of a run by itself, so that the one that is wrong can be named.</summary>
    private static bool AreSettingsPossible(Exercise exercise, Run run, Findings findings, IBackend backend)
    {
        bool possible = true;
        Run bare = run.Over(exercise) with { Bugs = [] };
        foreach ((string value, string expression) in run.Set)
            possible &= findings.Try($"{run.At("set")}.{value}", () =>
            {
                try
                {
                    var set = new Dictionary<string, string> { [value] = expression };
                    _ = new LessonWorld(Exercise.Of(bare with { Set = set }), backend).Main;
                }
                catch (LessonException e) when (e.InnerException is ExpressionException)
                {
                    throw new LessonException(l => ExerciseTexts.In(l).Within(expression, e.In(l)), e);
                }
            });
        return possible;
    }
}
