using System.Drawing;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Texts;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>Walks the list of all commands and keys of each screen.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class HelpTests
{
    private static readonly (Place Place, string? Program, string Keys)[] Screens =
    [
        (Place.Home, null, ""), (Place.Debug, "two-layer", "s s s s 2"), (Place.Inspector, "network2", "n n n Enter ] PageDown"),
            (Place.Explanation, "two-layer", ": \"until w1.grad\" Enter e Enter"),
        (Place.Map, null, "Down"), (Place.Page, null, "n"), (Place.Draw, null, "c Drag@20,6,20,14"),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Screens.Select(s => new TestCaseData(s.Place, s.Program, s.Keys).SetName($"{{m}}({s.Place})"));

    // What leaves the program is tested where it is left.
    [TestCaseSource(nameof(Cases))]
    public void Every_key_that_the_help_names_does_something(Place place, string? program, string keys) =>
        Walk(place, program, keys, stage =>
        {
            (string Title, Key Key)[] rows =
                [.. stage.Screen.Actions.Where(a => a.Can() && !a.AllKeys.Contains(Key.Q))
                .SelectMany(a => a.AllKeys.Select(key => (a.Title(stage.State.Texts), key)))];
            Assert.That(rows.Select(r => r.Key), Is.Unique.And.Not.Empty);
            return rows.Select(r => ($"{KeyWords.Name(r.Key)} {r.Title}", (Func<Pilot, Task>)(pilot => pilot.Press(r.Key))));
        });

    [TestCaseSource(nameof(Cases))]
    public void A_click_on_each_shortcut_of_the_status_bar_does_something(Place place, string? program, string keys) =>
        Walk(place, program, keys, stage =>
        {
            string[] titles = [.. Shortcuts(stage).Where(s => s.Key != Key.Q).Select(s => s.Title)];
            Assert.That(titles, Has.Length.GreaterThan(1).And.Contains(stage.State.Texts.Actions.PaletteShort));
            return titles.Select(title => (title, (Func<Pilot, Task>)(pilot =>
            {
                // What cannot be done where the last click has led is not shown any more.
                Rectangle? place = Shortcuts(stage).FirstOrDefault(s => s.Title == title)?.FrameToScreen();
                return place is { } at ? pilot.Click(at.X + 1, at.Y) : pilot.Press(Key.Esc);
            })));
        });

    [TestCaseSource(nameof(Cases))]
    public void Another_theme_or_language_leaves_the_focus_where_it_is(Place place, string? program, string keys) =>
        At(place, program, keys, async (stage, pilot, _) =>
        {
            View? focused = stage.Screen.MostFocused;
            Assert.That(focused, Is.Not.Null);
            foreach (Msg change in (Msg[])[new SwitchTheme("light"), new SwitchLanguage(Language.ChineseSimplified)])
            {
                await pilot.Do(() => stage.Store.Dispatch(change));
                Assert.That(stage.Screen.MostFocused, Is.SameAs(focused), $"{change}");
            }
        });

    private static IEnumerable<Shortcut> Shortcuts(Stage stage) =>
        stage.Screen.SubViews.OfType<StatusBar>().Single().SubViews.OfType<Shortcut>().Where(s => s.Visible);

    /// <summary>Does one thing after the other, each from the same beginning, and asks that it be seen.</summary>
    private static void Walk(
        Place place, string? program, string keys, Func<Stage, IEnumerable<(string Title, Func<Pilot, Task> Do)>> list) =>
        At(place, program, keys, async (stage, pilot, begin) =>
        {
            AppState start = stage.State;
            var dead = new List<string>();
            foreach ((string title, Func<Pilot, Task> act) in list(stage).ToArray())
            {
                string elsewhere = place == Place.Draw ? "Drag@20,6,20,14 e Drag@30,6,30,14" : "z Tab Right";
                if (!await DoesSomething(stage, pilot, act, elsewhere)) dead.Add(title);
                for (int i = 0; i < 3 && (pilot.App.TopRunnableView != stage.Screen
                    || pilot.App.Navigation!.GetFocused() is TextField); i++) await pilot.Press(Key.Esc);
                await pilot.Do(() =>
                {
                    if (start.View is { } view) stage.Store.Ask(new GoTo(view.Now));
                    if (stage.State.Places != start.Places) begin();
                });
                await pilot.Wait(TimeSpan.Zero);
                if (stage.State.Place != place) await pilot.Press(keys);
            }
            Assert.That(dead, Is.Empty);
        });

    /// <summary>On a screen, behind some keys; the script gets what leads to it again.</summary>
    private static void At(Place place, string? program, string keys, Func<Stage, Pilot, Action, Task> script)
    {
        using var stage = new Stage(program, 120, 40, lessons: program is null ? Sources() : null);
        if (place is Place.Map or Place.Page or Place.Draw) Begin();
        stage.Play(async pilot =>
        {
            await pilot.Press(keys);
            Assert.That(stage.State.Place, Is.EqualTo(place));
            await script(stage, pilot, Begin);
        });

        void Begin() => stage.Store.Dispatch(place is Place.Map or Place.Page ? new OpenLessons(place == Place.Map ? null : First)
            : new Open(place));
    }

    private static async Task<bool> DoesSomething(Stage stage, Pilot pilot, Func<Pilot, Task> act, string elsewhere)
    {
        string before = Seen(stage, pilot);
        await act(pilot);
        if (Seen(stage, pilot) != before) return true;
        // The first page has none before it, a zoomed pane no border, an eraser draws nothing: from elsewhere it has to do
        // something.
        await pilot.Press(elsewhere);
        before = Seen(stage, pilot);
        await act(pilot);
        return Seen(stage, pilot) != before;
    }

    private static string Seen(Stage stage, Pilot pilot) =>
        $"{stage.State.Place}\n{ScreenPicture.Dump(pilot.App.Driver!, stage.State.Look, "ansi")}\n"
            + $"{pilot.App.Navigation!.GetFocused()?.GetHashCode()} {pilot.App.TopRunnableView?.GetHashCode()} "
            + $"{stage.Asked.Count} {stage.State.Look.Theme.Name}";
}
