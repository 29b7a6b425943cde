using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
using Terminal.Gui.Views;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>
/// Wherever a learner is, each key that can be pressed according to status bar, menus and help does something, and what does nothing is
/// not named.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class LessonBarTests
{
    private delegate void Beginning(Func<Stage, Pilot, Task> script);

    /// <summary>What every screen has, and tests of its own for.</summary>
    private static readonly Key[] Everywhere = [Key.F1, Key.F2, Key.O.WithCtrl, Key.F10.WithCtrl, Key.Q];

    private static Beginning OnMap => script => Play(script, 80, 24);

    private static Beginning Lesson(string lesson) => script => PlayLesson(lesson, script, 80, 24);

    private static Beginning Question(string lesson, string question) => script => PlayQuestion(lesson, question, script, 80, 24);

    private static Beginning Own(string lesson, string question) => script => PlayOwn(lesson, question, script, 80, 24);

    /// <summary>Each state: how it begins, and the keys that lead there; "right" is the right answer by keys.</summary>
    private static readonly (string Name, Beginning Begin, string Keys)[] States =
    [
        ("map", OnMap, ""), ("map, filter", OnMap, "/"), ("map, found", OnMap, "/ \"net\" Enter"),
        ("profile", OnMap, "P"), ("badges", OnMap, "P Tab"),
        ("page", Lesson(First), ""), ("last page", Lesson(First), "n"), ("exercise", Lesson(First), "n s"),
        ("training", Lesson(Training), "s"), ("trained", Lesson(Training), "s Enter"),
        ("number", Question(First, "slope"), ""), ("number, all hints", Question(First, "slope"), "? ? ? ?"),
        ("number, wrong", Question(First, "slope"), "\"d(E)/d(out_o1) * out_h1\" Enter"),
        ("number, wrong, the field", Question(First, "slope"), "\"d(E)/d(out_o1) * out_h1\" Enter 1"),
        ("number, right", Question(First, "slope"), "right Enter"), ("factor", Question(First, "factor"), ""),
        ("sign", Question(First, "sign"), ""), ("choice, wrong", Question(First, "turn"), "wrong Enter"),
        ("shape", Question(Second, "shape"), ""), ("order", Question(Second, "order"), ""),
        ("order, hint", Question(Second, "order"), "?"), ("step", Question(Boss, "where"), ""),
        ("step, wrong", Question(Boss, "where"), "Enter"), ("repair", Question(Boss, "repair"), ""),
        ("how sure", Own("one-weight", "gradient"), "1 2 3 Enter"),
        ("sure and wrong", Own("one-weight", "gradient"), "1 2 3 Enter s"),
        ("because", Own("one-weight", "gradient"), "right Enter Enter"),
        ("because, a reason", Own("one-weight", "gradient"), "right Enter Enter Down"),
        ("because, chosen", Own("one-weight", "gradient"), "right Enter Enter Down Enter"),
        ("review", Own("one-weight", "gradient"), "1 2 3 Enter s Esc Esc Esc d"),
        ("review, wrong", Own("one-weight", "gradient"), "1 2 3 Enter s Esc Esc Esc d 1 2 3 Enter"),
        ("test", OnMap, "t"), ("test, judged", OnMap, "t 1 Enter"),
    ];

    private static IEnumerable<TestCaseData> Cases() => States.Select((s, i) => new TestCaseData(i).SetName($"{{m}}({s.Name})"));

    [TestCaseSource(nameof(Cases))]
    public void Each_key_that_is_named_does_something(int state)
    {
        (string name, Beginning begin, string keys) = States[state];
        (Key Key, string Title, bool InBar)[] named = [];
        begin(async (stage, pilot) =>
        {
            await Go(stage, pilot, keys);
            named = [.. stage.Screen.Actions.Where(a => a.Can()).SelectMany(a => a.AllKeys
                .Select(k => (k, a.Title(stage.State.Texts), a.Short?.Invoke(stage.State.Texts) is { Length: > 0 })))
                .Where(a => !Everywhere.Contains(a.k))];
            // The debugger's own keys have a test of their own.
            string[] shown = [.. stage.Screen.SubViews.OfType<StatusBar>().Single().SubViews.OfType<Shortcut>().Where(s => s.Visible)
                .Select(s => s.KeyView.Text)];
            if (stage.State.Place == Place.Exercise) named = [.. named.Where(n => shown.Contains(KeyWords.Name(n.Key)))];
            // Letters and digits are the field's while one types.
            if (pilot.App.Navigation!.GetFocused() is not TextField) return;
            Assert.That(shown.Where(k => k.Length == 1 && char.IsLetterOrDigit(k[0])), Is.Empty, pilot.Text);
            named = [.. named.Where(n => n.Key.AsRune.Value < 32 || n.Key == new Key('?'))];
        });
        Assert.That(named.Where(n => n.InBar), Is.Not.Empty);
        var dead = new List<string>();
        foreach ((Key key, string title, _) in named)
            begin(async (stage, pilot) =>
            {
                await Go(stage, pilot, keys);
                string before = Seen(stage, pilot);
                await pilot.Press(key);
                if (Seen(stage, pilot) == before) dead.Add($"{KeyWords.Name(key)} {title}\n{pilot.Text}");
            });
        Assert.That(dead, Is.Empty, name);
    }

    [Test]
    public void Where_no_commands_can_be_typed_their_key_says_so_and_help_does_not_name_it() => PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Press(":");
        Assert.That(pilot.Lines[^2], Does.Contain("typed in the debugger"));
        Assert.That(stage.Screen.Actions.SelectMany(a => a.AllKeys), Has.None.EqualTo(new Key(':')));
        await pilot.Press("n s : \"step 2\" Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(2));
    });

    [Test]
    public void A_goal_that_is_reached_elsewhere_than_in_the_debugger_says_how_to_go_on_from_there() =>
        PlayOwnLesson("hidden-gradients", async (stage, pilot) =>
    {
        await pilot.Press("s : \"until w1.grad\" Enter : \"explain w1.grad\" Enter");
        Assert.That((stage.State.Place, pilot.Lines[^2]), Is.EqualTo((Place.Explanation,
            " goal reached: Esc leads back, where N goes on to the questions")));
        await pilot.Press("Esc N");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Quiz));
    }, 80, 24);

    private static async Task Go(Stage stage, Pilot pilot, string keys)
    {
        foreach (string part in keys.Split("right"))
        {
            if (part != keys.Split("right")[0]) await ChooseOrType(stage, pilot);
            await pilot.Press(part.Replace("wrong", keys.Contains("wrong", StringComparison.Ordinal) && Right(stage) == "1" ? "2" : "1",
                StringComparison.Ordinal));
        }
    }

    private static string Seen(Stage stage, Pilot pilot) =>
        $"{stage.State.Place}\n{ScreenPicture.Dump(pilot.App.Driver!, stage.State.Look, "ansi")}\n"
            + $"{pilot.App.Navigation!.GetFocused()?.GetHashCode()} {pilot.App.TopRunnableView?.GetHashCode()} {stage.Asked.Count}";
}
