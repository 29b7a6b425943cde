using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Texts;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Scripts such as <c>F11 S-F11 i e Enter "w5" Click@10,5 DoubleClick@3,4 WheelDown@3,4 Drag@1,2,30,2 Resize@80x24</c>: words between
/// blanks, each a key (modifiers <c>S-</c>, <c>C-</c>, <c>A-</c> or spelled out), a quoted text that is typed, a mouse event or a new size.
/// A line that starts with <c>#</c> is a comment.
/// </summary>
public static class KeyScript
{
    /// <summary>The steps of a script.</summary>
    /// <exception cref="UsageException">A word means nothing.</exception>
    public static IReadOnlyList<Func<Pilot, Task>> Parse(string script, UsageTexts? texts = null)
    {
        texts ??= UsageTexts.In(Language.English);
        var steps = new List<Func<Pilot, Task>>();
        foreach (string line in script.Split('\n'))
        {
            if (line.TrimStart().StartsWith('#') && line.Trim().Length > 1) continue;
            for (int at = 0; at < line.Length;)
            {
                if (char.IsWhiteSpace(line[at]))
                {
                    at++;
                    continue;
                }
                int close = line[at] == '"' ? line.IndexOf('"', at + 1) : -1;
                if (close > 0)
                {
                    string typed = line[(at + 1)..close];
                    steps.Add(pilot => pilot.Type(typed));
                    at = close + 1;
                    continue;
                }
                int end = at;
                while (end < line.Length && !char.IsWhiteSpace(line[end])) end++;
                steps.Add(Step(line[at..end], texts));
                at = end;
            }
        }
        return steps;
    }

    private static Func<Pilot, Task> Step(string word, UsageTexts texts)
    {
        if (word.IndexOf('@', StringComparison.Ordinal) is > 0 and int mark)
            return AtPlace(word, word[..mark].ToUpperInvariant(), word[(mark + 1)..].Split(',', 'x'), texts);
        return KeyWords.TryParse(word, out Key? key) ? pilot => pilot.Press(key) : throw new UsageException(texts.NoKey(word));
    }

    private static Func<Pilot, Task> AtPlace(string word, string name, string[] places, UsageTexts texts)
    {
        var n = new int[places.Length];
        for (int i = 0; i < n.Length; i++)
            if (!int.TryParse(places[i], NumberStyles.None, CultureInfo.InvariantCulture, out n[i]))
                throw new UsageException(texts.NoKey(word));
        return (name, n.Length) switch
        {
            ("RESIZE", 2) => pilot => pilot.Resize(n[0], n[1]),
            ("CLICK", 2) => pilot => pilot.Click(n[0], n[1]),
            ("RIGHTCLICK", 2) => pilot => pilot.Click(n[0], n[1], right: true),
            ("DOUBLECLICK", 2) => pilot => pilot.DoubleClick(n[0], n[1]),
            ("DRAG", 4) => pilot => pilot.Drag(n[0], n[1], n[2], n[3]),
            ("PRESS", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.LeftButtonPressed),
            ("RELEASE", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.LeftButtonReleased),
            ("MOVE", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.PositionReport),
            ("WHEELUP", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.WheeledUp),
            ("WHEELDOWN", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.WheeledDown),
            ("WHEELLEFT", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.WheeledLeft),
            ("WHEELRIGHT", 2) => pilot => pilot.Mouse(n[0], n[1], MouseFlags.WheeledRight),
            _ => throw new UsageException(texts.NoKey(word)),
        };
    }
}
