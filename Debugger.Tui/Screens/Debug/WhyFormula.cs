using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>An executed instruction as a formula: <c>∂E/∂w5 = ∂E/∂l_o1 · ∂l_o1/∂w5 = ... = result</c>, derivatives as fractions.</summary>
internal static class WhyFormula
{
    /// <summary>Draws it from the first row on; returns the rows that it took.</summary>
    public static int Paint(Canvas canvas, FormulaView last, Style phase, bool tall) =>
        Formula.Paint(canvas, Parts(last, phase, canvas.Theme), tall);

    /// <summary>The formula on one line, to be copied.</summary>
    public static string Text(FormulaView last)
    {
        string text = $"{last.Instruction.Label} = {last.Symbolic}";
        if (last.Numeric.Length > 0 && last.Numeric != last.Symbolic && last.Numeric != last.Result) text += $" = {last.Numeric}";
        return last.Symbolic == last.Result || !last.Instruction.Output.Shape.IsScalar ? text : $"{text} {last.Sign} {last.Result}";
    }

    private static List<FormulaPart> Parts(FormulaView last, Style phase, Theme theme)
    {
        var parts = new List<FormulaPart> { Part(last.Instruction.Label, phase.Bold) };
        if (last.Chain.Length > 0)
        {
            Product(parts, last.Chain.Select(f => Part(f.Symbol, phase)), "·", theme);
            Product(parts, last.Chain.Select(f => (FormulaPart)new FormulaText(InProduct(f.Number), theme.Text)), "×", theme);
        }
        else
        {
            parts.Add(new FormulaText("=", theme.Dim));
            foreach (string word in last.Symbolic.Split(' ')) parts.Add(Part(word, phase));
            if (last.Numeric != last.Result && last.Numeric != last.Symbolic)
            {
                parts.Add(new FormulaText("=", theme.Dim));
                const string Scalar = " → ()";
                string numeric = last.Numeric.EndsWith(Scalar, StringComparison.Ordinal) ? last.Numeric[..^Scalar.Length] : last.Numeric;
                foreach (string word in numeric.Split(' ')) parts.Add(new FormulaText(word, theme.Text));
            }
        }
        if (last.Instruction.Output.Shape.IsScalar && last.Symbolic != last.Result)
        {
            parts.Add(new FormulaText(last.Sign, theme.Dim));
            parts.Add(new FormulaText(last.Result, theme.Bright));
        }
        return parts;
    }

    private static void Product(List<FormulaPart> parts, IEnumerable<FormulaPart> factors, string sign, Theme theme)
    {
        string before = "=";
        foreach (FormulaPart factor in factors)
        {
            parts.Add(new FormulaText(before, theme.Dim));
            parts.Add(factor);
            before = sign;
        }
    }

    private static string InProduct(string number) => number.StartsWith('-') ? $"({number})" : number;

    /// <summary><c>∂E/∂w5</c> is a fraction.</summary>
    private static FormulaPart Part(string symbol, Style style) =>
        (FormulaPart?)FormulaFraction.Read(symbol, style) ?? new FormulaText(symbol, style);
}
