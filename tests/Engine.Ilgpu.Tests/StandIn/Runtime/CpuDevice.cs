namespace ILGPU.Runtime.CPU;

/// <summary>The simulation on the processor.</summary>
public sealed class CPUDevice() : Device(AcceleratorType.CPU)
{
    public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors) : this() =>
        (MaxNumThreadsPerGroup, NumMultiprocessors) = (numThreadsPerWarp * numWarpsPerMultiprocessor, numMultiprocessors);

    public override Accelerator CreateAccelerator(Context context) => CreateCPUAccelerator(context);

    public CPUAccelerator CreateCPUAccelerator(Context context) => new(context, this);

    internal override Exception OutOfMemory() => new OutOfMemoryException();
}

/// <summary>The accelerator that simulates one.</summary>
public sealed class CPUAccelerator : Accelerator
{
    internal CPUAccelerator(Context context, CPUDevice device) : base(context, device)
    {
    }
}

/// <summary>The simulation, in a context.</summary>
public static class CPUContextExtensions
{
    public static Context.Builder CPU(this Context.Builder builder) => builder.CPU(new CPUDevice());

    public static Context.Builder CPU(this Context.Builder builder, CPUDevice device)
    {
        builder.Add(device);
        return builder;
    }

    public static CPUDevice GetCPUDevice(this Context context, int cpuDeviceIndex) => context.Devices.OfType<CPUDevice>().ElementAt(cpuDeviceIndex);

    public static CPUAccelerator CreateCPUAccelerator(this Context context, int cpuDeviceIndex) => context.GetCPUDevice(cpuDeviceIndex).CreateCPUAccelerator(context);
}
