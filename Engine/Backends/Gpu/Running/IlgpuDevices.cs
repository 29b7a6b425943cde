using Backstep.Engine.Backends.Gpu.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>GPUs through ILGPU: CUDA's devices, then OpenCL's, then the processors behind OpenCL.
/// ILGPU's own simulation is never among them.</summary>
public sealed class IlgpuDevices : IGpuDevices
{
    private readonly IReadOnlyList<IDeviceApi> _apis;
    private readonly Dictionary<GpuDevice, FoundDevice> _found = [];

    /// <summary>All that this machine has.</summary>
    public IlgpuDevices() : this([new CudaDevices(), new OpenClDevices()])
    {
    }

    internal IlgpuDevices(IReadOnlyList<IDeviceApi> apis) => _apis = apis;

    public string Library => $"ILGPU {typeof(Context).Assembly.GetName().Version?.ToString(3)}";

    public GpuInventory Find()
    {
        var missing = new List<MissingDevice>();
        var all = new List<(string Api, FoundDevice Device)>();
        foreach (IDeviceApi api in _apis)
        {
            var reasons = new List<Func<GpuTexts, string>>();
            try
            {
                // A card that CUDA reaches already is not listed again; of two cards of one name both are.
                var known = all.Select(d => d.Device.Name).ToHashSet();
                all.AddRange(api.Find(reasons).Where(d => !known.Contains(d.Name)).Select(d => (api.Name, d)));
            }
            catch (Exception e)
            {
                reasons.Add(_ => DeviceFaults.Line(e));
            }
            missing.AddRange(reasons.Select(why => new MissingDevice(api.Name, why)));
        }
        _found.Clear();
        foreach ((string api, FoundDevice device) in all.OrderBy(d => d.Device.IsProcessor))
            _found.Add(new GpuDevice(_found.Count, device.Name, api, device.Driver, device.MemoryBytes, device.IsProcessor), device);
        return new GpuInventory([.. _found.Keys], missing);
    }

    public IGpuBackend Open(GpuDevice device) =>
        new GpuBackend(
            OpenHost(device, (context, accelerator, found) => new DeviceHost(device, context, accelerator, null, found.LargestAllocation)));

    /// <summary>Takes a device into use.</summary>
    /// <param name="device">One that <see cref="Find"/> gave.</param>
    /// <param name="take">Makes a host of it.</param>
    /// <exception cref="GpuException">It does not come up.</exception>
    internal DeviceHost OpenHost(GpuDevice device, Func<Context, Accelerator, FoundDevice, DeviceHost> take)
    {
        if (!_found.ContainsKey(device)) Find();
        if (!_found.TryGetValue(device, out FoundDevice? found))
            throw new GpuException(l => GpuTexts.In(l).IsGone(device.Name));
        Context? context = null;
        Accelerator? accelerator = null;
        try
        {
            // O2 is not to be had: ILGPU 1.5.3 moves loads of shared memory past barriers there,
            // and takes branches for uniform that are not.
            context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
            accelerator = found.Device.CreateAccelerator(context);
            return take(context, accelerator, found);
        }
        catch (Exception e)
        {
            accelerator?.Dispose();
            context?.Dispose();
            throw DeviceFaults.Of(device, t => t.Starting, e);
        }
    }
}
