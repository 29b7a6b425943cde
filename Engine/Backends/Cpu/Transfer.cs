using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>Between the debugger's tensors (double) and the backend's memory (float32).</summary>
internal static unsafe class Transfer
{
    /// <summary>Rounds each element to float32.</summary>
    public static void Write(Tensor tensor, float* to)
    {
        foreach (double value in tensor.Data) *to++ = (float)value;
    }

    /// <summary>Widens each element, which is exact.</summary>
    public static Tensor Read(Shape shape, float* from) => Tensor.FromFloats(shape, new ReadOnlySpan<float>(from, shape.Length));
}
