using System.Runtime.CompilerServices;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>Everybody's devices, processors among them.</summary>
internal sealed class OpenClDevices : IDeviceApi
{
    /// <summary>What the kernels need, as <see cref="KernelCompiler"/> corrects their text; ILGPU itself asks for more.</summary>
    private static readonly CLCVersion s_leastVersion = CLCVersion.CL12;

    public string Name => "OpenCL";

    public IReadOnlyList<FoundDevice> Find(ICollection<Func<GpuTexts, string>> missing)
    {
        if (!NativeLibraries.HasOpenCl(out string library))
        {
            missing.Add(t => t.NoOpenClDriver(library));
            return [];
        }
        var found = new List<FoundDevice>();
        int seen = 0;
        foreach (CLDevice device in CLDevice.GetDevices(_ => true).OfType<CLDevice>())
        {
            seen++;
            if (device.CLStdVersion < s_leastVersion)
            {
                missing.Add(t => t.OldOpenCl(device.Name.Trim(), $"{device.CLStdVersion}", $"{s_leastVersion}"));
                continue;
            }
            // ILGPU turns down devices that do not offer generic addresses (PoCL does not say that it does, OpenCL C 1.2 does not know
            // them); KernelCompiler sees to it that none are needed.
            SetGenericAddressSpace(device.Capabilities, true);
            string driver = CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION).TrimEnd('\0');
            found.Add(new FoundDevice(
                device.Name.Trim(), $"{device.PlatformName.Trim()} {driver}", device.MemorySize,
                device.GetDeviceInfo<long>(CLDeviceInfoType.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU), device));
        }
        if (seen == 0) missing.Add(t => t.NoDevice);
        return found;
    }

    /// <summary>Whether there are generic addresses, which ILGPU lets nobody set.
    /// <c>IlgpuInternalsTests</c> says when this method is gone.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_GenericAddressSpace")]
    internal static extern void SetGenericAddressSpace(CLCapabilityContext capabilities, bool value);
}
