using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.StubGpu;

/// <summary>The reference backend behind the face of a GPU.</summary>
public sealed class StubBackend(GpuDevice device, StubBehaviour behaviour) : IGpuBackend
{
    private readonly ReferenceBackend _backend = new();
    private int _calls;

    /// <summary>Called before results are collected, when somebody would wait for a device.</summary>
    public Action? OnCollect { get; init; }

    public GpuDevice Device => device;

    public string Name => "gpu";

    public Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        Call();
        return _backend.Execute(instruction, inputs, previous);
    }

    public ICompiledProgram Compile(Program program) => behaviour.HasNoMemory
        ? throw new GpuException(_ =>
            $"not enough memory on {device.Name}: the program needs 17.0 GiB, 16.0 GiB are there; "
                + "take a smaller --batch-size or --device cpu")
        : new StubProgram(_backend.Compile(program), behaviour.QueueCapacity, Call, OnCollect);

    public void Dispose() => _backend.Dispose();

    private void Call()
    {
        if (++_calls == behaviour.LostAt) throw new StubDeviceException("the device is lost");
    }
}
