using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>The two ends of a step whose batch comes from a resident data set: the images and labels in, the loss and the number of hits out.</summary>
internal static class BatchKernels
{
    /// <summary>
    /// Takes the images <c>order[first]</c> and behind it, <paramref name="batch"/> of them, through the table of the normalisation into the program's input, and their labels into its target.
    /// </summary>
    public static void Gather(
        ArrayView<byte> pixels, ArrayView<byte> labels, ArrayView<float> table, ArrayView<int> order, int first, int batch, int imageLength,
        ArrayView<float> images, ArrayView<float> target)
    {
        int step = Grid.DimX * Group.DimX, length = batch * imageLength;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < length; i += step)
        {
            int n = i / imageLength, pixel = i - n * imageLength;
            long image = order[first + n];
            images[i] = table[(int)pixels[image * imageLength + pixel]];
            if (pixel == 0) target[n] = labels[image];
        }
    }

    /// <summary>
    /// Puts a step's loss and number of hits into its place in the ring. A hit is a row whose largest entry, the first of equals, is at its label. One group works.
    /// </summary>
    public static void Result(ArrayView<float> loss, int hasLoss, ArrayView<float> output, ArrayView<float> target, int rows, int classes, ArrayView<float> ring, int slot)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        float hits = 0f;
        for (int n = Group.IdxX; n < rows; n += Group.DimX)
        {
            int start = n * classes, best = 0;
            float most = output[start];
            for (int c = 1; c < classes; c++)
            {
                float value = output[start + c];
                if (value > most)
                {
                    most = value;
                    best = c;
                }
            }
            if (best == target[n]) hits += 1f;
        }
        float total = Reduction.Sum(shared, hits);
        if (Group.IdxX != 0) return;
        ring[2 * slot] = hasLoss != 0 ? loss[0] : 0f;
        ring[2 * slot + 1] = total;
    }
}
