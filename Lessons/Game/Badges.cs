using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Game;

/// <summary>An award for a deed, given once.</summary>
/// <param name="Key">Names it in the saved game.</param>
public sealed record Badge(string Key)
{
    /// <summary>Its name.</summary>
    public LocalText Name => GameTexts.BadgeName(Key);

    /// <summary>What it is given for.</summary>
    public LocalText Deed => GameTexts.BadgeDeed(Key);
}

/// <summary>The badges, and which deed earns which.</summary>
public static class Badges
{
    /// <summary>The accuracy on MNIST's test images that earns a badge.</summary>
    public const double MnistAccuracy = 0.99;

    /// <summary>The accuracy on Fashion-MNIST's test images that earns a badge, the tutorial's own mark.</summary>
    public const double FashionAccuracy = 0.87;

    private const int WeekDays = 7;

    private static readonly ImmutableArray<(string Key, Func<PlayedCourse, Deed, bool> IsEarned)> Rules =
    [
        ("first-lesson", (_, deed) => deed.Kind == DeedKind.LessonSolved),
        ("reverse-step", (_, deed) => deed.Kind == DeedKind.SteppedBack),
        ("prediction", (_, deed) => deed.Kind == DeedKind.PredictedRight),
        ("what-if", (_, deed) => deed.Kind == DeedKind.WhatIf),
        ("gradient-check", (_, deed) => deed.Kind == DeedKind.GradientCheckPassed),
        ("repair", (_, deed) => deed.Kind == DeedKind.ProgramRepaired),
        ("dead-relu", (_, deed) => deed.Kind == DeedKind.DeadReluFound),
        ("within-par", (played, deed) => Solved(played, deed) is { Par: { } par } lesson && Record(played, lesson).BestSteps <= par),
        ("chapter-without-hints", (played, deed) => ChapterOf(played, deed) is { Count: > 0 } chapter && chapter.All(l => Record(played, l).FewestHints == 0)),
        ("chapter-all-stars", (played, deed) => ChapterOf(played, deed) is { Count: > 0 } chapter && chapter.All(l => Record(played, l).Stars == Stars.Most)),
        ("all-bosses", (played, deed) => Solved(played, deed) is not null && AllSolved(played, played.Outline.Lessons.Where(l => l.IsBoss))),
        ("whole-course", (played, deed) => Solved(played, deed) is not null && AllSolved(played, played.Outline.Lessons)),
        ("test-out", (_, deed) => deed.Kind == DeedKind.TestOutPassed),
        ("daily", (_, deed) => deed.Kind == DeedKind.DailySolved),
        ("week", (played, _) => played.Profile.Streak.Days >= WeekDays),
        ("mnist-99", (_, deed) => Reached(deed, "mnist", MnistAccuracy)),
        ("fashion-87", (_, deed) => Reached(deed, "fashion-mnist", FashionAccuracy)),
    ];

    /// <summary>All badges, in the order to show them.</summary>
    public static ImmutableArray<Badge> All { get; } = [.. Rules.Select(r => new Badge(r.Key))];

    /// <summary>The badge with this key; null for a badge of another version.</summary>
    public static Badge? Find(string key) => All.FirstOrDefault(b => b.Key == key);

    /// <summary>The badges that <paramref name="deed"/> earns and the profile does not have; none where the game is switched off.</summary>
    /// <param name="played">The course with the profile, the deed already in its records.</param>
    /// <param name="deed">What was done.</param>
    public static ImmutableArray<Badge> Earned(PlayedCourse played, Deed deed) =>
        played.Profile.Game ? [.. Rules.Where(r => !played.Profile.Badges.ContainsKey(r.Key) && r.IsEarned(played, deed)).Select(r => new Badge(r.Key))] : [];

    private static bool Reached(Deed deed, string dataset, double accuracy) =>
        deed.Kind == DeedKind.AccuracyReached && deed.Subject == dataset && deed.Figure >= accuracy;

    private static LessonInfo? Solved(PlayedCourse played, Deed deed) =>
        deed is { Kind: DeedKind.LessonSolved, Subject: { } id } ? played.Outline.Find(id) : null;

    private static IReadOnlyList<LessonInfo>? ChapterOf(PlayedCourse played, Deed deed) =>
        Solved(played, deed) is { } lesson ? played.Outline.Chapter(lesson.ChapterId) : null;

    private static LessonRecord Record(PlayedCourse played, LessonInfo lesson) => played.Profile.Lesson(played.Outline.Id, lesson.Id);

    private static bool AllSolved(PlayedCourse played, IEnumerable<LessonInfo> lessons)
    {
        LessonInfo[] all = [.. lessons];
        return all.Length > 0 && all.All(l => Record(played, l).Position.SolvedAs is not null);
    }
}
