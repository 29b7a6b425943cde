using System.Collections.Immutable;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Progress;

/// <summary>
/// Makes one saved game of two: nothing that either learned is lost, and the order of the two does not matter as long as they were not
/// changed at the very same moment.
/// </summary>
public static class ProfileMerge
{
    /// <summary>The better of each record; name of <paramref name="mine"/>, settings of the one that was changed later.</summary>
    public static Profile Merge(Profile mine, Profile other)
    {
        Profile settings = other.Changed > mine.Changed ? other : mine;
        return mine with
        {
            Language = settings.Language,
            Game = settings.Game,
            AsksSure = settings.AsksSure,
            Changed = settings.Changed,
            Streak = Merge(mine.Streak, other.Streak),
            Badges = Union(mine.Badges, other.Badges, (a, b) => a < b ? a : b),
            Courses = Union(mine.Courses, other.Courses, (a, b) => new()
            {
                Lessons = Union(a.Lessons, b.Lessons, Merge),
                Daily = Union(a.Daily, b.Daily, Merge),
                TestOuts = Union(a.TestOuts, b.TestOuts, Math.Max),
            }),
        };
    }

    /// <summary>The better of two records of a lesson: best figures of both, and the place where it was played last.</summary>
    public static LessonRecord Merge(LessonRecord mine, LessonRecord other)
    {
        if (mine.Resets != other.Resets) return mine.Resets > other.Resets ? mine : other;
        LessonRecord later = other.Touched > mine.Touched ? other : mine;
        return new()
        {
            Position = Merge(later.Position, later == mine ? other.Position : mine.Position),
            Stars = Math.Max(mine.Stars, other.Stars),
            Xp = Math.Max(mine.Xp, other.Xp),
            BestSteps = Min(mine.BestSteps, other.BestSteps),
            FewestHints = Min(mine.FewestHints, other.FewestHints),
            FewestWrong = Min(mine.FewestWrong, other.FewestWrong),
            Seconds = Math.Max(mine.Seconds, other.Seconds),
            SolvedOn = Min(mine.SolvedOn, other.SolvedOn),
            Answers = Union(mine.Answers, other.Answers, Merge),
            Review = Merge(mine.Review, other.Review),
            Touched = later.Touched,
            Resets = later.Resets,
        };
    }

    private static LessonPosition Merge(LessonPosition later, LessonPosition earlier)
    {
        LessonState? solved = later.SolvedAs == LessonState.Solved || earlier.SolvedAs == LessonState.Solved
            ? LessonState.Solved
            : later.SolvedAs ?? earlier.SolvedAs;
        // The place where one was last counts, unless it is no place in the lesson and the other one got further.
        bool isOutside = later.State is LessonState.Locked or LessonState.Available or LessonState.Skipped;
        LessonPosition kept = later.State == LessonState.Locked && earlier.State != LessonState.Locked ? earlier : later;
        LessonState state = solved is { } done && (isOutside || later.State is LessonState.Solved or LessonState.SolvedWithHints)
            ? done : kept.State;
        return kept with
        {
            State = state,
            SolvedAs = solved,
            Replays = Math.Max(later.Replays, earlier.Replays),
            IsSeen = later.IsSeen || earlier.IsSeen,
        };
    }

    /// <summary>Counts only grow: of two files the larger one has seen more.</summary>
    private static AnswerRecord Merge(AnswerRecord mine, AnswerRecord other) => new()
    {
        Right = Math.Max(mine.Right, other.Right),
        Wrong = Math.Max(mine.Wrong, other.Wrong),
        Answers = Union(mine.Answers, other.Answers, Math.Max),
        Slips = Union(mine.Slips, other.Slips, Math.Max),
        Guess = Merge(mine.Guess, other.Guess),
        Fairly = Merge(mine.Fairly, other.Fairly),
        Sure = Merge(mine.Sure, other.Sure),
        Reasons = Merge(mine.Reasons, other.Reasons),
    };

    private static Tally Merge(Tally mine, Tally other) =>
        (mine.Asked, mine.Right).CompareTo((other.Asked, other.Right)) >= 0 ? mine : other;

    private static ReviewRecord? Merge(ReviewRecord? mine, ReviewRecord? other) =>
        mine is null || other is null ? mine ?? other : other.Touched > mine.Touched ? other : mine;

    private static DailyRecord Merge(DailyRecord mine, DailyRecord other)
    {
        DailyRecord better = other.Right && !mine.Right ? other : mine;
        return better with { Tries = Math.Max(mine.Tries, other.Tries), Xp = Math.Max(mine.Xp, other.Xp) };
    }

    private static Streak Merge(Streak mine, Streak other)
    {
        Streak later = (other.Last ?? DateOnly.MinValue, other.Days).CompareTo((mine.Last ?? DateOnly.MinValue, mine.Days)) > 0
            ? other : mine;
        return later with { Best = Math.Max(mine.Best, other.Best) };
    }

    private static ImmutableSortedDictionary<string, T> Union<T>(
        ImmutableSortedDictionary<string, T> mine, ImmutableSortedDictionary<string, T> other, Func<T, T, T> merge)
    {
        ImmutableSortedDictionary<string, T>.Builder all = mine.ToBuilder();
        foreach ((string key, T value) in other) all[key] = all.TryGetValue(key, out T? own) ? merge(own, value) : value;
        return all.ToImmutable();
    }

    private static T? Min<T>(T? a, T? b)
        where T : struct, IComparable<T> =>
        a is { } x && b is { } y ? (x.CompareTo(y) < 0 ? x : y) : a ?? b;
}
