using System.Runtime.Intrinsics.X86;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Fused;

/// <summary>
/// Takes a batch out of a data set of bytes, through the table of the normalisation, into the program's image input and target.
/// </summary>
internal sealed unsafe class BatchGather : Stage
{
    private readonly float* _images, _labels, _output;
    private readonly int _rows, _columns, _classes;
    private readonly int[] _indices;
    private readonly ByteLookup _lookup;
    private Dataset? _dataset;

    private BatchGather(Value images, Value labels, BufferTable buffers, Value? output, VectorKernels kernels)
    {
        _lookup = new ByteLookup(kernels.Width == VectorWidth.Vector512);
        Images = images;
        Labels = labels;
        _images = buffers[images];
        _labels = buffers[labels];
        _indices = new int[images.Shape[0]];
        (_rows, _columns) = (images.Shape[-2], images.Shape[-1]);
        if (output is null || output.Shape.Rank != 2 || output.Shape[0] != images.Shape[0]) return;
        _output = buffers[output];
        _classes = output.Shape[1];
    }

    /// <summary>The images' value: (N, 1, rows, columns) or (N, rows, columns).</summary>
    public Value Images { get; }

    public Value Labels { get; }
    public bool IsAttached => _dataset is not null;

    /// <summary>The gathering for a program of one image input and one label an image; null for other programs.</summary>
    public static BatchGather? For(Program program, BufferTable buffers, VectorKernels kernels) =>
        program.BatchedImages is { } images ? new BatchGather(images, program.Target!, buffers, program.Output, kernels) : null;

    /// <summary>Whether the images have the program's size.</summary>
    public bool Accepts(Dataset dataset) => dataset.HasPixels && dataset.HasClasses && dataset.Rows == _rows && dataset.Columns == _columns;

    /// <summary>Takes batches from <paramref name="dataset"/>.</summary>
    public void Attach(Dataset dataset)
    {
        _dataset = dataset;
        _lookup.Set(dataset.Normalization.Table.AsSpan());
    }

    /// <summary>Says which images come next.</summary>
    /// <exception cref="ArgumentException">Wrong number of indices, or one lies outside.</exception>
    public void Take(ReadOnlySpan<int> indices)
    {
        if (indices.Length != _indices.Length)
            throw new ArgumentException($"{indices.Length} images for a batch of {_indices.Length}", nameof(indices));
        foreach (int i in indices)
            if ((uint)i >= (uint)_dataset!.Count) throw new ArgumentException($"image {i} of {_dataset.Count}", nameof(indices));
        indices.CopyTo(_indices);
    }

    public override void Run(Worker worker)
    {
        int length = _rows * _columns;
        // Two by two, as the convolutions share the images, so that a core finds in its cache what it gathered.
        (int start, int end) = worker.Share(_indices.Length, 2);
        for (int n = start; n < end; n++)
        {
            int index = _indices[n];
            // Images lie anywhere in tens of megabytes; the next but one is asked for while this one is worked on.
            if (n + 2 < end) Prefetch(_dataset!.Image(_indices[n + 2]));
            _labels[n] = _dataset!.Label(index);
            fixed (byte* pixels = _dataset.Image(index)) _lookup.Run(pixels, _images + (nint)n * length, length);
        }
    }

    private static void Prefetch(ReadOnlySpan<byte> image)
    {
        if (!Sse.IsSupported) return;
        fixed (byte* pixels = image)
            for (int i = 0; i < image.Length; i += 64) Sse.Prefetch0(pixels + i);
    }

    /// <summary>How many rows of the output have their largest entry at the label.</summary>
    public int CountCorrect()
    {
        if (_output == null) return 0;
        int correct = 0;
        for (int n = 0; n < _indices.Length; n++)
        {
            float* row = _output + (nint)n * _classes;
            int best = 0;
            for (int c = 1; c < _classes; c++) if (row[c] > row[best]) best = c;
            if (best == (int)_labels[n]) correct++;
        }
        return correct;
    }
}
