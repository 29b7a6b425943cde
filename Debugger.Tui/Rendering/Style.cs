namespace Backstep.Debugger.Tui.Rendering;

/// <summary>Attributes of a cell besides its colours.</summary>
[Flags]
public enum TextAttributes : byte
{
    /// <summary>Plain.</summary>
    None = 0,

    /// <summary>Bold or bright.</summary>
    Bold = 1,

    /// <summary>Faint.</summary>
    Dim = 2,

    /// <summary>Italic.</summary>
    Italic = 4,

    /// <summary>Underlined.</summary>
    Underline = 8,

    /// <summary>Foreground and background exchanged.</summary>
    Reverse = 16,

    /// <summary>Struck through.</summary>
    Strike = 32,
}

/// <summary>How a cell looks. A colour left at <see cref="Colour.Inherit"/> takes what lies beneath.</summary>
public readonly record struct Style(Colour Foreground, Colour Background = default, TextAttributes Attributes = TextAttributes.None)
{
    /// <summary>Everything inherited.</summary>
    public static Style Plain => default;

    /// <summary>The same style in bold.</summary>
    public Style Bold => this with { Attributes = Attributes | TextAttributes.Bold };

    /// <summary>The same style underlined.</summary>
    public Style Underline => this with { Attributes = Attributes | TextAttributes.Underline };

    /// <summary>The same style with the colours exchanged.</summary>
    public Style Reverse => this with { Attributes = Attributes | TextAttributes.Reverse };

    /// <summary>The same style in italics.</summary>
    public Style Italic => this with { Attributes = Attributes | TextAttributes.Italic };

    /// <summary>The same style on another background.</summary>
    public Style On(Colour background) => this with { Background = background };

    /// <summary>This style laid over another: own colours win, attributes add up.</summary>
    public Style Over(Style beneath) => new(
        Foreground.IsInherit ? beneath.Foreground : Foreground,
        Background.IsInherit ? beneath.Background : Background,
        Attributes | beneath.Attributes);

    // The one that records have prints Bold, which is a style that prints Bold.
    public override string ToString() => $"{Foreground} on {Background}{(Attributes == TextAttributes.None ? "" : $" {Attributes}")}";

    /// <summary>
    /// What a terminal of this level can show. Dim goes with the colours: without them only bold, underline and reverse are sure.
    /// </summary>
    public Style Downgrade(ColourLevel level) => level == ColourLevel.None
        ? new Style(default, default, Attributes & (TextAttributes.Bold | TextAttributes.Underline | TextAttributes.Reverse))
        : new Style(Foreground.Downgrade(level), Background.Downgrade(level), Attributes);
}
