using System.Globalization;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// A colour of a cell: inherited (the colour beneath, in the end the terminal's own), an entry of xterm's palette, or 24-bit RGB.
/// An RGB colour may name the palette entry (0 to 15) that stands for it where there are 16 colours only.
/// </summary>
public readonly struct Colour : IEquatable<Colour>
{
    /// <summary>As <c>ansi</c> of <see cref="Rgb"/>: take the nearest of the 16 colours.</summary>
    public const int Nearest = -2;

    /// <summary>As <c>ansi</c> of <see cref="Rgb"/>: with 16 colours, keep the terminal's own colour.</summary>
    public const int TerminalDefault = -1;

    private const uint PaletteKind = 1u << 30;
    private const uint RgbKind = 2u << 30;
    private const uint KindMask = 3u << 30;

    // kind (2 bits), fallback + 2 (6 bits), then red, green, blue or the palette's index (24 bits)
    private readonly uint _bits;

    private Colour(uint bits) => _bits = bits;

    /// <summary>The colour beneath; on an empty screen the terminal's own.</summary>
    public static Colour Inherit => default;

    /// <summary>True for <see cref="Inherit"/>.</summary>
    public bool IsInherit => _bits == 0;

    /// <summary>True for an entry of the palette.</summary>
    public bool IsPalette => (_bits & KindMask) == PaletteKind;

    /// <summary>True for a 24-bit colour.</summary>
    public bool IsRgb => (_bits & KindMask) == RgbKind;

    /// <summary>Index in xterm's palette, 0 to 255; meaningful when <see cref="IsPalette"/>.</summary>
    public int Index => (int)(_bits & 0xFF);

    /// <summary>The colour with a 24-bit value and, optionally, its stand-in among the 16 colours.</summary>
    public static Colour Rgb(byte red, byte green, byte blue, int ansi = Nearest) =>
        new(RgbKind | ((uint)(Math.Clamp(ansi, Nearest, 15) + 2) << 24) | ((uint)red << 16) | ((uint)green << 8) | blue);

    /// <summary>The colour <c>0xRRGGBB</c>.</summary>
    public static Colour Hex(int rgb, int ansi = Nearest) => Rgb((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb, ansi);

    /// <summary>An entry of xterm's palette.</summary>
    public static Colour Palette(byte index) => new(PaletteKind | index);

    /// <summary>The mixture of two colours; <paramref name="share"/> 0 gives <paramref name="a"/>, 1 gives <paramref name="b"/>.</summary>
    public static Colour Blend(Colour a, Colour b, double share)
    {
        if (a.IsInherit) return b;
        if (b.IsInherit) return a;
        share = double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1);
        var (r1, g1, b1) = a.ToRgb();
        var (r2, g2, b2) = b.ToRgb();
        return Rgb(Mix(r1, r2, share), Mix(g1, g2, share), Mix(b1, b2, share));
    }

    /// <summary>Red, green and blue; (0, 0, 0) for <see cref="Inherit"/>.</summary>
    public (byte R, byte G, byte B) ToRgb() =>
        IsPalette ? ColourTable.Rgb(Index) : ((byte)(_bits >> 16), (byte)(_bits >> 8), (byte)_bits);

    /// <summary>The nearest colour that a terminal of this level can show.</summary>
    public Colour Downgrade(ColourLevel level)
    {
        if (_bits == 0 || level == ColourLevel.TrueColour) return this;
        if (level == ColourLevel.None) return Inherit;
        if (level == ColourLevel.Palette256)
        {
            if (IsPalette) return this;
            var (r, g, b) = ToRgb();
            return Palette(ColourTable.Nearest256(r, g, b));
        }
        if (IsPalette && Index < 16) return this;
        int fallback = IsRgb ? (int)((_bits >> 24) & 0x3F) - 2 : Nearest;
        if (fallback == TerminalDefault) return Inherit;
        if (fallback >= 0) return Palette((byte)fallback);
        var (red, green, blue) = ToRgb();
        return Palette(ColourTable.Nearest16(red, green, blue));
    }

    /// <inheritdoc/>
    public bool Equals(Colour other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Colour other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(_bits * 2654435761u);

    /// <summary>True when both are the same colour.</summary>
    public static bool operator ==(Colour left, Colour right) => left._bits == right._bits;

    /// <summary>True when they differ.</summary>
    public static bool operator !=(Colour left, Colour right) => left._bits != right._bits;

    /// <summary><c>inherit</c>, <c>palette 7</c> or <c>#rrggbb</c>.</summary>
    public override string ToString()
    {
        if (IsInherit) return "inherit";
        return IsPalette ? $"palette {Index}" : "#" + (_bits & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);
    }

    private static byte Mix(byte a, byte b, double share) => (byte)Math.Round(a + (b - a) * share);
}
