using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys, clicks and messages do on the lessons' screens.</summary>
public static class LessonsUpdate
{
    /// <summary>Whether the debugger shows the exercise of a lesson.</summary>
    public static bool IsExercise(AppModel app) => app is { Debug: not null, Lessons: { Place: LessonPlace.Lesson, Play: { IsTraining: false, Position.State: LessonState.Stepping } } };

    /// <summary>Whether a screen of the lessons shows that is not the debugger.</summary>
    public static bool Shows(AppModel app) => app.Lessons is not null && !IsExercise(app);

    /// <summary>A key was pressed on one of the lessons' own screens.</summary>
    public static Step Key(AppModel app, Keystroke key)
    {
        LessonsModel model = app.Lessons!;
        if (key.Is(KeyCode.F1)) return new(app.Open(new HelpOverlay()));
        if (model.Play is { ConfirmsSkip: true } play && !key.Is('x')) app = app with { Lessons = model = model with { Play = play with { ConfirmsSkip = false } } };
        return model.Place switch
        {
            LessonPlace.Map => MapUpdate.Key(app, model, key),
            LessonPlace.Profile => ProfileUpdate.Key(app, model, key),
            LessonPlace.Closing => ToMap(app, model, key),
            LessonPlace.TestOut or LessonPlace.Daily => QuizUpdate.Key(app, model, key),
            _ => model.Play!.Position.State switch
            {
                LessonState.Reading => PageUpdate.Key(app, model, key),
                LessonState.Stepping => TrainingUpdate.Key(app, model, key),
                LessonState.Quiz or LessonState.Feedback => QuizUpdate.Key(app, model, key),
                _ => key.Is(KeyCode.Escape) ? new(app with { Lessons = model with { Place = LessonPlace.Map } }) : new(app),
            },
        };
    }

    /// <summary>Something was clicked on one of the lessons' own screens.</summary>
    public static Step Click(AppModel app, HitTarget target)
    {
        LessonsModel model = app.Lessons!;
        return (model.Place, target) switch
        {
            (LessonPlace.Map, LessonTarget lesson) => MapUpdate.Click(app, model, lesson.Id),
            (LessonPlace.Profile, RowTarget row) => ProfileUpdate.Click(app, model, row.Index),
            (_, RowTarget row) when model.Quiz is not null => QuizUpdate.Click(app, model, row.Index),
            _ => new(app),
        };
    }

    /// <summary>The wheel was turned.</summary>
    public static Step Wheel(AppModel app, int rows)
    {
        LessonsModel model = app.Lessons!;
        return model.Place switch
        {
            LessonPlace.Map => MapUpdate.Move(app, model, Math.Sign(rows)),
            LessonPlace.Profile => ProfileUpdate.Move(app, model, Math.Sign(rows)),
            LessonPlace.Lesson when model.Play is { Position.State: LessonState.Reading } => PageUpdate.Scroll(app, model, rows),
            _ when model.Quiz is not null => QuizUpdate.Scroll(app, model, rows),
            _ => new(app),
        };
    }

    /// <summary>Whether typed or pasted characters go into a line.</summary>
    public static bool IsTyping(LessonsModel model) => model.Place switch
    {
        LessonPlace.Map => model.Map.IsFiltering,
        LessonPlace.Profile => model.Profile.Name is not null,
        _ => model.Quiz is { View: { } view, Verdict: null } && QuizUpdate.IsTyped(view.Question),
    };

