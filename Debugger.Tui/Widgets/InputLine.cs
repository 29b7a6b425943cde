using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Draws a line that is being typed.</summary>
public static class InputLine
{
    /// <summary>Draws prompt and text on the first row, scrolled so that the cursor is visible, and places the terminal's cursor.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="line">What is typed.</param>
    /// <param name="prompt">Stands before it.</param>
    /// <param name="focused">True when the keys go here.</param>
    /// <param name="hint">Shown dim while nothing is typed.</param>
    public static void Paint(Canvas canvas, LineEditor line, string prompt = "", bool focused = true, string hint = "")
    {
        if (canvas.IsEmpty) return;
        canvas.Fill(new Rect(0, 0, canvas.Width, 1), ' ', canvas.Theme.Input);
        int start = canvas.Put(0, 0, prompt, canvas.Theme.Focus);
        Canvas field = canvas.Sub(start, 0, canvas.Width - start, 1);
        if (line.Text.Length == 0) field.PutCut(0, 0, field.Width, hint, canvas.Theme.Dim);
        int before = CellWidth.Of(line.Text.AsSpan(0, line.Cursor));
        int shift = Math.Max(0, before - field.Width + 1);
        field.Put(-shift, 0, line.Text, canvas.Theme.Text);
        if (focused) field.PlaceCursor(before - shift, 0);
    }

    /// <summary>Draws the offers of a completion above or below the line, one to a row, as far as there is room; returns where each stands.</summary>
    public static List<Hit> PaintOffers(Canvas canvas, LineEditor line)
    {
        if (line.Offers.Count == 0 || canvas.IsEmpty) return [];
        canvas.Clear(canvas.Theme.Popup);
        ListState state = new ListState(Math.Max(0, line.Offer), 0).Reveal(line.Offers.Count, canvas.Height);
        return ListView.Paint(canvas, line.Offers.Count, line.Offer < 0 ? state with { Selected = -1 } : state, true, (row, index) => row.PutCut(1, 0, row.Width - 1, line.Offers[index], canvas.Theme.Text));
    }
}
