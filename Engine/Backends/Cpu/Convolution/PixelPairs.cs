using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Backstep.Engine.Backends.Cpu.Kernels;

namespace Backstep.Engine.Backends.Cpu.Convolution;

/// <summary>
/// Two images that alternate, channel after channel, parted and brought together pixel by pixel with 512-bit permutes: 8 pixels of both
/// images at a time. Each vector of pixels takes its values from one channel after another, in places that a table gives.
/// </summary>
internal static unsafe class PixelPairs
{
    /// <summary>Values of a channel that are done at a time.</summary>
    public const int Block = 16;

    private const int Lanes = 16;

    /// <summary>Whether such a table is made: with odd numbers of channels vectors and blocks of pixels do not end together, and many need
    /// too many steps.</summary>
    public static bool Takes(int channels) => Avx512F.IsSupported && channels is 2 or 4 or 6 or 8;

    /// <summary>
    /// For each vector of 8 pixels, then channel but the first, then image, which lanes the permute takes: below 16 what is there already
    /// (at first the first channel), from 16 on the channel's own.
    /// </summary>
    public static int[] Table(int channels)
    {
        var table = new List<int>();
        for (int q = 0; q < channels / 2; q++)
            for (int c = 1; c < channels; c++)
                for (int n = 0; n < 2; n++)
                    for (int lane = 0; lane < Lanes; lane++)
                    {
                        (int x, int channel) = ((q * Lanes + lane) / channels, (q * Lanes + lane) % channels);
                        table.Add(channel == c ? Lanes + 2 * x + n : channel == 0 && c == 1 ? 2 * x + n : lane);
                    }
        return [.. table];
    }

    /// <summary>
    /// Copies value u of channel c, at <c>from + c·channelStep + u</c>, to pixel u/2 of <paramref name="first"/> for even u, of
    /// <paramref name="second"/> for odd u;
    /// whole blocks only.
    /// </summary>
    /// <returns>How many values of each channel were done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(int* table, float* from, nint channelStep, int channels, int units, float* first, float* second)
    {
        int done = 0;
        for (; done + Block <= units; done += Block, from += Block)
        {
            int* places = table;
            for (int q = 0; q < channels / 2; q++, first += Lanes, second += Lanes)
            {
                Vector512<float> a = Vector512.Load(from), b = a;
                float* channel = from + channelStep;
                for (int c = 1; c < channels; c++, channel += channelStep, places += 2 * Lanes)
                {
                    Vector512<float> values = Vector512.Load(channel);
                    a = Avx512F.PermuteVar16x32x2(a, Vector512.Load(places), values);
                    b = Avx512F.PermuteVar16x32x2(b, Vector512.Load(places + Lanes), values);
                }
                a.Store(first);
                b.Store(second);
            }
        }
        return done;
    }
}
