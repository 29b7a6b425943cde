
namespace Backstep.Debugger.Tui.Rendering;

/// <summary>What painters must know about the terminal: theme, colours, and whether it shows more than ASCII.</summary>
public sealed record Look
{
    private readonly Theme _theme;

    /// <summary>A look; the theme is fitted to the colours.</summary>
    public Look(Theme theme, ColourLevel colours = ColourLevel.TrueColour, bool unicode = true)
    {
        _theme = theme;
        Theme = theme.For(colours);
        Colours = colours;
        Unicode = unicode;
    }

    /// <summary>Styles by meaning.</summary>
    public Theme Theme { get; }

    /// <summary>Colours of the terminal.</summary>
    public ColourLevel Colours { get; }

    /// <summary>
    /// False where the terminal shows ASCII only. Painters draw signs freely (<see cref="Screen.ToAscii"/> replaces them) but choose
    /// simpler pictures.
    /// </summary>
    public bool Unicode { get; }

    /// <summary>The language of the interface's own strings.</summary>
    public Language Language { get; init; }

    /// <summary>Decimals of numbers (significant digits where there is an exponent).</summary>
    public int Digits { get; init; } = FewDigits;

    /// <summary>As many digits as tell numbers apart at a glance, and all that are worth reading.</summary>
    public const int FewDigits = 6, AllDigits = 12;

    /// <summary>The same in another theme, on another terminal.</summary>
    public Look In(Theme? theme = null, ColourLevel? colours = null, bool? unicode = null) =>
        new(theme ?? _theme, colours ?? Colours, unicode ?? Unicode) { Language = Language, Digits = Digits };

    /// <summary>True when a background colour can carry a scale of tones.</summary>
    public bool HasTones => Colours >= ColourLevel.Palette256;

    /// <summary>
    /// A screen as the terminal shows it: ASCII where it must be. Chinese that was asked for stays: only signs that are drawn become ASCII.
    /// </summary>
    public Screen Finish(Screen screen) => Unicode ? screen : screen.ToAscii(keepWide: Language != Language.English);
}
