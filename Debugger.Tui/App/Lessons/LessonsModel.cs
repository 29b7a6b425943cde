using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>Which of the lessons' screens shows.</summary>
public enum LessonPlace
{
    /// <summary>All chapters and lessons.</summary>
    Map,

    /// <summary>A lesson; where in it is in its position.</summary>
    Lesson,

    /// <summary>The test by which a chapter is passed whole.</summary>
    TestOut,

    /// <summary>The question of the day.</summary>
    Daily,

    /// <summary>A chapter has been finished.</summary>
    Closing,

    /// <summary>The learner: name, points, badges, settings.</summary>
    Profile,
}

/// <summary>The state of the lessons' screens; null in <see cref="AppModel.Lessons"/> while none of them shows.</summary>
public sealed record LessonsModel
{
    /// <summary>The course.</summary>
    public required Course Course { get; init; }

    /// <summary>What the learner has done in it.</summary>
    public required PlayedCourse Played { get; init; }

    /// <summary>The learner's day, for the streak and the challenge.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>The challenge of the day; null where the game is off or the course has no questions.</summary>
    public DailyChallenge? Daily { get; init; }

    /// <summary>Which screen shows.</summary>
    public LessonPlace Place { get; init; }

    /// <summary>The map.</summary>
    public MapModel Map { get; init; } = new();

    /// <summary>The lesson that is played; null on the map.</summary>
    public LessonPlay? Play { get; init; }

    /// <summary>What is asked: in a lesson, a test-out or as the challenge of the day.</summary>
    public QuizModel? Quiz { get; init; }

    /// <summary>The test-out that is taken.</summary>
    public TestRun? Test { get; init; }

    /// <summary>The chapter whose closing screen shows.</summary>
    public string? Closing { get; init; }

    /// <summary>The profile screen.</summary>
    public ProfileModel Profile { get; init; } = new();

    /// <summary>Whether points, stars, streak and badges are shown.</summary>
    public bool ShowsGame => Played.Profile.Game;

    /// <summary>The lessons that the map lists: all, or those that match its filter.</summary>
    public ImmutableArray<Lesson> Listed(Func<Lesson, string> text) =>
        [.. Course.Lessons.Where(l => Widgets.ListFilter.Matches(text(l), Map.Filter))];
}

/// <summary>The map's own state.</summary>
/// <param name="Selected">The id of the selected lesson; null for the next one to play.</param>
/// <param name="Filter">What the list is filtered by.</param>
/// <param name="IsFiltering">Whether typed characters go to the filter.</param>
/// <param name="Confirms">A lesson whose progress the next R forgets.</param>
public sealed record MapModel(string? Selected = null, string Filter = "", bool IsFiltering = false, string? Confirms = null);

/// <summary>A lesson while it is played.</summary>
/// <param name="View">The lesson with its texts filled in.</param>
/// <param name="Position">Where in it the learner is.</param>
public sealed record LessonPlay(LessonView View, LessonPosition Position)
{
    /// <summary>How far down the page is scrolled.</summary>
    public int Scroll { get; init; }

    /// <summary>How far the exercise's goal is; null before the exercise was opened.</summary>
    public GoalProgress? Goal { get; init; }

    /// <summary>Whether the learner looks into the debugger in the middle of a question, which waits.</summary>
    public bool IsLooking { get; init; }

    /// <summary>Whether the next x skips the lesson: one alone may be meant for something else.</summary>
    public bool ConfirmsSkip { get; init; }

    /// <summary>A training that runs or has run; null before.</summary>
    public TrainingView? Training { get; init; }

    /// <summary>The flow at this position; changing it changes nothing here.</summary>
    public LessonFlow Flow => new(View.Info, Position);

    /// <summary>Whether the exercise is a training rather than a walk in the debugger.</summary>
    public bool IsTraining => View.Lesson.Exercise.Goal is TrainGoal;
}

/// <summary>A question on the screen.</summary>
/// <param name="View">The question with its texts filled in; null until the engine has made it.</param>
public sealed record QuizModel(QuestionView? View)
{
    /// <summary>What has been typed.</summary>
    public Widgets.LineEditor Line { get; init; } = new();

    /// <summary>The selected option, sign, step or item.</summary>
    public int Selected { get; init; }

    /// <summary>For a question about an order: the items as they have been laid, by their index in the question.</summary>
    public ImmutableArray<int> Order { get; init; } = [];

    /// <summary>How many hints show.</summary>
    public int Hints { get; init; }

    /// <summary>How the last answer was judged; null while the question is open.</summary>
    public VerdictView? Verdict { get; init; }

    /// <summary>Why the last entry could not be judged.</summary>
    public string? Complaint { get; init; }

    /// <summary>How far down the text is scrolled.</summary>
    public int Scroll { get; init; }
}

/// <summary>A test-out while it is taken.</summary>
/// <param name="Chapter">The chapter.</param>
/// <param name="Questions">What is asked, in order.</param>
/// <param name="Try">How often it was begun, this time included.</param>
/// <param name="At">The question that is asked, from 0.</param>
/// <param name="Right">How many answers were right so far.</param>
public sealed record TestRun(string Chapter, ImmutableArray<TestOutQuestion> Questions, int Try, int At = 0, int Right = 0);

/// <summary>The profile screen's own state.</summary>
/// <param name="Selected">The selected row.</param>
/// <param name="Name">The line in which a new profile is named; null while none is.</param>
/// <param name="Profiles">All profiles.</param>
public sealed record ProfileModel(int Selected = 0, Widgets.LineEditor? Name = null, ImmutableArray<string> Profiles = default)
{
    /// <summary>All profiles, none before they are known.</summary>
    public ImmutableArray<string> All => Profiles.IsDefault ? [] : Profiles;
}
