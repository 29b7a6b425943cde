using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>The lines of a frame.</summary>
public enum BorderKind
{
    /// <summary>Thin with round corners.</summary>
    Rounded,

    /// <summary>Thin with square corners.</summary>
    Plain,

    /// <summary>Double.</summary>
    Double,

    /// <summary>Heavy.</summary>
    Heavy,
}

/// <summary>A framed part of the screen with a title.</summary>
public static class Panel
{
    /// <summary>
    /// Draws the frame and returns what lies within. Too small for a frame: nothing is drawn and the whole canvas is returned.
    /// </summary>
    /// <param name="canvas">Where.</param>
    /// <param name="title">Stands in the upper border.</param>
    /// <param name="focused">True for the panel that the keys go to.</param>
    /// <param name="status">Stands at the right of the upper border.</param>
    /// <param name="border">Another style for the border.</param>
    /// <param name="kind">The lines of the frame.</param>
    /// <param name="footer">Stands at the right of the lower border.</param>
    public static Canvas Paint(
        Canvas canvas, string title = "", bool focused = false, string status = "", Style? border = null,
        BorderKind kind = BorderKind.Rounded, string footer = "")
    {
        if (canvas.Width < 2 || canvas.Height < 2) return canvas;
        Theme theme = canvas.Theme;
        Style line = border ?? (focused ? theme.Focus : theme.Border);
        // Without colours the focus needs another sign.
        if (focused && canvas.Look.Colours == ColourLevel.None) kind = BorderKind.Double;
        string signs = kind switch
        {
            BorderKind.Plain => "┌─┐│└┘",
            BorderKind.Double => "╔═╗║╚╝",
            BorderKind.Heavy => "┏━┓┃┗┛",
            _ => "╭─╮│╰╯",
        };
        int right = canvas.Width - 1, bottom = canvas.Height - 1;
        canvas.Fill(new Rect(1, 0, right - 1, 1), signs[1], line);
        canvas.Fill(new Rect(1, bottom, right - 1, 1), signs[1], line);
        canvas.Fill(new Rect(0, 1, 1, bottom - 1), signs[3], line);
        canvas.Fill(new Rect(right, 1, 1, bottom - 1), signs[3], line);
        canvas.Set(0, 0, signs[0], line);
        canvas.Set(right, 0, signs[2], line);
        canvas.Set(0, bottom, signs[4], line);
        canvas.Set(right, bottom, signs[5], line);
        int after = 1;
        if (title.Length > 0 && canvas.Width >= 5)
            after = canvas.Put(1, 0, " " + CellWidth.Ellipsis(title, canvas.Width - 4) + " ", focused ? theme.Focus : theme.Title);
        int room = right - after - 1;
        if (status.Length > 0 && room >= CellWidth.Of(status) + 2) canvas.PutRight(right - 1, 0, " " + status + " ", theme.Caption);
        if (footer.Length > 0 && right - 2 >= CellWidth.Of(footer) + 2)
            canvas.PutRight(right - 1, bottom, " " + footer + " ", theme.Caption);
        return canvas.Inset(1, 1);
    }
}
