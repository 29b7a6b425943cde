using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>Eight numbers that a thread keeps in registers, one beside the other in a row of a matrix.</summary>
internal struct Eight
{
    /// <summary>How many they are.</summary>
    public const int Count = 8;

    /// <summary>The numbers.</summary>
    public float V0, V1, V2, V3, V4, V5, V6, V7;

    /// <summary>Eight elements that follow each other.</summary>
    public static Eight Load(ArrayView<float> x, int at) =>
        new()
        {
            V0 = x[at],
            V1 = x[at + 1],
            V2 = x[at + 2],
            V3 = x[at + 3],
            V4 = x[at + 4],
            V5 = x[at + 5],
            V6 = x[at + 6],
            V7 = x[at + 7]
        };

    /// <summary>Elements <paramref name="first"/> and behind it, <paramref name="step"/> apart;
    /// beyond <paramref name="last"/> that one again.</summary>
    public static Eight Load(ArrayView<float> x, int start, int step, int first, int last)
    {
        int left = last - first, at = start + first * step, end = start + last * step;
        return new()
        {
            V0 = x[at],
            V1 = x[left < 1 ? end : at + step],
            V2 = x[left < 2 ? end : at + 2 * step],
            V3 = x[left < 3 ? end : at + 3 * step],
            V4 = x[left < 4 ? end : at + 4 * step],
            V5 = x[left < 5 ? end : at + 5 * step],
            V6 = x[left < 6 ? end : at + 6 * step],
            V7 = x[left < 7 ? end : at + 7 * step],
        };
    }

    /// <summary>Puts them down one behind the other.</summary>
    public readonly void Store(ArrayView<float> y, int at)
    {
        y[at] = V0;
        y[at + 1] = V1;
        y[at + 2] = V2;
        y[at + 3] = V3;
        y[at + 4] = V4;
        y[at + 5] = V5;
        y[at + 6] = V6;
        y[at + 7] = V7;
    }

    /// <summary>Adds a multiple of others.</summary>
    public void Add(float factor, Eight others)
    {
        V0 += factor * others.V0;
        V1 += factor * others.V1;
        V2 += factor * others.V2;
        V3 += factor * others.V3;
        V4 += factor * others.V4;
        V5 += factor * others.V5;
        V6 += factor * others.V6;
        V7 += factor * others.V7;
    }
}
