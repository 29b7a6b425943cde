using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>
/// Convolution, ReLU and 2×2 pooling of one sample. A thread computes the four places of one window for two output channels:
/// each pixel and each weight that it loads is used four times.
/// </summary>
internal static class SampleConv
{
    /// <summary>The windows, or where the input channels are split among threads, the parts of their sums.</summary>
    public static void Forward(ArrayView<float> shared, ConvLayer layer, int scratch, int thread, int threads)
    {
        int windows = layer.PooledHeight * layer.PooledWidth, pairs = (layer.Outputs + 1) / 2, items = windows * pairs * layer.Slices;
        int kernel = layer.KernelHeight * layer.KernelWidth, pitch = layer.In.Pitch, odd = layer.In.Odd;
        for (int item = thread; item < items; item += threads)
        {
            int rest = Reciprocal.Quotient(item, layer.PerWindows), window = item - rest * windows,
                slice = Reciprocal.Quotient(rest, layer.PerPairs), pair = rest - slice * pairs;
            int py = Reciprocal.Quotient(window, layer.PerPooledWidth), px = window - py * layer.PooledWidth;
            // An odd last channel is computed twice and kept once.
            int o = 2 * pair, next = o + 1 < layer.Outputs ? o + 1 : o;
            int c = slice * layer.SliceChannels, end = c + layer.SliceChannels < layer.Channels ? c + layer.SliceChannels : layer.Channels;
            float s00 = 0f, s01 = 0f, s10 = 0f, s11 = 0f, t00 = 0f, t01 = 0f, t10 = 0f, t11 = 0f;
            for (; c < end; c++)
            {
                int x = layer.In.Start + c * layer.In.Plane + 2 * py * pitch + px;
                int w = layer.SharedWeights + (o * layer.Channels + c) * kernel,
                    v = layer.SharedWeights + (next * layer.Channels + c) * kernel;
                if (layer.KernelWidth == 5)
                {
                    // Six pixels of a row serve the row above and the row below.
                    float a0 = shared[x], a1 = shared[x + odd], a2 = shared[x + 1], a3 = shared[x + odd + 1], a4 = shared[x + 2],
                        a5 = shared[x + odd + 2];
                    for (int ky = 0; ky < layer.KernelHeight; ky++)
                    {
                        x += pitch;
                        float b0 = shared[x], b1 = shared[x + odd], b2 = shared[x + 1], b3 = shared[x + odd + 1], b4 = shared[x + 2],
                            b5 = shared[x + odd + 2];
                        float w0 = shared[w], w1 = shared[w + 1], w2 = shared[w + 2], w3 = shared[w + 3], w4 = shared[w + 4];
                        s00 = s00 + w0 * a0 + w1 * a1 + w2 * a2 + w3 * a3 + w4 * a4;
                        s01 = s01 + w0 * a1 + w1 * a2 + w2 * a3 + w3 * a4 + w4 * a5;
                        s10 = s10 + w0 * b0 + w1 * b1 + w2 * b2 + w3 * b3 + w4 * b4;
                        s11 = s11 + w0 * b1 + w1 * b2 + w2 * b3 + w3 * b4 + w4 * b5;
                        w0 = shared[v];
                        w1 = shared[v + 1];
                        w2 = shared[v + 2];
                        w3 = shared[v + 3];
                        w4 = shared[v + 4];
                        t00 = t00 + w0 * a0 + w1 * a1 + w2 * a2 + w3 * a3 + w4 * a4;
                        t01 = t01 + w0 * a1 + w1 * a2 + w2 * a3 + w3 * a4 + w4 * a5;
                        t10 = t10 + w0 * b0 + w1 * b1 + w2 * b2 + w3 * b3 + w4 * b4;
                        t11 = t11 + w0 * b1 + w1 * b2 + w2 * b3 + w3 * b4 + w4 * b5;
                        a0 = b0;
                        a1 = b1;
                        a2 = b2;
                        a3 = b3;
                        a4 = b4;
                        a5 = b5;
                        w += 5;
                        v += 5;
                    }
                    continue;
                }
                for (int ky = 0; ky < layer.KernelHeight; ky++)
                {
                    float a0 = shared[x], b0 = shared[x + pitch];
                    for (int kx = 0; kx < layer.KernelWidth; kx++)
                    {
                        int at = x + ((kx + 1) & 1) * odd + ((kx + 1) >> 1);
                        float a1 = shared[at], b1 = shared[at + pitch], w0 = shared[w + kx], v0 = shared[v + kx];
                        s00 += w0 * a0;
                        s01 += w0 * a1;
                        s10 += w0 * b0;
                        s11 += w0 * b1;
                        t00 += v0 * a0;
                        t01 += v0 * a1;
                        t10 += v0 * b0;
                        t11 += v0 * b1;
                        a0 = a1;
                        b0 = b1;
                    }
                    x += pitch;
                    w += layer.KernelWidth;
                    v += layer.KernelWidth;
                }
            }
            if (layer.Slices == 1)
            {
                Pool(shared, layer, o, py, px, s00, s01, s10, s11);
                if (next != o) Pool(shared, layer, next, py, px, t00, t01, t10, t11);
                continue;
            }
            int to = scratch + (slice * layer.Outputs + o) * 4 * windows + window;
            Put(shared, to, windows, s00, s01, s10, s11);
            if (next != o) Put(shared, to + 4 * windows, windows, t00, t01, t10, t11);
        }
    }

