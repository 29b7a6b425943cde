using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Formula = Backstep.Engine.Debugging.Explaining.Formula;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>A single number in full: where it comes from, and what it has been from iteration to iteration.</summary>
internal static class InspectorScalar
{
    /// <summary>Draws the number; <paramref name="history"/> is null for a gradient that is looked at from its value.</summary>
    public static void Paint(Canvas body, InspectorSubject subject, InspectionMsg? history)
    {
        Theme theme = body.Theme;
        Canvas canvas = body.Height >= 10 ? body.Inset(1, 1) : body;
        if (canvas.IsEmpty) return;
        int x = canvas.Put(0, 0, subject.Value.Label, theme.Focus);
        if (subject.Value.Label != subject.Value.Name) x = canvas.Put(x + 1, 0, $"({subject.Value.Name})", theme.Caption);
        x = canvas.Put(x, 0, " = ", theme.Text);
        x = canvas.Put(x, 0, body.Look.Number(subject.Present), subject.Present < 0 ? theme.Negative.Bold : theme.Positive.Bold);
        if (subject.Before is { } before)
            canvas.Put(x + 2, 0, body.Texts.Inspector.Was(body.Look.Before(before, subject.Present)), theme.Changed);
        int y = Context(canvas, subject, 1);
        if (history?.Gradient is { Length: 1 } gradient)
        {
            x = canvas.Put(0, y, canvas.Texts.Inspector.GradientIs, theme.Caption);
            canvas.Put(x, y++, canvas.Look.Number(gradient[0]), InspectorMatrix.Sign(theme, gradient[0]));
        }
        if (history is null || history.History.IsDefaultOrEmpty) return;
        Canvas below = canvas.Sub(0, y + (canvas.Height > 12 ? 1 : 0), canvas.Width, canvas.Height - y - (canvas.Height > 12 ? 1 : 0));
        Course(below, history, subject.View.Program);
    }

    /// <summary>The instruction that wrote it last: formula, sentence, source line. Returns the next row.</summary>
    private static int Context(Canvas canvas, InspectorSubject subject, int y)
    {
        SessionView view = subject.View;
        Instruction? writer = view.Program.Instructions.LastOrDefault(i => i.Output == subject.Value && i.Index < view.Now.Executed);
        if (writer is null)
        {
            canvas.PutCut(0, y, canvas.Width, canvas.Texts.Inspector.Given, canvas.Theme.Caption);
            return y + 1;
        }
        var formula = new Formula(view.Program, canvas.Texts.Explanations);
        string text = $"{writer.Label} = {formula.Symbolic(writer)}";
        foreach (string line in TextWrap.Wrap(text, canvas.Width).Take(2)) canvas.Put(0, y++, line, canvas.Theme.Code);
        if (canvas.Height < 8) return y;
        foreach (string line in TextWrap.Wrap(formula.Sentence(writer), canvas.Width).Take(2)) canvas.Put(0, y++, line, canvas.Theme.Text);
        if (writer.SourceLine is > 0 and int number && number <= view.Program.Source.Lines.Length && canvas.Height >= 12)
            canvas.PutCut(0, y++, canvas.Width, canvas.Texts.Inspector.SourceLine(number) + view.Program.Source[number].Trim(),
                canvas.Theme.Caption);
        return y;
    }

    private static void Course(Canvas canvas, InspectionMsg subject, Program program)
    {
        Theme theme = canvas.Theme;
        double[] values = [.. subject.History.Select(h => h.Value)];
        if (canvas.IsEmpty) return;
        if (values.Length < 2)
        {
            canvas.PutCut(0, 0, canvas.Width, canvas.Texts.Inspector.OneContent, theme.Caption);
            return;
        }
        InspectorTexts texts = canvas.Texts.Inspector;
        (Moment from, Moment to) = (subject.History[0].Moment, subject.History[^1].Moment);
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length > 0)
        {
            Fragment[] facts =
            [
                new(texts.Contents(values.Length), theme.Text), Name(texts.First), Number(values[0]), Name(texts.Last), Number(values[^1]),
                Name(texts.Min), Number(finite.Min()), Name(texts.Max), Number(finite.Max()),
            ];
            canvas.PutCut(0, 0, canvas.Width, facts);
        }
        Canvas place = canvas.Sub(0, 1, canvas.Width, canvas.Height - 1);
        int list = place.Width >= 70 && place.Height >= 6 ? 34 : 0;
        if (place.Height < 5) Sparkline.Paint(place, values, theme.Positive);
        else
        {
            int height = Math.Min(place.Height - 1, Math.Max(18, place.Width / 4));
            Canvas chart = place.Sub(0, 1, place.Width - list - (list > 0 ? 2 : 0), height);
            LineChart.Paint(chart, [new ChartSeries(subject.Value.Label, values, theme.Forward)],
                new ChartOptions { XStart = When(from, canvas.Texts), XEnd = When(to, canvas.Texts) });
        }
        for (int i = 0; i < subject.History.Length && list > 0 && i + 1 < place.Height; i++)
        {
            (Moment moment, double value) = subject.History[^(i + 1)];
            Canvas line = place.Sub(place.Width - list, i + 1, list, 1);
            int x = line.Put(0, 0, When(moment, canvas.Texts), i == 0 ? theme.Focus : theme.Caption);
            // Why a gradient is 0 in between.
            if (program.Instructions.ElementAtOrDefault(moment.Executed - 1)?.Phase == Phase.ZeroGrad)
                line.Put(x, 0, " " + Phase.ZeroGrad.Name(), theme.ZeroGrad);
            line.PutRight(list, 0, canvas.Look.Number(value), i == 0 ? theme.Bright : theme.Text);
        }

        Fragment Name(string name) => new($"   {name} ", theme.Caption);
        Fragment Number(double number) => new(canvas.Look.Number(number), InspectorMatrix.Sign(theme, number));
    }

    private static string When(Moment moment, UiTexts texts) =>
        moment.Executed == 0 && moment.Iteration == 0 ? texts.Inspector.Start : texts.Debug.Iteration(moment.Iteration + 1);
}
