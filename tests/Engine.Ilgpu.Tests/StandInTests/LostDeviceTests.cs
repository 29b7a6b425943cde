using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Ilgpu.Tests.Backend;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Ilgpu.Tests.StandIn;

/// <summary>Faults that no healthy device shows: each becomes one line, and letting go of what was on the device goes on to work.</summary>
public class LostDeviceTests
{
    private static Exception Lost => new CudaException(CudaError.CUDA_ERROR_ILLEGAL_ADDRESS);

    private static string LostLine(string doing) => $"H200 failed at {doing}: CUDA_ERROR_ILLEGAL_ADDRESS, CUDA_ERROR_ILLEGAL_ADDRESS; --device cpu works without it";

    [Test]
    public void A_device_that_is_lost_in_training_is_said_in_one_line_and_can_be_let_go_of()
    {
        DeviceHost host = Open(new CudaDevice());
        var backend = new IlgpuBackend(host);
        ICompiledProgram compiled = TestNetworks.Prepare(Training(4), Networks.Network2, backend);
        var queue = (IQueuedProgram)compiled;
        queue.Attach(TestNetworks.Digits);
        queue.SetOrder(Enumerable.Range(0, 50).ToArray());
        queue.Queue(0);
        host.Accelerator.Lost = Lost;
        Assert.That(() => queue.Queue(4), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine($"the kernel '{((IlgpuProgram)compiled).StepNames[0]}'")));
        Assert.That(() => queue.Collect(new StepResult[2]), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying from it")));
        Assert.That(() => compiled.Read(compiled.Program.Loss!), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying from it")));
        Assert.That(compiled.Run, Throws.TypeOf<GpuException>());
        Assert.That(() => compiled.TakeState(compiled), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying on it")));
        Assert.That(() => backend.Compile(Training(4)), Throws.TypeOf<GpuException>());
        Assert.That(compiled.Dispose, Throws.Nothing);
        Assert.That(backend.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_device_that_is_lost_while_stepping_is_said_in_one_line()
    {
        DeviceHost host = Open(new CudaDevice());
        var backend = new IlgpuBackend(host);
        Instruction relu = Training(4).Instructions.First(i => i.Opcode == Opcode.Relu);
        var x = new Tensor(relu.Inputs[0].Shape, new double[relu.Inputs[0].Shape.Length]);
        backend.Execute(relu, [x], null);
        host.Accelerator.Lost = Lost;
        Assert.That(() => backend.Execute(relu, [x], null), Throws.TypeOf<GpuException>());
        Assert.That(backend.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_batch_that_does_not_fit_names_what_it_needs_and_what_is_there()
    {
        using var backend = new IlgpuBackend(Open(new CudaDevice { MemorySize = 1 << 20 }));
        Assert.That(() => backend.Compile(Training(400)),
            Throws.TypeOf<GpuException>().With.Message.Matches(@"^not enough memory on H200: .+ needs \d+\.\d MiB, 1\.0 MiB are there; take a smaller --batch-size or --device cpu$"));
        Assert.That(() => backend.Compile(Training(1)).Dispose(), Throws.Nothing);
    }

    [TestCase(true, "500 KiB of 1.0 MiB are free")]
    [TestCase(false, "1.0 MiB are there")]
    public void Memory_that_others_have_taken_is_told_from_what_is_free(bool cuda, string there)
    {
        using DeviceHost host = Open(cuda ? new CudaDevice { MemorySize = 1 << 20 } : new CLDevice { MemorySize = 1 << 20 });
        using MemoryBuffer1D<byte, Stride1D.Dense> taken = host.Allocate<byte>(524 * 1024, "the first");
        Assert.That(() => host.Allocate<byte>(600 * 1024, "the second"),
            Throws.TypeOf<GpuException>().With.Message.EqualTo($"not enough memory on H200: the second needs 600 KiB, {there}; take a smaller --batch-size or --device cpu"));
    }

    /// <summary>A host that does not know beforehand how much the device gives.</summary>
    private static DeviceHost Open(Device device)
    {
        Context context = Context.Create(_ => { });
        return new DeviceHost(new GpuDevice(0, "H200", "CUDA", "", device.MemorySize, false), context, device.CreateAccelerator(context), 8);
    }

    private static Program Training(int batch) => Networks.Network2.BuildTraining(batch, OptimizerSpec.Sgd(0.1));
}
