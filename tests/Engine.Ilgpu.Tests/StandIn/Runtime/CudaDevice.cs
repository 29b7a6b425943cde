using System.Collections.Immutable;

namespace ILGPU.Runtime.Cuda;

/// <summary>The version of CUDA that a driver has.</summary>
public readonly record struct CudaDriverVersion(int Major, int Minor)
{
    public override string ToString() => $"{Major}.{Minor}";
}

/// <summary>A card's generation.</summary>
public readonly record struct CudaArchitecture(int Major, int Minor);

/// <summary>A version of PTX.</summary>
public readonly record struct CudaInstructionSet(int Major, int Minor);

/// <summary>Faults of CUDA.</summary>
public enum CudaError
{
    CUDA_SUCCESS = 0,
    CUDA_ERROR_OUT_OF_MEMORY = 2,
    CUDA_ERROR_ILLEGAL_ADDRESS = 700,
}

/// <summary>A fault of CUDA.</summary>
public sealed class CudaException(CudaError error) : AcceleratorException(error.ToString())
{
    public string Error { get; } = error.ToString();

    public override AcceleratorType AcceleratorType => AcceleratorType.Cuda;
}

/// <summary>An NVIDIA card. The stand-in's can be had as often as one likes.</summary>
public sealed class CudaDevice() : Device(AcceleratorType.Cuda)
{
    public CudaDriverVersion DriverVersion { get; internal set; } = new(13, 0);

    public CudaArchitecture? Architecture { get; internal set; } = new(9, 0);

    public CudaInstructionSet? InstructionSet { get; internal set; } = new(8, 8);

    public static ImmutableArray<Device> GetDevices(Predicate<CudaDevice> predicate) => [];

    public override Accelerator CreateAccelerator(Context context) => new CudaAccelerator(context, this);

    internal override Exception OutOfMemory() => new CudaException(CudaError.CUDA_ERROR_OUT_OF_MEMORY);
}

/// <summary>A card in use.</summary>
public sealed class CudaAccelerator : Accelerator
{
    internal CudaAccelerator(Context context, CudaDevice device) : base(context, device)
    {
    }

    public long GetFreeMemory() => MemorySize - AllocatedBytes;
}
