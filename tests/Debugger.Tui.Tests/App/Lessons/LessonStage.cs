using Backstep.Debugger.Tui.App.Home;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;
using LessonPlay = Backstep.Debugger.Tui.App.Lessons.LessonPlay;
using QuizUpdate = Backstep.Debugger.Tui.App.Lessons.QuizUpdate;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>A clock that stands still, at noon of a day in March.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
}

/// <summary>A person who takes the small course of the tests.</summary>
internal static class LessonStage
{
    /// <summary>The lessons of the course, in order.</summary>
    public const string First = "output-weight", Second = "batches", Boss = "memory", Training = "digits";

    public const string Learner = "ada";

    public static string CourseFile => Path.Combine(Golden.Root, "tests", "fixtures", "screens-course.json");

    /// <summary>The course with a fixed clock and few synthetic digits; progress is kept in <paramref name="store"/>, or nowhere.</summary>
    public static LessonSources Sources(ProgressStore? store = null, string? profile = null) =>
        new(() => CourseReader.Load(CourseFile), new ProgressKeeper(store, profile, Learner), new StoppedClock(), new TrainingData { SyntheticOnly = true, SyntheticImages = 200 });

    /// <summary>Someone on the map.</summary>
    public static Pilot Map(int width = 120, int height = 40, Look? look = null, LessonSources? sources = null) =>
        new Pilot(null, width, height, look, sources ?? Sources()).OpenMap();

    /// <summary>Someone on the first page of a lesson; what comes before it was skipped.</summary>
    public static Pilot Page(string lesson, int width = 120, int height = 40, Look? look = null, LessonSources? sources = null) => Map(width, height, look, sources).Enter(lesson);

    public static LessonsModel Lessons(this Pilot pilot) => pilot.Model.Lessons ?? throw new AssertionException("no screen of the lessons shows:\n" + pilot.Text);

    public static LessonPlay Play(this Pilot pilot) => pilot.Lessons().Play ?? throw new AssertionException("no lesson is played:\n" + pilot.Text);

    public static LessonState State(this Pilot pilot) => pilot.Play().Position.State;

    public static QuestionView Question(this Pilot pilot) => pilot.Lessons().Quiz?.View ?? throw new AssertionException("nothing is asked:\n" + pilot.Text);

    public static VerdictView Verdict(this Pilot pilot) => pilot.Lessons().Quiz?.Verdict ?? throw new AssertionException("nothing was judged:\n" + pilot.Text);

    public static LessonRecord Record(this Pilot pilot, string lesson) => pilot.Lessons().Played.Profile.Lesson("screens", lesson);

    /// <summary>From the first screen to the map.</summary>
    public static Pilot OpenMap(this Pilot pilot)
    {
        pilot.Press("Home");
        for (int i = 0; i < 10 && pilot.Model.Home.Selected != HomeEntry.Lessons; i++) pilot.Press("Down");
        return pilot.Press("Enter");
    }

    /// <summary>On the map: selects a lesson.</summary>
    public static Pilot Select(this Pilot pilot, string lesson)
    {
        pilot.Press("Home");
        for (int i = 0; i < 10 && Selected(pilot) != lesson; i++) pilot.Press("Down");
        Assert.That(Selected(pilot), Is.EqualTo(lesson));
        return pilot;
    }

    /// <summary>What the map's keys mean.</summary>
    public static string? Selected(this Pilot pilot) => MapUpdate.Selected(pilot.Model, pilot.Lessons())?.Id;

    /// <summary>From the map into a lesson; what comes before it is skipped.</summary>
    public static Pilot Enter(this Pilot pilot, string lesson)
    {
        foreach (string before in new[] { First, Second, Boss, Training }.TakeWhile(l => l != lesson))
            if (!pilot.Record(before).Position.IsPassed) pilot.Select(before).Press("x");
        return pilot.Select(lesson).Press("Enter");
    }

