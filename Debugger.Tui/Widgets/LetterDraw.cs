using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>How a letter is drawn by chance; what is not known yet is null.</summary>
/// <param name="Names">The letters.</param>
public sealed record LetterDrawOptions(IReadOnlyList<string> Names)
{
    /// <summary>Before the temperature.</summary>
    public double[]? Logits { get; init; }

    /// <summary>Divided by the temperature.</summary>
    public double[]? Scaled { get; init; }

    public double[]? Probabilities { get; init; }

    /// <summary>The random number from 0 to 1 that chooses.</summary>
    public double? U { get; init; }

    /// <summary>The letter that was drawn.</summary>
    public int? Drawn { get; init; }

    /// <summary>Heads of the columns: letter's logit, logit by temperature, probability, running sum.</summary>
    public required (string Logit, string Scaled, string Probability, string Sum) Heads { get; init; }
}

/// <summary>
/// The draw of a letter: probabilities side by side from 0 to 1 on a ruler that <c>u</c> falls on, and below, letter by letter, the logit
/// before and after the temperature, the probability as a bar, and the running sum.
/// </summary>
public static class LetterDraw
{
    private const int Number = 8, LeastBar = 6, MostBar = 24, Note = 14;

    public static void Paint(Canvas canvas, LetterDrawOptions options)
    {
        if (canvas.IsEmpty || options.Names.Count == 0) return;
        int top = 0;
        if (options.Probabilities is { } probabilities && canvas.Height >= 6 && canvas.Width >= 20)
        {
            Ruler(canvas.Sub(0, 0, canvas.Width, 2), probabilities, options);
            top = 3;
        }
        Table(canvas.Sub(0, top, canvas.Width, canvas.Height - top), options);
    }

    /// <summary>The letter whose stretch of the ruler a place lies in: the first whose running sum is above it.</summary>
    private static int At(double[] probabilities, double share)
    {
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            sum += probabilities[k];
            if (sum > share) return k;
        }
        return probabilities.Length - 1;
    }

    private static void Ruler(Canvas canvas, double[] probabilities, LetterDrawOptions options)
    {
        Theme theme = canvas.Theme;
        int last = -1, width = Math.Min(canvas.Width - 4, 100);
        double total = probabilities.Sum();
        canvas.Put(0, 0, "0", theme.Caption);
        canvas.Put(width + 3, 0, "1", theme.Caption);
        for (int x = 0; x < width; x++)
        {
            int k = At(probabilities, (x + 0.5) / width * total);
            bool hit = k == options.Drawn, begins = k != last;
            Style style = hit ? theme.Success.Bold.Reverse : k % 2 == 0 ? theme.Bright : theme.Caption;
            if (begins) canvas.Put(x + 2, 0, CellWidth.Of(options.Names[k]) == 1 ? options.Names[k] : "·", style);
            else canvas.Set(x + 2, 0, '─', style);
            last = k;
        }
        if (options.U is not { } u) return;
        int at = 2 + Math.Clamp((int)(u * width), 0, width - 1);
        canvas.Set(at, 1, '▲', theme.Focus);
        string text = $"u = {ShortNumber.Format(u, 5)}";
        if (at + 2 + text.Length <= canvas.Width) canvas.Put(at + 2, 1, text, theme.Focus);
        else canvas.PutRight(at - 1, 1, text, theme.Focus);
    }

    private static void Table(Canvas canvas, LetterDrawOptions options)
    {
        int names = options.Names.Select(n => CellWidth.Of(n)).Max(), count = options.Names.Count;
        (string Head, double[]? Values, bool IsBar)[] parts =
        [
            (options.Heads.Logit, options.Logits, false), (options.Heads.Scaled, options.Scaled, false),
            ("", options.Probabilities, true), (options.Heads.Probability, options.Probabilities, false),
            (options.Heads.Sum, options.Probabilities is { } p ? Sums(p) : null, false),
        ];
        // The last step's numbers and the sum that u is held against matter most where there is little room.
        int room = canvas.Width - names - 2;
        var shown = new bool[parts.Length];
        foreach (int k in (ReadOnlySpan<int>)[3, 4, 2, 1, 0])
        {
            int needed = parts[k].IsBar ? LeastBar : Number + 1;
            if (parts[k].Values is null || room < needed) continue;
            (shown[k], room) = (true, room - needed);
        }
        int note = options.U is null ? 0 : Note, bar = LeastBar + Math.Clamp(room - note, 0, MostBar - LeastBar),
            head = canvas.Height >= 4 ? 1 : 0, rows = Math.Min(count, canvas.Height - head);
        int first = Math.Clamp((options.Drawn ?? 0) - rows / 2, 0, Math.Max(0, count - rows));
        double most = options.Probabilities?.Max() ?? 1;
        int x = names + 2;
        for (int k = 0; k < parts.Length; k++)
        {
            if (!shown[k]) continue;
            (string title, double[] values, bool isBar) = (parts[k].Head, parts[k].Values!, parts[k].IsBar);
            int width = isBar ? bar : Number + 1;
            if (head > 0 && !isBar) canvas.PutRight(x + width, 0, CellWidth.Ellipsis(title, width - 1), canvas.Theme.Caption);
            for (int y = 0; y < rows; y++)
            {
                bool drawn = first + y == options.Drawn;
                double value = values[first + y];
                if (isBar) ShareBar.Paint(canvas.Sub(x + 1, head + y, bar - 1, 1), most > 0 ? value / most : 0,
                    drawn ? canvas.Theme.Success : null);
                else canvas.PutRight(x + width, head + y, ShortNumber.Format(value, 4), drawn ? canvas.Theme.Success.Bold
                    : value < 0 ? canvas.Theme.Negative : k == 4 ? canvas.Theme.Text : canvas.Theme.Positive);
            }
            x += width;
        }
        for (int y = 0; y < rows; y++)
        {
            bool drawn = first + y == options.Drawn;
            canvas.PutRight(names + 1, head + y, options.Names[first + y], drawn ? canvas.Theme.Success.Bold : canvas.Theme.Text);
            if (drawn) canvas.Set(0, head + y, '▸', canvas.Theme.Success);
            if (drawn && options.U is { } u)
                Put(canvas.Sub(x + 1, head + y, canvas.Width - x - 1, 1), u);
        }
    }

    // The first running sum above u.
    private static void Put(Canvas place, double u)
    {
        string text = $"> u = {ShortNumber.Format(u, 5)}";
        place.Put(0, 0, CellWidth.Of(text) <= place.Width ? text : place.Width >= 3 ? "> u" : "", place.Theme.Focus);
    }

    private static double[] Sums(double[] values)
    {
        var sums = new double[values.Length];
        for (int k = 0; k < values.Length; k++) sums[k] = values[k] + (k > 0 ? sums[k - 1] : 0);
        return sums;
    }
}
