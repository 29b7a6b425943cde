using System.Globalization;
using System.Text;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Tests.App;

/// <summary>Screens as files: written where <c>BACKSTEP_WRITE_GOLDEN=1</c> is set, compared with otherwise.</summary>
internal static class Golden
{
    private static bool Writes => Environment.GetEnvironmentVariable("BACKSTEP_WRITE_GOLDEN") is "1";

    /// <summary>The root of the repository.</summary>
    public static string Root
    {
        get
        {
            DirectoryInfo folder = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>The files of all screens, or those of one part of the interface.</summary>
    public static string Folder(params string[] part) => Path.Combine([Root, "tests", "Debugger.Tui.Tests", "App", "Golden", .. part]);

    /// <summary>Fails where the screen is not the recorded one.</summary>
    public static void Compare(string folder, string name, Screen screen)
    {
        string now = Record(screen), file = Path.Combine(folder, name + ".txt");
        if (Writes)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(file, now);
        }
        Assert.That(File.Exists(file), Is.True, $"{file} is missing; BACKSTEP_WRITE_GOLDEN=1 writes it");
        string[] was = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n'), lines = now.Split('\n');
        for (int i = 0; i < Math.Max(was.Length, lines.Length); i++)
        {
            string expected = i < was.Length ? was[i] : "(no line)", actual = i < lines.Length ? lines[i] : "(no line)";
            if (expected != actual) Assert.Fail($"{name}.txt:{i + 1}\nrecorded {expected}\nnow      {actual}\n{ScreenDump.Text(screen)}");
        }
    }

    /// <summary>Fails where a file of the folder belongs to no screen any more.</summary>
    public static void NothingIsLeftOver(string folder, IEnumerable<string> wanted)
    {
        Directory.CreateDirectory(folder);
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileNameWithoutExtension), Is.SubsetOf(wanted));
    }

    /// <summary>The glyphs, then for each row its styles as runs (<c>12a 3b</c>: twelve cells of a, three of b), then what the letters mean.</summary>
    private static string Record(Screen screen)
    {
        var styles = new List<Style>();
        var text = new StringBuilder(ScreenDump.Text(screen));
        text.Append("---\n");
        for (int y = 0; y < screen.Height; y++)
        {
            ReadOnlySpan<Cell> row = screen.Row(y);
            for (int x = 0; x < row.Length;)
            {
                int end = x + 1;
                while (end < row.Length && row[end].Style == row[x].Style) end++;
                int index = styles.IndexOf(row[x].Style);
                if (index < 0)
                {
                    index = styles.Count;
                    styles.Add(row[x].Style);
                }
                text.Append(CultureInfo.InvariantCulture, $"{(x > 0 ? " " : "")}{end - x}{Letter(index)}");
                x = end;
            }
            text.Append('\n');
        }
        text.Append("---\n");
        for (int i = 0; i < styles.Count; i++)
        {
            Style s = styles[i];
            text.Append(CultureInfo.InvariantCulture, $"{Letter(i)} {s.Foreground} on {s.Background}{(s.Attributes == TextAttributes.None ? "" : $" {s.Attributes}")}\n");
        }
        if (screen.Cursor is { } cursor) text.Append(CultureInfo.InvariantCulture, $"cursor {cursor.X},{cursor.Y}\n");
        return text.ToString();
    }

    private static string Letter(int index) => index < 26 ? $"{(char)('a' + index)}" : $"{(char)('a' + index / 26 - 1)}{(char)('a' + index % 26)}";
}
