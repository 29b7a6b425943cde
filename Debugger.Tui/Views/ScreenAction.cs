using System.Collections.Immutable;
using Backstep.Debugger.Tui.Texts;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Views;

/// <summary>The menus, from left to right.</summary>
public enum MenuGroup
{
    App,
    Run,
    Value,
    View,
    Help,
}

/// <summary>
/// Something that can be done on a screen: the one place for its name, its keys, when it can be done, and what it does. Key bindings, menu
/// bar, status bar, palette and help are all made from it.
/// </summary>
/// <param name="Keys">Keys as scripts write them, separated by blanks: <c>F11 s</c>; the first one is shown. Empty where there is
/// none.</param>
/// <param name="Title">In menu, palette and help.</param>
/// <param name="Do">Mostly: dispatch a message.</param>
public sealed record ScreenAction(string Keys, Func<UiTexts, string> Title, Action Do)
{
    /// <summary>A word or two for the status bar; null, or none for now, keeps it out of there.</summary>
    public Func<UiTexts, string>? Short { get; init; }

    /// <summary>The menu that lists it; null for none.</summary>
    public MenuGroup? Menu { get; init; }

    /// <summary>
    /// Whether it can be done now, with the focus where it is: otherwise it is grey in the menu and missing in the status bar, and its keys
    /// do nothing.
    /// </summary>
    public Func<bool> Can { get; init; } = () => true;

    /// <summary>Whether a line is drawn above it in its menu.</summary>
    public bool StartsGroup { get; init; }

    public ImmutableArray<Key> AllKeys { get; private init; } =
        [.. Keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(KeyWords.Parse)];

    /// <summary>The key that is shown.</summary>
    public Key FirstKey => AllKeys.IsEmpty ? Key.Empty : AllKeys[0];

    /// <summary>The same without the keys that something else has.</summary>
    public ScreenAction Without(ICollection<Key> taken) => this with { AllKeys = [.. AllKeys.Where(key => !taken.Contains(key))] };
}
