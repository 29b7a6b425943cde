using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>A page of a lesson: its text in a column that can be read, and beside it, where there is room, the program's picture.</summary>
internal static class PageView
{
    /// <summary>Longer lines are hard to read.</summary>
    private const int MostColumns = 72;

    /// <summary>From this width on there is a picture.</summary>
    private const int PictureColumns = 112;

    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        LessonPlay play = model.Play!;
        LessonTexts texts = app.Texts.Lessons;
        Lesson lesson = play.View.Lesson;
        LessonsView.Header(canvas, app, model, lesson.Title.In(app.Look.Language));
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        bool pictured = canvas.Width >= PictureColumns && play.View.Before is not null;
        int width = pictured ? Math.Min(MostColumns + 6, canvas.Width * 58 / 100) : Math.Min(canvas.Width, MostColumns + 6);
        Canvas left = body.Sub(pictured ? 0 : (canvas.Width - width) / 2, 0, width, body.Height);
        int page = Math.Min(play.Position.Page, play.View.Pages.Length - 1);
        string status = texts.PageOf(page + 1, play.View.Pages.Length);
        string chapter = model.Course.Chapters.First(c => c.Lessons.Contains(lesson)).Title.In(app.Look.Language);
        Canvas inside = Panel.Paint(left, lesson.Kind == LessonKind.Boss ? $"◆ {chapter}" : chapter, focused: true, status, footer: LessonTrail.Of(app, play)).Inset(2, 1);
        List<List<Fragment>> lines = LessonProse.Lines([play.View.Pages[page]], Math.Min(inside.Width, MostColumns), canvas.Theme);
        int below = page == play.View.Pages.Length - 1 ? 3 : 0;
        LessonProse.Paint(inside.Sub(0, 0, inside.Width, Math.Max(1, inside.Height - below)), lines, play.Scroll);
        if (below > 0 && inside.Height > below) PaintOnward(inside.Sub(0, inside.Height - 2, inside.Width, 2), app, play);
        if (pictured) PaintPicture(body.Sub(width, 0, body.Width - width, body.Height), lesson, play.Position.SolvedAs is not null ? play.View.After : play.View.Before);
        LessonsView.Footer(canvas, Keys(texts, play), hits);
    }

    /// <summary>What comes after the last page.</summary>
    private static void PaintOnward(Canvas canvas, AppModel app, LessonPlay play)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        bool toExercise = play.Flow.Onward == LessonTrigger.StartExercise;
        int x = canvas.Put(0, 1, "Enter", theme.Key);
        string what = toExercise ? texts.Onward(texts.Exercise, Goal(app, play)) : texts.Onward(texts.Questions, texts.QuestionCount(play.View.Info.QuestionIds.Count));
        canvas.PutCut(x + 1, 1, canvas.Width - x - 1, what, theme.Caption);
    }

    /// <summary>The goal in words, before the exercise was opened.</summary>
    private static string Goal(AppModel app, LessonPlay play) =>
        play.Goal?.Text.In(app.Look.Language) ?? $"{play.View.Lesson.Exercise.Program}";

    /// <summary>The exercise's program, beside a text.</summary>
    public static void PaintPicture(Canvas canvas, Lesson lesson, SessionView? picture)
    {
        Canvas inside = Panel.Paint(canvas, lesson.Exercise.Program);
        if (picture is not null) NetworkPane.Paint(inside, picture, null);
    }

    private static List<(string, string, Keystroke)> Keys(LessonTexts texts, LessonPlay play)
    {
        List<(string, string, Keystroke)> keys = [("Enter", texts.Next, new(KeyCode.Enter))];
        if (play.Position.Page > 0) keys.Add(("←", texts.Previous, new(KeyCode.Left)));
        keys.Add(("s", texts.Exercise, new('s')));
        if (play.Position.IsGoalReached) keys.Add(("N", texts.Questions, new('N')));
        keys.Add(("x", texts.Skip, new('x')));
        keys.Add(("?", texts.Keys, new('?')));
        keys.Add(("Esc", texts.Map, new(KeyCode.Escape)));
        return keys;
    }
}