    /// <summary>The engine's thread has answered.</summary>
    public static Step Arrived(AppModel app, LessonMsg message)
    {
        app = app with { IsBusy = false };
        if (message is CourseMsg course) return Opened(app, course);
        // What was asked for on a screen that has been left is of no use any more.
        if (app.Lessons is not { } model) return new(app);
        switch (message)
        {
            case LessonReadyMsg ready: return Ready(app, model, ready);
            case QuestionMsg question when model.Quiz is { View: null }:
                return new(app with { Lessons = model with { Quiz = QuizUpdate.Fresh(question.View, HintsShown(model), model.Quiz) } });
            case UnreadableMsg unreadable when model.Quiz is { } quiz && IsOpen(quiz, unreadable.View):
                return new(app with { Lessons = model with { Quiz = quiz with { Complaint = unreadable.Problem } } });
            case VerdictMsg verdict when model.Quiz is { } quiz && IsOpen(quiz, verdict.View): return QuizUpdate.Judged(app, model, quiz, verdict.Verdict);
            case GoalMsg goal when model.Play is { } play: return ExerciseUpdate.Moved(app, model, play, goal.Progress);
            case TrainingMsg training when model.Play is { } play: return TrainingUpdate.Progressed(app, model, play, training);
            case KeptMsg kept: return new(Kept(app, model, kept));
            case ProfileMsg profile:
                // Another learner begins at his own next lesson.
                LessonsModel switched = With(model, profile.Played) with { Map = new(), Profile = model.Profile with { Profiles = profile.Profiles, Name = null } };
                AppModel next = app with { Lessons = switched };
                return new(profile.Notice is { } notice ? next.Say(notice, isProblem: true) : next);
            default: return new(app);
        }
    }

    /// <summary>Opens the course on the map, or a lesson of it.</summary>
    public static Step Open(AppModel app, string? lesson = null) => new(app, new OpenCourse(lesson));

    /// <summary>Opens a lesson where it was left; a solved one begins anew with other numbers.</summary>
    /// <param name="app">The state.</param>
    /// <param name="model">The lessons' part of it.</param>
    /// <param name="id">The lesson.</param>
    /// <param name="isNamed">Whether it was named on the command line: it opens even if what comes before it is not solved.</param>
    public static Step OpenLesson(AppModel app, LessonsModel model, string id, bool isNamed = false)
    {
        LessonInfo? info = model.Played.Outline.Find(id);
        if (info is null) return new(app);
        LessonFlow flow = model.Played.Flow(info);
        // Who names a lesson on the command line knows what he wants.
        if (isNamed && flow.CanFire(LessonTrigger.Unlock)) flow.Fire(LessonTrigger.Unlock);
        if (flow.State == LessonState.Locked)
        {
            string before = string.Join(", ", model.Played.WaitsFor(info).Select(l => model.Course.Find(l.Id)?.Title.In(app.Look.Language) ?? l.Id));
            return new(app.Say(app.Texts.Lessons.Waits(before), isProblem: true));
        }
        flow.Enter();
        // An answer that was judged before the lesson was left is not shown again: the next question is.
        if (flow.State == LessonState.Feedback) flow.Fire(LessonTrigger.Next);
        return new(app, new EnterLesson(id, flow.Position));
    }

    /// <summary>Lets something happen in the lesson that is played, and asks for what the new state needs.</summary>
    internal static Step Fire(AppModel app, LessonsModel model, LessonTrigger trigger)
    {
        LessonPlay play = model.Play!;
        LessonFlow flow = play.Flow;
        LessonState before = flow.State;
        if (!flow.CanFire(trigger)) return new(app);
        flow.Fire(trigger);
        return Entered(app, model with { Play = play with { Position = flow.Position, Scroll = 0 } }, before);
    }

    /// <summary>Skips the lesson at the second x in a row.</summary>
    internal static Step Skip(AppModel app, LessonsModel model) => model.Play!.ConfirmsSkip
        ? Fire(app, model with { Play = model.Play with { ConfirmsSkip = false } }, LessonTrigger.Skip)
        : new((app with { Lessons = model with { Play = model.Play with { ConfirmsSkip = true } } }).Say(app.Texts.Lessons.ConfirmSkip, isProblem: true));

