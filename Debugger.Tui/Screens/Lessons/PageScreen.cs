using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>A page of a lesson: its text in a column that can be read, and beside it, where there is room, the program's picture.</summary>
internal sealed class PageScreen : LessonScreen
{
    /// <summary>From this width on there is a picture; a column of text takes that many columns with its frame.</summary>
    private const int PictureColumns = 112, TextColumns = 78;

    private readonly ProseView _text = new() { Y = 1, Height = Dim.Fill() };
    private readonly PictureView _picture = new() { Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly PaneFrame _page, _beside;
    private LessonPlay? _shown;

    public PageScreen(Store store) : base(store)
    {
        _page = new PaneFrame();
        _page.Add(_text);
        _page.Width = Dim.Func(_ => Math.Min(TextColumns, HasPicture ? Body.Viewport.Width * 58 / 100 : Body.Viewport.Width));
        _page.X = Pos.Func(_ => HasPicture ? 0 : Math.Max(0, Body.Viewport.Width - TextColumns) / 2);
        // Beside a page that has the middle of the screen for itself there is no room.
        Dim rest = Dim.Func(_ => HasPicture ? Math.Max(0, Body.Viewport.Width - _page.Frame.Width) : 0);
        _beside = new PaneFrame(_picture) { X = Pos.Right(_page), Width = rest, CanFocus = false };
        Body.Add(_page, _beside);
        // The sentence below the page says whether there is more of it.
        _text.ViewportChanged += (_, _) => RefreshBars();
        Build(
        [
            new("Enter n Right Space", t => t.Lessons.GoOn, () => Store.Dispatch(new GoOn()))
                { Short = t => t.Lessons.Next, Menu = MenuGroup.Run },
            new("Left p Backspace", t => t.Lessons.PageBefore, () => Store.Dispatch(new Pass(LessonTrigger.PreviousPage)))
            {
                Short = t => t.Lessons.Previous, Menu = MenuGroup.Run, Can = () => State.Lessons?.Play is { Position.Page: > 0 },
            },
            new("s", t => t.Lessons.ToExercise, () => Store.Dispatch(new Pass(LessonTrigger.StartExercise)))
                { Short = t => t.Lessons.Exercise, Menu = MenuGroup.Run, Can = () => Can(LessonTrigger.StartExercise) },
            new("N", t => t.Lessons.ToQuestions, () => Store.Dispatch(new Pass(LessonTrigger.StartQuiz)))
            {
                Short = t => t.Lessons.Questions, Menu = MenuGroup.Run,
                    Can = () => State.Lessons?.Play is { View.Info.QuestionIds.Count: > 0 },
            },
            new("x", t => t.Lessons.SkipLesson, () => SkipDialog.Open(OpenDialog, State, Store.Dispatch))
                { Short = t => t.Lessons.Skip, Menu = MenuGroup.Run },
        ]);
    }

    private bool HasPicture => Body.Viewport.Width >= PictureColumns && State.Lessons?.Play?.View.Before is not null;

    protected override void FocusBody() => _text.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Place != Place.Page || state.Lessons is not { Play: { } play } lessons || IsShown(play)) return;
        LessonPlay? before = _shown;
        _shown = play;
        Lesson lesson = play.View.Lesson;
        int page = Math.Min(play.Position.Page, play.View.Pages.Length - 1);
        string chapter = lessons.Course.Chapters.First(c => c.Lessons.Contains(lesson)).Title.In(state.Look.Language);
        _page.Name(lesson.Kind == LessonKind.Boss ? $"◆ {chapter}" : chapter, Texts.Lessons.PageOf(page + 1, play.View.Pages.Length));
        _page.Foot(LessonSigns.Trail(play, Texts.Lessons));
        if (before?.View != play.View || before.Position.Page != play.Position.Page)
            _text.Show((width, theme) => LessonProse.Lines([play.View.Pages[page]], width, theme));
        _beside.Visible = play.View.Before is not null;
        _beside.Name(lesson.Exercise.Program);
        _picture.Show(play.Position.SolvedAs is not null ? play.View.After : play.View.Before);
        Body.SetNeedsLayout();
    }

    protected override string Where(LessonsState lessons) => lessons.Play?.View.Lesson.Title.In(State.Look.Language) ?? "";

    /// <summary>What lies ahead: the rest of the page, or what comes after the last one.</summary>
    protected override Action<Canvas> PaintMessage => line =>
    {
        if (State.Lessons?.Play is not { } play) return;
        LessonTexts texts = line.Texts.Lessons;
        if (_text.HasMore)
        {
            int at = line.Put(1, 0, "Space", line.Theme.Key);
            line.PutCut(at + 1, 0, line.Width - at - 1, texts.MoreBelow, line.Theme.Caption);
            return;
        }
        if (play.Position.Page < play.View.Pages.Length - 1 || play.Flow.Onward is not { } onward) return;
        string what = onward == LessonTrigger.StartExercise
            ? texts.Onward(texts.Exercise, play.Goal?.Text.In(line.Look.Language) ?? play.View.Lesson.Exercise.Program)
            : texts.Onward(texts.Questions, texts.QuestionCount(play.View.Info.QuestionIds.Count));
        int x = line.Put(1, 0, "Enter", line.Theme.Key);
        line.PutCut(x + 1, 0, line.Width - x - 2, what, line.Theme.Caption);
    };

    private bool Can(LessonTrigger trigger) => State.Lessons?.Play is { } play && play.Flow.CanFire(trigger);
}
