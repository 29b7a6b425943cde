using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace ILGPU.Runtime.OpenCL;

/// <summary>Faults of OpenCL.</summary>
public enum CLError
{
    CL_MEM_OBJECT_ALLOCATION_FAILURE = -4,
    CL_OUT_OF_RESOURCES = -5,
    CL_OUT_OF_HOST_MEMORY = -6,
    CL_INVALID_BUFFER_SIZE = -61,
}

/// <summary>A fault of OpenCL. As with the real one, the message says nothing.</summary>
public sealed class CLException(CLError errorCode) : AcceleratorException($"Exception of type '{nameof(CLException)}' was thrown.")
{
    public CLError Error { get; } = errorCode;

    public override AcceleratorType AcceleratorType => AcceleratorType.OpenCL;
}

/// <summary>Kinds of devices.</summary>
[Flags]
public enum CLDeviceType
{
    CL_DEVICE_TYPE_CPU = 1 << 1,
    CL_DEVICE_TYPE_GPU = 1 << 2,
}

/// <summary>What a device can be asked.</summary>
public enum CLDeviceInfoType
{
    CL_DEVICE_MAX_MEM_ALLOC_SIZE,
    CL_DRIVER_VERSION,
}

/// <summary>A version of OpenCL C.</summary>
public readonly record struct CLCVersion(int Major, int Minor)
{
    public static bool operator <(CLCVersion first, CLCVersion second) => (first.Major, first.Minor).CompareTo((second.Major, second.Minor)) < 0;

    public static bool operator >(CLCVersion first, CLCVersion second) => second < first;

    public override string ToString() => $"{Major}.{Minor}";
}

/// <summary>What a device is able to do.</summary>
public sealed class CLCapabilityContext
{
    public bool GenericAddressSpace { get; internal set; }
}

/// <summary>OpenCL's functions.</summary>
public sealed class CLAPI
{
    public static readonly CLAPI CurrentAPI = new();

    public string GetDeviceInfo(nint device, CLDeviceInfoType type) => "1.0\0";
}

/// <summary>A device of OpenCL. The stand-in's can be had as often as one likes.</summary>
public sealed class CLDevice() : Device(AcceleratorType.OpenCL)
{
    public string PlatformName { get; internal set; } = "stand-in";

    public nint DeviceId { get; internal set; }

    public CLDeviceType DeviceType { get; internal set; } = CLDeviceType.CL_DEVICE_TYPE_GPU;

    public CLCVersion CLStdVersion { get; internal set; } = new(3, 0);

    public CLCapabilityContext Capabilities { get; } = new();

    public static ImmutableArray<Device> GetDevices(Predicate<CLDevice> predicate) => [];

    public T GetDeviceInfo<T>(CLDeviceInfoType type) where T : unmanaged
    {
        long size = MemorySize / 4;
        return Unsafe.As<long, T>(ref size);
    }

    public override Accelerator CreateAccelerator(Context context) => new CLAccelerator(context, this);

    internal override Exception OutOfMemory() => new CLException(CLError.CL_INVALID_BUFFER_SIZE);
}

/// <summary>A device in use.</summary>
public sealed class CLAccelerator : Accelerator
{
    internal CLAccelerator(Context context, CLDevice device) : base(context, device)
    {
    }
}
