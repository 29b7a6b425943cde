using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>The instruction that has just run as a formula: in symbols, with numbers, the result, a sentence, and the tutorial's digits beside ours.</summary>
internal static class WhyPane
{
    public static void Paint(Canvas canvas, DebugModel model, HitMap.Builder hits)
    {
        SessionView view = model.View;
        hits.Add(canvas.OnScreen(canvas.Local), new PaneTarget(Pane.Why));
        DebugTexts texts = canvas.Texts.Debug;
        string score = model.IsPredicting ? texts.Predicting(model.Score.Right, model.Score.All) : "";
        Canvas inside = Panel.Paint(canvas, texts.WhyPane, model.Focus == Pane.Why, score).Inset(1, 0);
        Theme theme = inside.Theme;
        if (view.Last is not { } last)
        {
            string next = view.Next is { } n ? texts.Next(n.Instruction.Label, n.Symbolic) : "";
            Prose.Paint(inside, [new(texts.NothingHasRun, theme.Text), new("s", theme.Key), new(texts.StepsForward, theme.Text), new("b", theme.Key), new(texts.StepsBack, theme.Text), new("e", theme.Key),
                new(texts.AsksWhy, theme.Text), new(next, theme.Dim)]);
            return;
        }
        int y = PaintFormula(inside, last, PhaseLook.Style(theme, last.Instruction.Phase));
        if (last.Published is { } digits && y < inside.Height)
        {
            int x = inside.Put(0, y, texts.TutorialPrints(digits), theme.Caption);
            inside.Put(x, y, "✓", theme.Success);
            y++;
        }
        if (model.Verdict is { } verdict && y < inside.Height)
            inside.PutCut(0, y++, inside.Width, $"{(model.IsVerdictRight ? "✓" : "✗")} {verdict}", model.IsVerdictRight ? theme.Success : theme.Warning);
        if (y < inside.Height) y += Prose.Paint(inside.Sub(0, y, inside.Width, inside.Height - y), last.Sentence, theme.Text);
        // A broken program stays where it is; why is said as long as it stands there, not only while the notice lasts.
        if (view.Next is null && view.Program.Fault is { } fault && y + 1 < inside.Height)
            Prose.Paint(inside.Sub(0, y + 1, inside.Width, inside.Height - y - 1), texts.NextStepFails(fault.In(texts.Language)), theme.Error);
        if (y < inside.Height && view.Next is { } coming) inside.PutCut(0, inside.Height - 1, inside.Width, texts.Coming(coming.Instruction.Label, coming.Symbolic), theme.Dim);
    }

    private static int PaintFormula(Canvas canvas, FormulaView last, Style phase)
    {
        Theme theme = canvas.Theme;
        var parts = new List<FormulaPart> { Part(last.Instruction.Label, phase.Bold) };
        if (last.Chain.Length > 0)
        {
            Product(parts, last.Chain.Select(f => Part(f.Symbol, phase)), "·", theme);
            Product(parts, last.Chain.Select(f => (FormulaPart)new FormulaText(InProduct(f.Number), theme.Text)), "×", theme);
        }
        else
        {
            parts.Add(new FormulaText("=", theme.Dim));
            // In words such as ∂loss/∂conv1, of a list of arguments the comma is no part of the fraction.
            foreach (string word in last.Symbolic.Split(' ')) parts.Add(word.StartsWith('∂') && !word.Contains('·') && !word.EndsWith(',') && !word.EndsWith(')') ? Part(word, phase) : new FormulaText(word, phase));
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
            parts.Add(new FormulaText("=", theme.Dim));
            parts.Add(new FormulaText(last.Result, theme.Bright));
        }
        return Widgets.Formula.Paint(canvas, parts, tall: canvas.Height >= 5);
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
        symbol.IndexOf("/∂", StringComparison.Ordinal) is int at and > 0 && symbol.StartsWith('∂')
            ? new FormulaFraction(symbol[..at], symbol[(at + 1)..], style)
            : new FormulaText(symbol, style);
}
