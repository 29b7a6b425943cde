namespace Backstep.Engine.Backends.Gpu;

/// <summary>A device that the GPU backend can calculate on.</summary>
/// <param name="Index">Its number in the list of devices, from 0: <c>--device gpu:1</c> takes the second.</param>
/// <param name="Api">How it is spoken to: <c>CUDA</c> or <c>OpenCL</c>.</param>
/// <param name="Driver">The driver's version, or the OpenCL platform's.</param>
/// <param name="IsProcessor">Whether it is the machine's own processor behind OpenCL and no graphics card.</param>
public sealed record GpuDevice(int Index, string Name, string Api, string Driver, long MemoryBytes, bool IsProcessor);

/// <summary>What was found on this machine.</summary>
/// <param name="Devices">The devices, the one that <c>--device gpu</c> takes first: CUDA before OpenCL, cards before processors.</param>
/// <param name="Missing">Why ways of reaching a device led to none, or not to all.</param>
public sealed record GpuInventory(IReadOnlyList<GpuDevice> Devices, IReadOnlyList<MissingDevice> Missing);

/// <summary>Why there is no device, or one less: <c>CUDA: libcuda.so.1 is not there, so no NVIDIA driver is installed</c>.</summary>
/// <param name="Api">The way that led to none: <c>CUDA</c> or <c>OpenCL</c>.</param>
/// <param name="Why">A clause.</param>
public sealed record MissingDevice(string Api, Func<GpuTexts, string> Why)
{
    /// <summary>Both in a language.</summary>
    public string In(Language language) => $"{Api}: {Why(GpuTexts.In(language))}";
}
