using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>A batch of a resident data set.</summary>
/// <param name="Pixels">All images, one behind the other.</param>
/// <param name="Labels">The class of each image.</param>
/// <param name="Table">What becomes of each of the 256 values of a pixel.</param>
/// <param name="Order">The epoch's order: numbers of images.</param>
/// <param name="First">Where in the order the batch begins; -1 if there is no data set and the batch is in memory already.</param>
internal readonly record struct DeviceBatch(
    ArrayView<byte> Pixels, ArrayView<byte> Labels, ArrayView<float> Table, ArrayView<int> Order, int First)
{
    /// <summary>The batch is in memory already.</summary>
    public static DeviceBatch InMemory => new(default, default, default, default, -1);
}

/// <summary>A batch of a resident data set whose samples are numbers.</summary>
/// <param name="Samples">The numbers of all samples, one behind the other.</param>
/// <param name="Targets">What is to be made of each.</param>
/// <param name="Order">The epoch's order: numbers of samples.</param>
/// <param name="First">Where in the order the batch begins.</param>
internal readonly record struct NumbersBatch(ArrayView<float> Samples, ArrayView<float> Targets, ArrayView<int> Order, int First);

/// <param name="Batch">Which samples.</param>
/// <param name="X">Where the samples go.</param>
/// <param name="SampleLength">Numbers of a sample.</param>
/// <param name="Target">Where the targets go.</param>
/// <param name="TargetLength">Numbers of a target.</param>
/// <param name="Count">Samples of the batch.</param>
internal readonly record struct GatherNumbersArgs(
    NumbersBatch Batch, ArrayView<float> X, int SampleLength, ArrayView<float> Target, int TargetLength, int Count);

/// <param name="Batch">Which images.</param>
/// <param name="ImageLength">Pixels of an image.</param>
/// <param name="Images">Where the images go.</param>
/// <param name="ImagesLength">Pixels of the batch.</param>
/// <param name="Target">Where the labels go.</param>
internal readonly record struct GatherArgs(
    DeviceBatch Batch, int ImageLength, ArrayView<float> Images, int ImagesLength, ArrayView<float> Target);

/// <param name="HasLoss">0 if there is none, and 0 goes into the ring.</param>
/// <param name="Output">A row of classes for each sample.</param>
/// <param name="Rows">The number of samples.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Ring">The results of the steps, two floats each.</param>
/// <param name="Slot">This step's place there.</param>
internal readonly record struct ResultArgs(
    ArrayView<float> Loss, int HasLoss, ArrayView<float> Output, ArrayView<float> Target, int Rows, int Classes, ArrayView<float> Ring,
    int Slot);

/// <summary>The two ends of a step whose batch comes from a resident data set:
/// the images and labels in, the loss and the number of correct samples out.</summary>
internal static class BatchKernels
{
    /// <summary>Takes the batch's images through the table of the normalisation into the program's input,
    /// and their labels into its target.</summary>
    public static void Gather(GatherArgs args)
    {
        for (int i = Threads.First, step = Threads.Count; i < args.ImagesLength; i += step)
        {
            int n = i / args.ImageLength, pixel = i - n * args.ImageLength;
            long image = args.Batch.Order[args.Batch.First + n];
            args.Images[i] = args.Batch.Table[(int)args.Batch.Pixels[image * args.ImageLength + pixel]];
            if (pixel == 0) args.Target[n] = args.Batch.Labels[image];
        }
    }

    /// <summary>Takes the batch's numbers into the program's input, and what is to be made of them into its target.</summary>
    public static void GatherNumbers(GatherNumbersArgs args)
    {
        int each = args.SampleLength + args.TargetLength;
        for (int i = Threads.First, step = Threads.Count; i < args.Count * each; i += step)
        {
            int n = i / each, k = i - n * each, sample = args.Batch.Order[args.Batch.First + n], t = k - args.SampleLength;
            if (t < 0) args.X[n * args.SampleLength + k] = args.Batch.Samples[sample * args.SampleLength + k];
            else args.Target[n * args.TargetLength + t] = args.Batch.Targets[sample * args.TargetLength + t];
        }
    }

    /// <summary>
    /// Puts a step's loss and number of correct samples into its place in the ring.
    /// Correct is a row whose largest entry, the first of equals, is at its label. One group works.
    /// </summary>
    public static void Result(ResultArgs args)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        float correct = 0f;
        for (int n = Group.IdxX; n < args.Rows; n += Group.DimX)
        {
            int start = n * args.Classes, best = 0;
            float most = args.Output[start];
            for (int c = 1; c < args.Classes; c++)
            {
                float value = args.Output[start + c];
                if (value > most)
                {
                    most = value;
                    best = c;
                }
            }
            if (best == args.Target[n]) correct += 1f;
        }
        float total = Reduction.Sum(shared, correct);
        if (Group.IdxX != 0) return;
        args.Ring[2 * args.Slot] = args.HasLoss != 0 ? args.Loss[0] : 0f;
        args.Ring[2 * args.Slot + 1] = total;
    }
}
