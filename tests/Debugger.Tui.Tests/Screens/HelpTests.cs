using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
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
        (Place.Map, null, "Down"), (Place.Page, null, "n"),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        Screens.Select(s => new TestCaseData(s.Place, s.Program, s.Keys).SetName($"{{m}}({s.Place})"));

    [TestCaseSource(nameof(Cases))]
    public void Every_key_that_the_help_names_does_something(Place place, string? program, string keys)
    {
        using var stage = new Stage(program, 120, 40, lessons: program is null ? Sources() : null);
        if (place is Place.Map or Place.Page) stage.Store.Dispatch(new OpenLessons(place == Place.Map ? null : First));
        stage.Play(async pilot =>
        {
            await pilot.Press(keys);
            Assert.That(stage.State.Place, Is.EqualTo(place));
            // What leaves the program is tested where it is left.
            (string Title, Key Key)[] rows =
                [.. stage.Screen.Actions.Where(a => a.Can() && !a.AllKeys.Contains(Key.Q))
                .SelectMany(a => a.AllKeys.Select(key => (a.Title(stage.State.Texts), key)))];
            Assert.That(rows.Select(r => r.Key), Is.Unique.And.Not.Empty);
            AppState start = stage.State;
            var dead = new List<string>();
            foreach ((string title, Key key) in rows)
            {
                if (!await DoesSomething(stage, pilot, key)) dead.Add($"{KeyWords.Name(key)} {title}");
                for (int i = 0; i < 3 && (pilot.App.TopRunnableView != stage.Screen
                    || pilot.App.Navigation!.GetFocused() is TextField); i++) await pilot.Press(Key.Esc);
                await pilot.Do(() =>
                {
                    if (start.View is { } view) stage.Store.Ask(new GoTo(view.Now));
                    if (stage.State.Places != start.Places)
                        stage.Store.Dispatch(place is Place.Map or Place.Page ? new OpenLessons(place == Place.Map ? null : First)
                            : new Open(place));
                });
                await pilot.Wait(TimeSpan.Zero);
                if (stage.State.Place != place) await pilot.Press(keys);
            }
            Assert.That(dead, Is.Empty);
        });
    }

    private static async Task<bool> DoesSomething(Stage stage, Pilot pilot, Key key)
    {
        string before = Seen(stage, pilot);
        await pilot.Press(key);
        if (Seen(stage, pilot) != before) return true;
        // The first page has none before it, a zoomed pane no border: from elsewhere it has to do something.
        await pilot.Press("z Tab Right");
        before = Seen(stage, pilot);
        await pilot.Press(key);
        return Seen(stage, pilot) != before;
    }

    private static string Seen(Stage stage, Pilot pilot) =>
        $"{stage.State.Place}\n{ScreenPicture.Dump(pilot.App.Driver!, stage.State.Look, "ansi")}\n"
            + $"{pilot.App.Navigation!.GetFocused()?.GetHashCode()} {pilot.App.TopRunnableView?.GetHashCode()} "
            + $"{stage.Asked.Count} {stage.State.Look.Theme.Name}";
}
