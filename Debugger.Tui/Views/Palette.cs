using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Configuration;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Backstep.Debugger.Tui.Views;

/// <summary>Our colours and styles as Terminal.Gui's, and back; a theme as its schemes.</summary>
public static class Palette
{
    public static Color Of(Colour colour, Color inherited) =>
        !colour.IsInherit && colour.ToRgb() is var (r, g, b) ? new Color(r, g, b) : inherited;

    /// <summary>A style over the one beneath it.</summary>
    public static Attribute Of(Style style, Style beneath)
    {
        Color fore = Of(style.Foreground, Of(beneath.Foreground, Color.None)),
            back = Of(style.Background, Of(beneath.Background, Color.None));
        TextStyle text = TextStyle.None;
        if (style.Attributes.HasFlag(TextAttributes.Bold)) text |= TextStyle.Bold;
        if (style.Attributes.HasFlag(TextAttributes.Dim)) text |= TextStyle.Faint;
        if (style.Attributes.HasFlag(TextAttributes.Italic)) text |= TextStyle.Italic;
        if (style.Attributes.HasFlag(TextAttributes.Underline)) text |= TextStyle.Underline;
        if (style.Attributes.HasFlag(TextAttributes.Reverse)) text |= TextStyle.Reverse;
        if (style.Attributes.HasFlag(TextAttributes.Strike)) text |= TextStyle.Strikethrough;
        return new Attribute(fore, back, text);
    }

    /// <summary>What an attribute looks like, with the themes' own stand-ins for terminals of few colours.</summary>
    public static Style StyleOf(Attribute attribute)
    {
        TextAttributes text = TextAttributes.None;
        if (attribute.Style.HasFlag(TextStyle.Bold)) text |= TextAttributes.Bold;
        if (attribute.Style.HasFlag(TextStyle.Faint)) text |= TextAttributes.Dim;
        if (attribute.Style.HasFlag(TextStyle.Italic)) text |= TextAttributes.Italic;
        if (attribute.Style.HasFlag(TextStyle.Underline)) text |= TextAttributes.Underline;
        if (attribute.Style.HasFlag(TextStyle.Reverse)) text |= TextAttributes.Reverse;
        if (attribute.Style.HasFlag(TextStyle.Strikethrough)) text |= TextAttributes.Strike;
        return new Style(ColourOf(attribute.Foreground), ColourOf(attribute.Background), text);
    }

    /// <summary>For a screen and what lies on it.</summary>
    public static Scheme Page(Theme theme) => Scheme(theme, theme.Base, theme.Text);

    /// <summary>For dialogs.</summary>
    public static Scheme Popup(Theme theme) => Scheme(theme, theme.Popup.Over(theme.Base), theme.Text);

    /// <summary>For menu bar, menus and status bar.</summary>
    public static Scheme Menu(Theme theme)
    {
        Style beneath = theme.Popup.Over(theme.Base);
        return new Scheme(Of(theme.KeyText, beneath))
        {
            HotNormal = Of(theme.Key, beneath),
            Focus = Of(theme.Selection, beneath),
            HotFocus = Of(theme.Key with { Background = theme.Selection.Background, Attributes = theme.Selection.Attributes }, beneath),
            Active = Of(theme.Selection, beneath),
            HotActive = Of(theme.Key with { Background = theme.Selection.Background, Attributes = theme.Selection.Attributes }, beneath),
            Disabled = Of(theme.Dim, beneath),
        };
    }

    /// <summary>For scroll bars: quieter than what they scroll.</summary>
    public static Scheme ScrollBar(Theme theme, Style beneath) =>
        new(Of(theme.Border, beneath.Over(theme.Base)))
        { HotNormal = Of(theme.Dim, beneath.Over(theme.Base)), Highlight = Of(theme.Focus, beneath.Over(theme.Base)) };

    /// <summary>
    /// Makes a theme known under the names by which Terminal.Gui's own windows ask for it. These are the process's; our screens and dialogs
    /// set their schemes themselves.
    /// </summary>
    public static void Publish(Theme theme)
    {
        SchemeManager.AddScheme("Base", Page(theme));
        SchemeManager.AddScheme("Dialog", Popup(theme));
        SchemeManager.AddScheme("Menu", Menu(theme));
        SchemeManager.AddScheme("Error", Scheme(theme, theme.Popup.Over(theme.Base), theme.Error));
    }

    private static Scheme Scheme(Theme theme, Style beneath, Style text)
    {
        Attribute normal = Of(text, beneath);
        Style selection = theme.Selection, idle = theme.SelectionIdle;
        return new Scheme(normal)
        {
            HotNormal = Of(theme.Key, beneath),
            Focus = Of(selection, beneath),
            HotFocus = Of(theme.Key with { Background = selection.Background, Attributes = selection.Attributes }, beneath),
            Active = Of(idle, Of(idle, beneath).Foreground == Color.None ? beneath : beneath with { Foreground = theme.Text.Foreground }),
            HotActive = Of(theme.Key with { Background = idle.Background }, beneath),
            Highlight = Of(theme.CurrentLine with { Foreground = theme.Bright.Foreground }, beneath),
            Editable = Of(theme.Input, beneath),
            ReadOnly = Of(theme.Text with { Background = theme.Input.Background }, beneath),
            Disabled = Of(theme.Dim, beneath),
        };
    }

    private static Colour ColourOf(Color colour) => colour == Color.None ? Colour.Inherit
        : KnownColours.Of(colour.R << 16 | colour.G << 8 | colour.B);
}
