using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The learner: name, points, badges, settings, other learners.</summary>
internal sealed class ProfileScreen : LessonScreen
{
    /// <summary>The rows before the profiles: the switches of the game and of "how sure?".</summary>
    private const int SureRow = 1, FirstProfile = 2, SureRows = 5;

    private readonly WhoView _learner = new() { Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly BadgesView _badges = new();
    private readonly CalibrationView _calibration = new() { Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly RowList _rows;
    private readonly PaneFrame _who, _choices, _won, _sure;
    private LessonsState? _shown;

    public ProfileScreen(Store store) : base(store)
    {
        _rows = new RowList(PaintRow) { Width = Dim.Fill(), Height = Dim.Fill() };
        _who = new PaneFrame(_learner) { Width = Dim.Func(_ => Math.Clamp(Body.Viewport.Width * 40 / 100, 37, 50)), CanFocus = false };
        _who.Height = Dim.Func(_ => State.Lessons is { ShowsGame: true } ? 7 : 3);
        _sure = new PaneFrame(_calibration) { Y = Pos.Bottom(_who), Width = Dim.Width(_who), CanFocus = false };
        _sure.Height = Dim.Func(_ => HasSaid ? SureRows : 0);
        _choices = new PaneFrame(_rows) { Y = Pos.Bottom(_sure), Width = Dim.Width(_who) };
        _choices.Height = Dim.Func(_ =>
            Math.Min(Body.Viewport.Height - _who.Frame.Height - (HasSaid ? SureRows : 0), _rows.Count + 2));
        _won = new PaneFrame(_badges) { X = Pos.Right(_who) };
        Body.Add(_who, _sure, _choices, _won);
        _rows.Opened += _ => Take();
        _rows.HasFocusChanged += (_, _) => RefreshBars();
        Build(
        [
            new("Enter Space", t => t.Lessons.TakeRow, Take) { Short = t => t.Lessons.Take, Menu = MenuGroup.Run },
            new("g", t => t.Lessons.SwitchGame, SwitchGame) { Short = t => t.Lessons.Game, Menu = MenuGroup.View },
            new("s", t => t.Lessons.SwitchSure, SwitchSure) { Menu = MenuGroup.View },
            new("n +", t => t.Lessons.MakeProfile, NameProfile) { Short = t => t.Lessons.New, Menu = MenuGroup.App },
            new("Tab", t => t.Lessons.BadgesOrSettings, Turn)
            {
                Short = t => _rows.HasFocus ? t.Lessons.ToBadges : t.Lessons.ToSettings, Menu = MenuGroup.View,
                Can = () => _won.Visible,
            },
        ]);
    }

    /// <summary>Whether the learner ever said how sure he was.</summary>
    private bool HasSaid =>
        State.Lessons is { } lessons && Enum.GetValues<Confidence>().Any(c => lessons.Progress.Calibration(c).Asked > 0);

    private ImmutableArray<string> Profiles => _shown?.Profiles ?? [];

    protected override void FocusBody() => _rows.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Lessons is not { } lessons || IsShown(lessons)) return;
        _shown = lessons;
        _rows.Count = FirstProfile + lessons.Profiles.Length + 1;
        _who.Name(Texts.Lessons.Learner);
        _choices.Name(Texts.Lessons.Settings);
        _won.Visible = lessons.ShowsGame;
        _won.Name(Texts.Lessons.Badges(lessons.Progress.Profile.Badges.Count, Badges.All.Length));
        _learner.Show(lessons);
        _sure.Visible = HasSaid;
        _sure.Name(Texts.Lessons.Calibration);
        _calibration.Show(lessons.Progress);
        _badges.Show(lessons.Progress.Profile);
        Body.SetNeedsLayout();
    }

    protected override string Where(LessonsState lessons) => lessons.Progress.Profile.Name;

    private void SwitchGame() => Store.Ask(new SwitchGame(_shown is { ShowsGame: false }));

    private void SwitchSure() => Store.Ask(new SwitchSure(_shown is { Progress.Profile.AsksSure: false }));

    private void Take()
    {
        int row = _rows.SelectedItem ?? 0;
        if (row == 0) SwitchGame();
        else if (row == SureRow) SwitchSure();
        else if (row - FirstProfile < Profiles.Length) Store.Ask(new SwitchProfile(Profiles[row - FirstProfile]));
        else NameProfile();
    }

    private void Turn()
    {
        if (_badges.HasFocus) _rows.SetFocus();
        else _badges.SetFocus();
    }

