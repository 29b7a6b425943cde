using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>How far a learner is, for the first screen.</summary>
/// <param name="Next">The lesson to go on with; null where all are solved or skipped.</param>
/// <param name="Title">Its title.</param>
/// <param name="Solved">Lessons that are solved.</param>
/// <param name="All">Lessons that there are.</param>
/// <param name="HasBegun">Whether any lesson was ever opened.</param>
/// <param name="Chapters">The chapters in order.</param>
public sealed record LearnerView(string? Next, LocalText Title, int Solved, int All, bool HasBegun, ImmutableArray<ChapterView> Chapters)
{
    /// <summary>What is due for review, by title, in the order in which it is asked.</summary>
    public ImmutableArray<LocalText> Due { get; init; } = [];

    /// <summary>When something is due next; null where nothing waits.</summary>
    public DateOnly? NextReview { get; init; }

    public static LearnerView Of(Course course, CourseProgress played, DateOnly today)
    {
        var reviews = ReviewPlan.Of(played, today);
        LessonInfo? next = played.NextLesson;
        ImmutableArray<ChapterView> chapters =
        [
            .. course.Chapters.Select(c => new ChapterView(c.Title, played.Summary(c.Id).Solved, c.Lessons.Length,
                c.Lessons.Any(l => l.Id == next?.Id))),
        ];
        return new(next?.Id, next is null ? new("", "") : course.Find(next.Id)!.Title, chapters.Sum(c => c.Solved),
            chapters.Sum(c => c.All),
            played.Outline.Lessons.Any(l => played.Record(l).Position.IsSeen), chapters)
        {
            Due = [.. reviews.Due.Select(t => course.Find(t.Lesson.Id)!.Title)],
            NextReview = reviews.Next,
        };
    }
}

/// <summary>A chapter on the first screen.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Solved">Lessons that are solved.</param>
/// <param name="All">Lessons that it has.</param>
/// <param name="HasNext">Whether the lesson to go on with is one of them.</param>
public sealed record ChapterView(LocalText Title, int Solved, int All, bool HasNext);

/// <summary>A course, what a learner has done in it, and what is played of it now.</summary>
public sealed record LessonsState
{
    public required Course Course { get; init; }

    /// <summary>What the learner has done.</summary>
    public required CourseProgress Progress { get; init; }

    /// <summary>The learner's day, for the streak and the review.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>All profiles.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>What is due for review, and when the next will be.</summary>
    public ReviewPlan Reviews => ReviewPlan.Of(Progress, Today);

    /// <summary>The review that is under way.</summary>
    public ReviewRun? Review { get; init; }

    /// <summary>The lesson that the map points at: the one that was left; null for the next one to play.</summary>
    public string? Current { get; init; }

    /// <summary>The lesson that is played; null before the first.</summary>
    public LessonPlay? Play { get; init; }

    /// <summary>What is asked: in a lesson, in a test-out or in a review; null where nothing is.</summary>
    public QuizState? Quiz { get; init; }

    /// <summary>The test-out that is taken.</summary>
    public TestRun? Test { get; init; }

    /// <summary>The chapter that was finished last.</summary>
    public string? Closing { get; init; }

    /// <summary>Whether points, stars, streak and badges are shown.</summary>
    public bool ShowsGame => Progress.Profile.Game;
}

/// <summary>A lesson while it is played.</summary>
/// <param name="View">The lesson with its texts filled in.</param>
/// <param name="Position">Where in it the learner is.</param>
public sealed record LessonPlay(LessonView View, LessonPosition Position)
{
    /// <summary>How far the exercise's goal is; null before the exercise was opened.</summary>
    public GoalProgress? Goal { get; init; }

    /// <summary>Whether the learner looks into the debugger in the middle of a question, which waits.</summary>
    public bool IsLooking { get; init; }

    /// <summary>A training that runs or has run; null before.</summary>
    public TrainingView? Training { get; init; }

    /// <summary>The flow at this position; changing it changes nothing here.</summary>
    public LessonFlow Flow => new(View.Info, Position);

    /// <summary>Whether the exercise is a training rather than a walk in the debugger.</summary>
    public bool IsTraining => View.Lesson.Exercise.Goal is TrainGoal;
}

/// <summary>What a question belongs to.</summary>
public enum Asking
{
    Lesson,
    TestOut,
    Review,
}

/// <summary>A question that is asked.</summary>
/// <param name="For">What it belongs to.</param>
/// <param name="View">The question with its texts filled in; null until the engine has made it.</param>
public sealed record QuizState(Asking For, QuestionView? View = null)
{
    /// <summary>How many hints show.</summary>
    public int Hints { get; init; }

    /// <summary>What was answered last, as it was entered; null before an answer.</summary>
    public string? Answer { get; init; }

    /// <summary>An answer that waits until the learner has said how sure he is; null where none does.</summary>
    public string? Pending { get; init; }

    /// <summary>How sure the learner was of the first answer; null before, or where nothing was said.</summary>
    public Confidence? Sure { get; init; }

    /// <summary>Whether the learner was asked how sure he is: he is asked once a question.</summary>
    public bool WasAskedSure { get; init; }

    /// <summary>How many answers were wrong since the question is asked.</summary>
    public int Wrong { get; init; }

    /// <summary>The reason that was chosen, from 1; null before.</summary>
    public int? Reason { get; init; }

    /// <summary>Whether reasons wait to be chosen from.</summary>
    public bool AsksReason => Verdict?.Reasons is not null && Reason is null && For != Asking.TestOut;

    /// <summary>Whether the answer was wrong although the learner was sure of it.</summary>
    public bool IsSurprise => Sure == Confidence.Sure && Verdict is { IsRight: false } && Wrong == 1;

    /// <summary>Whether an answer is being judged.</summary>
    public bool IsJudging { get; init; }

    /// <summary>How the last answer was judged; null while the question is open.</summary>
    public VerdictView? Verdict { get; init; }

    /// <summary>Why the last entry could not be judged.</summary>
    public string? Complaint { get; init; }
}

/// <summary>A test-out while it is taken.</summary>
/// <param name="Chapter">The chapter.</param>
/// <param name="Questions">What is asked, in order.</param>
/// <param name="Try">How often it was begun, this time included.</param>
/// <param name="At">The question that is asked, from 0.</param>
/// <param name="Right">How many answers were right so far.</param>
public sealed record TestRun(string Chapter, ImmutableArray<TestOutQuestion> Questions, int Try, int At = 0, int Right = 0);

/// <summary>A review while it is taken.</summary>
/// <param name="Questions">What is asked, in order.</param>
/// <param name="At">The question that is asked, from 0.</param>
/// <param name="Right">How many first answers were right so far.</param>
public sealed record ReviewRun(ImmutableArray<ReviewQuestion> Questions, int At = 0, int Right = 0);
