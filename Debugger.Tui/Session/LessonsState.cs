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
    public static LearnerView Of(Course course, CourseProgress played)
    {
        LessonInfo? next = played.NextLesson;
        ImmutableArray<ChapterView> chapters =
        [
            .. course.Chapters.Select(c => new ChapterView(c.Title, played.Summary(c.Id).Solved, c.Lessons.Length,
                c.Lessons.Any(l => l.Id == next?.Id))),
        ];
        return new(next?.Id, next is null ? new("", "") : course.Find(next.Id)!.Title, chapters.Sum(c => c.Solved),
            chapters.Sum(c => c.All),
            played.Outline.Lessons.Any(l => played.Record(l).Position.IsSeen), chapters);
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

    /// <summary>The learner's day, for the streak and the challenge.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>All profiles.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>The challenge of the day; null where the game is off or the course has no questions.</summary>
    public DailyChallenge? Daily { get; init; }

    /// <summary>The lesson that the map points at: the one that was left; null for the next one to play.</summary>
    public string? Current { get; init; }

    /// <summary>The lesson that is played; null before the first.</summary>
    public LessonPlay? Play { get; init; }

    /// <summary>What is asked: in a lesson, in a test-out or as the challenge of the day; null where nothing is.</summary>
    public QuizState? Quiz { get; init; }

    /// <summary>The test-out that is taken.</summary>
    public TestRun? Test { get; init; }

    /// <summary>The chapter that was finished last.</summary>
    public string? Closing { get; init; }

    /// <summary>Whether points, stars, streak and badges are shown.</summary>
    public bool ShowsGame => Progress.Profile.Game;

    /// <summary>The same after something was kept: who switches the game off has no challenge of the day.</summary>
    public LessonsState With(CourseProgress played) =>
        this with { Progress = played, Daily = played.Profile.Game ? DailyChallenge.Of(played.Outline, Today) : null };
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
    Daily,
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
