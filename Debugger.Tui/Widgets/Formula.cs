using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>A part of a formula; one blank is drawn between parts.</summary>
/// <param name="Style">How it looks.</param>
public abstract record FormulaPart(Style Style);

/// <summary>A sign, name or number.</summary>
public sealed record FormulaText(string Text, Style Style = default) : FormulaPart(Style);

/// <summary>A fraction: on three lines where there is room, otherwise <c>∂E/∂w5</c>.</summary>
public sealed partial record FormulaFraction(string Numerator, string Denominator, Style Style = default) : FormulaPart(Style)
{
    /// <summary>What stands close before it: who sends a part of a gradient, <c>l_h1→</c>.</summary>
    public string Sender { get; init; } = "";

    /// <summary>A derivative (<c>∂E/∂w5</c>, <c>l_h1→∂E/∂b1</c>) as a fraction; null for other words.</summary>
    public static FormulaFraction? Read(string word, Style style) => Derivative().Match(word) is { Success: true, Groups: var part }
        ? new(part[2].Value, part[3].Value, style) { Sender = part[1].Value } : null;

    // The comma of a list of arguments is no part of it.
    [GeneratedRegex(@"^([^∂·×()]*→)?(∂[^/∂()·]+)/(∂[^/∂()·]*[^/∂()·,])$")]
    private static partial Regex Derivative();
}

/// <summary>Draws formulas, with fractions on three lines where there is room.</summary>
public static class Formula
{
    private const string Operators = "=≈·×+-−÷/≡";

    /// <summary>The formula on one line: <c>∂E/∂w5 = ∂E/∂out · ∂out/∂w5</c>.</summary>
    public static string OneLine(IReadOnlyList<FormulaPart> parts) => string.Join(' ', parts.Select(Inline));

    /// <summary>Rows that it takes at a width.</summary>
    public static int Height(IReadOnlyList<FormulaPart> parts, int width, bool tall = true) =>
        Lines(parts, width, tall).Sum(line => HeightOf(parts, line, tall));

    /// <summary>Draws the formula from the first row on; returns the rows that it took.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="parts">Its parts; a line breaks before an operator.</param>
    /// <param name="tall">False puts fractions on one line even where there is room.</param>
    public static int Paint(Canvas canvas, IReadOnlyList<FormulaPart> parts, bool tall = true)
    {
        if (canvas.IsEmpty || parts.Count == 0) return 0;
        tall = tall && parts.Any(part => part is FormulaFraction) && Height(parts, canvas.Width) <= canvas.Height
            && parts.All(part => Width(part, true) <= canvas.Width);
        int y = 0;
        foreach ((int start, int end) in Lines(parts, canvas.Width, tall))
        {
            int height = HeightOf(parts, (start, end), tall);
            int x = 0;
            for (int i = start; i < end; i++) x = Part(canvas, x, y + height / 2, parts[i], height == 3) + 1;
            y += height;
        }
        return Math.Min(y, canvas.Height);
    }

    private static int Part(Canvas canvas, int x, int middle, FormulaPart part, bool tall)
    {
        Style style = part.Style == default ? canvas.Theme.Text : part.Style;
        if (!tall || part is not FormulaFraction fraction) return canvas.Put(x, middle, Inline(part), style);
        x = canvas.Put(x, middle, fraction.Sender, style);
        int width = Width(part, true) - CellWidth.Of(fraction.Sender);
        canvas.Put(x + (width - CellWidth.Of(fraction.Numerator)) / 2, middle - 1, fraction.Numerator, style);
        canvas.Fill(new Rect(x, middle, width, 1), '─', style);
        canvas.Put(x + (width - CellWidth.Of(fraction.Denominator)) / 2, middle + 1, fraction.Denominator, style);
        return x + width;
    }

    private static string Inline(FormulaPart part) => part switch
    {
        FormulaText text => text.Text,
        FormulaFraction fraction => $"{fraction.Sender}{fraction.Numerator}/{fraction.Denominator}",
        _ => "",
    };

    private static int Width(FormulaPart part, bool tall) => tall && part is FormulaFraction fraction
        ? CellWidth.Of(fraction.Sender) + Math.Max(CellWidth.Of(fraction.Numerator), CellWidth.Of(fraction.Denominator))
        : CellWidth.Of(Inline(part));

    private static int HeightOf(IReadOnlyList<FormulaPart> parts, (int Start, int End) line, bool tall)
    {
        for (int i = line.Start; tall && i < line.End; i++)
        {
            if (parts[i] is FormulaFraction) return 3;
        }
        return 1;
    }

    private static bool IsOperator(FormulaPart part) =>
        part is FormulaText { Text.Length: 1 } text && Operators.Contains(text.Text, StringComparison.Ordinal);

    // A new line starts with "=", or with another operator when there is no "=" after the line's first part.
    private static List<(int Start, int End)> Lines(IReadOnlyList<FormulaPart> parts, int width, bool tall)
    {
        var lines = new List<(int, int)>();
        int start = 0;
        while (start < parts.Count)
        {
            int end = start, used = 0;
            while (end < parts.Count && (end == start || used + 1 + Width(parts[end], tall) <= width))
            {
                used += Width(parts[end], tall) + (end == start ? 0 : 1);
                end++;
            }
            if (end < parts.Count)
            {
                int cut = end;
                for (int i = end; i > start + 1; i--)
                {
                    if (parts[i] is not FormulaText { Text: "=" or "≈" }) continue;
                    cut = i;
                    break;
                }
                if (cut == end && !IsOperator(parts[end]) && end - 1 > start && IsOperator(parts[end - 1])) cut = end - 1;
                end = cut;
            }
            lines.Add((start, end));
            start = end;
        }
        return lines;
    }
}
