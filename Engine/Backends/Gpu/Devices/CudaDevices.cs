using ILGPU.Runtime.Cuda;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>NVIDIA's cards.</summary>
internal sealed class CudaDevices : IDeviceApi
{
    public string Name => "CUDA";

    public IReadOnlyList<FoundDevice> Find(ICollection<string> missing)
    {
        if (!NativeLibraries.HasCuda(out string library))
        {
            missing.Add($"{library} is not there, so no NVIDIA driver is installed");
            return [];
        }
        var found = new List<FoundDevice>();
        int seen = 0;
        foreach (CudaDevice device in CudaDevice.GetDevices(_ => true).OfType<CudaDevice>())
        {
            seen++;
            if (device.Architecture is not null && device.InstructionSet is not null)
                found.Add(
                    new FoundDevice(device.Name, $"CUDA {device.DriverVersion}", device.MemorySize, device.MemorySize, false, device));
            else
                missing.Add($"{device.Name} has a driver (CUDA {device.DriverVersion}) that ILGPU does not know");
        }
        if (seen == 0) missing.Add("the driver is there, but no device");
        return found;
    }
}
