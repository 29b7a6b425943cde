using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Game;
using Backstep.Lessons.Texts;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The screen after a chapter's last lesson: what was learnt, and how it went.</summary>
internal sealed class ClosingScreen : LessonScreen
{
    private const int Columns = 76;

    private readonly ProseView _text = new() { Y = 1, MostColumns = Columns - 4 };
    private readonly PaneFrame _pane;

    public ClosingScreen(Store store) : base(store)
    {
        _pane = new PaneFrame { Width = Dim.Func(_ => Math.Min(Columns, Body.Viewport.Width)), X = Pos.Center(), Y = Pos.Center() };
        _pane.Add(_text);
        _pane.Height = Dim.Func(_ => Math.Min(Body.Viewport.Height, _text.RowsAt(Math.Min(Columns, Body.Viewport.Width) - 4) + 4));
        Body.Add(_pane);
        Build([new("Enter n Space", t => t.Lessons.ToMap, () => Store.Dispatch(new GoOn()))
            { Short = t => t.Lessons.Map, Menu = MenuGroup.Run }]);
    }

    protected override void FocusBody() => _text.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Lessons is not { } lessons || state.Place != Place.Closing || IsShown(lessons)) return;
        _pane.Name(Texts.Lessons.ChapterDone);
        _text.Show((width, theme) => Lines(lessons, width, theme));
        Body.SetNeedsLayout();
    }

    protected override string Where(LessonsState lessons) => Find(lessons)?.Title.In(State.Look.Language) ?? "";

    private static Chapter? Find(LessonsState lessons) => lessons.Course.Chapters.FirstOrDefault(c => c.Id == lessons.Closing);

    private List<List<Fragment>> Lines(LessonsState lessons, int width, Theme theme)
    {
        if (Find(lessons) is not { } chapter) return [];
        LessonTexts texts = Texts.Lessons;
        Language language = State.Look.Language;
        ChapterSummary summary = lessons.Progress.Summary(chapter.Id);
        List<List<Fragment>> lines = [Centred(chapter.Title.In(language), theme.Title), []];
        if (lessons.ShowsGame) lines.Add(Centred($"★ {summary.Stars}/{summary.MostStars}", theme.Warning));
        lines.Add(Centred($"{texts.SolvedOf(summary.Solved, summary.Lessons.Length)} · {texts.Time(summary.Time)} "
            + $"· {texts.HintsUsed(summary.Hints)}", theme.Caption));
        if (summary.Best is { } best && summary.Lessons.Length > 1)
            lines.Add(Centred(texts.BestLesson(lessons.Course.Find(best.Lesson.Id)!.Title.In(language)), theme.Caption));
        lines.AddRange([[], .. LessonProse.Lines([Markup.Parse(chapter.Closing.In(language))], width, theme), []]);
        foreach (LessonSummary lesson in summary.Lessons)
        {
            (char sign, Style style) = LessonSigns.Of(lesson.Status, lesson.Lesson.IsBoss, theme);
            string stars = lessons.ShowsGame ? AwardText.Stars(lesson.Stars) : "";
            string title = CellWidth.Ellipsis(lessons.Course.Find(lesson.Lesson.Id)!.Title.In(language),
                Math.Max(1, width - 6 - CellWidth.Of(stars)));
            lines.Add([new($" {sign} ", style),
                new(title + new string(' ', Math.Max(1, width - 4 - CellWidth.Of(title) - CellWidth.Of(stars))), theme.Text),
                new(stars, theme.Warning)]);
        }
        return lines;

        List<Fragment> Centred(string text, Style style) =>
            [new(new string(' ', Math.Max(0, width - CellWidth.Of(text)) / 2) + text, style)];
    }
}
