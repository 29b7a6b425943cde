using System.Collections.Immutable;
using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Marking = Backstep.Debugger.Tui.Widgets.ListView;
using Screen = Backstep.Debugger.Tui.Rendering.Screen;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>A row of the map: a chapter, or a lesson of it.</summary>
internal sealed record MapNode(Chapter Chapter, Lesson? Lesson = null);

/// <summary>The course as a tree, chapters with their lessons along a way; its rows are painted, all else is Terminal.Gui's.</summary>
internal sealed class MapTree : TreeView<MapNode>, IPainted
{
    private ImmutableArray<MapNode> _lessons = [];
    private LessonsState? _state;
    private string _filter = "";

    public MapTree()
    {
        TreeBuilder = new DelegateTreeBuilder<MapNode>(Children, node => node.Lesson is null);
        (Width, Height, MultiSelect, AllowLetterBasedNavigation) = (Dim.Fill(), Dim.Fill(), false, false);
        ViewportSettings &= ~ViewportSettingsFlags.HasScrollBars;
        KeyBindings.Add(Key.J, Command.Down);
        KeyBindings.Add(Key.K, Command.Up);
        MouseBindings.ReplaceCommands(MouseFlags.LeftButtonClicked, Command.Activate);
        Accepting += (_, e) =>
        {
            e.Handled = true;
            if (SelectedObject is { Lesson: { } lesson }) Opened?.Invoke(lesson);
            else Toggle(SelectedObject);
        };
        SelectionChanged += (_, _) => Reveal();
    }

    /// <summary>A lesson was opened: Enter or a double click.</summary>
    public event Action<Lesson>? Opened;

