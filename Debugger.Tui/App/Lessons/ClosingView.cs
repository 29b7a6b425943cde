using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Game;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>The screen after a chapter's last lesson.</summary>
internal static class ClosingView
{
    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        Chapter? chapter = model.Course.Chapters.FirstOrDefault(c => c.Id == model.Closing);
        if (chapter is null) return;
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        ChapterSummary summary = model.Played.Summary(chapter.Id);
        LessonsView.Header(canvas, app, model, chapter.Title.In(app.Look.Language));
        int width = Math.Min(canvas.Width, 72);
        // Frame and margin take six columns and four rows; the title and the figures above the prose take six more.
        List<List<Fragment>> prose = LessonProse.Lines([Markup.Parse(chapter.Closing.In(app.Look.Language))], Math.Max(1, width - 6), theme);
        int height = Math.Min(canvas.Height - 2, 11 + prose.Count + summary.Lessons.Length);
        Canvas inside = Panel.Paint(canvas.Sub((canvas.Width - width) / 2, 1 + Math.Max(0, (canvas.Height - 2 - height) / 2), width, height), texts.ChapterDone, focused: true).Inset(2, 1);
        inside.PutCentred(0, chapter.Title.In(app.Look.Language), theme.Title);
        int y = 2;
        if (model.ShowsGame) inside.PutCentred(y++, $"★ {summary.Stars}/{summary.MostStars}", theme.Warning);
        inside.PutCentred(y++, $"{texts.SolvedOf(summary.Solved, summary.Lessons.Length)} · {texts.Time(summary.Time)} · {texts.HintsUsed(summary.Hints)}", theme.Caption);
        if (summary.Best is { } best && summary.Lessons.Length > 1) inside.PutCentred(y++, texts.BestLesson(model.Course.Find(best.Lesson.Id)!.Title.In(app.Look.Language)), theme.Caption);
        y++;
        y += LessonProse.Paint(inside.Sub(0, y, inside.Width, inside.Height - y - 1), prose) + 1;
        foreach (LessonSummary lesson in summary.Lessons)
        {
            if (y >= inside.Height) break;
            (char sign, Style style) = MapView.Sign(lesson.State, true, lesson.Lesson.IsBoss, theme);
            inside.Set(1, y, sign, style);
            int right = model.ShowsGame ? inside.PutRight(inside.Width - 1, y, AwardText.Stars(lesson.Stars), theme.Warning) - 1 : inside.Width - 1;
            inside.PutCut(3, y++, right - 3, model.Course.Find(lesson.Lesson.Id)!.Title.In(app.Look.Language), theme.Text);
        }
        LessonsView.Footer(canvas, [("Enter", texts.Map, new(KeyCode.Enter))], hits);
    }
}
