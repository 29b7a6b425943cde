using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Backstep.Engine.Ilgpu.Tests.StandIn;

/// <summary>The stand-in finds what a real device would let pass, or would answer with wrong numbers.</summary>
public class StandInTests
{
    [Test]
    public void An_index_outside_a_view_is_said_with_kernel_group_and_thread()
    {
        using DeviceHost host = TestDevice.Open(4);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(7, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.WriteAtOwnNumber));
        Exception e = Assert.Catch(() => kernel(host.Stream, new KernelConfig(2, 4), buffer.View))!;
        Assert.That(e.Message, Is.EqualTo("kernel Kernels.WriteAtOwnNumber, group 1,0,0, thread 3: element 7 of a view of 7 elements"));
    }

    [Test]
    public void A_thread_that_ends_before_a_barrier_is_noticed_and_the_next_launch_works()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>, int> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>, int>(Kernels.SomeLeaveEarly));
        Exception e = Assert.Catch(() => kernel(host.Stream, new KernelConfig(2, 8), buffer.View, 3))!;
        Assert.That(e.Message, Is.EqualTo("kernel Kernels.SomeLeaveEarly, group 0,0,0: 5 of 8 threads have ended while the others wait at a barrier"));
        kernel(host.Stream, new KernelConfig(2, 8), buffer.View, 8);
        Assert.That(Read(host, buffer), Is.All.EqualTo(1));
    }

    [Test]
    public void A_thread_that_fails_ends_its_group_and_is_named()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>, int> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>, int>(Kernels.WriteBetweenBarriers));
        Exception e = Assert.Catch(() => kernel(host.Stream, new KernelConfig(1, 8), buffer.View, 5))!;
        Assert.That(e.Message, Is.EqualTo("kernel Kernels.WriteBetweenBarriers, group 0,0,0, thread 7: element 12 of a view of 8 elements"));
    }

    [Test]
    public void Fresh_memory_holds_no_numbers()
    {
        using DeviceHost host = TestDevice.Open(4);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        Assert.That(Read(host, buffer), Is.All.NaN);
        host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.CopyFreshSharedMemory))(host.Stream, new KernelConfig(2, 4), buffer.View);
        Assert.That(Read(host, buffer), Is.All.NaN);
    }

    [Test]
    public void A_missing_barrier_shows_when_the_threads_go_the_other_way()
    {
        using DeviceHost host = TestDevice.Open(4);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(4, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>, int> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>, int>(Kernels.ReadNeighbour));
        float[] Run(bool backwards, int withBarrier)
        {
            host.Accelerator.Backwards = backwards;
            kernel(host.Stream, new KernelConfig(1, 4), buffer.View, withBarrier);
            return Read(host, buffer);
        }
        Assert.That(Run(true, 1), Is.EqualTo(Run(false, 1)));
        Assert.That(Run(true, 0), Is.Not.EqualTo(Run(false, 0)));
    }

    [Test]
    public void A_view_of_a_buffer_that_is_gone_is_refused()
    {
        using DeviceHost host = TestDevice.Open(4);
        MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        ArrayView<float> view = buffer.View;
        buffer.Dispose();
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.WriteAtOwnNumber));
        Assert.That(() => kernel(host.Stream, new KernelConfig(1, 4), view), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("kernel Kernels.WriteAtOwnNumber"));
        Assert.That(() => view.CopyToCPU(host.Stream, new float[8]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_view_of_another_accelerator_is_refused()
    {
        using DeviceHost host = TestDevice.Open(4), other = TestDevice.Open(4);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = other.Allocate<float>(8, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.WriteAtOwnNumber));
        Assert.That(() => kernel(host.Stream, new KernelConfig(1, 4), buffer.View), Throws.ArgumentException.With.Message.Contains("kernel Kernels.WriteAtOwnNumber"));
        Assert.That(() => kernel(other.Stream, new KernelConfig(1, 4), buffer.View), Throws.ArgumentException);
    }

    [Test]
    public void More_shared_memory_than_a_group_has_is_refused()
    {
        using DeviceHost host = TestDevice.Open(4);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.ShareTooMuch));
        Assert.That(() => kernel(host.Stream, new KernelConfig(1, 4), buffer.View), Throws.Exception.With.Message.EndsWith("80000 bytes of shared memory, and a group has 49152"));
    }

    [Test]
    public void Larger_groups_than_the_device_has_are_refused()
    {
        using DeviceHost host = TestDevice.Open();
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(64, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.WriteAtOwnNumber));
        Assert.That(() => kernel(host.Stream, new KernelConfig(1, 64), buffer.View), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void What_a_card_cannot_do_is_refused_when_the_kernel_is_loaded()
    {
        using DeviceHost host = TestDevice.Open();
        string Fault(Action<ArrayView<float>> kernel) => Assert.Catch(() => host.Load(kernel.Method.Name, a => a.LoadKernel(kernel)))!.Message;
        Assert.That(Fault(Kernels.CallTheHost), Does.Contain("calls MathF.Exp, which no GPU has"));
        Assert.That(Fault(Kernels.UseDouble), Does.Contain("uses 'conv.r8'"));
        Assert.That(Fault(Kernels.CallItself), Does.Contain("calls itself"));
        Assert.That(Fault(Kernels.Throw), Does.Contain("calls InvalidOperationException..ctor"));
    }

    [Test]
    public void A_launch_allocates_nothing()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(8, "numbers");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load("k", a => a.LoadKernel<ArrayView<float>>(Kernels.WriteAtOwnNumber));
        kernel(host.Stream, new KernelConfig(1, 8), buffer.View);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) kernel(host.Stream, new KernelConfig(1, 8), buffer.View);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Memory_comes_back_when_a_buffer_goes()
    {
        using Context context = Context.Create(builder => builder.CPU());
        CPUDevice device = context.GetCPUDevice(0);
        device.MemorySize = 100;
        using Accelerator accelerator = device.CreateAccelerator(context);
        accelerator.Allocate1D<float>(20).Dispose();
        using MemoryBuffer1D<float, Stride1D.Dense> second = accelerator.Allocate1D<float>(20);
        Assert.That(() => accelerator.Allocate1D<float>(20), Throws.TypeOf<OutOfMemoryException>());
        Assert.That(accelerator.AllocatedBytes, Is.EqualTo(80));
    }

    private static float[] Read(DeviceHost host, MemoryBuffer1D<float, Stride1D.Dense> buffer)
    {
        var numbers = new float[buffer.Length];
        buffer.View.BaseView.CopyToCPU(host.Stream, numbers);
        return numbers;
    }

    private static class Kernels
    {
        public static void WriteAtOwnNumber(ArrayView<float> numbers) => numbers[Grid.IdxX * Group.DimX + Group.IdxX] = 1;

        public static void SomeLeaveEarly(ArrayView<float> numbers, int staying)
        {
            if (Group.IdxX >= staying) return;
            Group.Barrier();
            numbers[Group.IdxX] = 1;
        }

        public static void WriteBetweenBarriers(ArrayView<float> numbers, int offset)
        {
            Group.Barrier();
            numbers[Group.IdxX + offset] = 1;
            Group.Barrier();
        }

        public static void CopyFreshSharedMemory(ArrayView<float> numbers)
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(4);
            numbers[Grid.IdxX * 4 + Group.IdxX] = shared[Group.IdxX];
            Group.Barrier();
            shared[Group.IdxX] = 1;
        }

        public static void ReadNeighbour(ArrayView<float> numbers, int withBarrier)
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(4);
            int thread = Group.IdxX;
            shared[thread] = -1;
            Group.Barrier();
            shared[thread] = thread;
            if (withBarrier != 0) Group.Barrier();
            numbers[thread] = shared[(thread + 1) % 4];
        }

        public static void ShareTooMuch(ArrayView<float> numbers)
        {
            ArrayView<float> shared = SharedMemory.Allocate<float>(20000);
            numbers[0] = shared[0];
        }

        public static void CallTheHost(ArrayView<float> numbers) => numbers[0] = MathF.Exp(numbers[0]);

        public static void UseDouble(ArrayView<float> numbers) => numbers[0] = (float)(numbers[0] * 0.1);

        public static void CallItself(ArrayView<float> numbers)
        {
            if (numbers[0] > 0) CallItself(numbers);
        }

        public static void Throw(ArrayView<float> numbers) => throw new InvalidOperationException();
    }
}
