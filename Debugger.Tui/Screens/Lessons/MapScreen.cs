using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Progress;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The map: the chapters as a way, with their lessons along it.</summary>
internal sealed class MapScreen : LessonScreen
{
    /// <summary>From this width on the selected lesson is described beside the tree; below it in less.</summary>
    private const int WideColumns = 96, AsideRows = 5;

    private readonly MapTree _tree = new();
    private readonly LineField _filter = new() { X = 2, Width = Dim.Fill(), Visible = false };
    private readonly Label _slash = new() { Text = "/", X = 1, Visible = false };
    private readonly MapAside _aside = new();
    private readonly PaneFrame _pane = new();
    private readonly ProgressLine _progress = new() { Width = Dim.Fill(), Height = 1 };
    private LessonsState? _shown;
    private string? _wanted;

    public MapScreen(Store store) : base(store)
    {
        _pane.Add(_slash, _filter, _tree);
        _tree.Y = Pos.Func(_ => _filter.Visible ? 1 : 0);
        _pane.Y = 1;
        _pane.Width = Dim.Func(_ => IsWide ? Math.Clamp(Body.Viewport.Width * 55 / 100, 52, 92) : Body.Viewport.Width);
        _pane.Height = Dim.Func(_ => Body.Viewport.Height - 1 - (IsWide ? 0 : AsideRows));
        _aside.X = Pos.Func(_ => IsWide ? _pane.Frame.Right : 0);
        _aside.Y = Pos.Func(_ => IsWide ? 1 : _pane.Frame.Bottom);
        (_aside.Width, _aside.Height) = (Dim.Fill(), Dim.Fill());
        Body.Add(_progress, _pane, _aside);
        _tree.SelectionChanged += (_, _) => Selected();
        _tree.Opened += lesson => Store.Dispatch(new EnterFromMap(lesson.Id));
        _filter.ValueChanged += (_, _) => Filter();
        _filter.KeyDown += (_, key) => key.Handled = FilterKey(key);
        _filter.HasFocusChanged += (_, _) => RefreshBars();
        Build(
        [
            new("Enter", t => t.Lessons.OpenLesson, () => WithLesson(l => Store.Dispatch(new EnterFromMap(l.Id))))
                { Short = t => t.Lessons.Open, Menu = MenuGroup.Run, Can = Browses },
            new("x", t => t.Lessons.SkipLesson, () => WithLesson(l => Store.Dispatch(new SkipFromMap(l.Id))))
                { Short = t => t.Lessons.Skip, Menu = MenuGroup.Run, Can = Browses },
            new("t", t => t.Lessons.TestOutOfChapter, () => WithLesson(l => Store.Dispatch(new BeginTestOut(Chapter(l).Id))))
                { Short = t => t.Lessons.TestOut, Menu = MenuGroup.Run, Can = Browses },
            new("d", t => t.Lessons.ReviewWhatIsDue, () => Store.Dispatch(new BeginReview()))
                { Short = t => t.Lessons.Review, Menu = MenuGroup.Run, Can = Browses },
            new("P", t => t.Lessons.ProfileAndSettings, () => Store.Dispatch(new Open(Place.Profile)))
                { Short = t => t.Lessons.Profile, Menu = MenuGroup.App, Can = Browses },
            new("/", t => t.Lessons.FilterLessons, OpenFilter) { Short = t => t.Lessons.Filter, Menu = MenuGroup.View, Can = Browses },
            new("[", t => t.Lessons.ChapterBefore, () => _tree.MoveChapter(-1))
                { Menu = MenuGroup.View, Can = () => Browses() && _tree.CanMoveChapter(-1) },
            new("]", t => t.Lessons.ChapterAfter, () => _tree.MoveChapter(1))
                { Menu = MenuGroup.View, Can = () => Browses() && _tree.CanMoveChapter(1) },
            new("R", t => t.Lessons.ForgetLesson, () => WithLesson(AskReset)) { Menu = MenuGroup.Value, Can = Browses },
        ]);
    }

    private bool IsWide => Body.Viewport.Width >= WideColumns;

    protected override void FocusBody() => _tree.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Lessons is not { } lessons || IsShown(lessons)) return;
        // The learner's own selection stays until there is another lesson to go on with.
        string? wanted = lessons.Current ?? lessons.Progress.NextLesson?.Id;
        bool points = wanted != _wanted || _shown?.Progress.Profile.Name != lessons.Progress.Profile.Name;
        (_shown, _wanted) = (lessons, wanted);
        _tree.Show(lessons, _filter.Visible ? _filter.Text : "");
        if (points) _tree.Select(wanted);
        _pane.Name(Texts.Lessons.Chapters);
        _progress.Show(lessons);
        Selected();
    }

    protected override bool TakeBack()
    {
        if (!_filter.Visible) return false;
        CloseFilter();
        return true;
    }

    protected override string Where(LessonsState lessons) => lessons.Course.Title.In(State.Look.Language);

    private static bool IsOn(Key key, params ReadOnlySpan<Key> keys) => keys.Contains(key);

    private bool Browses() => !_filter.HasFocus;

    private void WithLesson(Action<Lesson> act)
    {
        if (_tree.Lesson is { } lesson) act(lesson);
    }

    private Chapter Chapter(Lesson lesson) => State.Lessons!.Course.Chapters.First(c => c.Lessons.Contains(lesson));

    private void Selected()
    {
        if (_shown is { } lessons) _aside.Show(lessons, _tree.Lesson);
        RefreshBars();
    }

    private void OpenFilter()
    {
        (_filter.Visible, _slash.Visible) = (true, true);
        _pane.SetNeedsLayout();
        _filter.SetFocus();
    }

    private void CloseFilter()
    {
        (_filter.Visible, _slash.Visible) = (false, false);
        _filter.Text = "";
        _pane.SetNeedsLayout();
        _tree.SetFocus();
        Filter();
    }

    private void Filter()
    {
        if (_shown is not { } lessons) return;
        _tree.Show(lessons, _filter.Visible ? _filter.Text : "");
        Selected();
    }

    /// <summary>Enter and the arrows go on to what was found; the letters belong to the field.</summary>
    private bool FilterKey(Key key)
    {
        if (!IsOn(key, Key.Enter, Key.CursorDown, Key.Tab)) return false;
        _tree.SetFocus();
        return true;
    }

    private void AskReset(Lesson lesson)
    {
        LessonTexts texts = Texts.Lessons;
        OpenDialog(() => new ConfirmDialog(State.Look, texts.ForgetLesson, texts.ForgetSure(lesson.Title.In(State.Look.Language)),
            (texts.ForgetIt, () => Store.Ask(new ResetLesson(lesson.Id)))));
    }

    /// <summary>How much of the course is solved, as a bar across the screen.</summary>
    private sealed class ProgressLine : PaintedView
    {
        private LessonsState? _lessons;

        public ProgressLine() => CanFocus = false;

        public void Show(LessonsState lessons)
        {
            _lessons = lessons;
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_lessons is not { } lessons) return;
            int all = lessons.Progress.Outline.Lessons.Count,
                solved = lessons.Progress.Outline.ChapterIds.Sum(c => lessons.Progress.Summary(c).Solved);
            string text = canvas.Texts.Lessons.SolvedOf(solved, all);
            LessonSigns.Bar(canvas, 1, Math.Max(4, canvas.Width - CellWidth.Of(text) - 4), all == 0 ? 0 : (double)solved / all,
                canvas.Theme.Success);
            canvas.PutRight(canvas.Width - 1, 0, text, canvas.Theme.Caption);
        }
    }
}
