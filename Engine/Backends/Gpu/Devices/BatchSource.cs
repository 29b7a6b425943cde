using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Data;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>Where a program's batches come from: a resident data set, and an order of its images.</summary>
internal sealed class BatchSource(DeviceHost host, ResidentDatasets datasets) : IDisposable
{
    private MemoryBuffer1D<int, Stride1D.Dense>? _order;
    private ResidentDataset? _resident;

    /// <summary>The data set, if there is one.</summary>
    public Dataset? Dataset => _resident?.Dataset;

    /// <summary>How many images the order has; 0 if there is none.</summary>
    public int OrderLength { get; private set; }

    /// <summary>The batch of a step.</summary>
    public DeviceBatch Batch(StepArguments step) => new(_resident!.Pixels, _resident.Labels, _resident.Table, _order!.View, step.First);

    /// <summary>The batch of a step, of samples that are numbers.</summary>
    public NumbersBatch Numbers(StepArguments step) => new(_resident!.Numbers, _resident.Targets, _order!.View, step.First);

    /// <summary>Takes batches from a data set from now on; there is no order then.</summary>
    /// <exception cref="GpuException">The device has too little memory.</exception>
    public void Attach(Dataset dataset)
    {
        ResidentDataset taken = datasets.Take(dataset);
        Release();
        _resident = taken;
    }

    /// <summary>Hands over an order. Steps that were put in line before still see the old one.</summary>
    /// <exception cref="ArgumentException">An index lies outside the data set.</exception>
    public void SetOrder(ReadOnlySpan<int> order)
    {
        int count = Dataset!.Count;
        foreach (int i in order)
            if ((uint)i >= (uint)count) throw new ArgumentException($"image {i} of {count}", nameof(order));
        if (_order is null || _order.Length < order.Length)
        {
            MemoryBuffer1D<int, Stride1D.Dense> longer = host.Allocate<int>(order.Length, static t => t.OrderOfImages);
            // Nobody may be reading what goes away.
            host.Synchronize();
            DeviceFaults.LetGo(_order);
            _order = longer;
        }
        OrderLength = order.Length;
        host.Upload(_order.View, order);
    }

    public void Dispose()
    {
        Release();
        DeviceFaults.LetGo(_order);
    }

    private void Release()
    {
        if (_resident is not null) datasets.Release(_resident);
        (_resident, OrderLength) = (null, 0);
    }
}
