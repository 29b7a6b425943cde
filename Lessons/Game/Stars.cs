using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Game;

/// <summary>Stars and points of one run through a lesson.</summary>
public static class Stars
{
    /// <summary>A run without hints, with one slip at most, and within par.</summary>
    public const int Most = 3;

    /// <summary>A lesson passed by the chapter's test-out: one star is left to play for.</summary>
    public const int ForTestOut = 2;

    /// <summary>The stars of a run that solved the lesson, 1 to 3.</summary>
    /// <param name="lesson">The lesson, for its par.</param>
    /// <param name="run">The run.</param>
    public static int Of(LessonInfo lesson, LessonPosition run)
    {
        if (run.IsTestedOut) return ForTestOut;
        // The first wrong answer is free, for it is a slip; the second costs a star and the fifth another one, for that is guessing.
        int lost = run.Hints + ((run.Wrong + 1) / 3) + (IsOverPar(lesson, run) ? 1 : 0);
        return Math.Max(1, Most - lost);
    }

    /// <summary>Whether the exercise took more steps than par; never where the lesson has none.</summary>
    public static bool IsOverPar(LessonInfo lesson, LessonPosition run) =>
        lesson.Par is { } par && run.GoalSteps is { } steps && steps > par;

    /// <summary>The points for a lesson solved with so many stars; a boss level is worth more.</summary>
    public static int Xp(int stars, bool isBoss = false) => 10 + (5 * stars) + (isBoss ? 15 : 0);
}
