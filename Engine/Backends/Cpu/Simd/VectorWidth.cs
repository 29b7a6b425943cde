using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
namespace Backstep.Engine.Backends.Cpu.Simd;

/// <summary>How many bits a vector instruction works on.</summary>
public enum VectorWidth
{
    /// <summary>The widest that the machine has.</summary>
    Auto = 0,

    /// <summary>One float32 at a time.</summary>
    Scalar = 32,

    /// <summary>Four float32 values (SSE, NEON).</summary>
    Vector128 = 128,

    /// <summary>Eight float32 values (AVX2 with FMA).</summary>
    Vector256 = 256,

    /// <summary>Sixteen float32 values (AVX-512).</summary>
    Vector512 = 512,
}

public static class VectorWidths
{
    /// <summary>Whether the hardware, as the runtime sees it, has instructions of this width.</summary>
    public static bool IsSupported(VectorWidth width) => width switch
    {
        VectorWidth.Auto or VectorWidth.Scalar => true,
        VectorWidth.Vector128 => System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated,
        // Emulated wide vectors are slower than native narrow ones, so the real instructions must be there.
        VectorWidth.Vector256 => System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported,
        VectorWidth.Vector512 => Avx512F.IsSupported && System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated,
        _ => false,
    };

    /// <summary>The widest width that is supported.</summary>
    public static VectorWidth Widest => IsSupported(VectorWidth.Vector512) ? VectorWidth.Vector512
        : IsSupported(VectorWidth.Vector256) ? VectorWidth.Vector256
        : IsSupported(VectorWidth.Vector128) ? VectorWidth.Vector128
        : VectorWidth.Scalar;
}
