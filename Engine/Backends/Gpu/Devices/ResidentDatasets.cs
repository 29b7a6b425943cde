using Backstep.Engine.Data;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>A data set in the device's memory: bytes and labels as they are, and the table of the normalisation.</summary>
internal sealed class ResidentDataset : IDisposable
{
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _pixels, _labels;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _table;

    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public ResidentDataset(DeviceHost host, Dataset dataset)
    {
        Dataset = dataset;
        _pixels = host.Allocate<byte>(dataset.Pixels.Length, t => t.ImagesOf(dataset.Name));
        _labels = host.Allocate<byte>(dataset.Count, t => t.LabelsOf(dataset.Name));
        _table = host.Allocate<float>(dataset.Normalization.Table.Length, static t => t.NormalisationTable);
        host.Upload(_pixels.View, dataset.Pixels);
        host.Upload(_labels.View, dataset.Labels);
        host.Upload(_table.View, dataset.Normalization.Table.AsSpan());
    }

    /// <summary>What is resident.</summary>
    public Dataset Dataset { get; }

    /// <summary>How many programs take batches from it.</summary>
    public int Users { get; set; }

    /// <summary>The pixels of all images, one image behind the other.</summary>
    public ArrayView<byte> Pixels => _pixels.View;

    /// <summary>The class of each image.</summary>
    public ArrayView<byte> Labels => _labels.View;

    /// <summary>What becomes of each of the 256 values of a pixel.</summary>
    public ArrayView<float> Table => _table.View;

    public void Dispose()
    {
        DeviceFaults.LetGo(_pixels);
        DeviceFaults.LetGo(_labels);
        DeviceFaults.LetGo(_table);
    }
}

/// <summary>The data sets that the programs of a backend take batches from,
/// each in the device's memory once and as long as somebody uses it.</summary>
internal sealed class ResidentDatasets(DeviceHost host)
{
    private readonly Dictionary<Dataset, ResidentDataset> _resident = [];

    /// <summary>A data set for one more user, brought onto the device if it is not there.</summary>
    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public ResidentDataset Take(Dataset dataset)
    {
        if (!_resident.TryGetValue(dataset, out ResidentDataset? resident))
            _resident[dataset] = resident = new ResidentDataset(host, dataset);
        resident.Users++;
        return resident;
    }

    /// <summary>One user less; the last one's going frees the memory.</summary>
    public void Release(ResidentDataset resident)
    {
        if (--resident.Users > 0) return;
        _resident.Remove(resident.Dataset);
        // Steps in line may still read it.
        host.Settle();
        DeviceFaults.LetGo(resident);
    }
}
