using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Cross-entropy on logits (N, C) and labels (N), the mean over the rows that count: a label of -100 does not.</summary>
internal static unsafe class CrossEntropyOps
{
    /// <summary>The mean of -log_softmax(logits)[n, label n].</summary>
    public static Action<Worker> Forward(OpContext op)
    {
        float* logits = op.X(0), labels = op.X(1), loss = op.Y;
        int rows = op.Shape(0)[0], classes = op.Shape(0)[1];
        string name = op.Instruction.Output.Name;
        return worker =>
        {
            if (worker.Index != 0) return;
            double total = 0;
            for (int n = 0; n < rows; n++)
                if (Label(labels, n, classes, name) is >= 0 and int label) total += RowLoss(logits + n * classes, classes, label);
            *loss = (float)(total / Counting(labels, rows));
        };
    }

    /// <summary>gy·(softmax(logits) - one_hot(labels))/N, N being the rows that count; 0 in the others.</summary>
    public static Action<Worker> Backward(OpContext op)
    {
        float* gy = op.X(0), logits = op.X(1), labels = op.X(2), gx = op.Y;
        int rows = op.YShape[0], classes = op.YShape[1];
        string name = op.Instruction.Output.Name;
        return worker =>
        {
            (int start, int end) = worker.Share(rows);
            float scale = *gy / Counting(labels, rows);
            for (int n = start; n < end; n++)
            {
                int label = Label(labels, n, classes, name);
                if (label < 0) new Span<float>(gx + n * classes, classes).Clear();
                else RowLossAndGradient(logits + n * classes, classes, label, scale, gx + n * classes);
            }
        };
    }

    /// <summary>-log_softmax(logits)[label] of one row.</summary>
    public static double RowLoss(float* logits, int classes, int label)
    {
        float max = float.NegativeInfinity;
        for (int c = 0; c < classes; c++) if (logits[c] > max) max = logits[c];
        double sum = 0;
        for (int c = 0; c < classes; c++) sum += MathF.Exp(logits[c] - max);
        return Math.Log(sum) - ((double)logits[label] - max);
    }

    /// <summary>The loss of one row, and scale·(softmax - one_hot), its gradient, from one e^(x - max) a class.</summary>
    public static double RowLossAndGradient(float* logits, int classes, int label, float scale, float* gx)
    {
        float max = float.NegativeInfinity;
        for (int c = 0; c < classes; c++) if (logits[c] > max) max = logits[c];
        double loss = max - (double)logits[label], sum = 0;
        for (int c = 0; c < classes; c++) sum += gx[c] = MathF.Exp(logits[c] - max);
        float over = (float)(1 / sum);
        for (int c = 0; c < classes; c++) gx[c] = scale * (gx[c] * over - (c == label ? 1 : 0));
        return Math.Log(sum) + loss;
    }

    /// <summary>How many rows count.</summary>
    public static int Counting(float* labels, int rows)
    {
        int counting = 0;
        for (int n = 0; n < rows; n++) if (labels[n] != (float)ClassLabels.Ignored) counting++;
        return counting;
    }

    /// <summary>The class of row <paramref name="n"/>; less than 0 if the row does not count.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static int Label(float* labels, int n, int classes, string name)
    {
        float label = labels[n];
        return ClassLabels.IsValid(label, classes)
            ? (int)label
            : throw new ArgumentException($"{name}: label {label} of sample {n} is not a class from 0 to {classes - 1}");
    }
}
