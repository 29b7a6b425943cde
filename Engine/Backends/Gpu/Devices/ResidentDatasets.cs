using Backstep.Engine.Data;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>A data set in the device's memory: images as bytes with their labels and the table of the normalisation, or numbers with
/// what is to be made of them.</summary>
internal sealed class ResidentDataset : IDisposable
{
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _pixels, _labels;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _table, _numbers, _targets;

    /// <exception cref="Backends.Gpu.GpuException">The device has too little memory.</exception>
    public ResidentDataset(DeviceHost host, Dataset dataset)
    {
        Dataset = dataset;
        _pixels = host.Allocate<byte>(dataset.Pixels.Length, t => t.ImagesOf(dataset.Name));
        _labels = host.Allocate<byte>(dataset.Labels.Length, t => t.LabelsOf(dataset.Name));
        _table = host.Allocate<float>(dataset.Normalization.Table.Length, static t => t.NormalisationTable);
        float[] numbers = [], targets = [];
        if (!dataset.HasPixels)
        {
            numbers = All(dataset.Count, dataset.SampleShape.Length, dataset.Write);
            targets = All(dataset.Count, dataset.TargetShape.Length, dataset.WriteTarget);
        }
        _numbers = host.Allocate<float>(numbers.Length, t => t.SamplesOf(dataset.Name));
        _targets = host.Allocate<float>(targets.Length, t => t.LabelsOf(dataset.Name));
        host.Upload(_pixels.View, dataset.Pixels);
        host.Upload(_labels.View, dataset.Labels);
        host.Upload(_table.View, dataset.Normalization.Table.AsSpan());
        host.Upload<float>(_numbers.View, numbers);
        host.Upload<float>(_targets.View, targets);
    }

    private delegate void Writer(int index, Span<double> numbers);

    private static float[] All(int count, int length, Writer write)
    {
        var all = new float[checked(count * length)];
        Span<double> one = new double[length];
        for (int i = 0; i < count; i++)
        {
            write(i, one);
            for (int k = 0; k < length; k++) all[i * length + k] = (float)one[k];
        }
        return all;
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

    /// <summary>The numbers of all samples, one sample behind the other, where they are no images.</summary>
    public ArrayView<float> Numbers => _numbers.View;

    /// <summary>What is to be made of each.</summary>
    public ArrayView<float> Targets => _targets.View;

    public void Dispose()
    {
        DeviceFaults.LetGo(_pixels);
        DeviceFaults.LetGo(_labels);
        DeviceFaults.LetGo(_table);
        DeviceFaults.LetGo(_numbers);
        DeviceFaults.LetGo(_targets);
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
