using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>Max pooling and its adjoint, with <see cref="MaxPool2dAttributes"/>: the first maximum of a window wins a tie.</summary>
internal static class PoolingOperations
{
    public static Operation[] Rows =>
    [
        new(Opcode.MaxPool2d, "x (N, C, H, W)")
        {
            Shape = OutputShape,
            Adjoint = (i, _, gy) => new(Opcode.MaxPool2dBackward, [gy, i.Inputs[0]], i.Attributes),
            GradFnNames = ["MaxPool2DWithIndicesBackward0"],
            FormulaOf = i => $"max_pool2d({{0}}, {Window(i)})",
            Terms = Terms,
            Sentence = new(
                n => $"Of each window of {n[0]} only the largest number stays.",
                n => $"{n[0]} 的每个窗口只保留最大的数（最大池化）。"),
            Choices = (i, inputs, choose) =>
            {
                for (int at = 0; at < i.Output.Shape.Length; at++) choose(FirstMaximum(i, inputs[0], i.Output.Shape, at));
            },
        },
        new(Opcode.MaxPool2dBackward, "gy (N, C, H', W'), x (N, C, H, W)")
        {
            FormulaOf = i => $"max_pool2d_backward({{0}}, {{1}}, {Window(i)})",
            Terms = BackwardTerms,
            Sentence = Sentence.Change(
                n => "each window hands its gradient to the number that was its largest; the others get nothing.",
                n => "每个窗口把梯度交给其中最大的数，其余的得不到。"),
        },
    ];

    private static Shape OutputShape(in ShapeCall call)
    {
        Shape x = call[0];
        (int kernel, int stride) = call.Attributes<MaxPool2dAttributes>();
        if (x.Rank != 4) throw call.Fault(t => t.PoolRank(x));
        if (x[2] < kernel || x[3] < kernel)
            throw call.Fault(t => t.WindowTooLarge(kernel, x, $"{x[1]}x{x[2]}x{x[3]}", $"{x[1]}x{Count(x[2])}x{Count(x[3])}"));
        return new Shape(x[0], x[1], Count(x[2]), Count(x[3]));

        int Count(int size) => size < kernel ? 0 : ShapeRules.WindowCount(size, kernel, stride, 0);
    }

    private static string Window(Instruction i)
    {
        (int kernel, int stride) = i.AttributesAs<MaxPool2dAttributes>();
        return $"kernel_size={kernel}, stride={stride}";
    }

    /// <summary>The largest of the window; all of the window are terms.</summary>
    private static Recipe Terms(ElementContext c)
    {
        int winner = FirstMaximum(c.Instruction, c[0], c.Shape, c.Offset);
        int[] window = Window(c.Instruction, c[0].Shape, c.Shape, c.Offset);
        int equal = window.Count(at => c[0][at] == c[0][winner]);
        return new(Combination.Maximum, [.. window.Select(at => c.One(0, at))])
        {
            InOrder = true,
            Whole = new(
                c[0][winner], $"max({string.Join(", ", window.Select((_, i) => $"{{{i}}}"))})", [.. window.Select(at => c.Ref(0, at))]),
            Note = c.Words.LargestOfWindow(window.Length, c.Name(0, winner), equal, tied: equal > 1),
        };
    }

    /// <summary>The gradients of all windows in which the element was the first maximum.</summary>
    private static Recipe BackwardTerms(ElementContext c)
    {
        Shape gy = c[0].Shape;
        var attributes = c.Instruction.AttributesAs<MaxPool2dAttributes>();
        var won = new List<RawTerm>();
        var lostTo = new List<string>();
        bool lostToLarger = false, lostToEqual = false, wonTie = false;
        for (int v = First(c.Index[2]); v <= Last(c.Index[2], gy[2]); v++)
            for (int u = First(c.Index[3]); u <= Last(c.Index[3], gy[3]); u++)
            {
                int at = gy.Offset(c.Index[0], c.Index[1], v, u), winner = FirstMaximum(c.Instruction, c[1], gy, at);
                if (winner == c.Offset)
                {
                    won.Add(c.One(0, at));
                    wonTie |= Window(c.Instruction, c[1].Shape, gy, at).Count(x => c[1][x] == c[1][winner]) > 1;
                    continue;
                }
                lostTo.Add(c.Name(1, winner));
                if (c[1][winner] == c[1][c.Offset]) lostToEqual = true;
                else lostToLarger = true;
            }
        string self = c.Name(1, c.Offset), winners = string.Join(", ", lostTo.Distinct());
        string note = lostTo.Count == 0 && won.Count == 0 ? c.Words.InNoWindow(self)
            : lostTo.Count == 0 ? c.Words.LargestOfItsWindows(self, won.Count, wonTie)
            : won.Count > 0 ? c.Words.LargestOfSome(self, won.Count, won.Count + lostTo.Count, winners)
            : !lostToEqual ? c.Words.GetsNothing(self, lostTo.Count, winners)
            : !lostToLarger ? c.Words.GetsNothingOfEqual(self, winners)
            : c.Words.GetsNothingOfEqualOrLarger(self, lostTo.Count, winners);
        return new(Combination.Sum, won) { InOrder = true, Note = note };

        int First(int position) => position < attributes.Kernel ? 0 : (position - attributes.Kernel) / attributes.Stride + 1;

        int Last(int position, int count) => Math.Min(position / attributes.Stride, count - 1);
    }

    /// <summary>Where the window that makes element <paramref name="at"/> of the output begins.</summary>
    private static int Corner(Instruction i, Shape x, Shape y, int at)
    {
        int[] index = y.IndexOf(at);
        int stride = i.AttributesAs<MaxPool2dAttributes>().Stride;
        return x.Offset(index[0], index[1], index[2] * stride, index[3] * stride);
    }

    /// <summary>The elements of the window that makes element <paramref name="at"/> of the output, row by row.</summary>
    private static int[] Window(Instruction i, Shape x, Shape y, int at)
    {
        int corner = Corner(i, x, y, at), kernel = i.AttributesAs<MaxPool2dAttributes>().Kernel;
        return [.. Enumerable.Range(0, kernel * kernel).Select(k => corner + k / kernel * x[3] + k % kernel)];
    }

    /// <summary>As in PyTorch: the first of equal ones, and NaN before every number.</summary>
    private static int FirstMaximum(Instruction i, Tensor x, Shape y, int at)
    {
        int[] window = Window(i, x.Shape, y, at);
        int best = window[0];
        foreach (int candidate in window)
            if (x[candidate] > x[best] || double.IsNaN(x[candidate])) best = candidate;
        return best;
    }
}
