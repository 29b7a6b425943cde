using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Reference;

/// <summary>What reads a table by index, what finds an index, and what moves elements: nothing is calculated but sums.</summary>
internal static class IndexKernels
{
    /// <summary>weight (V, C), indices → the rows that they name.</summary>
    public static double[] Embedding(in OpCall call)
    {
        double[] weight = call[0], y = call.NewOutput();
        (int rows, int width) = (call.Shape(0)[0], call.Shape(0)[1]);
        for (int n = 0; n < call[1].Length; n++) weight.AsSpan(Row(call, n, rows) * width, width).CopyTo(y.AsSpan(n * width));
        return y;
    }

    /// <summary>gy, indices → gy added to the rows that they name, from the first index to the last.</summary>
    public static double[] EmbeddingBackward(in OpCall call)
    {
        double[] gy = call[0];
        (int rows, int width) = (call.Output[0], call.Output[1]);
        var gw = new double[call.Output.Length];
        for (int n = 0; n < call[1].Length; n++)
            for (int c = 0, row = Row(call, n, rows) * width; c < width; c++) gw[row + c] += gy[n * width + c];
        return gw;
    }

    /// <summary>probs, u → the index that u draws.</summary>
    public static double[] Choice(in OpCall call) => [IndexOperations.Choose(call[0], call[1][0])];

    /// <summary>Two dimensions change places.</summary>
    public static double[] Transpose(in OpCall call)
    {
        (int a, int b) = call.Attributes<TransposeAttributes>();
        double[] x = call[0], y = call.NewOutput();
        Shape from = call.Shape(0);
        for (int i = 0; i < y.Length; i++)
        {
            int[] at = call.Output.IndexOf(i);
            (at[a], at[b]) = (at[b], at[a]);
            y[i] = x[from.Offset(at)];
        }
        return y;
    }

    public static double[] Slice(in OpCall call)
    {
        (int axis, int start, int length) = call.Attributes<SliceAttributes>();
        double[] y = call.NewOutput();
        Move(call[0], call.Shape(0), axis, start, y, call.Output, 0, length);
        return y;
    }

    public static double[] SliceBackward(in OpCall call)
    {
        (int axis, int start, int length) = call.Attributes<SliceAttributes>();
        var gx = new double[call.Output.Length];
        Move(call[0], call.Shape(0), axis, 0, gx, call.Output, start, length);
        return gx;
    }

    public static double[] Concat(in OpCall call)
    {
        int axis = call.Attributes<AxisAttributes>().Axis, start = 0;
        double[] y = call.NewOutput();
        for (int k = 0; k < call.Count; k++)
        {
            int length = call.Shape(k)[axis];
            Move(call[k], call.Shape(k), axis, 0, y, call.Output, start, length);
            start += length;
        }
        return y;
    }

    /// <summary>Copies <paramref name="length"/> entries along an axis of two tensors that differ in that extent alone.</summary>
    private static void Move(double[] x, Shape from, int axis, int start, double[] y, Shape to, int toStart, int length)
    {
        int step = from.Stride(axis), run = length * step, fromBlock = from[axis] * step, toBlock = to[axis] * step;
        if (run == 0) return;
        for (int at = 0, into = 0; at < x.Length && into < y.Length; at += fromBlock, into += toBlock)
            x.AsSpan(at + start * step, run).CopyTo(y.AsSpan(into + toStart * step));
    }

    private static int Row(in OpCall call, int n, int rows)
    {
        double row = call[1][n];
        return row >= 0 && row < rows && row == Math.Floor(row)
            ? (int)row
            : throw new ArgumentException($"{call.Instruction.Output.Name}: index {row} at place {n} is not a row from 0 to {rows - 1}");
    }
}
