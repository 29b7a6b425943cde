using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Flow;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>
/// The exercise of a lesson beside the debugger: the goal above it and, where there is room, the page that it belongs to.
/// </summary>
#pragma warning disable CA1001 // The screen disposes the views that it is given.
internal sealed class ExerciseCompanion(Store store) : Companion
{
    /// <summary>From this width on the page can stay beside its exercise, and from the second one on it does without being asked.</summary>
    private const int LeastColumns = 120, AmpleColumns = 150, PageColumns = 46;

    private readonly GoalLine _goal = new() { Height = 1 };
    private readonly ProseView _text = new();
    private PaneFrame? _page;
    private LessonPlay? _shown;
    private bool? _wanted;

    public override View Above => _goal;

    public override View Beside => _page ??= Page();

    public override IEnumerable<ScreenAction> Actions =>
    [
        new("N", t => t.Lessons.ToQuestions, () => store.Dispatch(new GoOn()))
            { Short = t => t.Lessons.Questions, Menu = MenuGroup.Run,
                Can = () => store.State.Lessons?.Play is { } play && (play.Position.IsGoalReached || play.IsLooking) },
        new("H", t => t.Lessons.HowToReach,
            () => store.Dispatch(new Say(store.State.Texts.Lessons.ExerciseHint(store.State.Lessons!.Play!.View.Lesson.Exercise.Goal))))
            { Short = t => t.Lessons.Hint, Menu = MenuGroup.Help },
        new("L", t => t.Lessons.PageBesideOrBack, TogglePage) { Short = t => t.Lessons.Page, Menu = MenuGroup.View },
    ];

    public override void Show(AppState state)
    {
        if (state.Lessons is not { Play: { } play } lessons || ReferenceEquals(play, _shown)) return;
        LessonPlay? before = _shown;
        _shown = play;
        _goal.Show(play, lessons.ShowsGame);
        if (before?.View == play.View) return;
        _page!.Name(play.View.Lesson.Title.In(state.Look.Language));
        // All of them: what the exercise is about may stand on any.
        _text.Show((width, theme) => LessonProse.Lines(play.View.Pages, width, theme));
    }

    private int Width => _page!.SuperView?.Viewport.Width ?? 0;

    private bool IsShown => Width >= LeastColumns && (_wanted ?? Width >= AmpleColumns);

    private PaneFrame Page()
    {
        var page = new PaneFrame { Width = Dim.Func(_ => IsShown ? PageColumns : 0) };
        page.Add(_text);
        return page;
    }

    /// <summary>Shows or hides the page beside the debugger; where there is no room for both, goes back to it.</summary>
    private void TogglePage()
    {
        if (Width < LeastColumns)
        {
            store.Dispatch(new Back());
            return;
        }
        _wanted = !IsShown;
        _page!.Visible = IsShown;
        _page.SuperView!.SetNeedsLayout();
    }

    /// <summary>What the exercise asks for, and how many moves were made.</summary>
    private sealed class GoalLine : PaintedView
    {
        private LessonPlay? _play;
        private bool _showsGame;

        public GoalLine() => CanFocus = false;

        public void Show(LessonPlay play, bool showsGame)
        {
            (_play, _showsGame) = (play, showsGame);
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_play is not { } play) return;
            Theme theme = canvas.Theme;
            LessonTexts texts = canvas.Texts.Lessons;
            bool reached = play.Position.IsGoalReached;
            string moves = play.View.Info.Par is null && !_showsGame ? "" : texts.Moves(play.Goal?.Movements ?? 0, play.View.Info.Par);
            int right = canvas.PutRight(canvas.Width - 1, 0, moves, theme.Caption);
            int x = canvas.Put(1, 0, reached ? "✓ " : "◎ ", reached ? theme.Success : theme.Warning);
            canvas.PutCut(x, 0, Math.Max(0, right - x - 2), play.Goal?.Text.In(canvas.Look.Language) ?? texts.Goal,
                reached ? theme.Success : theme.Bright);
        }
    }
}
