using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>One image of a data set and what the network made of it.</summary>
/// <param name="Index">Where in the data set it is.</param>
/// <param name="Label">What it shows.</param>
/// <param name="Predicted">The largest output, the first of equal ones.</param>
/// <param name="Loss">Cross-entropy of this image alone.</param>
/// <param name="Probability">What softmax gives the predicted class.</param>
public readonly record struct Classification(int Index, int Label, int Predicted, double Loss, double Probability);

/// <summary>
/// How a network does on a data set. Precision of a class: of the images named so, how many are; recall:
/// of the images that are, how many are named so (C. J. van Rijsbergen, Information Retrieval, 1979, ch. 7).
/// </summary>
public sealed class Evaluation
{
    private readonly int[,] _confusion;

    private Evaluation(Classification[] predictions, int classes)
    {
        Predictions = predictions;
        _confusion = new int[classes, classes];
        foreach (Classification p in predictions) _confusion[p.Label, p.Predicted]++;
        Classes = classes;
    }

    /// <summary>Every image, in the order of the data set.</summary>
    public IReadOnlyList<Classification> Predictions { get; }

    public int Classes { get; }

    /// <summary>How many images of class <paramref name="label"/> were named <paramref name="predicted"/>.</summary>
    public int Confusion(int label, int predicted) => _confusion[label, predicted];

    /// <summary>How many images were named right.</summary>
    public int Correct => Enumerable.Range(0, Classes).Sum(c => _confusion[c, c]);

    /// <summary>Per cent of all images.</summary>
    public double Accuracy => 100.0 * Correct / Predictions.Count;

    /// <summary>The mean over the images.</summary>
    public double Loss => Predictions.Average(p => p.Loss);

    /// <summary>0 to 1; NaN for a class that nothing was named.</summary>
    public double Precision(int c) => _confusion[c, c] / (double)Enumerable.Range(0, Classes).Sum(label => _confusion[label, c]);

    /// <summary>0 to 1; NaN for a class that the data set does not have.</summary>
    public double Recall(int c) => _confusion[c, c] / (double)Enumerable.Range(0, Classes).Sum(predicted => _confusion[c, predicted]);

    /// <summary>The wrong ones, the worst first.</summary>
    public IEnumerable<Classification> Mistakes =>
        Predictions.Where(p => p.Predicted != p.Label).OrderByDescending(p => p.Loss).ThenBy(p => p.Index);

    /// <summary>Tries a network on a whole data set.</summary>
    /// <param name="evaluation">Forward and loss for a batch of a given size; the output is (N, classes).</param>
    /// <param name="parameters">By name.</param>
    /// <param name="dataset">What it is tried on.</param>
    /// <param name="batchSize">Images at once.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataException">There are no classes to be told apart.</exception>
    public static Evaluation Run(
        Func<int, Program> evaluation, Func<string, Tensor> parameters, Dataset dataset, int batchSize, IBackend backend,
        CancellationToken cancel = default)
    {
        if (!dataset.HasClasses) throw new DataException(l => RunTexts.In(l).NoClasses(dataset.Name));
        var predictions = new Classification[dataset.Count];
        var loader = new DataLoader(dataset, batchSize, shuffle: false);
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        var epoch = new LoaderEpoch(loader, order);
        int classes = 0;
        ICompiledProgram? compiled = null;
        try
        {
            for (int i = 0; i < epoch.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                ReadOnlySpan<int> indices = epoch.Indices(i);
                if (compiled?.Program.Target!.Shape[0] != indices.Length)
                {
                    compiled?.Dispose();
                    compiled = Compile(evaluation(indices.Length), parameters, dataset, backend);
                }
                Tensor output = Forward(compiled, epoch, i);
                classes = output.Shape[1];
                for (int n = 0; n < indices.Length; n++)
                    predictions[indices[n]] = Judge(indices[n], dataset.Label(indices[n]), output.Data.Slice(n * classes, classes));
            }
        }
        finally
        {
            compiled?.Dispose();
        }
        return new(predictions, classes);
    }

    /// <summary>What a row of logits says of an image; softmax is shifted by the largest logit, so that it cannot overflow.</summary>
    public static Classification Judge(int index, int label, ReadOnlySpan<double> logits)
    {
        int best = TensorStats.ArgMax(logits);
        double sum = 0;
        foreach (double logit in logits) sum += Math.Exp(logit - logits[best]);
        return new(index, label, best, Math.Log(sum) + (logits[best] - logits[label]), 1 / sum);
    }

    private static ICompiledProgram Compile(Program program, Func<string, Tensor> parameters, Dataset dataset, IBackend backend)
    {
        ICompiledProgram compiled = backend.Compile(program);
        foreach (Value parameter in program.Parameters) compiled.Write(parameter, parameters(parameter.Name));
        if (compiled is IDatasetProgram direct && direct.Accepts(dataset)) direct.Attach(dataset);
        return compiled;
    }

    private static Tensor Forward(ICompiledProgram compiled, LoaderEpoch epoch, int index)
    {
        if (compiled is IDatasetProgram { IsAttached: true } direct)
            direct.RunBatch(epoch.Indices(index));
        else
        {
            Batch batch = epoch[index];
            compiled.Write(compiled.Program["x"], batch.Images);
            compiled.Write(compiled.Program.Target!, batch.Labels);
            compiled.Run();
        }
        return compiled.Read(compiled.Program.Output!);
    }
}
