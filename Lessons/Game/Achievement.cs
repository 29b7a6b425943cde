using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Game;

/// <summary>What a learner can do that a badge may be for.</summary>
public enum AchievementKind
{
    /// <summary>A lesson was solved; the subject is its id.</summary>
    LessonSolved,

    /// <summary>A chapter's test-out was passed; the subject is the chapter's id.</summary>
    TestOutPassed,

    /// <summary>A review of the day was answered right.</summary>
    DailySolved,

    /// <summary>The debugger went one step back.</summary>
    SteppedBack,

    /// <summary>A gradient check passed.</summary>
    GradientCheckPassed,

    /// <summary>A program with a bug was repaired.</summary>
    ProgramRepaired,

    /// <summary>A ReLU was found that gives zero for every input.</summary>
    DeadReluFound,

    /// <summary>A value was set by hand, to see what would be.</summary>
    WhatIf,

    /// <summary>A prediction came true.</summary>
    PredictedRight,

    /// <summary>A trained network was tested; the subject is the data set's name, the figure the accuracy from 0 to 1.</summary>
    AccuracyReached,
}

/// <summary>Something that a learner did.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Subject">With what: a lesson, a chapter, a data set; null where the kind needs none.</param>
/// <param name="Figure">How well: an accuracy from 0 to 1; null where the kind has no figure.</param>
public sealed record Achievement(AchievementKind Kind, string? Subject = null, double? Figure = null)
{
    /// <summary>What an entry of the debugger's journal achieves; null for nothing.</summary>
    /// <param name="session">The session right after it.</param>
    /// <param name="entry">The entry.</param>
    public static Achievement? Of(DebugSession session, JournalEntry entry) => entry switch
    {
        Moved { Movement: Movement.Back or Movement.ReverseContinue } => new(AchievementKind.SteppedBack),
        Edited => new(AchievementKind.WhatIf),
        Predicted { IsRight: true } => new(AchievementKind.PredictedRight),
        GradientsChecked { Passed: true } => new(AchievementKind.GradientCheckPassed),
        Inspected inspected when IsDeadRelu(session, inspected.Value) => new(AchievementKind.DeadReluFound),
        Printed printed when printed.Expression.Names is [var name] && HistoryResolver.Lookup(session.Program, name) is { } value
            && IsDeadRelu(session, value) => new(AchievementKind.DeadReluFound),
        Trained trained => new(AchievementKind.AccuracyReached, trained.Target.Data, trained.Accuracy),
        _ => null,
    };

    /// <summary>Whether a value is a ReLU's output in which no unit fires.</summary>
    private static bool IsDeadRelu(DebugSession session, Value value) =>
        session.Program.Instructions.Any(i => i.Opcode == Opcode.Relu && i.Output == value)
        && session.Timeline.Read(value) is { Length: > 1 } content && !content.Data.ContainsAnyExcept(0.0);
}

/// <summary>What can be won.</summary>
public enum AwardKind
{
    /// <summary>Points; the amount says how many.</summary>
    Xp,

    /// <summary>Stars for a lesson; the key is its id, the amount how many it has now.</summary>
    Stars,

    /// <summary>A badge; the key names it, see <see cref="Badges"/>.</summary>
    Badge,

    /// <summary>A new rank; the key names it, see <see cref="Ranks"/>.</summary>
    Rank,

    /// <summary>Another day in a row; the amount says how many.</summary>
    Streak,
}

/// <summary>Something that was won just now.</summary>
public sealed record Award(AwardKind Kind, string Key, int Amount);
