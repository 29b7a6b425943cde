using System.Drawing;
using System.Text;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Tests.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>
/// A person who presses, clicks, pastes and resizes anything at any time: nothing breaks, and the program still answers afterwards.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class RandomEventTests
{
    private const int AtOnce = 6;

    /// <summary>Of each case; `.ci/run` asks for more of them than a person who runs the tests has time for.</summary>
    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("BACKSTEP_TEST_EVENTS") ?? "300");

    private static readonly string[] Texts = ["w5", "0.3", "-", "2*w5 + w1", "conv1.weight", "step 3", "back", "help", "explain w5.grad",
        "break 4", "print w1", "set lr = 0.5", "数字 😀", "\e[2J", "foo(", "[1, 2"];

    private static readonly string[] Keys =
    [
        "Up", "Down", "Left", "Right", "PageUp", "PageDown", "Home", "End", "Enter", "Enter", "Esc", "Tab", "S-Tab", "Backspace", "Delete",
            "Space", "F1", "F5", "F6", "F8", "F9", "F10", "F11", "C-F10",
        "A-r", "A-v", "A-h", "C-Left", "C-Right", "C-Up", "C-Down", "C-a", "C-v", "C-x",
    ];

    private static readonly Size[] Sizes = [new(1, 1), new(59, 20), new(60, 20), new(80, 24), new(100, 32), new(110, 30), new(120, 40),
        new(200, 60), new(220, 60), new(61, 60), new(220, 20), new(7, 3)];

    [TestCase("two-layer", 1)]
    [TestCase("two-layer", 2)]
    [TestCase("tutorial-net", 3)]
    [TestCase("network1", 4)]
    [TestCase("softmax", 5)]
    [TestCase("one-weight", 6)]
    [TestCase("micrograd", 7)]
    [TestCase("microgpt", 8)]
    [TestCase("attention", 9)]
    [TestCase("microgpt-sample", 10)]
    public void Random_events_break_nothing(string program, int seed)
    {
        Play(seed, (look, random, played) =>
        {
            using var stage = new Stage(program, 120, 40, look);
            Run(stage, random, played, "", async pilot =>
            {
                await pilot.Do(() => stage.Store.Dispatch(new Open(Place.Debug)));
                if (stage.State.Debug.IsPredicting) await pilot.Press("p");
                await pilot.Press("R s");
                Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1), pilot.Text);
            });
        });
    }

    [TestCase("", Place.Map, 1)]
    [TestCase("Enter", Place.Page, 2)]
    [TestCase("Enter s", Place.Exercise, 3)]
    [TestCase("t", Place.Quiz, 4)]
    public void Random_events_break_no_lesson(string way, Place beginning, int seed)
    {
        Play(seed, (look, random, played) =>
        {
            using var stage = new Stage(null, 120, 40, look, lessons: LearnerStore.Sources());
            stage.Store.Dispatch(new OpenLessons());
            Run(stage, random, played, way, async pilot =>
            {
                await pilot.Do(() => stage.Store.Dispatch(new OpenLessons()));
                await pilot.Press("P");
                Assert.That(stage.State.Place, Is.EqualTo(Place.Profile), pilot.Text);
            }, () => Assert.That(stage.State.Place, Is.EqualTo(beginning)));
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Random_events_break_no_drawing(int seed)
    {
        Play(seed, (look, random, played) =>
        {
            using var stage = new Stage(null, 120, 40, look);
            stage.Store.Ask(new StartRun(RunRequests.Short(batch: 500)));
            stage.Store.Dispatch(new Open(Place.Draw));
            Run(stage, random, played, "", async pilot =>
            {
                await pilot.Do(() => stage.Store.Dispatch(new Open(Place.Draw)));
                if (pilot.Lines[1].Contains($" {stage.State.Texts.Training.IsEraser} ", StringComparison.Ordinal)) await pilot.Press("e");
                await pilot.Press("c Drag@14,4,14,13");
                Assert.That(stage.State.Draw.Sketch.Pixels.Count(p => p > 0), Is.Positive, pilot.Text);
            });
        });
    }

    private static void Play(int seed, Action<Look?, Random, List<string>> run)
    {
        var random = new Random(seed);
        Look? look = random.Next(3) == 0 ? new Look(Theme.Light, ColourLevel.None, unicode: false) : null;
        var played = new List<string>();
        // A menu's last entry leaves the program; then it is started anew.
        int starts = 0;
        while (played.Count < Events)
        {
            run(look, random, played);
            Assert.That(++starts, Is.LessThan(10 + Events / 10), "it ends again and again");
        }
        TestContext.Out.WriteLine($"{played.Count} events in {starts} runs");
    }

    private static void Run(Stage stage, Random random, List<string> played, string way, Func<Pilot, Task> answers, Action? begun = null)
    {
        stage.Play(async pilot =>
        {
            await pilot.Press(way);
            begun?.Invoke();
            try
            {
                while (played.Count < Events)
                {
                    Action[] events = [.. Enumerable.Range(0, AtOnce).Select(_ => Next(random, pilot, played))];
                    await pilot.Do(() => { foreach (Action next in events) next(); });
                }
                // Whatever is open is closed, and the program still answers.
                await pilot.Resize(120, 40);
                for (int i = 0; i < 12; i++) await pilot.Press(Key.Esc);
                await answers(pilot);
                Assert.That(pilot.Lines, Has.Length.EqualTo(40));
            }
            catch (Exception e) when (e is not AssertionException)
            {
                throw new AssertionException($"{e.GetType().Name} {e.Message} after {string.Join(" | ", played.TakeLast(16))}", e);
            }
        });
    }

    private static Action Next(Random random, Pilot pilot, List<string> played)
    {
        int x = random.Next(-1, pilot.Width + 1), y = random.Next(-1, pilot.Height + 1);
        // Many clicks go to the last rows: status bar, message line, time line.
        if (random.Next(3) == 0) y = pilot.Height - 1 - random.Next(3);
        switch (random.Next(20))
        {
            case 0:
                Size size = Sizes[random.Next(Sizes.Length)];
                return Say($"resize {size}", () => pilot.App.Driver!.SetScreenSize(size.Width, size.Height));
            case 1:
                string pasted = Texts[random.Next(Texts.Length)];
                return Say($"paste {pasted}", () => pilot.App.Driver!.GetInputProcessor().RaisePasteEvent(pasted));
            case 2:
                string typed = Texts[random.Next(Texts.Length)];
                return Say($"type {typed}", () =>
                {
                    foreach (Rune rune in typed.EnumerateRunes()) if (rune.Value >= ' ')
                        pilot.App.InjectKey(new Key(rune.Value));
                });
            case 3 or 4 or 5:
                MouseFlags[] flags = [MouseFlags.LeftButtonPressed, MouseFlags.LeftButtonReleased, MouseFlags.LeftButtonClicked,
                    MouseFlags.LeftButtonDoubleClicked, MouseFlags.WheeledUp, MouseFlags.WheeledDown,
                    MouseFlags.LeftButtonPressed | MouseFlags.PositionReport, MouseFlags.PositionReport, MouseFlags.RightButtonClicked];
                MouseFlags flag = flags[random.Next(flags.Length)];
                return Say($"{flag} {x},{y}", () => pilot.App.InjectMouse(new Mouse { ScreenPosition = new Point(x, y), Flags = flag }));
            case 6 or 7 or 8 or 9 or 10:
                string word = Keys[random.Next(Keys.Length)];
                return Say(word, () => pilot.App.InjectKey(KeyWords.Parse(word)));
            default:
                // q leaves, which is not looked for here; letters that are typed into a field end nothing.
                char letter;
                do letter = (char)random.Next('!', '~' + 1); while (letter is 'q' or 'Q');
                return Say(letter.ToString(), () => pilot.App.InjectKey(new Key(letter)));
        }

        Action Say(string what, Action act)
        {
            played.Add(what);
            return act;
        }
    }
}
