using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How bars are drawn.</summary>
/// <param name="Names">The bars' names.</param>
public sealed record LetterBarsOptions(IReadOnlyList<string> Names)
{
    /// <summary>The bar that is aimed at, or was drawn.</summary>
    public int? Marked { get; init; }

    /// <summary>What is said beside it.</summary>
    public string Mark { get; init; } = "";

    public int? Cursor { get; init; }

    /// <summary>The size that fills the whole bar; null for the largest among the values.</summary>
    public double? Limit { get; init; }
}

/// <summary>A bar for each letter, with its number: logits, probabilities. In as many columns as the height asks for.</summary>
public static class LetterBars
{
    private const int Number = 8, LeastWithNumber = 16, WidestBar = 28;

    /// <summary>Draws the bars and returns their places.</summary>
    public static IReadOnlyList<Hit> Paint(Canvas canvas, ReadOnlySpan<double> values, LetterBarsOptions options)
    {
        var hits = new List<Hit>();
        int count = Math.Min(values.Length, options.Names.Count);
        if (canvas.IsEmpty || count == 0) return hits;
        double limit = options.Limit ?? HeatScale.Largest(values);
        int names = options.Names.Select(n => CellWidth.Of(n)).Max(), columns = (count + canvas.Height - 1) / canvas.Height;
        int rows = (count + columns - 1) / columns, mark = CellWidth.Of(options.Mark) + 3;
        int most = names + 2 + WidestBar + Number + (options.Marked is null ? 0 : mark) + 1;
        int step = Math.Min(canvas.Width / columns, most);
        for (int k = 0; k < count && step > names + 2; k++)
        {
            Canvas line = canvas.Sub(k / rows * step, k % rows, step - 1, 1);
            bool marked = k == options.Marked;
            Style name = marked ? canvas.Theme.Success.Bold : canvas.Theme.Text;
            line.Set(0, 0, marked ? '▸' : ' ', canvas.Theme.Success);
            line.PutRight(names + 1, 0, options.Names[k], name);
            int number = step >= LeastWithNumber ? Number : 0, bar = line.Width - names - 2 - number;
            // The mark needs room in its own column only, but bars of one picture are of one scale.
            if (bar - mark >= 6 && options.Marked is not null) bar -= mark;
            bar = Math.Min(bar, WidestBar);
            ShareBar.Paint(line.Sub(names + 2, 0, bar, 1), limit > 0 ? values[k] / limit : 0, marked ? canvas.Theme.Success : null);
            int x = names + 2 + bar;
            if (number > 0)
                x = line.Put(x, 0, ShortNumber.Format(values[k]).PadLeft(number),
                    values[k] < 0 ? canvas.Theme.Negative : canvas.Theme.Positive);
            if (marked) line.PutCut(x + 1, 0, line.Width - x - 1, options.Mark.Length > 0 ? "◂ " + options.Mark : "◂",
                canvas.Theme.Success);
            if (k == options.Cursor) line.Restyle(new Rect(0, 0, x, 1), canvas.Theme.CursorCell);
            hits.Add(new Hit(line.OnScreen(line.Local), k));
        }
        return hits;
    }
}
