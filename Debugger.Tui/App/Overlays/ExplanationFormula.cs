using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>The head of an explanation as a formula: subject = symbols = numbers = result, derivatives as fractions.</summary>
internal static partial class ExplanationFormula
{
    /// <summary>The parts, in the styles of a theme.</summary>
    public static List<FormulaPart> Of(Explanation explanation, Theme theme)
    {
        var parts = new List<FormulaPart>();
        Add(parts, explanation.Subject, theme.Focus);
        string result = Numbers.Format(explanation.Result), last = explanation.Subject;
        foreach ((string text, Style style) in new[] { (explanation.Symbolic, theme.Code), (explanation.Numeric, theme.Text) })
        {
            if (text.Length == 0 || text == last || text == result) continue;
            parts.Add(new FormulaText("=", theme.Dim));
            foreach (string token in Tokens(text)) Add(parts, token, style);
            last = text;
        }
        parts.Add(new FormulaText("=", theme.Dim));
        parts.Add(new FormulaText(result, explanation.Result < 0 ? theme.Negative.Bold : theme.Positive.Bold));
        return parts;
    }

    private static void Add(List<FormulaPart> parts, string text, Style style)
    {
        Match match = Derivative().Match(text);
        parts.Add(match.Success ? new FormulaFraction(match.Groups[1].Value, match.Groups[2].Value, style) : new FormulaText(text, style));
    }

    // Signs between blanks, and long products at their product sign, so that lines can break there.
    private static IEnumerable<string> Tokens(string text)
    {
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length <= 24 || !word.Contains('×', StringComparison.Ordinal))
            {
                yield return word;
                continue;
            }
            string[] factors = word.Split('×');
            for (int i = 0; i < factors.Length; i++)
            {
                if (i > 0) yield return "×";
                yield return factors[i];
            }
        }
    }

    [GeneratedRegex(@"^(∂[^/∂()·]+)/(∂[^/∂()·]+)$")]
    private static partial Regex Derivative();
}
