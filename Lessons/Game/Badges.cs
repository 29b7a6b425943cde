using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Game;

/// <summary>An award for a achievement, given once.</summary>
/// <param name="Key">Names it in the saved game.</param>
public sealed record Badge(string Key)
{
    /// <summary>Its name.</summary>
    public LocalText Name => GameTexts.BadgeName(Key);

    /// <summary>What it is given for.</summary>
    public LocalText Reason => GameTexts.BadgeReason(Key);
}

/// <summary>The badges, and which achievement earns which.</summary>
public static class Badges
{
    /// <summary>The accuracy on MNIST's test images that earns a badge.</summary>
    public const double MnistAccuracy = 0.99;

    /// <summary>The accuracy on Fashion-MNIST's test images that earns a badge, the tutorial's own mark.</summary>
    public const double FashionAccuracy = 0.87;

    private const int WeekDays = 7;

    private static readonly ImmutableArray<(string Key, Func<CourseProgress, Achievement, bool> IsEarned)> Rules =
    [
        ("first-lesson", (_, achievement) => achievement.Kind == AchievementKind.LessonSolved),
        ("reverse-step", (_, achievement) => achievement.Kind == AchievementKind.SteppedBack),
        ("prediction", (_, achievement) => achievement.Kind == AchievementKind.PredictedRight),
        ("what-if", (_, achievement) => achievement.Kind == AchievementKind.WhatIf),
        ("gradient-check", (_, achievement) => achievement.Kind == AchievementKind.GradientCheckPassed),
        ("repair", (_, achievement) => achievement.Kind == AchievementKind.ProgramRepaired),
        ("dead-relu", (_, achievement) => achievement.Kind == AchievementKind.DeadReluFound),
        ("within-par", (played, achievement) => Solved(played, achievement) is { Par: { } par } lesson
            && Record(played, lesson).BestSteps <= par),
        ("chapter-without-hints", (played, achievement) => ChapterOf(played, achievement) is { Count: > 0 } chapter
            && chapter.All(l => Record(played, l).FewestHints == 0)),
        ("chapter-all-stars", (played, achievement) => ChapterOf(played, achievement) is { Count: > 0 } chapter
            && chapter.All(l => Record(played, l).Stars == Stars.Most)),
        ("all-bosses", (played, achievement) => Solved(played, achievement) is not null
            && AllSolved(played, played.Outline.Lessons.Where(l => l.IsBoss))),
        ("whole-course", (played, achievement) => Solved(played, achievement) is not null && AllSolved(played, played.Outline.Lessons)),
        ("test-out", (_, achievement) => achievement.Kind == AchievementKind.TestOutPassed),
        ("daily", (_, achievement) => achievement.Kind == AchievementKind.DailySolved),
        ("week", (played, _) => played.Profile.Streak.Days >= WeekDays),
        ("mnist-99", (_, achievement) => Reached(achievement, "mnist", MnistAccuracy)),
        ("fashion-87", (_, achievement) => Reached(achievement, "fashion-mnist", FashionAccuracy)),
    ];

    /// <summary>All badges, in the order to show them.</summary>
    public static ImmutableArray<Badge> All { get; } = [.. Rules.Select(r => new Badge(r.Key))];

    /// <summary>The badge with this key; null for a badge of another version.</summary>
    public static Badge? Find(string key) => All.FirstOrDefault(b => b.Key == key);

    /// <summary>
    /// The badges that <paramref name="achievement"/> earns and the profile does not have; none where the game is switched off.
    /// </summary>
    /// <param name="played">The course with the profile, the achievement already in its records.</param>
    /// <param name="achievement">What was done.</param>
    public static ImmutableArray<Badge> Earned(CourseProgress played, Achievement achievement) =>
        played.Profile.Game
            ? [.. from rule in Rules
                  where !played.Profile.Badges.ContainsKey(rule.Key) && rule.IsEarned(played, achievement)
                  select new Badge(rule.Key)]
            : [];

    private static bool Reached(Achievement achievement, string dataset, double accuracy) =>
        achievement.Kind == AchievementKind.AccuracyReached && achievement.Subject == dataset && achievement.Figure >= accuracy;

    private static LessonInfo? Solved(CourseProgress played, Achievement achievement) =>
        achievement is { Kind: AchievementKind.LessonSolved, Subject: { } id } ? played.Outline.Find(id) : null;

    private static IReadOnlyList<LessonInfo>? ChapterOf(CourseProgress played, Achievement achievement) =>
        Solved(played, achievement) is { } lesson ? played.Outline.Chapter(lesson.ChapterId) : null;

    private static LessonRecord Record(CourseProgress played, LessonInfo lesson) => played.Profile.Lesson(played.Outline.Id, lesson.Id);

    private static bool AllSolved(CourseProgress played, IEnumerable<LessonInfo> lessons)
    {
        LessonInfo[] all = [.. lessons];
        return all.Length > 0 && all.All(l => Record(played, l).Position.SolvedAs is not null);
    }
}
