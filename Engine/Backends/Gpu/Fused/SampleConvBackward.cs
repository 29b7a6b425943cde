using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>
/// The backward pass through pooling, ReLU and convolution of one sample.
/// A window hands its gradient on from one place alone, so only a quarter of what a dense convolution would multiply is there;
/// where the ReLU was closed the gradient is 0 already.
/// </summary>
internal static class SampleConvBackward
{
    /// <summary>The most channels that a thread takes at once.</summary>
    public const int MaxBlock = 4;

    /// <summary>The gradients of weight and bias, and of the input; where they are split among threads, the parts of their sums.</summary>
    public static void Gradients(
        ArrayView<float> shared, ConvLayer layer, ArrayView<float> arena, int scratch, int partials, int thread, int threads)
    {
        int kernel = layer.KernelHeight * layer.KernelWidth, weightItems = kernel * layer.Blocks * layer.Outputs * layer.WeightSlices;
        int inputItems = layer.InputGradient < 0 ? 0 : layer.Height * layer.Width * layer.Blocks * layer.InputSlices;
        int inputScratch = scratch + InputScratch(layer);
        // One list of work for both, so that they fill the same rounds.
        for (int item = thread; item < weightItems + inputItems; item += threads)
        {
            if (item < weightItems) Weight(shared, layer, arena, scratch, partials + layer.Partial, item);
            else Input(shared, layer, inputScratch, item - weightItems);
        }
    }

    /// <summary>Adds up what was split.</summary>
    public static void Finish(
        ArrayView<float> shared, ConvLayer layer, ArrayView<float> arena, int scratch, int partials, int thread, int threads)
    {
        if (layer.WeightSlices > 1)
        {
            int length = Weights(layer);
            for (int i = thread; i < length; i += threads)
            {
                float sum = 0f;
                for (int slice = 0; slice < layer.WeightSlices; slice++) sum += shared[scratch + slice * length + i];
                arena[partials + layer.Partial + i] = sum;
            }
        }
        if (layer.InputGradient < 0) return;
        int pixels = layer.Height * layer.Width, inputs = layer.Channels * pixels, from = scratch + InputScratch(layer);
        for (int i = thread; i < inputs; i += threads)
        {
            float sum = 0f;
            for (int slice = 0; slice < layer.InputSlices; slice++) sum += shared[from + slice * inputs + i];
            if (layer.InputIsRelu != 0)
            {
                int channel = Reciprocal.Quotient(i, layer.PerPixels), pixel = i - channel * pixels,
                    row = Reciprocal.Quotient(pixel, layer.PerWidth);
                sum = shared[layer.In.At(channel, row + layer.In.Padding, pixel - row * layer.Width + layer.In.Padding)] <= 0f ? 0f : sum;
            }
            shared[layer.InputGradient + i] = sum;
        }
    }

    /// <summary>How many gradients of weights and biases there are.</summary>
    private static int Weights(ConvLayer layer) => layer.Outputs * (layer.Channels * layer.KernelHeight * layer.KernelWidth + 1);

    /// <summary>How much scratch memory the parts of the weights' gradients take before those of the input's.</summary>
    private static int InputScratch(ConvLayer layer) => layer.WeightSlices > 1 ? layer.WeightSlices * Weights(layer) : 0;

