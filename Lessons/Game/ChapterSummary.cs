using System.Collections.Immutable;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Game;

/// <summary>One lesson in a chapter's summary.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Status">How far the learner has come; a lesson that is being replayed is solved.</param>
/// <param name="Stars">Its stars, 0 to 3.</param>
/// <param name="Time">The time spent in it.</param>
/// <param name="Hints">The fewest hints of a run that solved it; null before.</param>
/// <param name="Wrong">The fewest wrong answers of a run that solved it; null before.</param>
/// <param name="BestSteps">The fewest steps to the exercise's goal; null before, and without an exercise.</param>
public sealed record LessonSummary(LessonInfo Lesson, LessonStatus Status, int Stars, TimeSpan Time, int? Hints, int? Wrong, int? BestSteps)
{
    /// <summary>Whether it was solved, with or without hints.</summary>
    public bool IsSolved => Status is LessonStatus.Solved or LessonStatus.SolvedWithHints;
}

/// <summary>A chapter as its closing screen and the map show it.</summary>
/// <param name="ChapterId">The chapter.</param>
/// <param name="Lessons">Its lessons in order.</param>
public sealed record ChapterSummary(string ChapterId, ImmutableArray<LessonSummary> Lessons)
{
    /// <summary>How many lessons are solved.</summary>
    public int Solved => Lessons.Count(l => l.IsSolved);

    /// <summary>Whether every lesson is solved: the chapter is closed.</summary>
    public bool IsClosed => Lessons.Length > 0 && Solved == Lessons.Length;

    /// <summary>All stars.</summary>
    public int Stars => Lessons.Sum(l => l.Stars);

    /// <summary>The most stars there are.</summary>
    public int MostStars => Lessons.Length * Game.Stars.Most;

    /// <summary>The time spent in all lessons.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Lessons.Sum(l => l.Time.Ticks));

    /// <summary>The hints of the best runs.</summary>
    public int Hints => Lessons.Sum(l => l.Hints ?? 0);

    /// <summary>
    /// The lesson that went best: most stars, then fewest hints, fewest wrong answers, least time; null where none is solved.
    /// </summary>
    public LessonSummary? Best => Lessons.Where(l => l.IsSolved)
        .OrderByDescending(l => l.Stars)
        .ThenBy(l => l.Hints ?? int.MaxValue).ThenBy(l => l.Wrong ?? int.MaxValue).ThenBy(l => l.Time)
        .FirstOrDefault();
}