    /// <summary>Adds up the parts of the sums, and pools.</summary>
    public static void Finish(ArrayView<float> shared, ConvLayer layer, int scratch, int thread, int threads)
    {
        int windows = layer.PooledHeight * layer.PooledWidth, items = windows * layer.Outputs, part = 4 * items;
        for (int item = thread; item < items; item += threads)
        {
            int o = Reciprocal.Quotient(item, layer.PerWindows), window = item - o * windows,
                py = Reciprocal.Quotient(window, layer.PerPooledWidth), px = window - py * layer.PooledWidth;
            int at = scratch + o * 4 * windows + window;
            float s00 = 0f, s01 = 0f, s10 = 0f, s11 = 0f;
            for (int slice = 0; slice < layer.Slices; slice++, at += part)
            {
                s00 += shared[at];
                s01 += shared[at + windows];
                s10 += shared[at + 2 * windows];
                s11 += shared[at + 3 * windows];
            }
            Pool(shared, layer, o, py, px, s00, s01, s10, s11);
        }
    }

    private static void Put(ArrayView<float> shared, int at, int step, float s00, float s01, float s10, float s11)
    {
        shared[at] = s00;
        shared[at + step] = s01;
        shared[at + 2 * step] = s10;
        shared[at + 3 * step] = s11;
    }

    /// <summary>Bias, ReLU, and the first maximum of the four; the last NaN, if there is one.</summary>
    private static void Pool(ArrayView<float> shared, ConvLayer layer, int o, int py, int px, float s00, float s01, float s10, float s11)
    {
        float bias = shared[layer.SharedWeights + layer.Outputs * layer.Channels * layer.KernelHeight * layer.KernelWidth + o];
        s00 += bias;
        s01 += bias;
        s10 += bias;
        s11 += bias;
        if (layer.Relu != 0)
        {
            s00 = s00 <= 0f ? 0f : s00;
            s01 = s01 <= 0f ? 0f : s01;
            s10 = s10 <= 0f ? 0f : s10;
            s11 = s11 <= 0f ? 0f : s11;
        }
        float best = s00, place = 0f;
        bool better = (s01 > best) | DeviceMath.IsNaN(s01);
        best = better ? s01 : best;
        place = better ? 1f : place;
        better = (s10 > best) | DeviceMath.IsNaN(s10);
        best = better ? s10 : best;
        place = better ? 2f : place;
        better = (s11 > best) | DeviceMath.IsNaN(s11);
        best = better ? s11 : best;
        place = better ? 3f : place;
        shared[layer.Places + (o * layer.PooledHeight + py) * layer.PooledWidth + px] = place;
        shared[layer.Out.At(o, py + layer.Out.Padding, px + layer.Out.Padding)] = best;
    }
}