    /// <summary>What a state that was just entered needs.</summary>
    internal static Step Entered(AppModel app, LessonsModel model, LessonState before)
    {
        LessonPlay play = model.Play!;
        LessonPosition position = play.Position;
        if (position.State != LessonState.Stepping && play.IsLooking) model = model with { Play = play = play with { IsLooking = false } };
        var keep = new SessionEffect(new KeepProgress(play.View.Info.Id, position));
        app = app with { Lessons = model };
        switch (position.State)
        {
            case LessonState.Stepping when before != LessonState.Stepping && !play.IsTraining:
                return Busy(app, keep, new OpenExercise(play.View.Info.Id, play.View.Replay));
            case LessonState.Quiz:
                return Busy(app with { Lessons = model with { Quiz = new QuizModel(View: null) }, Debug = null }, keep, new AskQuestion(play.View.Info.Id, position.Question!, play.View.Replay));
            case LessonState.Solved or LessonState.SolvedWithHints or LessonState.Available or LessonState.Skipped:
                return new(app with { Debug = null, Lessons = model with { Place = LessonPlace.Map, Quiz = null, Map = model.Map with { Selected = null } } }, keep);
            case LessonState.Reading:
                return new(app with { Debug = null, Lessons = model with { Quiz = null } }, keep);
            default:
                return new(app, keep);
        }
    }

    private static Step Busy(AppModel app, SessionEffect first, Session.SessionCommand second) =>
        new(app with { IsBusy = true }, [first, new SessionEffect(second)]);

    /// <summary>Whether a verdict on this question is still waited for.</summary>
    private static bool IsOpen(QuizModel quiz, QuestionView view) => quiz.Verdict is null && ReferenceEquals(quiz.View, view);

    private static int HintsShown(LessonsModel model) => model is { Place: LessonPlace.Lesson, Play: { } play } ? play.Flow.HintsShown : 0;

    private static Step Opened(AppModel app, CourseMsg course)
    {
        // Who comes back finds the map as it was.
        MapModel map = app.Lessons?.Map ?? new();
        LessonsState lessons = course.Lessons;
        AppModel next = app with { Debug = null, Lessons = new() { Course = lessons.Course, Played = lessons.Played, Today = lessons.Today, Daily = lessons.Daily, Profile = new(Profiles: lessons.Profiles), Map = map } };
        if (course.Notice is { } notice) next = next.Say(notice, isProblem: true);
        return course.Lesson is { } lesson ? OpenLesson(next, next.Lessons!, lesson, isNamed: true) : new(next);
    }

    private static Step Ready(AppModel app, LessonsModel model, LessonReadyMsg ready)
    {
        var play = new LessonPlay(ready.View, ready.Position);
        return Entered(app, model with { Place = LessonPlace.Lesson, Play = play, Quiz = null, Map = model.Map with { Selected = ready.View.Info.Id } }, LessonState.Available);
    }

    private static AppModel Kept(AppModel app, LessonsModel model, KeptMsg kept)
    {
        AppModel next = app with { Lessons = With(model, kept.Played) };
        if (kept.ClosedChapter is { } chapter) next = next with { Lessons = next.Lessons! with { Place = LessonPlace.Closing, Closing = chapter } };
        string won = string.Join(" · ", kept.Awards.Select(a => AwardText.Of(a, app.Texts)).Where(t => t.Length > 0));
        if (won.Length > 0) next = next.Say(won);
        return kept.Notice is { } notice ? next.Say(notice, isProblem: true) : next;
    }

    /// <summary>The model after something was kept: who switches the game off has no challenge of the day.</summary>
    private static LessonsModel With(LessonsModel model, PlayedCourse played) =>
        model with { Played = played, Daily = played.Profile.Game ? DailyChallenge.Of(played.Outline, model.Today) : null };

    private static Step ToMap(AppModel app, LessonsModel model, Keystroke key) =>
        key is { Code: KeyCode.Enter or KeyCode.Escape } || key.Is(' ') || key.Is('n')
            ? new(app with { Lessons = model with { Place = LessonPlace.Map, Closing = null } })
            : key.Is('q') ? new(app, new QuitEffect()) : new(app);
}
