using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

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
                    float* pixel = block.Pixels + image * block.PixelImage + (nint)(y + g.Padding) * g.PixelRow + g.Padding * g.Channels + c;
                    for (int x = 0; x < g.Width; x++) pixel[(nint)x * g.Channels] = from[x];
                }
        }
    }

    /// <summary>Gives a group's pooled result to the next block: planar, unless it was put there at once, and by pixel.</summary>
    public static void HandOn(ConvBlock block, ConvBlock next, int group, float* pooled)
    {
        ConvGeometry g = block.G, to = next.G;
        int step = g.Interleave, images = Math.Min(step, g.Images - group * step);
        if (to.Padding > 0)
            for (int o = 0; o < g.OutChannels; o++)
                for (int y = 0; y < g.PooledH; y++)
                {
                    float* row = pooled + (nint)o * block.PooledPlane + (nint)y * g.PooledRow, planar = next.Plane(group, o) + (nint)y * to.PlanarRow;
                    new Span<float>(row, g.PooledW * step).CopyTo(new Span<float>(planar, g.PooledW * step));
                }
        if (next.Pixels == null) return;
        for (int n = 0; n < images; n++)
            for (int y = 0; y < g.PooledH; y++)
                Transpose(
                    next.Plane(group, 0) + (nint)y * to.PlanarRow + n, step, to.PaddedH * to.PlanarRow,
                    next.Pixels + (group * step + n) * next.PixelImage + (nint)(y + to.Padding) * to.PixelRow + to.Padding * to.Channels, g.PooledW, to.Channels);
    }

    /// <summary>A row of all channels, from one channel after the other to one pixel after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* from, int columnStep, int channelStep, float* to, int columns, int channels)
    {
        for (int x = 0; x < columns; x++, from += columnStep)
        {
            float* value = from;
            for (int c = 0; c < channels; c++, value += channelStep) *to++ = *value;
        }
    }

    /// <summary>Gives a group's pooled result out in PyTorch's layout.</summary>
    public static void Unload(ConvBlock block, int group, float* pooled)
    {
        ConvGeometry g = block.G;
        int step = g.Interleave, images = Math.Min(step, g.Images - group * step);
        for (int n = 0; n < images; n++)
        {
            float* to = block.Output + (nint)(group * step + n) * g.OutChannels * g.PooledH * g.PooledW;
            for (int o = 0; o < g.OutChannels; o++)
                for (int y = 0; y < g.PooledH; y++)
                {
                    float* row = pooled + (nint)o * block.PooledPlane + (nint)y * g.PooledRow + n;
                    for (int x = 0; x < g.PooledW; x++) *to++ = row[x * step];
                }
        }
    }

    /// <summary>Gives an image's input gradient out in PyTorch's layout.</summary>
    public static void UnloadGradient(ConvBlock block, int image)
    {
        ConvGeometry g = block.G;
        float* to = block.InputGradient + (nint)image * g.Channels * g.Height * g.Width, from = block.PixelGradients + image * block.PixelImage;
        for (int c = 0; c < g.Channels; c++)
            for (int y = 0; y < g.Height; y++)
            {
                float* pixel = from + (nint)(y + g.Padding) * g.PixelRow + g.Padding * g.Channels + c;
                for (int x = 0; x < g.Width; x++) *to++ = pixel[(nint)x * g.Channels];
            }
    }
}
