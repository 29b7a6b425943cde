using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>What a run that rests has learnt: the first layer's weights as pictures and each parameter's norm, or how it does on the test set.</summary>
internal sealed class NetworkFacts : RunPart
{
    private const int MostSide = 28;

    public NetworkFacts() => CanFocus = false;

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        TrainingTexts texts = canvas.Texts.Training;
        if (Run?.Rest is not { } rest) canvas.PutCut(0, 0, canvas.Width, texts.AtAPause, canvas.Theme.Caption);
        else if (rest.Test is { } test) PaintTest(canvas, test);
        else PaintWeights(canvas, rest);
    }

    private static void PaintWeights(Canvas canvas, RunRest rest)
    {
        int y = rest.Kernels is { } kernels ? PaintKernels(canvas, kernels) + 1 : 0;
        int width = rest.Norms.IsEmpty ? 0 : rest.Norms.Max(n => n.Name.Length) + 2;
        canvas.PutCut(0, y++, canvas.Width, canvas.Texts.Training.Norms, canvas.Theme.Caption);
        foreach ((string name, double norm) in rest.Norms)
        {
            if (y >= canvas.Height) break;
            canvas.PutCut(0, y, canvas.Width, name, canvas.Theme.Code);
            canvas.PutCut(width, y++, canvas.Width - width, Numbers.Format(norm, 5).ToString(CultureInfo.InvariantCulture), canvas.Theme.Text);
        }
    }

    /// <summary>Kernels of a convolution, or the weights of the first units of a layer on whole images, side by side; returns the rows that they take.</summary>
    private static int PaintKernels(Canvas canvas, Tensor kernels)
    {
        (int height, int width) = kernels.Shape.Rank == 4 ? (kernels.Shape[2], kernels.Shape[3]) : Square(kernels.Shape[1]);
        if (height == 0) return 0;
        int scale = height <= 8 ? 2 : 1;
        (int columns, int rows) = Picture.SizeOf(height, width, scale);
        int perRow = Math.Max(1, (canvas.Width + 1) / (columns + 1)), pictures = Math.Min(kernels.Length / (height * width), perRow * (height <= 8 ? 2 : 1));
        for (int i = 0; i < pictures; i++)
        {
            Canvas place = canvas.Sub(i % perRow * (columns + 1), i / perRow * (rows + 1), columns, rows);
            Picture.Paint(place, kernels.Data.Slice(i * height * width, height * width), height, width, new PictureOptions { Diverging = true, Scale = scale });
        }
        return (pictures + perRow - 1) / perRow * (rows + 1) - 1;
    }

    private static (int, int) Square(int inputs)
    {
        int side = (int)Math.Sqrt(inputs);
        return side * side == inputs && side <= MostSide ? (side, side) : (0, 0);
    }

    private static void PaintTest(Canvas canvas, Evaluation test)
    {
        TrainingTexts texts = canvas.Texts.Training;
        Theme theme = canvas.Theme;
        canvas.PutCut(0, 0, canvas.Width, texts.RightOf(test.Correct, test.Predictions.Count, test.Accuracy.ToString("F2", CultureInfo.InvariantCulture)), theme.Bright);
        int cell = Math.Max(3, (canvas.Width - 2) / Math.Max(1, test.Classes));
        canvas.PutCut(0, 1, canvas.Width, texts.NamedAcross, theme.Caption);
        int most = Math.Max(1, Enumerable.Range(0, test.Classes).Max(c => Enumerable.Range(0, test.Classes).Where(p => p != c).Max(p => test.Confusion(c, p))));
        for (int c = 0; c < test.Classes; c++)
        {
            canvas.PutRight(2 + c * cell + cell, 2, $"{c}", theme.Caption);
            canvas.Put(0, 3 + c, $"{c}", theme.Caption);
            for (int p = 0; p < test.Classes; p++)
            {
                int count = test.Confusion(c, p);
                Style style = p == c ? theme.Success : count == 0 ? theme.Dim : 2 * count > most ? theme.Error : theme.Warning;
                canvas.PutRight(2 + p * cell + cell, 3 + c, count == 0 ? "·" : count > 999 && cell < 5 ? $"{count / 1000}k" : $"{count}", style);
            }
        }
        int y = 4 + test.Classes;
        foreach (Classification worst in test.Mistakes)
        {
            if (y >= canvas.Height) break;
            canvas.PutCut(0, y++, canvas.Width, texts.Mistake(worst.Index, worst.Label, worst.Predicted, (100 * worst.Probability).ToString("F0", CultureInfo.InvariantCulture)), theme.Text);
        }
    }
}
