namespace Backstep.Debugger.Tui.Rendering;

/// <summary>The colours of all themes by red, green and blue, with what stands for them in a terminal of 16 colours.</summary>
internal static class KnownColours
{
    private static readonly (int[] Rgb, Colour[] Colours) Table = Sorted();

    /// <summary>The colour <c>0xRRGGBB</c>; as a theme has it where one does.</summary>
    public static Colour Of(int rgb) => Array.BinarySearch(Table.Rgb, rgb) is >= 0 and var at ? Table.Colours[at] : Colour.Hex(rgb);

    private static (int[], Colour[]) Sorted()
    {
        var rgbs = new List<int>();
        var colours = new List<Colour>();
        foreach (Theme theme in (Theme[])[Theme.Dark, Theme.Light, Theme.HighContrast])
        {
            foreach (Colour colour in theme.Tones.All)
            {
                (byte r, byte g, byte b) = colour.ToRgb();
                int rgb = r << 16 | g << 8 | b, at = rgbs.BinarySearch(rgb);
                // The first theme that has it says what stands for it.
                if (at >= 0) continue;
                rgbs.Insert(~at, rgb);
                colours.Insert(~at, colour);
            }
        }
        return ([.. rgbs], [.. colours]);
    }
}
