using System.Drawing;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>What every screen gets from its base, and what tests and dumps are played with.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class PilotTests
{
    private static void Play(int width, int height, Func<Stage, Pilot, Task> script, Look? look = null)
    {
        using var stage = new Stage("two-layer", width, height, look, (place, store) => new SampleScreen(store, place));
        stage.Play(pilot => script(stage, pilot));
    }

    [Test]
    public void Keys_reach_the_engine_and_the_answer_is_on_the_screen() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Press(Key.F11);
        await pilot.Press("s s");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(3));
        Assert.That(pilot.Text, Does.Contain("executed 3"));
    });

    [Test]
    public void Titles_are_set_between_blanks_and_the_pane_with_the_focus_is_in_its_colour() => Play(100, 24, async (_, pilot) =>
    {
        await pilot.Press(Key.F6);
        Point title = pilot.Find("╭ Left_pane ─")!.Value;
        Assert.That(pilot.StyleAt(title.X, title.Y).Foreground,
            Is.EqualTo(Theme.Dark.Focus.Foreground).Or.EqualTo(Theme.Dark.Border.Foreground));
        Point other = pilot.Find("╭ Right ─")!.Value;
        Assert.That(pilot.StyleAt(other.X, other.Y), Is.Not.EqualTo(pilot.StyleAt(title.X, title.Y)));
    });

    [Test]
    public void A_click_finds_what_was_painted_there() => Play(100, 24, async (_, pilot) =>
    {
        await pilot.Click("Button A");
        Assert.That(pilot.Text, Does.Contain("hit 1"));
        await pilot.Click("Button B");
        Assert.That(pilot.Text, Does.Contain("hit 2"));
    });

    [Test]
    public void A_notice_has_a_row_of_its_own_and_eats_no_key() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new Say("something to read")));
        Assert.That(pilot.Lines[22], Does.Contain("something to read"));
        await pilot.Press(Key.S);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
        Assert.That(pilot.Text, Does.Not.Contain("something to read"));
    });

    [Test]
    public void Esc_takes_back_then_leads_one_level_back_and_on_the_first_screen_does_nothing() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Press("x Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Debug));
        await pilot.Press(Key.Esc);
        Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
        Assert.That(pilot.Text, Does.Contain("sample Home"));
        await pilot.Press(Key.Esc);
        Assert.That(pilot.Text, Does.Contain("sample Home"));
        await pilot.Do(() => stage.Store.Dispatch(new Open(Place.Debug)));
        Assert.That(pilot.Text, Does.Contain("sample Debug"));
        await pilot.Press(Key.S);
        Assert.That(pilot.Text, Does.Contain("executed 1"), "a screen that was left goes on where it was");
    });

    [Test]
    public void The_command_line_completes_runs_and_remembers() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Press(":");
        await pilot.Type("ste");
        await pilot.Press("Tab \" 3\" Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(3));
        await pilot.Press(": Up");
        Assert.That(pilot.Lines[22], Does.StartWith(":step 3"));
        await pilot.Press("Esc s");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(4));
    });

    [Test]
    public void The_palette_filters_and_runs() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Press("? \"one step\" Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
        Assert.That(pilot.Text, Does.Not.Contain("All commands and keys"));
    });

    [Test]
    public void A_menu_opens_with_its_letter_and_runs_what_it_names() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Press("A-r");
        Assert.That(pilot.Text, Does.Contain("One step"));
        await pilot.Press(Key.Enter);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
    });

    [Test]
    public void The_status_bar_shows_what_can_be_done_where_the_focus_is() => Play(100, 24, async (_, pilot) =>
    {
        Assert.That(pilot.Lines[23], Does.Contain("step").And.Not.Contain("never"));
        await pilot.Press(Key.F6);
        string one = pilot.Lines[23];
        await pilot.Press(Key.F6);
        Assert.That(new[] { one, pilot.Lines[23] }, Has.Exactly(1).Contains("only left"));
    });

    [Test]
    public void A_click_in_the_status_bar_does_what_it_says() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Click(pilot.Lines[23].IndexOf("step", StringComparison.Ordinal), 23);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
    });

    [Test]
    public void Any_size_is_survived() => Play(100, 24, async (_, pilot) =>
    {
        foreach ((int w, int h) in new[] { (10, 4), (1, 1), (3, 30), (200, 2), (220, 60), (80, 24) }) await pilot.Resize(w, h);
        Assert.That(pilot.Lines, Has.Length.EqualTo(24));
        Assert.That(pilot.Text, Does.Contain("Left_pane"));
    });

    [Test]
    public void Another_theme_is_worn_at_once() => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new SwitchTheme("light")));
        Assert.That(pilot.StyleAt(50, 10).Background, Is.EqualTo(Theme.Light.Base.Background));
    });

    [Test]
    public void What_is_copied_is_asked_of_the_host_and_said([Values("5", "数")] string text) => Play(100, 24, async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new Copy(text, "w5")));
        Assert.That(stage.Asked, Does.Contain(new CopyEffect(text)));
        Assert.That(pilot.Lines[22], Does.Contain("w5"));
    });

    [Test]
    public void Programs_run_side_by_side_in_one_process([Range(1, 8)] int n) => Play(70 + 6 * n, 20 + 2 * n, async (stage, pilot) =>
    {
        for (int i = 0; i < n; i++) await pilot.Press(Key.F11);
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(n));
        Assert.That(pilot.Lines, Has.Length.EqualTo(20 + 2 * n));
    });

    [Test]
    public void A_companion_lies_beside_the_body_and_its_actions_come_first()
    {
        var companion = new Neighbour();
        using var stage = new Stage("two-layer", 100, 24, null, (place, store) => new SampleScreen(store, place, companion));
        stage.Play(async pilot =>
        {
            Assert.That(pilot.Lines[1], Does.StartWith("above"));
            Assert.That(pilot.Lines[2], Does.StartWith("beside").And.Contain("Left_pane"));
            await pilot.Press("s ?");
            Assert.That((companion.Shown, companion.Done), Is.EqualTo((1, 1)), "its keys win over those that every screen has");
            Assert.That(pilot.Lines[23].TrimStart(), Does.StartWith("?"));
        });
    }

    private sealed class Neighbour : Companion
    {
        public int Shown { get; private set; }

        public int Done { get; private set; }

        public override View Above { get; } = new Label { Text = "above", Height = 1 };

        public override View Beside { get; } = new Label { Text = "beside", Width = 8 };

        public override IEnumerable<ScreenAction> Actions => [new("?", _ => "Ask", () => Done++) { Short = _ => "ask" }];

        public override void Show(AppState state) => Shown = state.View?.Now.Executed ?? 0;
    }

    /// <summary>A screen with two panes; also an example of how one is built.</summary>
    private sealed class SampleScreen : AppScreen
    {
        private readonly Place _place;
        private readonly Board _left = new(), _right = new();
        private readonly PaneFrame _leftPane, _rightPane;
        private bool _marked;

        public SampleScreen(Store store, Place place, Companion? companion = null) : base(store, companion)
        {
            _place = place;
            _leftPane = new PaneFrame(_left) { Title = "Left_pane", Width = Dim.Percent(50) };
            _rightPane = new PaneFrame(_right) { Title = "Right", X = Pos.Right(_leftPane) };
            _leftPane.HasFocusChanged += (_, _) => RefreshBars();
            Body.Add(_leftPane, _rightPane);
            Build(
            [
                new("s F11", _ => "_One step", () => Store.Ask(new Move(Movement.Into))) { Short = _ => "step", Menu = MenuGroup.Run },
                new("x", _ => "_Mark", () => _marked = true) { Menu = MenuGroup.Run },
                new("y", _ => "Never", () => { }) { Short = _ => "never", Can = () => false },
                new("z", _ => "Only left", () => { }) { Short = _ => "only left", Can = () => _leftPane.HasFocus },
            ]);
        }

        protected override IEnumerable<string> Candidates(bool first) => first ? ["step", "back"] : [];

        protected override bool TakeBack()
        {
            bool was = _marked;
            _marked = false;
            return was;
        }

        protected override void Show(AppState state) => _left.Say($"sample {_place} executed {state.View?.Now.Executed}");

        protected override void PaintHeader(Canvas line) => line.PutRight(line.Width - 1, 0, "header", line.Theme.Title);
    }

    private sealed record Numbered(int Number) : HitTarget;

    private sealed class Board : PaintedView
    {
        private string _text = "";
        private int _hit;

        public void Say(string text)
        {
            _text = text;
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            canvas.Put(1, 0, _text);
            canvas.Put(1, 2, "Button A");
            canvas.Put(1, 4, "Button B");
            canvas.Put(1, 6, $"hit {_hit}");
            hits.Add(new Rect(1, 2, 8, 1), new Numbered(1));
            hits.Add(new Rect(1, 4, 8, 1), new Numbered(2));
        }

        protected override void OnHit(HitTarget target, Point place, bool twice)
        {
            _hit = ((Numbered)target).Number;
            SetNeedsDraw();
        }
    }
}
