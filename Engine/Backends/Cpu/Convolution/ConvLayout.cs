using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Backstep.Engine.Backends.Cpu.Kernels;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>Between PyTorch's layout (N, C, H, W) and the two of <see cref="ConvGeometry"/>.</summary>
internal static unsafe class ConvLayout
{
    /// <summary>Copies the images of a group from the block's input. Padding and missing images stay zero, as they were made.</summary>
    public static void Load(ConvBlock block, int group)
    {
        ConvGeometry g = block.G;
        int step = g.Interleave;
        if (step == 2 && group * 2 + 1 < g.Images && g.Padding == 0 && (block.Pixels == null || block.PixelsAreInput))
        {
            // Without padding the planes of a group are two images joined value by value.
            int length = g.Channels * g.Height * g.Width;
            float* first = block.Input + (nint)group * 2 * length;
            block.Kernels.Interleave(first, first + length, block.Planar + group * g.PlanarGroup, length);
            return;
        }
        for (int n = 0; n < step && group * step + n < g.Images; n++)
        {
            int image = group * step + n;
            float* planar = block.Planar + group * g.PlanarGroup + n;
            for (int c = 0; c < g.Channels; c++)
                for (int y = 0; y < g.Height; y++)
                {
                    float* from = block.Input + (((nint)image * g.Channels + c) * g.Height + y) * g.Width;
                    float* to = planar + ((nint)c * g.PaddedH + y + g.Padding) * g.PlanarRow + g.Padding * step;
                    if (step == 1) new Span<float>(from, g.Width).CopyTo(new Span<float>(to, g.Width));
                    else for (int x = 0; x < g.Width; x++) to[2 * x] = from[x];
                    if (block.Pixels == null || block.PixelsAreInput) continue;
                    float* pixel = block.Pixels + image * block.PixelImage + (nint)(y + g.Padding) * g.PixelRow + g.Padding * g.Channels
                        + c;
                    for (int x = 0; x < g.Width; x++) pixel[(nint)x * g.Channels] = from[x];
                }
        }
    }

    /// <summary>Gives a group's pooled result to the next block: planar, unless it was put there at once, and by pixel.</summary>
    public static void HandOn(ConvBlock block, ConvBlock next, int group, float* pooled)
    {
        ConvGeometry g = block.G, to = next.G;
        int step = g.Interleave, images = Math.Min(step, g.Images - group * step);
        if (!block.IsDirect)
            for (int o = 0; o < g.OutChannels; o++)
                for (int y = 0; y < g.PooledH; y++)
                {
                    float* row = pooled + (nint)o * g.PooledPlane + (nint)y * g.PooledRow,
                        planar = next.Plane(group, o) + (nint)y * to.PlanarRow;
                    new Span<float>(row, g.PooledW * step).CopyTo(new Span<float>(planar, g.PooledW * step));
                }
        if (next.Pixels == null) return;
        bool pair = images == 2;
        // Without padding rows follow each other without a gap, in both layouts.
        int rows = to.Padding == 0 && pair ? 1 : g.PooledH,
            units = to.Padding == 0 && pair ? g.PooledH * g.PooledW * step : g.PooledW * step;
        for (int y = 0; y < rows; y++)
        {
            float* pixels = next.Pixels + group * step * next.PixelImage + (nint)(y + to.Padding) * to.PixelRow + to.Padding * to.Channels;
            float* row = next.Plane(group, 0) + (nint)y * to.PlanarRow;
            nint plane = (nint)to.PaddedH * to.PlanarRow;
            if (images < step) Lone(row, plane, to.Channels, g.PooledW, pixels);
            else if (pair) Pairs(next, row, plane, units, pixels, pixels + next.PixelImage);
            else PixelTranspose.Run(row, plane, to.Channels, units, pixels, pixels + to.Channels, 2 * to.Channels);
        }
    }

    /// <summary>Two images that alternate, to the pixels of each.</summary>
    private static void Pairs(ConvBlock block, float* row, nint plane, int units, float* first, float* second)
    {
        int channels = block.G.Channels,
            done = block.PairTable == null ? 0 : PixelPairs.Run(block.PairTable, row, plane, channels, units, first, second);
        nint pixels = (nint)done / 2 * channels;
        PixelTranspose.Run(row + done, plane, channels, units - done, first + pixels, second + pixels, channels);
    }

    /// <summary>The first of two images that alternate, where there is no second.</summary>
    private static void Lone(float* row, nint plane, int channels, int columns, float* pixels)
    {
        for (int x = 0; x < columns; x++, row += 2)
            for (int c = 0; c < channels; c++) *pixels++ = row[c * plane];
    }

    /// <summary>Gives a group's pooled result out in PyTorch's layout.</summary>
    public static void Unload(ConvBlock block, int group, float* pooled)
    {
        ConvGeometry g = block.G;
        int step = g.Interleave, images = Math.Min(step, g.Images - group * step);
        int plane = g.PooledH * g.PooledW;
        float* first = block.Output + (nint)group * step * g.OutChannels * plane, second = first + (nint)g.OutChannels * plane;
        for (int o = 0; o < g.OutChannels; o++)
            for (int y = 0; y < g.PooledH; y++, first += g.PooledW, second += g.PooledW)
            {
                float* row = pooled + (nint)o * g.PooledPlane + (nint)y * g.PooledRow;
                if (step == 1) new Span<float>(row, g.PooledW).CopyTo(new Span<float>(first, g.PooledW));
                else if (images == 2) Part(row, first, second, g.PooledW);
                else for (int x = 0; x < g.PooledW; x++) first[x] = row[2 * x];
            }
    }

    /// <summary>Two images that alternate, each to its own place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(float* row, float* first, float* second, int columns)
    {
        int x = 0;
        for (; Sse.IsSupported && x + 4 <= columns; x += 4)
        {
            Vector128<float> a = Vector128.Load(row + 2 * x), b = Vector128.Load(row + 2 * x + 4);
            Sse.Shuffle(a, b, 0x88).Store(first + x);
            Sse.Shuffle(a, b, 0xDD).Store(second + x);
        }
        for (; x < columns; x++) (first[x], second[x]) = (row[2 * x], row[2 * x + 1]);
    }

    /// <summary>Gives an image's input gradient out in PyTorch's layout.</summary>
    public static void UnloadGradient(ConvBlock block, int image)
    {
        ConvGeometry g = block.G;
        float* to = block.InputGradient + (nint)image * g.Channels * g.Height * g.Width,
            from = block.PixelGradients + (nint)image * g.GradientImage;
        for (int c = 0; c < g.Channels; c++)
            for (int y = 0; y < g.Height; y++)
            {
                float* pixel = from + (nint)(y + g.Padding) * g.GradientRow + g.Padding * g.GradientChannels + c;
                for (int x = 0; x < g.Width; x++) *to++ = pixel[(nint)x * g.GradientChannels];
            }
    }
}
