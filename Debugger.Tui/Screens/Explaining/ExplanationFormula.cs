using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>The head of an explanation as a formula: subject = symbols = numbers = result, derivatives as fractions.</summary>
internal static partial class ExplanationFormula
{
    /// <summary>Longer words are broken at their product signs, so that lines can break there.</summary>
    private const int LongWord = 24;

    /// <summary>The parts in the styles of a theme, none wider than <paramref name="width"/>.</summary>
    public static List<FormulaPart> Of(Explanation explanation, Look look, int width)
    {
        Theme theme = look.Theme;
        var parts = new List<FormulaPart>();
        Add(parts, explanation.Subject, theme.Focus, width);
        string result = look.Number(explanation.Result);
        foreach ((string text, bool symbols) in Sides(explanation, look))
        {
            parts.Add(new FormulaText("=", theme.Dim));
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string token in words.SelectMany(w => Tokens(w, isAll: words.Length == 1)))
                Add(parts, token, symbols ? theme.Code : theme.Text, width);
        }
        parts.Add(new FormulaText("=", theme.Dim));
        parts.Add(new FormulaText(result, explanation.Result < 0 ? theme.Negative.Bold : theme.Positive.Bold));
        return parts;
    }

    /// <summary>On one line, to be copied.</summary>
    public static string Text(Explanation explanation, Look look) =>
        string.Join(" = ", [explanation.Subject, .. Sides(explanation, look).Select(s => s.Text), look.Number(explanation.Result)]);

    /// <summary>Symbols, then numbers; what says nothing new is left out.</summary>
    private static IEnumerable<(string Text, bool Symbols)> Sides(Explanation explanation, Look look)
    {
        string last = explanation.Subject, result = look.Number(explanation.Result);
        foreach ((string text, bool symbols) in new[] { (explanation.Symbolic, true), (look.Rounded(explanation.Numeric), false) })
        {
            if (text.Length == 0 || text == last || text == result) continue;
            yield return (text, symbols);
            last = text;
        }
    }

    private static void Add(List<FormulaPart> parts, string text, Style style, int width)
    {
        if (FormulaFraction.Read(text, style) is { } fraction
            && fraction.Sender.Length + Math.Max(fraction.Numerator.Length, fraction.Denominator.Length) <= width) parts.Add(fraction);
        else foreach (string piece in TextWrap.Wrap(text, width)) parts.Add(new FormulaText(piece, style));
    }

    // A product that is all that stands there has blanks between its factors; within a sum only where it is long.
    private static IEnumerable<string> Tokens(string word, bool isAll) =>
        isAll || word.Length > LongWord ? Product().Split(word).Where(t => t.Length > 0) : [word];

    [GeneratedRegex("([×·])")]
    private static partial Regex Product();
}
