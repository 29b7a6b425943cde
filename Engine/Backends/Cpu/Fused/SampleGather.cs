using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>Takes a batch out of a data set into the program's input and target.</summary>
internal abstract class SampleGather(Value samples, Value targets) : Stage
{
    /// <summary>The places of the batch in the data set.</summary>
    protected int[] Indices { get; } = new int[samples.Shape[0]];

    protected Dataset? Dataset { get; private set; }

    public Value Samples => samples;
    public Value Targets => targets;
    public bool IsAttached => Dataset is not null;

    /// <summary>The gathering for a program of one input and one target; null for other programs.</summary>
    public static SampleGather? For(Program program, BufferTable buffers, VectorKernels kernels) =>
        program.BatchedImages is { } images ? new BatchGather(images, program.Target!, buffers, program.Output, kernels)
        : NumberGather.For(program, buffers);

    /// <summary>Whether the samples have the program's size.</summary>
    public abstract bool Accepts(Dataset dataset);

    /// <summary>Takes batches from <paramref name="dataset"/>.</summary>
    public virtual void Attach(Dataset dataset) => Dataset = dataset;

    /// <summary>How many rows of the output have their largest entry at the label; 0 where there are none such.</summary>
    public virtual int CountCorrect() => 0;

    /// <summary>Says which samples come next.</summary>
    /// <exception cref="ArgumentException">Wrong number of indices, or one lies outside.</exception>
    public void Take(ReadOnlySpan<int> indices)
    {
        if (indices.Length != Indices.Length)
            throw new ArgumentException($"{indices.Length} images for a batch of {Indices.Length}", nameof(indices));
        foreach (int i in indices)
            if ((uint)i >= (uint)Dataset!.Count) throw new ArgumentException($"image {i} of {Dataset.Count}", nameof(indices));
        indices.CopyTo(Indices);
    }
}
