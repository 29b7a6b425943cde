using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.Tests.Rendering;

public sealed class ScreenDiffTests
{
    private static readonly string[] Pieces = ["a", "bc", " ", "误", "差错", "─", "⣿", "🎉", "e\u0301", "👩‍🔬", "xyz", "12"];

    private static Screen Random(Random random, int width, int height, Screen? from = null)
    {
        var screen = new Screen(width, height);
        if (from is not null)
        {
            for (int y = 0; y < height; y++)
            {
                int x = 0;
                foreach (Cell cell in from.Row(y))
                {
                    if (!cell.IsContinuation) screen.Put(x, y, cell.Text, cell.Style);
                    x++;
                }
            }
        }
        int writes = random.Next(from is null ? 30 : 8);
        for (int i = 0; i < writes; i++)
        {
            var style = new Style(random.Next(3) == 0 ? default : Colour.Palette((byte)random.Next(16)), random.Next(3) == 0 ? Colour.Hex(random.Next(0xFFFFFF)) : default, (TextAttributes)random.Next(8));
            string text = Pieces[random.Next(Pieces.Length)] + Pieces[random.Next(Pieces.Length)];
            screen.Put(random.Next(-2, width), random.Next(-1, height + 1), text, style);
        }
        return screen;
    }

    private static void Show(TerminalEmulator emulator, Screen? before, Screen after) =>
        emulator.Write(Encoding.UTF8.GetString(new AnsiWriter(ColourLevel.TrueColour).Frame(before, after).Span));

    private static bool Shows(TerminalEmulator emulator, Screen screen)
    {
        for (int y = 0; y < screen.Height; y++)
        {
            for (int x = 0; x < screen.Width; x++)
            {
                if (emulator[x, y] != TerminalEmulator.Expected(screen, x, y, ColourLevel.TrueColour)) return false;
            }
        }
        return !emulator.InUpdate;
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Replaying_the_difference_over_the_first_screen_gives_the_second(int seed, bool narrow)
    {
        var random = new Random(seed);
        int width = random.Next(1, 20), height = random.Next(1, 5);
        Screen first = Random(random, width, height), second = Random(random, width, height, random.Next(2) == 0 ? first : null);
        var emulator = new TerminalEmulator(width, height, narrow);
        Show(emulator, null, first);
        if (!Shows(emulator, first)) return false;
        Show(emulator, first, second);
        return Shows(emulator, second);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Runs_cover_every_changed_cell(int seed)
    {
        var random = new Random(seed);
        Screen first = Random(random, 12, 3), second = Random(random, 12, 3, first);
        List<DiffRun> runs = ScreenDiff.Runs(first, second);
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                if (first[x, y] != second[x, y] && !runs.Any(run => run.Y == y && x >= run.X && x < run.X + run.Length)) return false;
            }
        }
        return true;
    }

    [Test]
    public void The_same_screen_writes_nothing()
    {
        var screen = new Screen(10, 2);
        screen.Put(0, 0, "误差 abc", default);
        var same = new Screen(10, 2);
        same.Put(0, 0, "误差 abc", default);
        Assert.That(new AnsiWriter(ColourLevel.TrueColour).Frame(screen, same).Length, Is.Zero);
    }

    [Test]
    public void A_run_ends_after_each_wide_sign()
    {
        var after = new Screen(8, 1);
        after.Put(0, 0, "a误bc", default);
        Assert.That(ScreenDiff.Runs(new Screen(8, 1), after), Is.EqualTo(new[] { new DiffRun(0, 0, 3), new DiffRun(3, 0, 2) }));
    }

    [Test]
    public void Changes_close_to_one_another_are_one_run()
    {
        var after = new Screen(20, 1);
        after.Put(0, 0, "a   b", default);
        after.Put(15, 0, "c", default);
        Assert.That(ScreenDiff.Runs(new Screen(20, 1), after), Is.EqualTo(new[] { new DiffRun(0, 0, 5), new DiffRun(15, 0, 1) }));
    }

    [Test]
    public void Another_size_clears_and_paints_in_one_synchronised_update()
    {
        string output = Encoding.UTF8.GetString(new AnsiWriter(ColourLevel.None).Frame(new Screen(3, 1), new Screen(2, 1)).Span);
        Assert.That(output, Is.EqualTo("\u001b[?2026h\u001b[?25l\u001b[0m\u001b[2J\u001b[1;1H\u001b[0m  \u001b[0m\u001b[?2026l"));
    }

    [Test]
    public void The_cursor_is_shown_where_the_screen_has_it()
    {
        var after = new Screen(5, 2) { Cursor = (3, 1) };
        string output = Encoding.UTF8.GetString(new AnsiWriter(ColourLevel.None).Frame(new Screen(5, 2), after).Span);
        Assert.That(output, Is.EqualTo("\u001b[?2026h\u001b[?25l\u001b[2;4H\u001b[?25h\u001b[?2026l"));
    }
}
