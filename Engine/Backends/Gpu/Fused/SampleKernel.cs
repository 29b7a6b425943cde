using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <param name="Chain">What is where.</param>
/// <param name="Convolutions">The convolutional layers, first of all.</param>
/// <param name="Linears">The linear layers behind them.</param>
/// <param name="Arena">All floats of the program.</param>
/// <param name="Batch">Where the samples come from, if input and labels are not in the arena already.</param>
internal readonly record struct SampleArgs(
    SampleChain Chain, ArrayView<ConvLayer> Convolutions, ArrayView<LinearLayer> Linears, ArrayView<float> Arena, DeviceBatch Batch);

/// <summary>
/// A whole training step of a small network but for the update, in one launch:
/// a group takes one sample through all layers, its loss and the backward pass, in shared memory. On a card a step of such a network is a
/// chain of waits (for launches, for memory); this makes it one launch with a few dozen barriers. What a sum over the batch needs is left
/// in memory for <see cref="ParameterUpdate"/>, which adds it up in a fixed order.
/// </summary>
internal static class SampleKernel
{
    /// <summary>Floats of shared memory: the 48 KB that every card gives a group, less a margin.</summary>
    public const int SharedFloats = 11776;

    /// <summary>Runs the chain for sample <see cref="Grid.IdxX"/>.</summary>
    public static void Run(SampleArgs args)
    {
        (SampleChain chain, ArrayView<ConvLayer> convolutions, ArrayView<LinearLayer> linears, ArrayView<float> arena) =
            (args.Chain, args.Convolutions, args.Linears, args.Arena);
        int first = args.Batch.First;
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        int thread = Group.IdxX, threads = Group.DimX, sample = Grid.IdxX;
        int image = first < 0 ? sample : args.Batch.Order[first + sample];
        if (chain.Counter >= 0 && sample == 0 && thread == 0) arena[chain.Counter] = arena[chain.Counter] + 1f;

        // The weights of the linear layers are asked for now, a word of each cache line's part, so that they are near when their turn
        // comes; nobody waits for these words before the end.
        LinearLayer widest = linears[0], second = linears[chain.Linears > 1 ? 1 : 0];
        int line = 8 * thread, lines = 8 * threads;
        float t0 = SampleInput.Touch(arena, widest, line), t1 = SampleInput.Touch(arena, widest, line + lines),
            t2 = SampleInput.Touch(arena, widest, line + 2 * lines);
        float t3 = SampleInput.Touch(arena, widest, line + 3 * lines), t4 = SampleInput.Touch(arena, widest, line + 4 * lines),
            t5 = SampleInput.Touch(arena, widest, line + 5 * lines);
        float t6 = SampleInput.Touch(arena, second, line), t7 = SampleInput.Touch(arena, second, line + lines);

        if (first >= 0) SampleInput.LoadTable(shared, chain, args.Batch.Table, thread, threads);
        for (int i = 0; i < chain.Convolutions; i++) SampleInput.LoadLayer(shared, convolutions[i], arena, thread, threads);
        Group.Barrier();
        // A chain without convolutions begins at a vector.
        PlaneLayout planes = default;
        if (chain.Convolutions > 0) planes = convolutions[0].In;
        else planes.Start = linears[0].In;
        if (first >= 0) SampleInput.Gather(shared, chain, planes, arena, args.Batch.Pixels, image, sample, thread, threads);
        else SampleInput.Copy(shared, chain, planes, arena, sample, thread, threads);
        if (first >= 0 && thread == 0) arena[chain.Labels + sample] = args.Batch.Labels[image];
        Group.Barrier();

        for (int i = 0; i < chain.Convolutions; i++)
        {
            ConvLayer layer = convolutions[i];
            SampleConv.Forward(shared, layer, chain.Scratch, thread, threads);
            Group.Barrier();
            if (layer.Slices > 1) SampleConv.Finish(shared, layer, chain.Scratch, thread, threads);
            Group.Barrier();
        }
        for (int i = 0; i < chain.Linears; i++)
        {
            LinearLayer layer = linears[i];
            SampleLinear.Forward(shared, layer, arena, chain.Scratch, sample, thread, threads);
            Group.Barrier();
            SampleLinear.Finish(shared, layer, arena, chain.Scratch, sample, thread, threads);
            Group.Barrier();
        }
        LinearLayer last = linears[chain.Linears - 1];
        SampleLoss.Exponentials(shared, last, chain.Scratch, thread, threads);
        Group.Barrier();
        SampleLoss.LossAndGradient(shared, chain, last, arena, sample, thread, threads);

        // No barrier lies behind a condition, not even one that all threads agree on:
        // OpenCL on a processor copies everything behind such a barrier.
        int lastLinear = chain.Backward == 0 ? -1 : chain.Linears - 1, lastConvolution = chain.Backward == 0 ? -1 : chain.Convolutions - 1;
        for (int i = lastLinear; i >= 0; i--)
        {
            LinearLayer layer = linears[i];
            Group.Barrier();
            if (layer.InputGradient >= 0) SampleLinear.InputGradient(shared, layer, arena, chain.Scratch, thread, threads);
            Group.Barrier();
            if (layer.InputGradient >= 0)
            {
                int kept = i > 0 ? linears[i - 1].KeptDelta : chain.InputGradient;
                SampleLinear.FinishInputGradient(shared, layer, arena, chain.Scratch, kept, sample, thread, threads);
            }
        }
        for (int i = lastConvolution; i >= 0; i--)
        {
            ConvLayer layer = convolutions[i];
            Group.Barrier();
            SampleConvBackward.Gradients(
                shared, layer, arena, chain.Scratch, chain.Partials + sample * chain.PartialLength, thread, threads);
            Group.Barrier();
            SampleConvBackward.Finish(shared, layer, arena, chain.Scratch, chain.Partials + sample * chain.PartialLength, thread, threads);
        }
        // Never so; but it keeps the compiler from leaving the words away that were only touched.
        if (t0 + t1 + t2 + t3 + t4 + t5 + t6 + t7 == float.MaxValue) shared[chain.Scratch] = t0;
    }
}
