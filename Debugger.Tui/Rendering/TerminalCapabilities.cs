namespace Backstep.Debugger.Tui.Rendering;

/// <summary>What the terminal shows, found from options and environment; nothing is asked of the terminal itself.</summary>
public sealed record TerminalCapabilities(ColourLevel Colours, bool Unicode, bool LightBackground)
{
    /// <summary>The values of <c>--color</c>.</summary>
    public const string ColourOptions = "auto, truecolor, 256, 16, none";

    /// <summary>The look for these capabilities and a theme (null: dark or light, as the terminal seems to be).</summary>
    public Look Look(Theme? theme = null) => new(theme ?? (LightBackground ? Theme.Light : Theme.Dark), Colours, Unicode);

    /// <summary>
    /// Colours in this order: <paramref name="colourOption"/>, NO_COLOR (not empty), TERM=dumb, COLORTERM, WT_SESSION, TERM with 256color,
    /// otherwise 16.
    /// </summary>
    /// <param name="variable">Reads a variable of the environment, null when it is not set.</param>
    /// <param name="colourOption">One of <see cref="ColourOptions"/>, or null for auto.</param>
    /// <param name="ascii">True draws with ASCII only, whatever the environment says.</param>
    /// <param name="windows">True on Windows, whose console shows 24-bit colours and Unicode.</param>
    /// <exception cref="ArgumentException">The option is none of the values.</exception>
    public static TerminalCapabilities Detect(
        Func<string, string?> variable, string? colourOption = null, bool ascii = false, bool windows = false)
    {
        string term = variable("TERM") ?? "";
        return new TerminalCapabilities(
            ColoursOf(variable, colourOption, term, windows),
            !ascii && ShowsUnicode(variable, term, windows),
            IsLight(variable("COLORFGBG")));
    }

    /// <summary>The level that a value of <c>--color</c> names; null for auto.</summary>
    /// <exception cref="ArgumentException">The value is none of <see cref="ColourOptions"/>.</exception>
    public static ColourLevel? ParseColours(string? option) => option?.ToUpperInvariant() switch
    {
        null or "" or "AUTO" => null,
        "TRUECOLOR" or "TRUECOLOUR" or "24BIT" => ColourLevel.TrueColour,
        "256" => ColourLevel.Palette256,
        "16" => ColourLevel.Ansi16,
        "NONE" or "NEVER" or "NO" => ColourLevel.None,
        _ => throw new ArgumentException($"--color: \"{option}\" is none of {ColourOptions}"),
    };

    private static ColourLevel ColoursOf(Func<string, string?> variable, string? option, string term, bool windows)
    {
        if (ParseColours(option) is { } chosen) return chosen;
        if (!string.IsNullOrEmpty(variable("NO_COLOR")) || term == "dumb") return ColourLevel.None;
        if (variable("COLORTERM") is "truecolor" or "24bit" || !string.IsNullOrEmpty(variable("WT_SESSION"))
            || term.EndsWith("-direct", StringComparison.Ordinal)) return ColourLevel.TrueColour;
        if (term.Contains("256color", StringComparison.Ordinal)) return ColourLevel.Palette256;
        return windows && term.Length == 0 ? ColourLevel.TrueColour : ColourLevel.Ansi16;
    }

    private static bool ShowsUnicode(Func<string, string?> variable, string term, bool windows)
    {
        if (term == "dumb") return false;
        if (windows) return true;
        string? locale = First(variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG"));
        // Containers often set no locale at all, and their terminal is UTF-8 nevertheless.
        if (locale is null) return true;
        return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
    }

    private static string? First(params ReadOnlySpan<string?> values)
    {
        foreach (string? value in values)
        {
            if (!string.IsNullOrEmpty(value)) return value;
        }
        return null;
    }

    // rxvt, Konsole and others tell their colours as "foreground;background" with palette entries: 7 and 9 to 15 are light.
    private static bool IsLight(string? colours) =>
        colours is not null && int.TryParse(colours[(colours.LastIndexOf(';') + 1)..], out int back)
            && (back == 7 || back is > 8 and <= 15);
}
