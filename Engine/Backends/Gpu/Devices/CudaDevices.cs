using ILGPU.Runtime.Cuda;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>NVIDIA's cards.</summary>
internal sealed class CudaDevices : IDeviceApi
{
    public string Name => "CUDA";

    public IReadOnlyList<FoundDevice> Find(ICollection<Func<GpuTexts, string>> missing)
    {
        if (!NativeLibraries.HasCuda(out string library))
        {
            missing.Add(t => t.NoCudaDriver(library));
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
                missing.Add(t => t.UnknownCuda(device.Name, $"{device.DriverVersion}"));
        }
        if (seen == 0) missing.Add(t => t.NoDevice);
        return found;
    }
}
