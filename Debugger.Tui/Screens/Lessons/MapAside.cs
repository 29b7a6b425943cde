using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>Beside the map's tree, or below it where there is no room: the selected lesson, the learner, what the signs mean.</summary>
internal sealed class MapAside : PaintedView
{
    private const int LearnerRows = 8, QuietRows = 3, SignRows = 5, LeastLessonRows = 9, WideRows = 7;

    private LessonsState? _state;
    private Lesson? _lesson;

    public MapAside() => CanFocus = false;

    public void Show(LessonsState state, Lesson? lesson)
    {
        (_state, _lesson) = (state, lesson);
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_state is not { } state || _lesson is not { } lesson) return;
        bool wide = canvas.Height > WideRows;
        int signs = wide && canvas.Height >= LeastLessonRows + SignRows ? SignRows : 0;
        int learner = state.ShowsGame ? LearnerRows : QuietRows;
        if (!wide || canvas.Height < LeastLessonRows + SignRows + learner) learner = 0;
        int rows = canvas.Height - learner - signs;
        Canvas inside = Panel.Paint(canvas.Sub(0, 0, canvas.Width, rows), lesson.Title.In(Look.Language)).Inset(1, 0);
        Prose.Paint(inside, wide ? Wide(state, lesson) : Narrow(state, lesson));
        if (learner > 0) PaintLearner(canvas.Sub(0, rows, canvas.Width, learner), state);
        if (signs > 0) PaintSigns(canvas.Sub(0, rows + learner, canvas.Width, signs));
    }

    private List<Fragment> Wide(LessonsState state, Lesson lesson)
    {
        Theme theme = Look.Theme;
        Chapter chapter = state.Course.Chapters.First(c => c.Lessons.Contains(lesson));
        List<Fragment> text = [.. Status(state, lesson), new("\n\n", theme.Text)];
        if (Remark(state, lesson) is { Count: > 0 } remark) text.AddRange([.. remark, new("\n\n", theme.Text)]);
        text.Add(new(chapter.Title.In(Look.Language), theme.Title));
        text.Add(new($"\n{chapter.Summary.In(Look.Language)}", theme.Text));
        if (ProgramCatalog.All.FirstOrDefault(p => p.Name == lesson.Exercise.Program) is { } program)
            text.AddRange([new($"\n\n{program.Name}", theme.Code), new($"\n{program.Title(Look.Texts.Language)}", theme.Caption)]);
        return text;
    }

    private List<Fragment> Narrow(LessonsState state, Lesson lesson)
    {
        Chapter chapter = state.Course.Chapters.First(c => c.Lessons.Contains(lesson));
        List<Fragment> remark = Remark(state, lesson);
        return [.. Status(state, lesson), new("\n", Look.Theme.Text),
            .. remark.Count > 0 ? remark : [new(chapter.Summary.In(Look.Language), Look.Theme.Text)]];
    }

    /// <summary>Where the lesson stands, in one line.</summary>
    private List<Fragment> Status(LessonsState state, Lesson lesson)
    {
        Theme theme = Look.Theme;
        LessonTexts texts = Look.Texts.Lessons;
        LessonInfo info = state.Progress.Outline.Find(lesson.Id)!;
        LessonRecord record = state.Progress.Record(info);
        LessonStatus status = state.Progress.StatusOf(info);
        (char sign, Style style) = LessonSigns.Of(status, info.IsBoss, theme);
        List<Fragment> text = [new($"{sign} {texts.Status(status)}", style),
            new($" · {texts.QuestionCount(lesson.Questions.Length)}", theme.Caption)];
        if (record.BestSteps is { } best) text.Add(new($" · {texts.BestMoves(best)}", theme.Caption));
        return text;
    }

    /// <summary>What is special about the lesson: the first of all, a boss, or one that waits for others.</summary>
    private List<Fragment> Remark(LessonsState state, Lesson lesson)
    {
        Theme theme = Look.Theme;
        LessonTexts texts = Look.Texts.Lessons;
        LessonInfo info = state.Progress.Outline.Find(lesson.Id)!;
        if (state.Progress.StateOf(info) == LessonState.Locked)
            return [new(texts.Waits(Look.Texts.Common.List(
                state.Progress.WaitsFor(info).Select(l => state.Course.Find(l.Id)!.Title.In(Look.Language)))), theme.Caption)];
        if (info.IsBoss) return [new(texts.Boss, theme.Warning)];
        bool first = state.Progress.NextLesson?.Id == lesson.Id
            && state.Progress.Outline.Lessons.All(l => !state.Progress.Record(l).Position.IsSeen);
        return first ? [new(Look.Texts.Home.NewHere, theme.Text), new("Enter", theme.Key), new(Look.Texts.Home.NewHereEnd, theme.Text)]
            : [];
    }

    private static void PaintLearner(Canvas canvas, LessonsState state)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = canvas.Texts.Lessons;
        Profile profile = state.Progress.Profile;
        Canvas inside = Panel.Paint(canvas, profile.Name).Inset(1, 0);
        if (state.ShowsGame)
        {
            LessonSigns.Rank(inside, profile);
            int days = profile.Streak.On(state.Today);
            inside.PutCut(0, 3, inside.Width,
                days > 0 ? $"{texts.Streak(days)} · {texts.Badges(profile.Badges.Count, Badges.All.Length)}"
                : texts.Badges(profile.Badges.Count, Badges.All.Length), theme.Caption);
        }
        ReviewPlan reviews = state.Reviews;
        bool isDue = !reviews.Due.IsEmpty;
        int row = state.ShowsGame ? 5 : 0, x = inside.Put(0, row, isDue ? "d" : "✓", isDue ? theme.Key : theme.Success);
        inside.PutCut(x + 1, row, inside.Width - x - 1, isDue ? texts.ReviewDue(reviews.Due.Length) : texts.NothingDue(reviews.Next),
            theme.Caption);
    }

    private static void PaintSigns(Canvas canvas)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = canvas.Texts.Lessons;
        Canvas inside = Panel.Paint(canvas, texts.Signs).Inset(1, 0);
        LessonStatus[] all =
            [LessonStatus.Open, LessonStatus.Begun, LessonStatus.Solved, LessonStatus.SolvedWithHints, LessonStatus.Skipped,
                LessonStatus.Locked];
        int column = inside.Width / 2;
        for (int i = 0; i < all.Length; i++)
        {
            Canvas place = inside.Sub(i % 2 * column, i / 2, column, 1);
            (char sign, Style style) = LessonSigns.Of(all[i], false, theme);
            place.Set(0, 0, sign, style);
            place.PutCut(2, 0, place.Width - 2, texts.Status(all[i]), theme.Caption);
        }
    }
}
