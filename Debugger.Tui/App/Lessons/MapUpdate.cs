using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys and clicks do on the map.</summary>
internal static class MapUpdate
{
    private const int PageRows = 8, MaxFilter = 60, DailyReplays = 9973;

    public static Step Key(AppModel app, LessonsModel model, Keystroke key)
    {
        if (model.Map.IsFiltering) return Filter(app, model, key);
        Lesson? selected = Selected(app, model);
        MapModel calm = model.Map with { Confirms = null };
        AppModel next = app with { Lessons = model with { Map = calm } };
        switch (key)
        {
            case { Code: KeyCode.Up }: case var _ when key.Is('k'): return Move(app, model, -1);
            case { Code: KeyCode.Down }: case var _ when key.Is('j'): return Move(app, model, 1);
            case { Code: KeyCode.PageUp }: return Move(app, model, -PageRows);
            case { Code: KeyCode.PageDown }: return Move(app, model, PageRows);
            case { Code: KeyCode.Home }: return Move(app, model, -100_000);
            case { Code: KeyCode.End }: return Move(app, model, 100_000);
            case { Code: KeyCode.Left }: return MoveChapter(app, model, -1);
            case { Code: KeyCode.Right }: return MoveChapter(app, model, 1);
            case { Code: KeyCode.Enter } when selected is not null: return LessonsUpdate.OpenLesson(next, next.Lessons!, selected.Id);
            case var _ when key.Is('/'): return new(app with { Lessons = model with { Map = calm with { IsFiltering = true } } });
            case { Code: KeyCode.Escape } when calm.Filter.Length > 0: return new(app with { Lessons = model with { Map = calm with { Filter = "" } } });
            case { Code: KeyCode.Escape }: return new(next with { Lessons = null });
            case var _ when key.Is('x') && selected is not null: return Skip(next, next.Lessons!, selected);
            case var _ when key.Is('t') && selected is not null: return BeginTest(next, next.Lessons!, selected);
            case var _ when key.Is('d') && model.Daily is { } daily: return BeginDaily(next, next.Lessons!, daily);
            case var _ when key.Is('P'): return new(next with { Lessons = next.Lessons! with { Place = LessonPlace.Profile } });
            case var _ when key.Is('R') && selected is not null: return Reset(app, model, selected);
            case var _ when key.Is('?'): return new(next.Open(new Overlays.HelpOverlay()));
            case var _ when key.Is('q'): return new(next, new QuitEffect());
            default: return new(next);
        }
    }

    /// <summary>The lesson that keys mean: the selected one, else the next to play.</summary>
    public static Lesson? Selected(AppModel app, LessonsModel model)
    {
        ImmutableArray<Lesson> listed = Listed(app, model);
        string? wanted = model.Map.Selected ?? model.Played.NextLesson?.Id;
        return listed.FirstOrDefault(l => l.Id == wanted) ?? listed.FirstOrDefault();
    }

    /// <summary>The lessons that the filter leaves.</summary>
    public static ImmutableArray<Lesson> Listed(AppModel app, LessonsModel model) => model.Listed(l => $"{l.Title.In(app.Look.Language)} {l.Title.English} {l.Id} {l.Exercise.Program}");

    public static Step Move(AppModel app, LessonsModel model, int rows)
    {
        ImmutableArray<Lesson> listed = Listed(app, model);
        if (listed.IsEmpty) return new(app);
        int at = Math.Clamp(listed.IndexOf(Selected(app, model)!) + rows, 0, listed.Length - 1);
        return Select(app, model, listed[at].Id);
    }

    /// <summary>A click selects; a click on what is selected opens it.</summary>
    public static Step Click(AppModel app, LessonsModel model, string id) =>
        Selected(app, model)?.Id == id ? LessonsUpdate.OpenLesson(app, model, id) : Select(app, model, id);

    private static Step Select(AppModel app, LessonsModel model, string id) => new(app with { Lessons = model with { Map = model.Map with { Selected = id, Confirms = null } } });

    private static Step MoveChapter(AppModel app, LessonsModel model, int chapters)
    {
        if (Selected(app, model) is not { } selected) return new(app);
        int at = model.Course.Chapters.ToList().FindIndex(c => c.Lessons.Contains(selected));
        int to = Math.Clamp(at + chapters, 0, model.Course.Chapters.Length - 1);
        return Select(app, model, model.Course.Chapters[to].Lessons[0].Id);
    }

    private static Step Skip(AppModel app, LessonsModel model, Lesson lesson)
    {
        LessonFlow flow = model.Played.Flow(model.Played.Outline.Find(lesson.Id)!);
        if (!flow.CanFire(LessonTrigger.Skip)) return new(app.Say(app.Texts.Lessons.CannotSkip, isProblem: true));
        flow.Fire(LessonTrigger.Skip);
        return new(app.Say(app.Texts.Lessons.SkippedNow(lesson.Title.In(app.Look.Language))), new KeepProgress(lesson.Id, flow.Position));
    }

    private static Step BeginTest(AppModel app, LessonsModel model, Lesson lesson)
    {
        string chapter = model.Played.Outline.Find(lesson.Id)!.ChapterId;
        if (model.Played.Summary(chapter).IsClosed) return new(app.Say(app.Texts.Lessons.ChapterIsSolved));
        (PlayedCourse counted, ImmutableArray<TestOutQuestion> questions) = model.Played.BeginTestOut(chapter);
        if (questions.IsEmpty) return new(app);
        // Who tries again is asked other questions, with other numbers.
        var run = new TestRun(chapter, questions, counted.Profile.Course(counted.Outline.Id).TestOuts[chapter]);
        return new(app with { IsBusy = true, Lessons = model with { Place = LessonPlace.TestOut, Test = run, Quiz = new QuizModel(View: null) } }, [new SessionEffect(new CountTestOut(chapter)), new SessionEffect(QuizUpdate.Ask(run))]);
    }

    private static Step BeginDaily(AppModel app, LessonsModel model, DailyChallenge daily)
    {
        if (model.Played.DailyRecord(daily.Day) is { Right: true }) return new(app.Say(app.Texts.Lessons.DailyIsDone));
        if (daily.QuestionId is not { } question) return LessonsUpdate.OpenLesson(app, model, daily.LessonId);
        return new(app with { Lessons = model with { Place = LessonPlace.Daily, Quiz = new QuizModel(View: null) } },
            new AskQuestion(daily.LessonId, question, 3 + (int)(daily.Seed % DailyReplays)));
    }

    private static Step Reset(AppModel app, LessonsModel model, Lesson lesson) => model.Map.Confirms == lesson.Id
        ? new(app with { Lessons = model with { Map = model.Map with { Confirms = null } } }, new ResetLesson(lesson.Id))
        : new((app with { Lessons = model with { Map = model.Map with { Confirms = lesson.Id } } }).Say(app.Texts.Lessons.ConfirmReset(lesson.Title.In(app.Look.Language)), isProblem: true));

    private static Step Filter(AppModel app, LessonsModel model, Keystroke key)
    {
        MapModel map = model.Map;
        MapModel next = key switch
        {
            { Code: KeyCode.Escape } => map with { IsFiltering = false, Filter = "" },
            { Code: KeyCode.Enter or KeyCode.Tab or KeyCode.Down } => map with { IsFiltering = false },
            { Code: KeyCode.Backspace } => map with { Filter = new LineEditor().With(map.Filter).Backspace().Text, Selected = null },
            { IsText: true } when map.Filter.Length < MaxFilter => map with { Filter = map.Filter + key.Text, Selected = null },
            _ => map,
        };
        return new(app with { Lessons = model with { Map = next } });
    }
}
