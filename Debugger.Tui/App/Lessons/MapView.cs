using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>The map: the chapters as a way, with their lessons along it.</summary>
internal static class MapView
{
    private const int WideColumns = 96;

    /// <summary>Rows of the description below the list, where it does not fit beside it.</summary>
    private const int NarrowAside = 5;

    /// <summary>From this height on chapters stand apart.</summary>
    private const int AiryRows = 30;

    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        LessonTexts texts = app.Texts.Lessons;
        LessonsView.Header(canvas, app, model, model.Course.Title.In(app.Look.Language));
        PaintProgress(canvas.Line(1), app, model);
        Canvas body = canvas.Sub(0, 2, canvas.Width, canvas.Height - 3);
        bool wide = canvas.Width >= WideColumns;
        Canvas list = wide ? body.Sub(0, 0, Math.Clamp(canvas.Width * 55 / 100, 52, 92), body.Height) : body.Sub(0, 0, body.Width, body.Height - NarrowAside);
        PaintList(list, app, model, hits);
        Canvas about = wide ? body.Sub(list.Width, 0, body.Width - list.Width, body.Height) : body.Sub(0, list.Height, body.Width, body.Height - list.Height);
        MapAside.Paint(about, app, model, wide);
        List<(string, string, Keystroke)> keys = [("↑↓", app.Texts.Quiz.Choose, new(KeyCode.Down)), ("Enter", texts.Open, new(KeyCode.Enter)), ("x", texts.Skip, new('x')), ("t", texts.TestOut, new('t'))];
        if (model.Daily is not null) keys.Add(("d", texts.Daily, new('d')));
        keys.AddRange([("P", texts.Profile, new('P')), ("/", texts.Filter, new('/')), ("?", texts.Keys, new('?')), ("Esc", texts.Home, new(KeyCode.Escape))]);
        LessonsView.Footer(canvas, keys, hits);
    }

    /// <summary>How a lesson's state is drawn.</summary>
    public static (char Sign, Style Style) Sign(LessonState state, bool begun, bool boss, Theme theme) => state switch
    {
        LessonState.Solved => (boss ? '◆' : '●', theme.Success),
        LessonState.SolvedWithHints => (boss ? '◆' : '◍', theme.Success),
        // Without colours, too, what is open stands out from what is not.
        LessonState.Locked => ('·', theme.Dim),
        LessonState.Skipped => ('»', theme.Caption),
        _ => (boss ? begun ? '◈' : '◇' : begun ? '◐' : '○', begun ? theme.Warning : theme.Focus),
    };

    private static void PaintProgress(Canvas line, AppModel app, LessonsModel model)
    {
        int all = model.Played.Outline.Lessons.Count, solved = model.Played.Outline.ChapterIds.Sum(c => model.Played.Summary(c).Solved);
        string text = app.Texts.Lessons.SolvedOf(solved, all);
        int width = Math.Max(4, line.Width - CellWidth.Of(text) - 4);
        LessonsView.Bar(line, 1, width, all == 0 ? 0 : (double)solved / all, line.Theme.Success);
        line.PutRight(line.Width - 1, 0, text, line.Theme.Caption);
    }

    private static void PaintList(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        string status = model.Map.IsFiltering || model.Map.Filter.Length > 0 ? $"/{model.Map.Filter}{(model.Map.IsFiltering ? "▏" : "")}" : "";
        Canvas inside = Panel.Paint(canvas, texts.Chapters, focused: true, status);
        ImmutableArray<Lesson> listed = MapUpdate.Listed(app, model);
        Lesson? selected = MapUpdate.Selected(app, model);
        var rows = new List<(Chapter? Chapter, Lesson? Lesson)>();
        foreach (Chapter chapter in model.Course.Chapters)
        {
            ImmutableArray<Lesson> lessons = [.. chapter.Lessons.Where(listed.Contains)];
            if (lessons.IsEmpty) continue;
            if (rows.Count > 0 && canvas.Height >= AiryRows) rows.Add((null, null));
            rows.Add((chapter, null));
            rows.AddRange(lessons.Select(l => ((Chapter?)null, (Lesson?)l)));
        }
        if (rows.Count == 0)
        {
            inside.PutCut(1, 0, inside.Width - 2, texts.NothingMatches, theme.Caption);
            return;
        }
        ListState state = new ListState(rows.FindIndex(r => r.Lesson == selected), 0).Reveal(rows.Count, inside.Height);
        List<Hit> drawn = ListView.Paint(inside, rows.Count, state, true, (line, i) =>
        {
            if (rows[i].Chapter is { } chapter) PaintChapter(line, app, model, chapter);
            else if (rows[i].Lesson is { } lesson) PaintLesson(line, app, model, lesson, lesson == selected);
        });
        foreach (Hit hit in drawn)
            if (rows[hit.Index].Lesson is { } lesson) hits.Add(hit.Area, new LessonTarget(lesson.Id));
    }

    private static void PaintChapter(Canvas line, AppModel app, LessonsModel model, Chapter chapter)
    {
        ChapterSummary summary = model.Played.Summary(chapter.Id);
        int number = model.Course.Chapters.IndexOf(chapter) + 1;
        string right = $"{summary.Solved}/{summary.Lessons.Length}{(model.ShowsGame ? $"  ★ {summary.Stars}/{summary.MostStars}" : "")}";
        int x = line.PutRight(line.Width - 1, 0, right, summary.IsClosed ? line.Theme.Success : line.Theme.Caption);
        line.PutCut(1, 0, x - 2, $"{number}  {chapter.Title.In(app.Look.Language)}", line.Theme.Title);
    }

    private static void PaintLesson(Canvas line, AppModel app, LessonsModel model, Lesson lesson, bool selected)
    {
        Theme theme = line.Theme;
        LessonInfo info = model.Played.Outline.Find(lesson.Id)!;
        LessonRecord record = model.Played.Record(info);
        LessonState state = model.Played.StateOf(info);
        bool solved = record.Position.SolvedAs is not null;
        if (solved) state = record.Position.SolvedAs!.Value;
        (char sign, Style style) = Sign(state, record.Position.IsBegun, info.IsBoss, theme);
        line.Put(2, 0, "│", theme.Border);
        line.Set(4, 0, sign, style);
        int right = line.Width - 1;
        if (model.ShowsGame && solved) right = line.PutRight(right, 0, AwardText.Stars(record.Stars), theme.Warning) - 1;
        line.PutCut(6, 0, right - 6, lesson.Title.In(app.Look.Language), selected ? theme.Bright : state == LessonState.Locked ? theme.Dim : theme.Text);
    }
}
