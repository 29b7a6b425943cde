using Backstep.Debugger.Tui.Views;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.App;

/// <summary>A key of a screen: what it does, and how footer and help speak of it.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Keys">The keys, the one that is shown first.</param>
/// <param name="Short">One or two words for the footer; null keeps it out of there.</param>
/// <param name="Help">What it does, in a line.</param>
public sealed record KeyBinding<TAction>(TAction Action, ImmutableArray<Keystroke> Keys, LocalText? Short, LocalText Help) where TAction : struct, Enum
{
    /// <summary>A binding whose keys are written as scripts write them, separated by blanks.</summary>
    public KeyBinding(TAction action, string keys, LocalText? shortText, LocalText help)
        : this(action, [.. keys.Split(' ').Select(KeyScript.Key)], shortText, help)
    {
    }

    /// <summary>The keys as people read them: <c>s or F11</c>.</summary>
    public string KeyNames(UiTexts texts) => string.Join(texts.Common.Or, Keys.Select(KeyNaming.Name));
}

/// <summary>Keys as people read them.</summary>
public static class KeyNaming
{
    /// <summary>How a key is shown: <c>Shift-F11</c>, <c>↑</c>, <c>s</c>.</summary>
    public static string Name(Keystroke key) => (key.Modifiers.HasFlag(KeyModifiers.Control) ? key with { Rune = System.Text.Rune.ToUpperInvariant(key.Rune) } : key).ToString()
        .Replace("S-", "Shift-", StringComparison.Ordinal).Replace("C-", "Ctrl-", StringComparison.Ordinal).Replace("A-", "Alt-", StringComparison.Ordinal)
        .Replace("Up", "↑", StringComparison.Ordinal).Replace("Down", "↓", StringComparison.Ordinal)
        .Replace("Left", "←", StringComparison.Ordinal).Replace("Right", "→", StringComparison.Ordinal)
        .Replace("Page↑", "PgUp", StringComparison.Ordinal).Replace("Page↓", "PgDn", StringComparison.Ordinal).Replace("Escape", "Esc", StringComparison.Ordinal);
}
