using System.Runtime.CompilerServices;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>What <see cref="ISimd{V}.StoreWhere"/> does where there is no instruction for it.</summary>
internal static unsafe class Packed
{
    /// <summary>Moves those of the first values whose bit is set to the front, without a branch that depends on the data; gives their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Together(float* values, uint set, int count)
    {
        int k = 0;
        for (int i = 0; i < count; i++, set >>= 1)
        {
            values[k] = values[i];
            k += (int)(set & 1);
        }
        return k;
    }
}