    /// <summary>From the page to the exercise, and there to its goal.</summary>
    public static Pilot ReachGoal(this Pilot pilot)
    {
        pilot.Press("s");
        if (pilot.Play().IsTraining) return pilot.Press("Enter");
        // Forward, loss, zero_grad at a stroke: within par.
        if (pilot.Play().View.Info.Id == First) pilot.Press("o o o");
        for (int i = 0; i < 60 && !pilot.Play().Position.IsGoalReached; i++) pilot.Press("s");
        Assert.That(pilot.Play().Position.IsGoalReached, Is.True, pilot.Text);
        return pilot;
    }

    /// <summary>From the first page to a question; those before it are answered.</summary>
    public static Pilot Ask(this Pilot pilot, string question)
    {
        if (pilot.Play().View.Info.HasExercise) pilot.ReachGoal();
        pilot.Press("N");
        for (int i = 0; i < 10 && pilot.Question().Question.Id != question; i++) pilot.AnswerRight().Press("Enter");
        Assert.That(pilot.Question().Question.Id, Is.EqualTo(question));
        return pilot;
    }

    /// <summary>Someone at a question of a lesson.</summary>
    public static Pilot At(string lesson, string question, int width = 120, int height = 40, Look? look = null, LessonSources? sources = null) =>
        Page(lesson, width, height, look, sources).Ask(question);

    /// <summary>Gives the right answer, as this kind of question takes it.</summary>
    public static Pilot AnswerRight(this Pilot pilot)
    {
        QuestionView view = pilot.Question();
        var world = new LessonWorld(view.Lesson.Exercise, new ReferenceBackend(), view.Replay);
        string right = AnswerKey.Of(view.Question, world).Typed;
        switch (view.Question)
        {
            case OrderQuestion:
                int[] order = [.. right.Split(' ').Select(n => int.Parse(n) - 1)];
                for (int to = 0; to < order.Length; to++)
                {
                    int from = pilot.Lessons().Quiz!.Order.IndexOf(order[to]);
                    pilot.Press("Home");
                    for (int i = 0; i < from; i++) pilot.Press("Down");
                    for (int i = to; i < from; i++) pilot.Press("K");
                }
                break;
            case FirstWrongStepQuestion:
                pilot.Press("Home");
                for (int i = 0; i < WrongStep.Of(world).Instruction; i++) pilot.Press("Down");
                break;
            case SignQuestion or ChoiceQuestion or FixQuestion or ExperimentQuestion:
                pilot.Press(right);
                break;
            default:
                pilot.Type(right);
                break;
        }
        pilot.Press("Enter");
        Assert.That(pilot.Verdict().IsRight, Is.True, pilot.Text);
        return pilot;
    }

    /// <summary>Gives an answer that is wrong.</summary>
    public static Pilot AnswerWrong(this Pilot pilot)
    {
        QuestionView view = pilot.Question();
        if (view.Question is SignQuestion) pilot.Press("0");
        else if (view.Question is FirstWrongStepQuestion) pilot.Press("Home");
        else if (view.Question is ShapeQuestion) pilot.Type("7, 7, 7");
        else if (QuizUpdate.IsTyped(view.Question)) pilot.Type("12345");
        else if (view.Question is ChoiceQuestion or FixQuestion or ExperimentQuestion) pilot.Press("2");
        pilot.Press("Enter");
        Assert.That(pilot.Verdict().IsRight, Is.False, pilot.Text);
        return pilot;
    }

    /// <summary>From the first page to the end of the lesson, without a slip.</summary>
    public static Pilot Solve(this Pilot pilot)
    {
        string id = pilot.Play().View.Info.Id;
        if (pilot.Play().View.Info.HasExercise) pilot.ReachGoal();
        pilot.Press("N");
        for (int i = 0; i < 10 && pilot.Lessons().Quiz is not null; i++) pilot.AnswerRight().Press("Enter");
        Assert.That(pilot.Record(id).Position.SolvedAs, Is.Not.Null, pilot.Text);
        return pilot;
    }
}
