using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Planning;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Running;

/// <summary>
/// Float32 on a device through ILGPU: CUDA or OpenCL. Programs that it compiled share its device and its stream,
/// so they run one after the other. For one thread at a time.
/// </summary>
internal sealed class GpuBackend : IGpuBackend
{
    private readonly DeviceHost _host;
    private readonly TensorCache _tensors;
    private readonly ResidentDatasets _datasets;
    private readonly bool _fuse;

    /// <summary>Takes over a device; it goes with the backend.</summary>
    /// <param name="fuse">Whether compiled programs may do several instructions in one launch.</param>
    public GpuBackend(DeviceHost host, bool fuse = true)
    {
        (_host, _fuse) = (host, fuse);
        // Stepping may keep a quarter of the memory, but no more than a gigabyte.
        _tensors = new TensorCache(host, Math.Min(host.Device.MemoryBytes / 4, 1L << 30) / sizeof(float));
        _datasets = new ResidentDatasets(host);
    }

    public string Name => "gpu";

    public GpuDevice Device => _host.Device;

    /// <exception cref="ArgumentException">The inputs are not the instruction's in number or shape, an accumulating instruction has no
    /// previous value, or a label is no class.</exception>
    /// <exception cref="GpuException">The device fails, or has too little memory.</exception>
    public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        InputChecks.Check(instruction, inputs, previous);
        if (Labels.Fault(instruction, inputs) is string fault) throw new ArgumentException(fault, nameof(inputs));
        var views = new ArrayView<float>[inputs.Length];
        for (int k = 0; k < views.Length; k++) views[k] = _tensors[inputs[k]];
        MemoryBuffer1D<float, Stride1D.Dense> output =
            _host.Allocate<float>(instruction.Output.Shape.Length, _ => $"{instruction.Output.Name} {instruction.Output.Shape}");
        try
        {
            if (instruction.Accumulate) _host.Upload(output.View, previous!);
            foreach (Launch launch in OpBinder.Bind(new OpContext(_host, instruction, views, output.View, instruction.Accumulate)))
                _host.Enqueue(launch, default);
            Tensor result = _host.Download(output.View, instruction.Output.Shape);
            _tensors.Keep(result, output);
            _tensors.Trim();
            return result;
        }
        catch
        {
            DeviceFaults.LetGo(output);
            throw;
        }
    }

    /// <exception cref="GpuException">The device has too little memory, or its compiler refuses a kernel.</exception>
    public ICompiledProgram Compile(Program program) => new GpuProgram(Planner.For(program, _host, _fuse), _datasets);

    /// <summary>Lets go of the device. Programs that were compiled cannot run afterwards.</summary>
    public void Dispose()
    {
        _tensors.Dispose();
        _host.Dispose();
    }
}
