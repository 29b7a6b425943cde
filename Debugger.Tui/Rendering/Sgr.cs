using System.Globalization;
using System.Text;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>Styles as ANSI sequences (ECMA-48 "select graphic rendition").</summary>
public static class Sgr
{
    /// <summary>Back to the terminal's own style.</summary>
    public const string Reset = "\u001b[0m";

    /// <summary>The whole sequence for a style, starting from the terminal's own one.</summary>
    public static string For(Style style, ColourLevel level)
    {
        Style shown = style.Downgrade(level);
        var text = new StringBuilder("\u001b[0");
        if (shown.Attributes.HasFlag(TextAttributes.Bold)) text.Append(";1");
        if (shown.Attributes.HasFlag(TextAttributes.Dim)) text.Append(";2");
        if (shown.Attributes.HasFlag(TextAttributes.Italic)) text.Append(";3");
        if (shown.Attributes.HasFlag(TextAttributes.Underline)) text.Append(";4");
        if (shown.Attributes.HasFlag(TextAttributes.Reverse)) text.Append(";7");
        if (shown.Attributes.HasFlag(TextAttributes.Strike)) text.Append(";9");
        Append(text, shown.Foreground, 30, 90, 38);
        Append(text, shown.Background, 40, 100, 48);
        return text.Append('m').ToString();
    }

    private static void Append(StringBuilder text, Colour colour, int normal, int bright, int extended)
    {
        if (colour.IsInherit) return;
        if (colour.IsPalette && colour.Index < 16)
        {
            text.Append(';').Append(colour.Index < 8 ? normal + colour.Index : bright + colour.Index - 8);
        }
        else if (colour.IsPalette)
        {
            text.Append(';').Append(extended).Append(";5;").Append(colour.Index);
        }
        else
        {
            var (r, g, b) = colour.ToRgb();
            text.Append(CultureInfo.InvariantCulture, $";{extended};2;{r};{g};{b}");
        }
    }
}
