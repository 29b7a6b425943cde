using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>The convolution at the cursor: input with the patch framed, patch times kernel, products, sum + bias = value.</summary>
internal static class InspectorConvolution
{
    /// <summary>Draws as much of it as there is room for, the sum always; returns the rows taken.</summary>
    public static int Paint(Canvas canvas, InspectorSubject subject, ConvolutionPlace place)
    {
        if (canvas.IsEmpty) return 0;
        List<(string Name, double Number, bool IsResult)> sum = Sum(canvas, subject, place);
        int room = canvas.Height - sum.Count;
        (int rows, int columns) = place.Size;
        int cell = Math.Min(9, canvas.Width / columns), stacked = 3 * (rows + 1), beside = rows + 1;
        bool numbers = cell >= 6 && room >= stacked, small = canvas.Width >= 6 * columns + 6 && room >= beside;
        int grids = numbers ? stacked : small ? beside : 0;
        int y = 0;
        if (room - grids >= 6) y = Input(canvas, place, room - grids);
        if (numbers)
        {
            y += Stacked(canvas, y, place, cell);
        }
        else if (small)
        {
            y += Beside(canvas, y, place);
        }
        int name = sum.Max(s => CellWidth.Of(s.Name)),
            width = Math.Min(canvas.Width, name + 2 + sum.Max(s => canvas.Look.Number(s.Number).Length));
        foreach ((string text, double number, bool result) in sum)
        {
            if (y >= canvas.Height) break;
            canvas.PutCut(0, y, canvas.Width, text, result ? canvas.Theme.Focus : canvas.Theme.Text);
            canvas.PutRight(width, y, canvas.Look.Number(number),
                result ? InspectorMatrix.Sign(canvas.Theme, number).Bold : InspectorMatrix.Sign(canvas.Theme, number));
            y++;
        }
        return y;
    }

    private static List<(string Name, double Number, bool IsResult)> Sum(Canvas canvas, InspectorSubject subject, ConvolutionPlace place)
    {
        InspectorTexts texts = canvas.Texts.Inspector;
        int channels = place.Sums.Length;
        var sum = new List<(string, double, bool)>
            { (channels == 1 ? texts.SumOfProducts : texts.SumOfChannel(place.Channel), place.Sums[place.Channel], false) };
        if (channels > 1) sum.Add((texts.OtherChannels(channels - 1), place.Sums.Sum() - place.Sums[place.Channel], false));
        sum.Add(($"+ bias[{place.Output.Output}]", place.Bias, false));
        sum.Add(($"= {subject.Value.Name}{subject.Index}", subject.Present, true));
        return sum;
    }

    // The input channel as a picture, the patch framed.
    private static int Input(Canvas canvas, ConvolutionPlace place, int height)
    {
        Tensor input = place.View.Input;
        Value value = place.View.Instruction.Inputs[0];
        (int rows, int columns) = (input.Shape[2], input.Shape[3]);
        int plane = place.Output.Image * input.Shape[1] + place.Channel;
        (int Columns, int Rows) size = Picture.SizeOf(rows, columns);
        int scale = size.Columns * 2 <= canvas.Width && rows + 1 <= height ? Math.Min(canvas.Width / columns, (height - 1) * 2 / rows) : 1;
        size = Picture.SizeOf(rows, columns, scale);
        // Averaged down there would be no frame.
        if (size.Columns > canvas.Width || size.Rows + 1 > height) return 0;
        canvas.PutCut(0, 0, canvas.Width, canvas.Texts.Inspector.PatchFramed($"{value.Name}[{place.Output.Image},{place.Channel}]"),
            canvas.Theme.Caption);
        Picture.Paint(canvas.Sub(0, 1, size.Columns, size.Rows), input.Data.Slice(plane * rows * columns, rows * columns), rows, columns,
            new PictureOptions
            {
                Diverging = value.Kind is not ValueKind.Input,
                Scale = scale,
                Frame = (place.Corner.Row, place.Corner.Column, place.Size.Rows, place.Size.Columns),
            });
        return size.Rows + 1;
    }

    private static int Stacked(Canvas canvas, int y, ConvolutionPlace place, int cell)
    {
        (int rows, int columns) = place.Size;
        int i = 0;
        foreach ((string _, string name, double[] values) in Grids(place, canvas.Texts.Inspector))
        {
            int top = y + i++ * (rows + 1);
            canvas.PutCut(0, top, canvas.Width, name, canvas.Theme.Caption);
            Heatmap.Paint(canvas.Sub(0, top + 1, cell * columns, rows), values, rows, columns,
                new HeatmapOptions { CellWidth = cell, Numbers = true, Legend = false });
        }
        return 3 * (rows + 1);
    }

    private static int Beside(Canvas canvas, int y, ConvolutionPlace place)
    {
        (int rows, int columns) = place.Size;
        int x = 0, i = 0;
        int gap = Math.Min(5, (canvas.Width - 6 * columns) / 2);
        foreach ((string brief, string _, double[] values) in Grids(place, canvas.Texts.Inspector))
        {
            canvas.PutCut(x, y, 2 * columns + gap - 1, brief, canvas.Theme.Caption);
            Heatmap.Paint(canvas.Sub(x, y + 1, 2 * columns, rows), values, rows, columns, new HeatmapOptions { Legend = false });
            x += 2 * columns;
            if (i < 2) canvas.Put(x + gap / 2, y + 1 + rows / 2, i == 0 ? "×" : "=", canvas.Theme.Bright);
            x += gap;
            i++;
        }
        return rows + 1;
    }

    private static (string Brief, string Name, double[] Values)[] Grids(ConvolutionPlace place, InspectorTexts texts)
    {
        (int row, int column) = place.Corner;
        (int rows, int columns) = place.Size;
        Instruction conv = place.View.Instruction;
        return
        [
            (texts.Patch, texts.PatchOf(
                $"{conv.Inputs[0].Name}[{place.Output.Image},{place.Channel},{row}:{row + rows},{column}:{column + columns}]"),
                place.Patch),
            (texts.Kernel, texts.KernelOf($"{conv.Inputs[1].Name}[{place.Output.Output},{place.Channel}]"), place.Kernel),
            (texts.ProductsBrief, texts.Products, place.Products),
        ];
    }
}
