using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <param name="X">The table, or the gradient of what was taken from it.</param>
/// <param name="Indices">Which rows.</param>
/// <param name="Rows">How many rows the table has.</param>
/// <param name="Width">Numbers of a row.</param>
/// <param name="Count">How many indices there are.</param>
internal readonly record struct EmbeddingArgs(ArrayView<float> X, ArrayView<float> Indices, int Rows, int Width, int Count, Output Y);

internal readonly record struct ChoiceArgs(ArrayView<float> Weights, int Count, ArrayView<float> Drawn, Output Y);

/// <summary>What reads a table by index, and what finds an index.</summary>
internal static class IndexKernels
{
    /// <summary>y[n] = row number index n of the table; NaN where there is no such row.</summary>
    public static void Embedding(EmbeddingArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int n = i / args.Width, row = (int)args.Indices[n];
            args.Y.Put(i, row >= 0 && row < args.Rows ? args.X[row * args.Width + i - n * args.Width] : float.NaN);
        }
    }

    /// <summary>Each number of the table sums the gradients of the places where its row was picked, from the first index to the last;
    /// one thread a number.</summary>
    public static void EmbeddingBackward(EmbeddingArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.Y.Length; i += step)
        {
            int row = i / args.Width, column = i - row * args.Width;
            float sum = 0f;
            for (int n = 0; n < args.Count; n++)
                if (args.Indices[n] == row) sum += args.X[n * args.Width + column];
            args.Y.Put(i, sum);
        }
    }

    /// <summary>y = the first index at which the running sum of the weights is above the drawn number times their total, at most the
    /// last. One thread works.</summary>
    public static void Choice(ChoiceArgs args)
    {
        if (Threads.First != 0) return;
        float total = 0f, running = 0f;
        for (int i = 0; i < args.Count; i++) total += args.Weights[i];
        float limit = args.Drawn[0] * total;
        int chosen = args.Count - 1;
        for (int i = 0; i < args.Count - 1; i++)
        {
            running += args.Weights[i];
            if (running > limit && chosen == args.Count - 1) chosen = i;
        }
        args.Y.Put(0, chosen);
    }
}
