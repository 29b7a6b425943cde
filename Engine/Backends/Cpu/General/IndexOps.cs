using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>What reads a table by index, what finds an index, and what moves elements.</summary>
internal static unsafe class IndexOps
{
    /// <summary>weight (V, C), indices → the rows that they name.</summary>
    public static Action<Worker> Embedding(OpContext op)
    {
        float* weight = op.X(0), indices = op.X(1), y = op.Y;
        int rows = op.Shape(0)[0], width = op.Shape(0)[1], count = op.Shape(1).Length;
        string name = op.Instruction.Output.Name;
        return worker =>
        {
            (int start, int end) = worker.Share(count);
            for (int n = start; n < end; n++)
                Copy(weight + (nint)Row(indices, n, rows, name) * width, y + (nint)n * width, width);
        };
    }

    /// <summary>gy, indices → gy added to the rows that they name, from the first index to the last; threads share the columns.</summary>
    public static Action<Worker> EmbeddingBackward(OpContext op)
    {
        float* gy = op.X(0), indices = op.X(1), gw = op.Y;
        int rows = op.YShape[0], width = op.YShape[1], count = op.Shape(1).Length;
        string name = op.Instruction.Output.Name;
        return worker =>
        {
            (int c0, int c1) = worker.Share(width, 16);
            for (int r = 0; r < rows; r++) new Span<float>(gw + (nint)r * width + c0, c1 - c0).Clear();
            for (int n = 0; n < count; n++)
            {
                float* from = gy + (nint)n * width, to = gw + (nint)Row(indices, n, rows, name) * width;
                for (int c = c0; c < c1; c++) to[c] += from[c];
            }
        };
    }

    /// <summary>probs, u → the index that u draws.</summary>
    public static Action<Worker> Choice(OpContext op)
    {
        float* probs = op.X(0), u = op.X(1), y = op.Y;
        var weights = new double[op.Shape(0).Length];
        return worker =>
        {
            if (worker.Index != 0) return;
            for (int i = 0; i < weights.Length; i++) weights[i] = probs[i];
            *y = IndexOperations.Choose(weights, *u);
        };
    }

    /// <summary>Two dimensions change places; what lies behind the later one moves in runs.</summary>
    public static Action<Worker> Transpose(OpContext op)
    {
        (int d0, int d1) = op.Attributes<TransposeAttributes>();
        Shape x = op.Shape(0);
        int first = Math.Min(d0, d1), second = Math.Max(d0, d1), n0 = x[first], n1 = x[second], run = x.Stride(second);
        int middle = x.Stride(first) / Math.Max(n1 * run, 1), rows = run == 0 ? 0 : op.Length / run;
        if (first == second) (n1, middle) = (1, 1);
        float* from = op.X(0), to = op.Y;
        return worker =>
        {
            (int start, int end) = worker.Share(rows);
            for (int r = start; r < end; r++)
            {
                // y[outer, j1, mid, j0] = x[outer, j0, mid, j1].
                int j0 = r % n0, mid = r / n0 % middle, j1 = r / (n0 * middle) % n1, outer = r / (n0 * middle * n1);
                Copy(from + (((nint)outer * n0 + j0) * middle * n1 + (nint)mid * n1 + j1) * run, to + (nint)r * run, run);
            }
        };
    }

    public static Action<Worker> Slice(OpContext op)
    {
        (int axis, int start, int length) = op.Attributes<SliceAttributes>();
        Run move = new(op.X(0), op.Shape(0), start, op.Y, op.YShape, 0, axis, length);
        return worker => move.Share(worker);
    }

    public static Action<Worker> SliceBackward(OpContext op)
    {
        (int axis, int start, int length) = op.Attributes<SliceAttributes>();
        Shape y = op.YShape;
        float* to = op.Y;
        Run move = new(op.X(0), op.Shape(0), 0, to, y, start, axis, length);
        int block = y.Stride(axis) * y[axis], before = start * y.Stride(axis), after = before + length * y.Stride(axis);
        return worker =>
        {
            (int first, int end) = worker.Share(move.Blocks);
            for (int i = first; i < end; i++)
            {
                new Span<float>(to + (nint)i * block, before).Clear();
                new Span<float>(to + (nint)i * block + after, block - after).Clear();
            }
            move.Share(worker);
        };
    }

    public static Action<Worker> Concat(OpContext op)
    {
        int axis = op.Attributes<AxisAttributes>().Axis, start = 0;
        var moves = new Run[op.Count];
        for (int k = 0; k < moves.Length; k++)
        {
            int length = op.Shape(k)[axis];
            moves[k] = new(op.X(k), op.Shape(k), 0, op.Y, op.YShape, start, axis, length);
            start += length;
        }
        return worker =>
        {
            foreach (Run move in moves) move.Share(worker);
        };
    }

    /// <summary>The row that an index names.</summary>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public static int Row(float* indices, int n, int rows, string name)
    {
        float row = indices[n];
        return row >= 0 && row < rows && row == MathF.Floor(row)
            ? (int)row
            : throw new ArgumentException($"{name}: index {row} at place {n} is not a row from 0 to {rows - 1}");
    }

    private static void Copy(float* from, float* to, int length) =>
        new ReadOnlySpan<float>(from, length).CopyTo(new Span<float>(to, length));

    /// <summary>Entries along an axis of two tensors that differ in that extent alone, copied from one to the other.</summary>
    private sealed class Run(float* x, Shape from, int start, float* y, Shape to, int toStart, int axis, int length)
    {
        private readonly int _step = from.Stride(axis);

        public int Blocks { get; } = to[axis] * to.Stride(axis) == 0 ? 0 : to.Length / (to[axis] * to.Stride(axis));

        public void Share(Worker worker)
        {
            (int first, int end) = worker.Share(Blocks);
            for (int i = first; i < end; i++)
                Copy(x + ((nint)i * from[axis] + start) * _step, y + ((nint)i * to[axis] + toStart) * _step, length * _step);
        }
    }
}
