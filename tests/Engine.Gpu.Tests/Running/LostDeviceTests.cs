using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Faults that no healthy device shows: each becomes one line, and letting go of what was on the device goes on to work.</summary>
public class LostDeviceTests
{
    private static Exception Lost => new CLException(CLError.CL_DEVICE_NOT_AVAILABLE);

    private static string LostLine(string doing) =>
        $"the simulation failed at {doing}: CL_DEVICE_NOT_AVAILABLE; --device cpu works without it";

    [Test]
    public void A_device_that_is_lost_in_training_is_said_in_one_line_and_can_be_let_go_of()
    {
        TestHost host = TestDevice.OpenSimulation();
        var backend = new GpuBackend(host);
        ICompiledProgram compiled = TestNetworks.Prepare(Training(4), Networks.Network2, backend);
        var queue = (IQueuedProgram)compiled;
        queue.Attach(TestNetworks.Digits);
        queue.SetOrder(Enumerable.Range(0, 50).ToArray());
        queue.Queue(0);
        host.Lost = Lost;
        Assert.That(
            () => queue.Queue(4),
            Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine($"the kernel '{((GpuProgram)compiled).StepNames[0]}'")));
        Assert.That(
            () => queue.Collect(new StepResult[2]), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying from it")));
        Assert.That(
            () => compiled.Read(compiled.Program.Loss!), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying from it")));
        Assert.That(compiled.Run, Throws.TypeOf<GpuException>());
        Assert.That(() => compiled.TakeState(compiled), Throws.TypeOf<GpuException>().With.Message.EqualTo(LostLine("copying on it")));
        Assert.That(() => backend.Compile(Training(4)), Throws.TypeOf<GpuException>());
        Assert.That(compiled.Dispose, Throws.Nothing);
        Assert.That(backend.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_device_that_is_lost_while_stepping_is_said_in_one_line()
    {
        TestHost host = TestDevice.OpenSimulation();
        var backend = new GpuBackend(host);
        Instruction relu = Training(4).Instructions.First(i => i.Opcode == Opcode.Relu);
        var x = new Tensor(relu.Inputs[0].Shape, new double[relu.Inputs[0].Shape.Length]);
        backend.Execute(relu, [x], null);
        host.Lost = Lost;
        Assert.That(() => backend.Execute(relu, [x], null), Throws.TypeOf<GpuException>().With.Message.Contains("CL_DEVICE_NOT_AVAILABLE"));
        Assert.That(backend.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_batch_that_does_not_fit_names_what_it_needs_and_what_is_there()
    {
        using var backend = new GpuBackend(TestDevice.OpenSimulation(memory: 1 << 20));
        Assert.That(() => backend.Compile(Training(400)),
            Throws.TypeOf<GpuException>().With.Message.Matches(
                @"^not enough memory on the simulation: .+ needs \d+\.\d MiB, 1\.0 MiB are there; "
                + @"take a smaller --batch-size or --device cpu$"));
        Assert.That(() => backend.Compile(Training(1)).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Memory_that_a_driver_does_not_give_is_told_with_what_is_there()
    {
        using TestHost host = TestDevice.OpenSimulation(memory: 1 << 20);
        host.Lost = new CLException(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE);
        Assert.That(() => host.Allocate<byte>(600 * 1024, _ => "the second"),
            Throws.TypeOf<GpuException>().With.Message.EqualTo(
                "not enough memory on the simulation: the second needs 600 KiB, 1.0 MiB are there; "
                + "take a smaller --batch-size or --device cpu"));
        host.Lost = null;
        host.Allocate<byte>(600 * 1024, _ => "the second").Dispose();
    }

    [Test]
    public void Fresh_memory_of_the_tests_holds_no_numbers()
    {
        using TestHost host = TestDevice.Open();
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(70, _ => "numbers");
        Assert.That(host.Download(buffer.View, new Shape(70)).Data.ToArray(), Is.All.NaN);
    }

    private static Program Training(int batch) => Networks.Network2.BuildTraining(batch, OptimizerSpec.Sgd(0.1));
}
