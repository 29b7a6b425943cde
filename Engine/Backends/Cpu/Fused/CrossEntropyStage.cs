using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>Cross-entropy and, unless <paramref name="gradient"/> is null, its gradient with respect to the logits.</summary>
internal sealed unsafe class CrossEntropyStage(
    float* logits, float* labels, float* loss, float* gradient, int rows, int classes, string name, LossSum sum) : Stage
{
    private readonly double[] _rowLosses = new double[rows];

    /// <summary>The logits, their gradient (null for none), and how many rows they have.</summary>
    public float* Logits => logits;

    /// <inheritdoc cref="Logits"/>
    public float* Gradient => gradient;

    /// <inheritdoc cref="Logits"/>
    public int Rows => rows;

    public override void Run(Worker worker)
    {
        (int start, int end) = worker.Share(rows);
        float scale = 1f / CrossEntropyOps.Counting(labels, rows);
        for (int n = start; n < end; n++)
        {
            float* row = logits + (nint)n * classes;
            int label = CrossEntropyOps.Label(labels, n, classes, name);
            if (label < 0)
            {
                _rowLosses[n] = 0;
                if (gradient != null) new Span<float>(gradient + (nint)n * classes, classes).Clear();
                continue;
            }
            _rowLosses[n] = gradient == null
                ? CrossEntropyOps.RowLoss(row, classes, label)
                : CrossEntropyOps.RowLossAndGradient(row, classes, label, scale, gradient + (nint)n * classes);
        }
    }

    /// <summary>
    /// The mean of the losses of the rows that count. A stage of its own: a stage that can throw must not have a barrier inside, at which
    /// the others would wait.
    /// </summary>
    public Stage Mean() => new OpStage("mean loss", worker =>
    {
        if (worker.Index != 0) return;
        double mean = 0;
        foreach (double row in _rowLosses) mean += row;
        mean /= CrossEntropyOps.Counting(labels, rows);
        sum.Value = mean;
        *loss = (float)mean;
    })
    { IsSideResult = true };
}

/// <summary>A number that a fused loss leaves in double precision.</summary>
internal sealed class LossSum
{
    public double Value { get; set; }
}
