using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>Someone who presses anything at any time in the lessons: nothing may break, and each frame fills the window exactly.</summary>
public sealed class LessonRandomInputTests
{
    private const int Events = 1200;

    private static readonly string[] Keys =
    [
        "Enter", "Enter", "Enter", "Escape", "n", "N", "N", "s", "o", "o", "x", "t", "d", "P", "?", "H", "L", "/", "j", "k", "J", "K", "Up", "Down", "Left", "Right", "Tab", "Home", "End", "PageUp", "PageDown",
        "1", "2", "3", "+", "-", "0", "g", "b", "e", "Space", "Backspace", "S-Up", "S-Down", "c", "r", "R", "p", "\"-0.018\"", "\"7, 7\"", "\"数字 w5\"", "\"foo(\"", "F1", ":",
    ];

    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (59, 20), (60, 19), (60, 20), (80, 24), (100, 30), (112, 34), (120, 36), (200, 60), (220, 60), (61, 60), (220, 20)];

    [TestCase(First, 1)]
    [TestCase(First, 2)]
    [TestCase(Second, 3)]
    [TestCase(Boss, 4)]
    [TestCase(null, 5)]
    [TestCase(null, 6)]
    public void Random_events_break_nothing(string? lesson, int seed)
    {
        var random = new Random(seed);
        Look? look = seed % 3 == 0 ? new Look(Theme.Light, ColourLevel.None, unicode: false) : seed % 3 == 1 ? new Look(Theme.Dark) { Language = Language.ChineseSimplified } : null;
        (int Width, int Height) size = (120, 40);
        Pilot pilot = Start();
        var played = new List<string>();
        for (int i = 0; i < Events; i++)
        {
            string now = Next(random, size);
            played.Add(now);
            try
            {
                pilot.Press(now);
            }
            catch (Exception e) when (e is not AssertionException)
            {
                throw new AssertionException($"seed {seed}, event {i}: {e.GetType().Name} {e.Message} after {string.Join(" ", played.TakeLast(16))}", e);
            }
            if (now.StartsWith("Resize@", StringComparison.Ordinal)) size = pilot.Model.Size;
            Check(pilot.Screen, size, seed, i);
            if (pilot.HasQuit) pilot = Start().Resize(size.Width, size.Height);
        }

        Pilot Start()
        {
            size = (120, 40);
            return lesson is null ? Map(look: look) : Page(lesson, look: look);
        }
    }

    private static void Check(Screen screen, (int Width, int Height) size, int seed, int at)
    {
        if ((screen.Width, screen.Height) != size) Assert.Fail($"seed {seed}, event {at}: the window is {size}, the frame {screen.Width}×{screen.Height}");
        for (int y = 0; y < screen.Height; y++)
        {
            int columns = 0;
            foreach (Cell cell in screen.Row(y)) columns += cell.Width;
            if (columns != screen.Width) Assert.Fail($"seed {seed}, event {at}: row {y} has {columns} columns of {screen.Width}: {ScreenDump.Line(screen, y)}");
        }
    }

    private static string Next(Random random, (int Width, int Height) size)
    {
        int x = random.Next(size.Width), y = random.Next(2) == 0 ? size.Height - 1 : random.Next(size.Height);
        switch (random.Next(20))
        {
            case < 14: return Keys[random.Next(Keys.Length)];
            case < 17: return $"Click@{x},{y}";
            case 17: return $"Wheel{(random.Next(2) == 0 ? "Up" : "Down")}@{x},{y}";
            case 18: return ((char)random.Next(97, 123)).ToString();
            default:
                (int width, int height) = Sizes[random.Next(Sizes.Length)];
                return random.Next(3) == 0 ? $"Resize@{width}x{height}" : "Enter";
        }
    }
}
