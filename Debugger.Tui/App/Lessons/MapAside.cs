using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>Beside the map's list: the selected lesson, the learner, what the signs mean.</summary>
internal static class MapAside
{
    private const int LearnerRows = 8, SignRows = 5, LeastLessonRows = 9;

    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, bool wide)
    {
        if (MapUpdate.Selected(app, model) is not { } lesson) return;
        int signs = wide && canvas.Height >= LeastLessonRows + SignRows ? SignRows : 0;
        int learner = wide && model.ShowsGame && canvas.Height >= LeastLessonRows + SignRows + LearnerRows ? LearnerRows : 0;
        int rows = canvas.Height - learner - signs;
        Canvas inside = Panel.Paint(canvas.Sub(0, 0, canvas.Width, rows), lesson.Title.In(app.Look.Language)).Inset(1, 0);
        Prose.Paint(inside, wide ? Wide(app, model, lesson) : Narrow(app, model, lesson));
        if (learner > 0) PaintLearner(canvas.Sub(0, rows, canvas.Width, learner), app, model);
        if (signs > 0) PaintSigns(canvas.Sub(0, rows + learner, canvas.Width, signs), app);
    }

    private static List<Fragment> Wide(AppModel app, LessonsModel model, Lesson lesson)
    {
        Theme theme = app.Look.Theme;
        Chapter chapter = model.Course.Chapters.First(c => c.Lessons.Contains(lesson));
        List<Fragment> text = [.. State(app, model, lesson), new("\n\n", theme.Text)];
        if (Remark(app, model, lesson) is { Count: > 0 } remark) text.AddRange([.. remark, new("\n\n", theme.Text)]);
        text.Add(new(chapter.Title.In(app.Look.Language), theme.Title));
        text.Add(new($"\n{chapter.Summary.In(app.Look.Language)}", theme.Text));
        if (ProgramCatalog.All.FirstOrDefault(p => p.Name == lesson.Exercise.Program) is { } program)
            text.AddRange([new($"\n\n{program.Name}", theme.Code), new($"\n{program.Title(app.Texts.Language)}", theme.Caption)]);
        return text;
    }

    private static List<Fragment> Narrow(AppModel app, LessonsModel model, Lesson lesson)
    {
        Chapter chapter = model.Course.Chapters.First(c => c.Lessons.Contains(lesson));
        List<Fragment> remark = Remark(app, model, lesson);
        return [.. State(app, model, lesson), new("\n", app.Look.Theme.Text), .. remark.Count > 0 ? remark : [new(chapter.Summary.In(app.Look.Language), app.Look.Theme.Text)]];
    }

    /// <summary>Where the lesson stands, in one line.</summary>
    private static List<Fragment> State(AppModel app, LessonsModel model, Lesson lesson)
    {
        Theme theme = app.Look.Theme;
        LessonTexts texts = app.Texts.Lessons;
        LessonInfo info = model.Played.Outline.Find(lesson.Id)!;
        LessonRecord record = model.Played.Record(info);
        LessonState state = record.Position.SolvedAs ?? model.Played.StateOf(info);
        (char sign, Style style) = MapView.Sign(state, record.Position.IsBegun, info.IsBoss, theme);
        List<Fragment> text = [new($"{sign} {texts.StateName(state, record.Position.IsBegun)}", style), new($" · {texts.QuestionCount(lesson.Questions.Length)}", theme.Caption)];
        if (record.BestSteps is { } best) text.Add(new($" · {texts.BestMoves(best)}", theme.Caption));
        return text;
    }

    /// <summary>What is special about the lesson: the first of all, a boss, or one that waits for others.</summary>
    private static List<Fragment> Remark(AppModel app, LessonsModel model, Lesson lesson)
    {
        Theme theme = app.Look.Theme;
        LessonTexts texts = app.Texts.Lessons;
        LessonInfo info = model.Played.Outline.Find(lesson.Id)!;
        if (model.Played.StateOf(info) == LessonState.Locked)
            return [new(texts.Waits(string.Join(", ", model.Played.WaitsFor(info).Select(l => model.Course.Find(l.Id)!.Title.In(app.Look.Language)))), theme.Caption)];
        if (info.IsBoss) return [new(texts.Boss, theme.Warning)];
        bool first = model.Played.NextLesson?.Id == lesson.Id && model.Played.Outline.Lessons.All(l => !model.Played.Record(l).Position.IsSeen);
        return first ? [new(app.Texts.Home.NewHere, theme.Text), new("Enter", theme.Key), new(app.Texts.Home.NewHereEnd, theme.Text)] : [];
    }

    private static void PaintLearner(Canvas canvas, AppModel app, LessonsModel model)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        Profile profile = model.Played.Profile;
        Canvas inside = Panel.Paint(canvas, profile.Name).Inset(1, 0);
        LearnerRank.Paint(inside, app, profile);
        int days = profile.Streak.On(model.Today);
        inside.PutCut(0, 3, inside.Width, days > 0 ? $"{texts.Streak(days)} · {texts.Badges(profile.Badges.Count, Badges.All.Length)}" : texts.Badges(profile.Badges.Count, Badges.All.Length), theme.Caption);
        if (model.Daily is not { } daily) return;
        bool done = model.Played.DailyRecord(daily.Day) is { Right: true };
        int x = inside.Put(0, 5, done ? "✓" : "d", done ? theme.Success : theme.Key);
        inside.PutCut(x + 1, 5, inside.Width - x - 1, done ? texts.DailyDone : texts.DailyOpen(DailyChallenge.Xp), theme.Caption);
    }

    private static void PaintSigns(Canvas canvas, AppModel app)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        Canvas inside = Panel.Paint(canvas, texts.Signs).Inset(1, 0);
        (LessonState State, bool Begun)[] all =
        [
            (LessonState.Available, false), (LessonState.Available, true), (LessonState.Solved, true), (LessonState.SolvedWithHints, true), (LessonState.Skipped, false), (LessonState.Locked, false),
        ];
        int column = inside.Width / 2;
        for (int i = 0; i < all.Length; i++)
        {
            Canvas place = inside.Sub(i % 2 * column, i / 2, column, 1);
            (char sign, Style style) = MapView.Sign(all[i].State, all[i].Begun, false, theme);
            place.Set(0, 0, sign, style);
            place.PutCut(2, 0, place.Width - 2, texts.StateName(all[i].State, all[i].Begun), theme.Caption);
        }
    }
}
