using Backstep.Engine.Backends.Cpu.Memory;

namespace Backstep.Engine.Backends.Cpu.Threading;

/// <summary>One thread of a team as a kernel sees it: its number, its share of the work, its scratch memory.</summary>
internal sealed unsafe class Worker(int index, int count, SpinBarrier barrier) : IDisposable
{
    /// <summary>Fewer elements than this are not worth sharing.</summary>
    public const int WorthSharing = 2048;

    private readonly NativeBuffer?[] _scratch = new NativeBuffer?[8];

    public int Index { get; } = index;
    public int Count { get; } = count;
    public void Barrier() => barrier.Wait(Index);

    /// <summary>
    /// This thread's part of <paramref name="total"/> items, in whole multiples of <paramref name="grain"/>. It depends on nothing but
    /// these numbers, so every run gives every element the same owner.
    /// </summary>
    public (int Start, int End) Share(int total, int grain = 1)
    {
        int blocks = (total + grain - 1) / grain;
        int start = (int)((long)blocks * Index / Count) * grain, end = (int)((long)blocks * (Index + 1) / Count) * grain;
        return (Math.Min(start, total), Math.Min(end, total));
    }

    /// <summary>As <see cref="Share"/>, but everything to the first thread where there is too little to be worth sharing.</summary>
    public (int Start, int End) ShareElements(int total)
    {
        if (total >= WorthSharing) return Share(total, 64);
        return Index == 0 ? (0, total) : (0, 0);
    }

    /// <summary>
    /// Memory of this thread alone, at least <paramref name="length"/> values, kept from call to call; content undefined.
    /// </summary>
    /// <param name="slot">Which piece, 0 to 7; pieces used at the same time need different numbers.</param>
    /// <param name="length">How many values.</param>
    public float* Scratch(int slot, long length)
    {
        NativeBuffer? buffer = _scratch[slot];
        if (buffer is null || buffer.Length < length)
        {
            buffer?.Dispose();
            _scratch[slot] = buffer = new NativeBuffer(length);
        }
        return buffer.Pointer;
    }

    public void Dispose()
    {
        foreach (NativeBuffer? buffer in _scratch) buffer?.Dispose();
    }
}
