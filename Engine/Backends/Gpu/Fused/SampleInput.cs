using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>What a group brings into shared memory before the first layer.</summary>
internal static class SampleInput
{
    /// <summary>An element of a linear layer's weight, the last one behind its end.</summary>
    public static float Touch(ArrayView<float> arena, LinearLayer layer, int i)
    {
        int last = layer.Inputs * layer.Outputs - 1;
        return arena[layer.Weight + (i < last ? i : last)];
    }

    /// <summary>The table of the normalisation, into the scratch memory.</summary>
    public static void LoadTable(ArrayView<float> shared, SampleChain chain, ArrayView<float> table, int thread, int threads)
    {
        for (int i = thread; i < 256; i += threads) shared[chain.Scratch + i] = table[i];
    }

    /// <summary>A convolution's weights and biases, and zeros where its input is padded.</summary>
    public static void LoadLayer(ArrayView<float> shared, ConvLayer layer, ArrayView<float> arena, int thread, int threads)
    {
        int weights = layer.Outputs * layer.Channels * layer.KernelHeight * layer.KernelWidth, i = thread;
        for (; i + 3 * threads < weights; i += 4 * threads)
        {
            // Four loads are under way before the first is waited for.
            float a = arena[layer.Weight + i], b = arena[layer.Weight + i + threads];
            float c = arena[layer.Weight + i + 2 * threads], d = arena[layer.Weight + i + 3 * threads];
            shared[layer.SharedWeights + i] = a;
            shared[layer.SharedWeights + i + threads] = b;
            shared[layer.SharedWeights + i + 2 * threads] = c;
            shared[layer.SharedWeights + i + 3 * threads] = d;
        }
        for (; i < weights; i += threads) shared[layer.SharedWeights + i] = arena[layer.Weight + i];
        for (int o = thread; o < layer.Outputs; o += threads) shared[layer.SharedWeights + weights + o] = arena[layer.Bias + o];
        if (layer.In.Padding > 0)
            for (int j = thread; j < layer.Channels * layer.In.Plane; j += threads) shared[layer.In.Start + j] = 0f;
    }

    /// <summary>The bytes of an image, through the table; the values are also left in the arena, where the input can be read.</summary>
    public static void Gather(
        ArrayView<float> shared, SampleChain chain, PlaneLayout planes, ArrayView<float> arena, ArrayView<byte> pixels, int image,
        int sample, int thread, int threads)
    {
        int length = chain.Height * chain.Width;
        for (int i = thread; i < length; i += threads)
        {
            float value = shared[chain.Scratch + pixels[(long)image * length + i]];
            int row = Reciprocal.Quotient(i, chain.PerWidth);
            shared[planes.At(0, row + planes.Padding, i - row * chain.Width + planes.Padding)] = value;
            arena[chain.Input + sample * length + i] = value;
        }
    }

    /// <summary>The input out of the arena.</summary>
    public static void Copy(
        ArrayView<float> shared, SampleChain chain, PlaneLayout planes, ArrayView<float> arena, int sample, int thread, int threads)
    {
        int plane = chain.Height * chain.Width, length = chain.Channels * plane;
        for (int i = thread; i < length; i += threads)
        {
            int channel = Reciprocal.Quotient(i, chain.PerPlane), pixel = i - channel * plane,
                row = Reciprocal.Quotient(pixel, chain.PerWidth);
            shared[planes.At(channel, row + planes.Padding, pixel - row * chain.Width + planes.Padding)] =
                arena[chain.Input + sample * length + i];
        }
    }
}
