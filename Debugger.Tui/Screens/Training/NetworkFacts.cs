using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Data;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>
/// What a run that rests has learnt: the first layer's weights as pictures and how large its parameters, gradients and
/// activations are, or how it does on the test set and what it takes for something else.
/// </summary>
internal sealed class NetworkFacts : ScrolledView
{
    private const int MostSide = 28, SmallKernel = 8, MostMistakes = 40, NumberColumns = 11;

    /// <summary>Columns of a mistake's picture, a dot for two pixels of an image.</summary>
    private const int MistakeColumns = 14;

    private const double MuchSilence = 0.5;

    private RunView? _run;

    // The blank is the screen's: pause, and go on.
    public NetworkFacts() => KeyBindings.Remove(Key.Space);

    public void Show(RunView? run)
    {
        if (ReferenceEquals(run, _run)) return;
        _run = run;
        Remeasure();
    }

    protected override int Measure(int width) => _run?.Rest switch
    {
        null => 2,
        { Test: { } test } => 4 + test.Classes + MistakeRows(test, width),
        { } rest => (rest.Kernels is { } kernels ? KernelRows(kernels, width) + 1 : 0) + 3 + rest.Layers.Parameters.Length
            + rest.Layers.Activations.Length,
    };

    protected override void PaintPage(Canvas canvas, HitMap.Builder hits)
    {
        TrainingTexts texts = canvas.Texts.Training;
        if (_run?.Rest is not { } rest) Prose.Paint(canvas, [new(texts.AtAPause, canvas.Theme.Caption)]);
        else if (rest.Test is { } test) PaintTest(canvas, test, rest.Tested!);
        else PaintWeights(canvas, rest);
    }

    private static void PaintWeights(Canvas canvas, RunRest rest)
    {
        int y = rest.Kernels is { } kernels ? PaintKernels(canvas, kernels) + 1 : 0;
        TrainingTexts texts = canvas.Texts.Training;
        LayerFigures layers = rest.Layers;
        int names = layers.Parameters.Select(p => p.Name.Length).Concat(layers.Activations.Select(a => a.Name.Length)).Max() + 2;
        int second = names + NumberColumns;
        Row(texts.Parameters, texts.Norm, texts.GradientNorm, canvas.Theme.Caption, canvas.Theme.Caption);
        foreach (ParameterFigures p in layers.Parameters)
            Row(p.Name, Short(p.Norm), Short(p.Gradient), canvas.Theme.Code, canvas.Theme.Text);
        y++;
        Row(texts.Activations, texts.Size, texts.SilentUnits, canvas.Theme.Caption, canvas.Theme.Caption);
        foreach (ActivationFigures a in layers.Activations)
            Row(a.Name, Short(a.Deviation), a.Silent is { } silent ? $"{Short(100 * silent)} %" : "", canvas.Theme.Code,
                a.Silent > MuchSilence ? canvas.Theme.Warning : canvas.Theme.Text);

        void Row(string name, string first, string last, Style named, Style style)
        {
            canvas.PutCut(0, y, names - 1, name, named);
            canvas.PutCut(names, y, second - names - 1, first, style);
            canvas.PutCut(second, y++, canvas.Width - second, last, style);
        }

        static string Short(double number) => Numbers.Format(number, 4).ToString(CultureInfo.InvariantCulture);
    }

    private static int KernelRows(Tensor kernels, int width)
    {
        (int height, int columns) = SizeOf(kernels);
        if (height == 0) return 0;
        (int cells, int rows) = Picture.SizeOf(height, columns, height <= SmallKernel ? 2 : 1);
        int perRow = Math.Max(1, (width + 1) / (cells + 1)), pictures = Shown(kernels, height * columns, perRow, height);
        return (pictures + perRow - 1) / perRow * (rows + 1) - 1;
    }

    private static (int Height, int Width) SizeOf(Tensor kernels) =>
        kernels.Shape.Rank == 4 ? (kernels.Shape[2], kernels.Shape[3]) : Square(kernels.Shape[1]);

    private static int Shown(Tensor kernels, int size, int perRow, int height) =>
        Math.Min(kernels.Length / size, perRow * (height <= SmallKernel ? 2 : 1));