    /// <summary>One place of the kernel for one output channel and up to four input channels; over some rows of windows.</summary>
    private static void Weight(ArrayView<float> shared, ConvLayer layer, ArrayView<float> arena, int scratch, int partial, int item)
    {
        int kernel = layer.KernelHeight * layer.KernelWidth;
        int rest = Reciprocal.Quotient(item, layer.PerKernel), k = item - rest * kernel,
            others = Reciprocal.Quotient(rest, layer.PerBlocks), block = rest - others * layer.Blocks;
        int slice = Reciprocal.Quotient(others, layer.PerOutputs), o = others - slice * layer.Outputs;
        int ky = Reciprocal.Quotient(k, layer.PerKernelWidth), kx = k - ky * layer.KernelWidth;
        int c = block * layer.BlockChannels, count = layer.Channels - c < layer.BlockChannels ? layer.Channels - c : layer.BlockChannels;
        int pitch = layer.In.Pitch, plane = layer.In.Plane;
        // The pixel under this place of the kernel, for a window whose maximum lies in its left or in its right column.
        int left = ky * pitch + (kx & 1) * layer.In.Odd + (kx >> 1), right = ky * pitch + ((kx + 1) & 1) * layer.In.Odd + ((kx + 1) >> 1);
        int start = slice * layer.SliceRows,
            end = start + layer.SliceRows < layer.PooledHeight ? start + layer.SliceRows : layer.PooledHeight;
        int x = layer.In.Start + c * plane, cell = (o * layer.PooledHeight + start) * layer.PooledWidth;
        float a0 = 0f, a1 = 0f, a2 = 0f, a3 = 0f, bias = 0f;
        for (int py = start; py < end; py++)
        {
            int row = x + 2 * py * pitch;
            if (count == 1)
                for (int px = 0; px < layer.PooledWidth; px++, cell++)
                {
                    float g = shared[layer.Gradient + cell];
                    int place = (int)shared[layer.Places + cell];
                    bias += g;
                    a0 += g * shared[row + px + (place >> 1) * pitch + ((place & 1) == 0 ? left : right)];
                }
            else
                for (int px = 0; px < layer.PooledWidth; px++, cell++)
                {
                    float g = shared[layer.Gradient + cell];
                    int place = (int)shared[layer.Places + cell];
                    int at = row + px + (place >> 1) * pitch + ((place & 1) == 0 ? left : right);
                    bias += g;
                    a0 += g * shared[at];
                    a1 += g * shared[at + plane];
                    if (count > 2) a2 += g * shared[at + 2 * plane];
                    if (count > 3) a3 += g * shared[at + 3 * plane];
                }
        }
        int to = (o * layer.Channels + c) * kernel + k, toBias = layer.Outputs * layer.Channels * kernel + o;
        if (layer.WeightSlices == 1)
        {
            arena[partial + to] = a0;
            if (count > 1) arena[partial + to + kernel] = a1;
            if (count > 2) arena[partial + to + 2 * kernel] = a2;
            if (count > 3) arena[partial + to + 3 * kernel] = a3;
            if (k == 0 && c == 0) arena[partial + toBias] = bias;
            return;
        }
        int part = scratch + slice * Weights(layer);
        shared[part + to] = a0;
        if (count > 1) shared[part + to + kernel] = a1;
        if (count > 2) shared[part + to + 2 * kernel] = a2;
        if (count > 3) shared[part + to + 3 * kernel] = a3;
        if (k == 0 && c == 0) shared[part + toBias] = bias;
    }

    /// <summary>One pixel of up to four input channels, from the windows that reach it in some of the output channels.</summary>
    private static void Input(ArrayView<float> shared, ConvLayer layer, int scratch, int item)
    {
        int pixels = layer.Height * layer.Width, kernel = layer.KernelHeight * layer.KernelWidth;
        int rest = Reciprocal.Quotient(item, layer.PerPixels), pixel = item - rest * pixels,
            slice = Reciprocal.Quotient(rest, layer.PerBlocks), block = rest - slice * layer.Blocks;
        int row = Reciprocal.Quotient(pixel, layer.PerWidth), y = row + layer.In.Padding, x = pixel - row * layer.Width + layer.In.Padding;
        int c = block * layer.BlockChannels, count = layer.Channels - c < layer.BlockChannels ? layer.Channels - c : layer.BlockChannels;
        int top = Lowest(y - layer.KernelHeight), bottom = y / 2 < layer.PooledHeight ? y / 2 : layer.PooledHeight - 1;
        int left = Lowest(x - layer.KernelWidth), right = x / 2 < layer.PooledWidth ? x / 2 : layer.PooledWidth - 1;
        int o = slice * layer.SliceOutputs, end = o + layer.SliceOutputs < layer.Outputs ? o + layer.SliceOutputs : layer.Outputs;
        float a0 = 0f, a1 = 0f, a2 = 0f, a3 = 0f;
        for (; o < end; o++)
        {
            int weights = layer.SharedWeights + (o * layer.Channels + c) * kernel;
            for (int py = top; py <= bottom; py++)
                for (int px = left; px <= right; px++)
                {
                    int cell = (o * layer.PooledHeight + py) * layer.PooledWidth + px;
                    float g = shared[layer.Gradient + cell];
                    int place = (int)shared[layer.Places + cell];
                    int ky = y - 2 * py - (place >> 1), kx = x - 2 * px - (place & 1);
                    if (ky >= 0 && ky < layer.KernelHeight && kx >= 0 && kx < layer.KernelWidth)
                    {
                        int w = weights + ky * layer.KernelWidth + kx;
                        a0 += g * shared[w];
                        if (count > 1) a1 += g * shared[w + kernel];
                        if (count > 2) a2 += g * shared[w + 2 * kernel];
                        if (count > 3) a3 += g * shared[w + 3 * kernel];
                    }
                }
        }
        int to = scratch + (slice * layer.Channels + c) * pixels + pixel;
        shared[to] = a0;
        if (count > 1) shared[to + pixels] = a1;
        if (count > 2) shared[to + 2 * pixels] = a2;
        if (count > 3) shared[to + 3 * pixels] = a3;
    }

    /// <summary>The first window whose lower or right places lie behind <paramref name="before"/>.</summary>
    private static int Lowest(int before) => before < 0 ? 0 : (before + 1) / 2;
}
