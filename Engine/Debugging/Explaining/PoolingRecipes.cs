using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Which element of a window is the maximum, and where its gradient comes from.</summary>
internal static class PoolingRecipes
{
    /// <summary>The largest of the window; all of the window are terms.</summary>
    public static Recipe Forward(ElementContext c)
    {
        int[] window = Window(c.Instruction, c[0].Shape, c.Shape, c.Offset);
        int winner = FirstMaximum(c[0], window);
        return new(Combination.Maximum, [.. window.Select(at => c.One(0, at))])
        {
            InOrder = true,
            Whole = new(c[0][winner], $"max({string.Join(", ", window.Select((_, i) => $"{{{i}}}"))})", [.. window.Select(at => c.Ref(0, at))]),
            Note = c.Words.LargestOfWindow(window.Length, Element(c, 0, winner)),
        };
    }

    /// <summary>The gradients of all windows in which the element was the first maximum.</summary>
    public static Recipe Backward(ElementContext c)
    {
        Shape gy = c[0].Shape, x = c[1].Shape;
        var attributes = (MaxPool2dAttributes)c.Instruction.Attributes!;
        var won = new List<RawTerm>();
        var lostTo = new List<string>();
        for (int v = First(c.Index[2]); v <= Last(c.Index[2], gy[2]); v++)
            for (int u = First(c.Index[3]); u <= Last(c.Index[3], gy[3]); u++)
            {
                int at = gy.Offset(c.Index[0], c.Index[1], v, u), winner = FirstMaximum(c[1], Window(c.Instruction, x, gy, at));
                if (winner == c.Offset) won.Add(c.One(0, at));
                else lostTo.Add(Element(c, 1, winner));
            }
        string self = Element(c, 1, c.Offset), winners = string.Join(", ", lostTo.Distinct());
        string note = lostTo.Count == 0 && won.Count == 0 ? c.Words.InNoWindow(self)
            : lostTo.Count == 0 ? c.Words.LargestOfItsWindows(self, won.Count)
            : won.Count == 0 ? c.Words.GetsNothing(self, lostTo.Count, winners)
            : c.Words.LargestOfSome(self, won.Count, won.Count + lostTo.Count, winners);
        return new(Combination.Sum, won) { InOrder = true, Note = note };

        int First(int position) => position < attributes.Kernel ? 0 : (position - attributes.Kernel) / attributes.Stride + 1;

        int Last(int position, int count) => Math.Min(position / attributes.Stride, count - 1);
    }

    /// <summary>The elements of the window that makes element <paramref name="at"/> of the output, row by row.</summary>
    private static int[] Window(Instruction instruction, Shape x, Shape y, int at)
    {
        var a = (MaxPool2dAttributes)instruction.Attributes!;
        int[] index = y.IndexOf(at);
        int corner = x.Offset(index[0], index[1], index[2] * a.Stride, index[3] * a.Stride);
        return [.. Enumerable.Range(0, a.Kernel * a.Kernel).Select(k => corner + k / a.Kernel * x[3] + k % a.Kernel)];
    }

    /// <summary>As in PyTorch: the first of equal ones, and NaN before every number.</summary>
    private static int FirstMaximum(Tensor x, int[] window)
    {
        int best = window[0];
        foreach (int at in window)
            if (x[at] > x[best] || double.IsNaN(x[at])) best = at;
        return best;
    }

    private static string Element(ElementContext c, int input, int at) => $"{c.Name(input)}[{string.Join(",", c[input].Shape.IndexOf(at))}]";
}
