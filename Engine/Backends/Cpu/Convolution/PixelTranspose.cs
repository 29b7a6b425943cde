using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Backstep.Engine.Backends.Cpu.Kernels;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>Values that lie channel after channel, brought together pixel by pixel, in blocks of 4 channels times 4 pixels.</summary>
internal static unsafe class PixelTranspose
{
    /// <summary>
    /// Copies value u of channel c, at <c>from + c·channelStep + u</c>, to <c>first + (u/2)·stride + c</c> for even u and to <c>second +
    /// (u/2)·stride + c</c> for odd u: two images that alternate go to places of their own; for one image <paramref name="second"/> is its
    /// second pixel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* from, nint channelStep, int channels, int units, float* first, float* second, nint stride)
    {
        int done = Sse.IsSupported ? units / 4 * 4 : 0;
        for (int c = 0; c < channels && done > 0; c += 4)
        {
            int count = Math.Min(4, channels - c);
            float* a = from + c * channelStep, b = count > 1 ? a + channelStep : a, d = count > 2 ? b + channelStep : b,
                e = count > 3 ? d + channelStep : d;
            float* even = first + c, odd = second + c;
            for (int u = 0; u < done; u += 4, even += 2 * stride, odd += 2 * stride)
            {
                Vector128<float> x = Vector128.Load(a + u), y = Vector128.Load(b + u), z = Vector128.Load(d + u), w = Vector128.Load(e + u);
                Vector128<float> xy = Sse.UnpackLow(x, y), zw = Sse.UnpackLow(z, w), xyHigh = Sse.UnpackHigh(x, y),
                    zwHigh = Sse.UnpackHigh(z, w);
                if (count == 4)
                {
                    Sse.MoveLowToHigh(xy, zw).Store(even);
                    Sse.MoveHighToLow(zw, xy).Store(odd);
                    Sse.MoveLowToHigh(xyHigh, zwHigh).Store(even + stride);
                    Sse.MoveHighToLow(zwHigh, xyHigh).Store(odd + stride);
                    continue;
                }
                // Two channels, then a third; of one channel there are two copies, of which the second is not stored.
                StorePair(even, xy.AsDouble()[0], count);
                StorePair(odd, xy.AsDouble()[1], count);
                StorePair(even + stride, xyHigh.AsDouble()[0], count);
                StorePair(odd + stride, xyHigh.AsDouble()[1], count);
                if (count < 3) continue;
                (even[2], odd[2], even[stride + 2], odd[stride + 2]) = (z[0], z[1], z[2], z[3]);
            }
        }
        for (int u = done; u < units; u++)
        {
            float* to = (u % 2 == 0 ? first : second) + u / 2 * stride, value = from + u;
            for (int c = 0; c < channels; c++, value += channelStep) to[c] = *value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(float* to, double pair, int count)
    {
        if (count > 1) *(double*)to = pair;
        else *to = Vector128.CreateScalarUnsafe(pair).AsSingle()[0];
    }
}
