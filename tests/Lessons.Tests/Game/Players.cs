using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Game;

/// <summary>A small course and an automatic player of it.</summary>
internal static class Players
{
    public static DateTimeOffset Day(int day) => new(2026, 3, day, 23, 30, 0, TimeSpan.FromHours(8));

    public static CourseOutline Course { get; } = new("course",
    [
        new("one", "first", [], 1, ["a", "b"]),
        new("two", "first", ["one"], 2, ["a"], HasExercise: true, Par: 2),
        new("boss", "first", ["two"], 1, ["a"], IsBoss: true),
        new("three", "second", ["boss"], 1, ["a"], HasExercise: true),
        new("end", "second", ["three"], 1, ["a"], IsBoss: true),
    ]);

    public static CourseProgress Fresh { get; } = new(Course, new() { Name = "Anna" });

    public static CourseProgress Quiet { get; } = Fresh with { Profile = Fresh.Profile with { Game = false } };

    public static LessonInfo Info(string id) => Course.Find(id)!;

    /// <summary>Plays a lesson from where it stands to its end and keeps it once.</summary>
    public static ProgressUpdate Play(this CourseProgress course, string id, int day = 1, int hints = 0, int wrong = 0, int steps = 2,
        TimeSpan spent = default) =>
        course.Update(course.Finished(id, hints, wrong, steps), Day(day), spent);

    public static LessonFlow Finished(this CourseProgress course, string id, int hints = 0, int wrong = 0, int steps = 2)
    {
        LessonFlow flow = course.Flow(Info(id));
        if (flow.State is LessonState.Solved or LessonState.SolvedWithHints) flow.Fire(LessonTrigger.Replay);
        while (flow.State is not (LessonState.Solved or LessonState.SolvedWithHints))
        {
            if (flow.Onward is { } trigger)
            {
                flow.Fire(trigger);
                continue;
            }
            for (; flow.State == LessonState.Stepping && steps > 0; steps--) flow.Fire(LessonTrigger.Step);
            for (; hints > 0; hints--) flow.Fire(LessonTrigger.Hint);
            if (flow.State == LessonState.Stepping)
                flow.Fire(LessonTrigger.GoalReached);
            else
                flow.Answer(wrong-- <= 0);
        }
        return flow;
    }

    public static IEnumerable<string> Keys(this ProgressUpdate played, AwardKind kind) =>
        played.Awards.Where(a => a.Kind == kind).Select(a => a.Key);

    public static int Amount(this ProgressUpdate played, AwardKind kind) => played.Awards.Where(a => a.Kind == kind).Sum(a => a.Amount);
}
