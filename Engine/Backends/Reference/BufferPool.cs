namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// Scratch arrays that are used again: a convolution unrolls its input into megabytes at every step. MathNet wants arrays
/// of exactly the matrix's size, which the framework's own pool does not give. Safe from many threads.
/// </summary>
internal sealed class BufferPool
{
    private readonly Dictionary<int, Stack<double[]>> _free = [];

    /// <summary>An array of exactly <paramref name="length"/> elements, their content undefined.</summary>
    public double[] Rent(int length)
    {
        lock (_free)
            if (_free.TryGetValue(length, out Stack<double[]>? stack) && stack.TryPop(out double[]? buffer)) return buffer;
        return GC.AllocateUninitializedArray<double>(length);
    }

    /// <summary>Gives an array back; the caller forgets it.</summary>
    public void Return(double[] buffer)
    {
        lock (_free)
        {
            if (!_free.TryGetValue(buffer.Length, out Stack<double[]>? stack)) _free[buffer.Length] = stack = [];
            stack.Push(buffer);
        }
    }
}