    /// <summary>
    /// Kernels of a convolution, or the weights of the first units of a layer on whole images, side by side; returns the rows that they
    /// take.
    /// </summary>
    private static int PaintKernels(Canvas canvas, Tensor kernels)
    {
        (int height, int width) = SizeOf(kernels);
        if (height == 0) return 0;
        int scale = height <= SmallKernel ? 2 : 1;
        (int columns, int rows) = Picture.SizeOf(height, width, scale);
        int perRow = Math.Max(1, (canvas.Width + 1) / (columns + 1)), pictures = Shown(kernels, height * width, perRow, height);
        for (int i = 0; i < pictures; i++)
        {
            Canvas place = canvas.Sub(i % perRow * (columns + 1), i / perRow * (rows + 1), columns, rows);
            Picture.Paint(place, kernels.Data.Slice(i * height * width, height * width), height, width,
                new PictureOptions { Diverging = true, Scale = scale });
        }
        return KernelRows(kernels, canvas.Width);
    }

    private static (int, int) Square(int inputs)
    {
        int side = (int)Math.Sqrt(inputs);
        return side * side == inputs && side <= MostSide ? (side, side) : (0, 0);
    }

    private static void PaintTest(Canvas canvas, Evaluation test, Dataset tested)
    {
        TrainingTexts texts = canvas.Texts.Training;
        Theme theme = canvas.Theme;
        canvas.PutCut(0, 0, canvas.Width,
            texts.RightOf(test.Correct, test.Predictions.Count, test.Accuracy.ToString("F2", CultureInfo.InvariantCulture)), theme.Bright);
        int cell = Math.Max(3, (canvas.Width - 2) / Math.Max(1, test.Classes));
        // Where counts would touch, shares of a class.
        int[] labelled = [.. Enumerable.Range(0, test.Classes)
            .Select(c => Enumerable.Range(0, test.Classes).Sum(p => test.Confusion(c, p)))];
        bool shares = labelled.Max().ToString(CultureInfo.InvariantCulture).Length >= cell;
        canvas.PutCut(0, 1, canvas.Width, shares ? texts.SharesAcross : texts.NamedAcross, theme.Caption);
        int most = Math.Max(1, Enumerable.Range(0, test.Classes)
            .Max(c => Enumerable.Range(0, test.Classes).Where(p => p != c).Max(p => test.Confusion(c, p))));
        for (int c = 0; c < test.Classes; c++)
        {
            canvas.PutRight(2 + c * cell + cell, 2, $"{c}", theme.Caption);
            canvas.Put(0, 3 + c, $"{c}", theme.Caption);
            for (int p = 0; p < test.Classes; p++)
            {
                int count = test.Confusion(c, p);
                Style style = p == c ? theme.Success : count == 0 ? theme.Dim : 2 * count > most ? theme.Error : theme.Warning;
                canvas.PutRight(2 + p * cell + cell, 3 + c, count == 0 ? "·" : shares ? Share(count, labelled[c]) : $"{count}", style);
            }
        }
        int y = 4 + test.Classes;
        (int rows, int perRow) = MistakeSize(canvas.Width);
        foreach ((int i, Classification worst) in test.Mistakes.Take(MostMistakes).Index())
        {
            Canvas place = canvas.Sub(i % perRow * (MistakeColumns + 1), y + i / perRow * (rows + 2), MistakeColumns, rows + 1);
            double[] pixels = [.. tested.Image(worst.Index).ToArray().Select(b => (double)b)];
            Picture.Paint(place.Sub(0, 0, MistakeColumns, rows), pixels, tested.Rows, tested.Columns);
            place.PutCut(0, rows, MistakeColumns, texts.Mistake(worst.Index, worst.Label, worst.Predicted,
                (100 * worst.Probability).ToString("F0", CultureInfo.InvariantCulture)), theme.Text);
        }
    }

    private static int MistakeRows(Evaluation test, int width)
    {
        (int rows, int perRow) = MistakeSize(width);
        return (test.Mistakes.Take(MostMistakes).Count() + perRow - 1) / perRow * (rows + 2);
    }

    /// <summary>Rows of a picture, and how many stand side by side.</summary>
    private static (int Rows, int PerRow) MistakeSize(int width) => (MistakeColumns / 2, Math.Max(1, (width + 1) / (MistakeColumns + 1)));

    // One image of many is more than none.
    private static string Share(int count, int all) =>
        Math.Max(1, (int)Math.Round(100.0 * count / all)).ToString(CultureInfo.InvariantCulture);
}
