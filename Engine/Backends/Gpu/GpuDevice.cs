namespace Backstep.Engine.Backends.Gpu;

/// <summary>A device that the GPU backend can calculate on.</summary>
/// <param name="Index">Its number in the list of devices, from 0: <c>--device gpu:1</c> takes the second.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Api">How it is spoken to: <c>CUDA</c> or <c>OpenCL</c>.</param>
/// <param name="Driver">The driver's version, or the OpenCL platform's.</param>
/// <param name="MemoryBytes">Its memory in bytes.</param>
/// <param name="IsProcessor">Whether it is the machine's own processor behind OpenCL and no graphics card.</param>
public sealed record GpuDevice(int Index, string Name, string Api, string Driver, long MemoryBytes, bool IsProcessor);

/// <summary>What was found on this machine.</summary>
/// <param name="Devices">The devices, the one that <c>--device gpu</c> takes first: CUDA before OpenCL, cards before processors.</param>
/// <param name="Missing">For each way of reaching a device that led to none, one clause that says why (<c>CUDA:
/// the driver's library libcuda.so.1 is not there</c>).</param>
public sealed record GpuInventory(IReadOnlyList<GpuDevice> Devices, IReadOnlyList<string> Missing);