    private void NameProfile() => OpenDialog(() => new NameDialog(State.Look, name => Store.Ask(new SwitchProfile(name))));

    private void PaintRow(Canvas line, int row, bool selected)
    {
        LessonTexts texts = Texts.Lessons;
        string text = row == 0 ? texts.GameSwitch(_shown!.ShowsGame)
            : row == SureRow ? texts.SureSwitch(_shown!.Progress.Profile.AsksSure)
            : row - FirstProfile < Profiles.Length
                ? $"{(Profiles[row - FirstProfile] == _shown!.Progress.Profile.Name ? "●" : " ")} {Profiles[row - FirstProfile]}"
            : texts.NewProfile;
        line.PutCut(1, 0, line.Width - 1, text, selected ? line.Theme.Bright : line.Theme.Text);
    }

    /// <summary>
    /// Of how many answers the learner was how sure, and how many of them were right: words and numbers, no colour needed.
    /// </summary>
    private sealed class CalibrationView : PaintedView
    {
        private CourseProgress? _played;

        public CalibrationView() => CanFocus = false;

        public void Show(CourseProgress played)
        {
            _played = played;
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_played is not { } played) return;
            Canvas inside = canvas.Inset(1, 0);
            int y = 0;
            foreach (Confidence sure in Enum.GetValues<Confidence>().Reverse())
            {
                Tally tally = played.Calibration(sure);
                inside.PutCut(0, y++, inside.Width,
                    canvas.Texts.Lessons.CalibrationOf(canvas.Texts.Quiz.Name(sure), tally.Right, tally.Asked),
                    tally.Asked > 0 ? canvas.Theme.Text : canvas.Theme.Dim);
            }
        }
    }

    private sealed class WhoView : PaintedView
    {
        private LessonsState? _lessons;

        public WhoView() => CanFocus = false;

        public void Show(LessonsState lessons)
        {
            _lessons = lessons;
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_lessons is not { Progress.Profile: var profile } lessons) return;
            Canvas inside = canvas.Inset(1, 0);
            inside.PutCut(0, 0, inside.Width, profile.Name, canvas.Theme.Bright);
            if (!lessons.ShowsGame) return;
            LessonSigns.Rank(inside.Sub(0, 1, inside.Width, 3), profile);
            inside.PutCut(0, 4, inside.Width, canvas.Texts.Lessons.Streak(profile.Streak.On(lessons.Today)), canvas.Theme.Caption);
        }
    }

    /// <summary>All badges, those that were won in colour.</summary>
    private sealed class BadgesView : ScrolledView
    {
        private Profile? _profile;

        public void Show(Profile profile)
        {
            _profile = profile;
            Remeasure();
        }

        protected override int Measure(int width) => Rows(width).Count;

        protected override void PaintPage(Canvas page, HitMap.Builder hits)
        {
            Canvas inside = page.Inset(1, 0);
            int y = 0;
            foreach (List<Fragment> row in Rows(page.Width))
            {
                int x = 0;
                foreach (Fragment fragment in row) x = inside.Put(x, y, fragment.Text, fragment.Style);
                y++;
            }
        }

        /// <summary>A badge is a row where all fit so; else its reason stands below it.</summary>
        private List<List<Fragment>> Rows(int width)
        {
            if (_profile is not { } profile) return [];
            Language language = Look.Language;
            int room = Math.Max(width - 2, 1);
            var badges = Badges.All.Select(b => (Won: profile.Badges.ContainsKey(b.Key), Name: GameTexts.BadgeName(b.Key).In(language),
                Reason: GameTexts.BadgeReason(b.Key).In(language))).ToList();
            bool isLow = Viewport.Height < 2 * badges.Count && badges.All(b => CellWidth.Of(b.Name) + CellWidth.Of(b.Reason) + 4 <= room);
            var rows = new List<List<Fragment>>();
            foreach ((bool won, string name, string reason) in badges)
            {
                Style text = won ? Look.Theme.Caption : Look.Theme.Dim;
                rows.Add([new(won ? "◆ " : "◇ ", won ? Look.Theme.Warning : Look.Theme.Dim),
                    new(name, won ? Look.Theme.Bright : Look.Theme.Dim)]);
                if (isLow) rows[^1].Add(new($"  {reason}", Look.Theme.Dim));
                else rows.AddRange(TextWrap.Wrap(reason, Math.Max(room - 2, 1))
                    .Select(line => (List<Fragment>)[new("  ", text), new(line, text)]));
            }
            return rows;
        }
    }
}
