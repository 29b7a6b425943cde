using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Tests.Session;

/// <summary>A clock that stands still, at noon of a day in March.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
}

/// <summary>A learner of the small course of the tests, without any screen: messages go in, the state tells what came of them.</summary>
internal sealed class LearnerStore : IDisposable
{
    /// <summary>The lessons of the course, in order.</summary>
    public const string First = "output-weight", Second = "batches", Boss = "memory", Training = "digits";

    public const string Learner = "ada";

    private readonly ImmediateEngine _engine;

    /// <summary>On the map; what comes before <paramref name="lesson"/> is skipped, and it is opened.</summary>
    public LearnerStore(string? lesson = null, LessonSources? sources = null)
    {
        var host = new SessionHost(new ReferenceBackend(), UiTexts.English);
        _engine = new ImmediateEngine(new InterfaceHost(host,
            new LessonHost(sources ?? Sources(), host, new ReferenceBackend(), UiTexts.English)).Execute);
        Store = new Store(new AppState { Look = new Look(Theme.Dark) }, _engine);
        Do(new OpenLessons());
        if (lesson is not null) Enter(lesson);
    }

    public Store Store { get; }

    public AppState State => Store.State;

    public LessonsState Lessons => State.Lessons!;

    public LessonPlay Play => Lessons.Play!;

    public QuestionView Question => Lessons.Quiz!.View!;

    public VerdictView Verdict => Lessons.Quiz!.Verdict!;

    public string? Notice => State.Notice?.Text;

    public static string CourseFile => Repository.Fixture("screens-course.json");

    /// <summary>The course with a fixed clock and few synthetic digits; progress is kept in <paramref name="store"/>, or nowhere.</summary>
    public static LessonSources Sources(ProgressStore? store = null, string? profile = null) =>
        new(() => CourseReader.Load(CourseFile), new SavedGame(store, profile, Learner), new StoppedClock(),
            new TrainingData { SyntheticOnly = true, SyntheticImages = 200 });

    public LessonRecord Record(string lesson) => Lessons.Progress.Profile.Lesson("screens", lesson);

    public LearnerStore Do(params Msg[] messages)
    {
        foreach (Msg message in messages) Store.Dispatch(message);
        return this;
    }

    /// <summary>From the map into a lesson; what comes before it is skipped.</summary>
    public LearnerStore Enter(string lesson)
    {
        foreach (string before in new[] { First, Second, Boss, Training }.TakeWhile(l => l != lesson))
            if (!Record(before).Position.IsPassed) Do(new SkipFromMap(before));
        return Do(new EnterFromMap(lesson));
    }

    public LearnerStore Move(params Movement[] movements) => Do([.. movements.Select(m => new Ask(new Move(m)))]);

    /// <summary>From the page to the exercise, and there to its goal.</summary>
    public LearnerStore ReachGoal()
    {
        Do(new Pass(LessonTrigger.StartExercise));
        if (Play.IsTraining) return Do(new BeginTraining());
        // Forward, loss, zero_grad at a stroke: within par.
        if (Play.View.Info.Id == First) Move(Movement.Out, Movement.Out, Movement.Out);
        for (int i = 0; i < 60 && !Play.Position.IsGoalReached; i++) Move(Movement.Into);
        Assert.That(Play.Position.IsGoalReached, Is.True);
        return this;
    }

    /// <summary>From the first page to a question; those before it are answered.</summary>
    public LearnerStore AskedFor(string question)
    {
        if (Play.View.Info.HasExercise) ReachGoal();
        Do(new Pass(LessonTrigger.StartQuiz));
        for (int i = 0; i < 10 && Question.Question.Id != question; i++) Right().Do(new GoOn());
        Assert.That(Question.Question.Id, Is.EqualTo(question));
        return this;
    }

    public string RightAnswer =>
        AnswerKey.Of(Question.Question, new LessonWorld(Question.Lesson.Exercise, new ReferenceBackend(), Question.Replay)).Typed;

    public LearnerStore Right()
    {
        Do(new Reply(RightAnswer));
        Assert.That(Verdict.IsRight, Is.True);
        return this;
    }

    public LearnerStore Wrong()
    {
        Do(new Reply(Question.Question switch
        {
            SignQuestion => "0",
            FirstWrongStepQuestion => "1",
            ShapeQuestion => "7, 7, 7",
            OrderQuestion => string.Join(' ', RightAnswer.Split(' ').Reverse()),
            ChoiceQuestion or FixQuestion or ExperimentQuestion => RightAnswer == "2" ? "1" : "2",
            _ => "12345",
        }));
        Assert.That(Verdict.IsRight, Is.False);
        return this;
    }

    /// <summary>From the first page to the end of the lesson, without a slip.</summary>
    public LearnerStore Solve()
    {
        string id = Play.View.Info.Id;
        if (Play.View.Info.HasExercise) ReachGoal();
        Do(new Pass(LessonTrigger.StartQuiz));
        for (int i = 0; i < 10 && State.Place == Place.Quiz; i++) Right().Do(new GoOn());
        Assert.That(Record(id).Position.SolvedAs, Is.Not.Null);
        return this;
    }

    public void Dispose() => _engine.Dispose();
}
