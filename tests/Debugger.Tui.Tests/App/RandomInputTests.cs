using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Tests.App;

/// <summary>A person who presses anything at any time: nothing may break, and each frame fills the window exactly.</summary>
public sealed class RandomInputTests
{
    private const int Events = 1000;

    private static readonly string[] Texts = ["w5", "0.3", "-", "2*w5 + w1", "conv1.weight", "step 3", "back", "help", "explain w5.grad", "break 4", "print w1", "set lr = 0.5", "数字 😀", "\u001b[2J", "foo(", "[1, 2"];

    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (59, 20), (60, 19), (60, 20), (80, 24), (100, 30), (110, 30), (120, 40), (200, 60), (220, 60), (61, 60), (220, 20)];

    [TestCase("two-layer", 1)]
    [TestCase("two-layer", 2)]
    [TestCase("tutorial-net", 3)]
    [TestCase("network1", 4)]
    [TestCase("network2", 5)]
    [TestCase("activations", 6)]
    [TestCase("layers", 7)]
    [TestCase(null, 8)]
    public void A_thousand_random_events_break_nothing(string? program, int seed)
    {
        var random = new Random(seed);
        var pilot = new Pilot(program, 120, 40, random.Next(3) == 0 ? new Look(Theme.Light, ColourLevel.None, unicode: false) : null);
        (int Width, int Height) size = (120, 40);
        var played = new List<InputEvent>();
        for (int i = 0; i < Events; i++)
        {
            InputEvent next = Next(random, size);
            played.Add(next);
            if (next is ResizeEvent to) size = (to.Width, to.Height);
            try
            {
                pilot.Send(next);
            }
            catch (Exception e)
            {
                throw new AssertionException($"seed {seed}, event {i}: {e.GetType().Name} {e.Message} after {string.Join(" | ", played.TakeLast(12))}", e);
            }
            Check(pilot.Screen, size);
            // A person who has left starts again.
            if (pilot.HasQuit) pilot = new Pilot(program, size.Width, size.Height);
        }
    }

    /// <summary>On a terminal the engine's answers come later than the next keys; here they come after a random number of them.</summary>
    [TestCase("two-layer", 11)]
    [TestCase("two-layer", 12)]
    [TestCase("network2", 13)]
    [TestCase("network1", 14)]
    public void Answers_of_the_engine_that_come_late_break_nothing(string program, int seed)
    {
        var random = new Random(seed);
        var host = new SessionHost(new ReferenceBackend());
        var model = new AppModel { Size = (120, 40), Look = new Look(Theme.Dark) };
        model = AppUpdate.Update(model, host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions()))).Model;
        var waiting = new Queue<SessionCommand>();
        for (int i = 0; i < Events; i++)
        {
            Msg message = waiting.Count > 0 && random.Next(4) == 0 ? host.Execute(waiting.Dequeue(), CancellationToken.None) : new InputMsg(Next(random, model.Size));
            Step step = AppUpdate.Update(model, message);
            foreach (Effect effect in step.Effects)
                if (effect is SessionEffect { Command: var command }) waiting.Enqueue(command);
            (Screen screen, HitMap hits) = AppView.Paint(step.Model);
            model = step.Model with { Hits = hits };
            Check(screen, model.Size);
        }
        while (waiting.TryDequeue(out SessionCommand? last))
        {
            Step step = AppUpdate.Update(model, host.Execute(last, CancellationToken.None));
            foreach (Effect effect in step.Effects)
                if (effect is SessionEffect { Command: var command }) waiting.Enqueue(command);
            model = step.Model;
        }
        Assert.That(model.IsBusy, Is.False, "all answers have come");
    }

    private static void Check(Screen screen, (int Width, int Height) size)
    {
        if ((screen.Width, screen.Height) != size) Assert.Fail($"the window is {size}, the frame {screen.Width}×{screen.Height}");
        for (int y = 0; y < screen.Height; y++)
        {
            int columns = 0;
            foreach (Cell cell in screen.Row(y)) columns += cell.Width;
            if (columns != screen.Width) Assert.Fail($"row {y} has {columns} columns of {screen.Width}: {ScreenDump.Line(screen, y)}");
        }
    }

    private static InputEvent Next(Random random, (int Width, int Height) size)
    {
        int x = random.Next(-1, size.Width + 1), y = random.Next(-1, size.Height + 1);
        // Half of the clicks go to the last two rows: footer and time line.
        if (random.Next(2) == 0) y = size.Height - 1 - random.Next(2);
        switch (random.Next(20))
        {
            case < 9:
                var binding = DebugKeys.All[random.Next(DebugKeys.All.Length)];
                return new KeyEvent(binding.Keys[random.Next(binding.Keys.Length)]);
            case < 12:
                return new KeyEvent(new Keystroke((KeyCode)random.Next(1, Enum.GetValues<KeyCode>().Length), (KeyModifiers)random.Next(8)));
            case 12:
                return new KeyEvent(new Keystroke((char)random.Next(32, 127), (KeyModifiers)random.Next(8)));
            case 13:
                return new PasteEvent(Texts[random.Next(Texts.Length)]);
            case < 17:
                return new MouseEvent(MouseAction.Press, random.Next(5) == 0 ? MouseButton.Right : MouseButton.Left, x, y);
            case 17:
                return new MouseEvent(random.Next(2) == 0 ? MouseAction.Drag : MouseAction.Release, MouseButton.Left, x, y);
            case 18:
                return new MouseEvent(random.Next(2) == 0 ? MouseAction.WheelDown : MouseAction.WheelUp, MouseButton.None, x, y);
            default:
                (int width, int height) = random.Next(2) == 0 ? Sizes[random.Next(Sizes.Length)] : (random.Next(1, 221), random.Next(1, 61));
                return random.Next(3) == 0 ? new ResizeEvent(width, height) : new FocusEvent(random.Next(2) == 0);
        }
    }
}
