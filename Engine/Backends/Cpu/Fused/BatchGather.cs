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
internal sealed unsafe class BatchGather : SampleGather
{
    private readonly float* _images, _labels, _output;
    private readonly int _rows, _columns, _classes;
    private readonly ByteLookup _lookup;

    /// <param name="images">The images' value: (N, 1, rows, columns) or (N, rows, columns).</param>
    public BatchGather(Value images, Value labels, BufferTable buffers, Value? output, VectorKernels kernels) : base(images, labels)
    {
        _lookup = new ByteLookup(kernels.Width == VectorWidth.Vector512);
        _images = buffers[images];
        _labels = buffers[labels];
        (_rows, _columns) = (images.Shape[-2], images.Shape[-1]);
        if (output is null || output.Shape.Rank != 2 || output.Shape[0] != images.Shape[0]) return;
        _output = buffers[output];
        _classes = output.Shape[1];
    }

    public override bool Accepts(Dataset dataset) =>
        dataset.HasPixels && dataset.HasClasses && dataset.Rows == _rows && dataset.Columns == _columns;

    public override void Attach(Dataset dataset)
    {
        base.Attach(dataset);
        _lookup.Set(dataset.Normalization.Table.AsSpan());
    }

    public override void Run(Worker worker)
    {
        int length = _rows * _columns;
        // Two by two, as the convolutions share the images, so that a core finds in its cache what it gathered.
        (int start, int end) = worker.Share(Indices.Length, 2);
        for (int n = start; n < end; n++)
        {
            int index = Indices[n];
            // Images lie anywhere in tens of megabytes; the next but one is asked for while this one is worked on.
            if (n + 2 < end) Prefetch(Dataset!.Image(Indices[n + 2]));
            _labels[n] = Dataset!.Label(index);
            fixed (byte* pixels = Dataset.Image(index)) _lookup.Run(pixels, _images + (nint)n * length, length);
        }
    }

    private static void Prefetch(ReadOnlySpan<byte> image)
    {
        if (!Sse.IsSupported) return;
        fixed (byte* pixels = image)
            for (int i = 0; i < image.Length; i += 64) Sse.Prefetch0(pixels + i);
    }

    public override int CountCorrect()
    {
        if (_output == null) return 0;
        int correct = 0;
        for (int n = 0; n < Indices.Length; n++)
        {
            float* row = _output + (nint)n * _classes;
            int best = 0;
            for (int c = 1; c < _classes; c++) if (row[c] > row[best]) best = c;
            if (best == (int)_labels[n]) correct++;
        }
        return correct;
    }
}
