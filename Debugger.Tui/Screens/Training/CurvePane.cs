using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Training;

internal enum CurveKind
{
    /// <summary>Of each step, and smoothed.</summary>
    Loss,

    /// <summary>Of each epoch, of the images learnt from and of the test set; of a model of letters, what it writes instead.</summary>
    Accuracy,
}

/// <summary>The curves of a run, every branch in a colour of its own.</summary>
internal sealed class CurvePane(CurveKind kind) : RunPart
{
    /// <summary>Whether the loss is drawn by its logarithm.</summary>
    public bool IsLog
    {
        get;
        set
        {
            field = value;
            SetNeedsDraw();
        }
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (Run is not { } run) return;
        if (kind == CurveKind.Loss) PaintLoss(canvas, run);
        else if (run.Rest is { Written: { IsEmpty: false } names }) PaintNames(canvas, names);
        else PaintAccuracy(canvas, run);
    }

    private static Style Colour(Theme theme, int branch) => (branch % 5) switch
    {
        0 => theme.Loss,
        1 => theme.Forward,
        2 => theme.Backward,
        3 => theme.Update,
        _ => theme.Title,
    };

    /// <summary>From the other end: a branch that is added changes no colour.</summary>
    private static Style OtherColour(Theme theme, int number) => Colour(theme, 4 - number % 4);

    private void PaintLoss(Canvas canvas, RunView run)
    {
        TrainingTexts texts = canvas.Texts.Training;
        var series = new List<ChartSeries>();
        // The smooth lines lie on the dots of the single steps.
        foreach (CurveView other in run.Others)
            series.Add(new(other.Change, Line(other, other.Smooth), OtherColour(canvas.Theme, other.Number)));
        foreach (CurveView curve in run.Curves)
            series.Add(new(run.Curves.Length == 1 ? run.Others.IsEmpty || run.Kept.Length == 0 ? texts.Smoothed : run.Kept
                : $"{curve.Number} {curve.Change}".Trim(), Line(curve, curve.Smooth),
                Colour(canvas.Theme, curve.Number)));
        CurveView present = run.Curve;
        // Where classes are told apart it is their share that is drawn.
        if (!run.TellsClasses && !present.TestLosses.IsEmpty) series.Add(new(texts.TestSet, Tested(present), canvas.Theme.Success));
        series.Add(new(texts.EachStep, Line(present, present.Losses), canvas.Theme.Dim));
        long last = run.Curves.Concat(run.Others).Max(c => c.ForkedAt + c.Losses.Length);
        LineChart.Paint(canvas, series, new ChartOptions
        {
            Low = IsLog ? null : 0,
            XStart = "1",
            XEnd = texts.StepNumber(Math.Max(last, 1)),
            Span = (int)Math.Max(last, 2),
            Marker = run.IsRunning ? null : (int)Math.Max(run.Step - 1, 0),
        });
    }

    private double[] Line(CurveView curve, IReadOnlyList<double> values) =>
        [.. Enumerable.Repeat(double.NaN, (int)curve.ForkedAt), .. values.Select(v => IsLog ? Math.Log10(v) : v)];

    /// <summary>The loss of the test set at every step from the first test to the last.</summary>
    private double[] Tested(CurveView curve)
    {
        double[] values = [.. Enumerable.Repeat(double.NaN, (int)curve.TestLosses[^1].Step)];
        (long before, double last) = curve.TestLosses[0];
        foreach ((long step, double loss) in curve.TestLosses)
        {
            for (long s = before; s <= step; s++)
                values[s - 1] = s == step ? loss : last + (loss - last) * (s - before) / (step - before);
            (before, last) = (step, loss);
        }
        return IsLog ? [.. values.Select(Math.Log10)] : values;
    }

    /// <summary>Column by column, as many as there is room for.</summary>
    private static void PaintNames(Canvas canvas, ImmutableArray<string> names)
    {
        int rows = Math.Max(canvas.Height, 1), width = names.Max(n => CellWidth.Of(n)) + 3;
        for (int i = 0; i < names.Length && (i / rows + 1) * width <= canvas.Width + 3; i++)
            canvas.Put(i / rows * width, i % rows, names[i], canvas.Theme.Text);
    }

    private static void PaintAccuracy(Canvas canvas, RunView run)
    {
        TrainingTexts texts = canvas.Texts.Training;
        Theme theme = canvas.Theme;
        CurveView curve = run.Curve;
        if (curve.Trained.IsEmpty && curve.Tested.IsEmpty)
        {
            canvas.PutCut(0, 0, canvas.Width, texts.AfterAnEpoch, theme.Caption);
            return;
        }
        int epochs = run.Others.Append(curve).Max(c => Math.Max(c.Trained.Length, c.Tested.Length));
        LineChart.Paint(canvas,
            [.. run.Others.Select(o => new ChartSeries(o.Change, o.Tested.IsEmpty ? o.Trained : o.Tested, OtherColour(theme, o.Number))),
                new(texts.TrainedOn, curve.Trained, theme.Text), new(texts.TestSet, curve.Tested, theme.Success)],
            new ChartOptions { High = 100, XStart = "1", XEnd = texts.EpochNumber(epochs), Span = Math.Max(2, epochs) });
    }
}