    public Look Look
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            SetNeedsDraw();
        }
    } = new(Theme.Dark);

    /// <summary>The lesson that keys mean: the selected one, or the first of the selected chapter.</summary>
    public Lesson? Lesson =>
        SelectedObject is { } node ? node.Lesson ?? _lessons.FirstOrDefault(l => l.Chapter == node.Chapter)?.Lesson : null;

    public Chapter? Chapter => SelectedObject?.Chapter;

    /// <summary>Whether no lesson matches the filter.</summary>
    public bool IsEmpty => _lessons.IsEmpty;

    public void Show(LessonsState state, string filter)
    {
        bool other = _state?.Course != state.Course || filter != _filter;
        (_state, _filter) = (state, filter);
        SetNeedsDraw();
        if (!other) return;
        Lesson? selected = Lesson;
        _lessons = [.. state.Course.Chapters.SelectMany(c => c.Lessons.Select(l => new MapNode(c, l))).Where(Matches)];
        ClearObjects();
        AddObjects(_lessons.Select(l => new MapNode(l.Chapter)).Distinct());
        ExpandAll();
        Select(_lessons.Any(l => l.Lesson == selected) ? selected!.Id : _lessons.FirstOrDefault()?.Lesson!.Id);
    }

    public void Select(string? lesson)
    {
        if (_lessons.FirstOrDefault(l => l.Lesson!.Id == lesson) is not { } node) return;
        Expand(new MapNode(node.Chapter));
        SelectedObject = node;
    }

    /// <summary>To the first lesson of another chapter.</summary>
    public void MoveChapter(int chapters)
    {
        if (Next(chapters) is not { } chapter) return;
        Select(_lessons.First(l => l.Chapter == chapter).Lesson!.Id);
        // Its other lessons, too, as far as there is room.
        EnsureVisible(_lessons.Last(l => l.Chapter == chapter));
        Reveal();
    }

    public bool CanMoveChapter(int chapters) => Next(chapters) is not null;

    private Chapter? Next(int chapters)
    {
        Chapter[] all = [.. _lessons.Select(l => l.Chapter).Distinct()];
        return all.ElementAtOrDefault(Array.IndexOf(all, Chapter) + chapters);
    }

    protected override bool OnClearingViewport() => true;

    protected override void OnFrameChanged(in Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Reveal();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        Theme theme = Look.Theme;
        var screen = new Screen(Viewport.Width, Viewport.Height, theme.Base);
        var canvas = new Canvas(screen, Look);
        int rows = GetContentSize().Height;
        bool scrolls = rows > canvas.Height && canvas.Width > 2;
        int width = scrolls ? canvas.Width - 1 : canvas.Width;
        Style mark = HasFocus ? theme.Selection : theme.SelectionIdle;
        if (IsEmpty) canvas.PutCut(1, 0, canvas.Width - 2, canvas.Texts.Lessons.NothingMatches, theme.Caption);
        for (int y = 0; y < canvas.Height && GetObjectOnRow(y) is { } node; y++)
        {
            Canvas line = canvas.Sub(0, y, width, 1);
            bool selected = node.Equals(SelectedObject);
            if (selected) line.Clear(mark);
            if (node.Lesson is { } lesson) PaintLesson(line, lesson, selected);
            else PaintChapter(line, node.Chapter);
            if (selected) Marking.Mark(line, mark);
        }
        if (scrolls) Scrollbar.Paint(canvas.Sub(width, 0, 1, canvas.Height), ScrollOffsetVertical, canvas.Height, rows);
        Blit.Put(this, screen, ViewportToScreen(Viewport with { Location = Point.Empty }), theme.Base);
        return true;
    }

    /// <summary>Shows the selected row and, where there is room for both, its chapter.</summary>
    private void Reveal()
    {
        if (Viewport.Height <= 0 || SelectedObject is not { } node) return;
        if (node.Lesson is not null) EnsureVisible(new MapNode(node.Chapter));
        EnsureVisible(node);
    }

    private IEnumerable<MapNode> Children(MapNode node) => node.Lesson is null ? _lessons.Where(l => l.Chapter == node.Chapter) : [];

    private bool Matches(MapNode node) =>
        node.Lesson is { } l
        && ListFilter.Matches($"{l.Title.In(Look.Language)} {l.Title.English} {l.Id} {l.Exercise.Program}", _filter);

    private void PaintChapter(Canvas line, Chapter chapter)
    {
        LessonsState state = _state!;
        ChapterSummary summary = state.Progress.Summary(chapter.Id);
        int number = state.Course.Chapters.IndexOf(chapter) + 1;
        string right = $"{summary.Solved}/{summary.Lessons.Length}{(state.ShowsGame ? $"  ★ {summary.Stars}/{summary.MostStars}" : "")}";
        line.Put(0, 0, IsExpanded(new MapNode(chapter)) ? "▾" : "▸", line.Theme.Caption);
        int x = line.PutRight(line.Width - 1, 0, right, summary.IsClosed ? line.Theme.Success : line.Theme.Caption);
        line.PutCut(2, 0, x - 3, $"{number}  {chapter.Title.In(Look.Language)}", line.Theme.Title);
    }

    private void PaintLesson(Canvas line, Lesson lesson, bool selected)
    {
        Theme theme = line.Theme;
        CourseProgress played = _state!.Progress;
        LessonInfo info = played.Outline.Find(lesson.Id)!;
        LessonRecord record = played.Record(info);
        LessonStatus status = played.StatusOf(info);
        (char sign, Style style) = LessonSigns.Of(status, info.IsBoss, theme);
        line.Put(2, 0, "│", theme.Border);
        line.Set(4, 0, sign, style);
        int right = line.Width - 1;
        if (_state.ShowsGame && record.Position.SolvedAs is not null)
            right = line.PutRight(right, 0, AwardText.Stars(record.Stars), theme.Warning) - 1;
        line.PutCut(6, 0, right - 6, lesson.Title.In(Look.Language),
            selected ? theme.Bright : status == LessonStatus.Locked ? theme.Dim : theme.Text);
    }
}
