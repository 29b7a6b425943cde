using System.Collections.Immutable;

namespace Backstep.Lessons.Flow;

/// <summary>What a learner did with one question in one run through a lesson.</summary>
/// <param name="Right">Whether it is answered right.</param>
/// <param name="Wrong">How many answers were wrong.</param>
/// <param name="Hints">How many hints were shown, 0 to <see cref="LessonPosition.HintLevels"/>.</param>
/// <param name="Answer">The last answer as it was given; null before the first.</param>
/// <param name="Sure">How sure the learner was of the first answer; null where nobody asked or nothing was said.</param>
/// <param name="Reason">Whether the reason that was chosen is the right one; null before.</param>
public sealed record QuestionRecord(bool Right = false, int Wrong = 0, int Hints = 0, string? Answer = null, Confidence? Sure = null,
    bool? Reason = null);

/// <summary>How sure a learner is of an answer before it is judged.</summary>
public enum Confidence
{
    Guess,
    Fairly,
    Sure,
}

/// <summary>Everything that <see cref="LessonFlow"/> remembers of one lesson; enough to go on where the learner left.</summary>
public sealed record LessonPosition
{
    /// <summary>Idea, formula, formula with numbers, answer.</summary>
    public const int HintLevels = 4;

    /// <summary>Where the lesson stands.</summary>
    public LessonState State { get; init; } = LessonState.Locked;

    /// <summary>Where <see cref="LessonTrigger.Open"/> leads: where the learner left.</summary>
    public LessonState Resume { get; init; } = LessonState.Reading;

    /// <summary>The page that is shown or was shown last, from 0.</summary>
    public int Page { get; init; }

    /// <summary>The question that is asked or comes next; null in a lesson without questions.</summary>
    public string? Question { get; init; }

    /// <summary>Steps taken in the exercise since it was started or started over.</summary>
    public int Steps { get; init; }

    /// <summary>The fewest steps that reached the exercise's goal in this run; null before the goal is reached.</summary>
    public int? GoalSteps { get; init; }

    /// <summary>Hints shown for the exercise, 0 to <see cref="HintLevels"/>.</summary>
    public int ExerciseHints { get; init; }

    /// <summary>The questions that were touched in this run, by id.</summary>
    public ImmutableSortedDictionary<string, QuestionRecord> Questions { get; init; } = NoQuestions;

    /// <summary>How the lesson was solved in this or an earlier run: Solved or SolvedWithHints; null before.</summary>
    public LessonState? SolvedAs { get; init; }

    /// <summary>Whether the lesson was left aside and not solved since; looking into it again does not change that.</summary>
    public bool IsSkipped { get => field || State == LessonState.Skipped; init; }

    /// <summary>Whether the lesson was ever opened.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Whether this run has come to its end.</summary>
    public bool IsRunSolved { get; init; }

    /// <summary>Whether this run ended with the chapter's test-out.</summary>
    public bool IsTestedOut { get; init; }

    /// <summary>How often the lesson was begun again after it was solved: exercises and questions draw their seed from it.</summary>
    public int Replays { get; init; }

    /// <summary>No question touched, in the order of plain text comparison.</summary>
    internal static ImmutableSortedDictionary<string, QuestionRecord> NoQuestions { get; } =
        ImmutableSortedDictionary.Create<string, QuestionRecord>(StringComparer.Ordinal);

    /// <summary>Whether the goal of the exercise is reached in this run.</summary>
    public bool IsGoalReached => GoalSteps is not null;

    /// <summary>All hints shown in this run.</summary>
    public int Hints => ExerciseHints + Questions.Values.Sum(q => q.Hints);

    /// <summary>All wrong answers of this run.</summary>
    public int Wrong => Questions.Values.Sum(q => q.Wrong);

    /// <summary>Whether the learner has begun: turned a page, taken a step or given an answer, in this or an earlier run.</summary>
    public bool IsBegun => SolvedAs is not null || Page > 0 || Steps > 0 || Hints > 0 || IsGoalReached || Questions.Count > 0
        || Resume != LessonState.Reading;

    /// <summary>What a map or a list shows of the lesson.</summary>
    public LessonStatus Status => SolvedAs switch
    {
        LessonState.Solved => LessonStatus.Solved,
        LessonState.SolvedWithHints => LessonStatus.SolvedWithHints,
        _ when IsSkipped => LessonStatus.Skipped,
        _ when IsBegun => LessonStatus.Begun,
        _ when IsSeen => LessonStatus.Seen,
        _ when State == LessonState.Locked => LessonStatus.Locked,
        _ => LessonStatus.Open,
    };

    /// <summary>Whether what comes after this lesson may open: it is solved or skipped.</summary>
    public bool IsPassed => SolvedAs is not null || IsSkipped;

    /// <summary>What is known of one question in this run.</summary>
    public QuestionRecord Of(string question) => Questions.GetValueOrDefault(question) ?? new();
}
