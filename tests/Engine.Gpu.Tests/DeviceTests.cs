using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Gpu.Tests;

public class DeviceTests
{
    [Test]
    public void A_kernel_runs_every_thread_of_every_group()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = host.Allocate<int>(100, _ => "numbers");
        Action<AcceleratorStream, KernelConfig, NumbersArgs> kernel = host.Load<NumbersArgs>(Numbers);
        kernel(host.Stream, new KernelConfig(13, 8), new NumbersArgs(buffer.View, 5));
        var numbers = new int[100];
        buffer.View.BaseView.CopyToCPU(host.Stream, numbers);
        host.Synchronize();
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(5, 100)));
    }

    [Test]
    public void Launches_may_come_from_any_thread()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = host.Allocate<int>(8, _ => "numbers");
        Action<AcceleratorStream, KernelConfig, NumbersArgs> kernel = host.Load<NumbersArgs>(Numbers);
        ArrayView<int> view = buffer.View;
        var launch = Launch.Of(host, "numbers", Numbers, new KernelConfig(1, 8), step => new NumbersArgs(view, step.First));
        var thread = new Thread(() => host.Enqueue(launch, new StepArguments(3, 0)));
        thread.Start();
        thread.Join();
        var numbers = new int[8];
        view.CopyToCPU(host.Stream, numbers);
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(3, 8)));
    }

    [Test]
    public void Threads_of_a_group_meet_at_barriers_and_share_memory()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<float, Stride1D.Dense> buffer = host.Allocate<float>(24, _ => "sums");
        Action<AcceleratorStream, KernelConfig, ArrayView<float>> kernel = host.Load<ArrayView<float>>(SumOfTheGroup);
        kernel(host.Stream, new KernelConfig(3, 8), buffer.View);
        var sums = new float[24];
        buffer.View.BaseView.CopyToCPU(host.Stream, sums);
        Assert.That(sums, Is.EqualTo(Enumerable.Range(0, 24).Select(i => 28f + 8 * 10 * (i / 8))));
    }

    [Test]
    public void A_launch_allocates_nothing()
    {
        using DeviceHost host = TestDevice.Open(8);
        using MemoryBuffer1D<int, Stride1D.Dense> buffer = host.Allocate<int>(8, _ => "numbers");
        Action<AcceleratorStream, KernelConfig, NumbersArgs> kernel = host.Load<NumbersArgs>(Numbers);
        ArrayView<int> view = buffer.View;
        var launch = Launch.Of(host, "numbers", Numbers, new KernelConfig(1, 8), step => new NumbersArgs(view, step.First));
        // The simulation's own launch allocates something, a device's does not.
        Assert.That(
            Allocated(() => host.Enqueue(launch, default)),
            Is.EqualTo(
                TestDevice.IsSimulation ? Allocated(() => kernel(host.Stream, new KernelConfig(1, 8), new NumbersArgs(view, 0))) : 0));

        static long Allocated(Action act)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 100; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                act();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            return least;
        }
    }

    [Test]
    public void Parts_of_an_arena_begin_at_multiples_of_64_floats_and_keep_apart()
    {
        using DeviceHost host = TestDevice.Open(8);
        using var arena = new Arena(host, [3, 64, 65], _ => "parts");
        arena.All.MemSetToZero(host.Stream);
        arena[1].CopyFromCPU(host.Stream, Enumerable.Repeat(2f, 64).ToArray());
        var all = new float[arena.All.Length];
        arena.All.CopyToCPU(host.Stream, all);
        Assert.That(new[] { arena.OffsetOf(0), arena.OffsetOf(1), arena.OffsetOf(2) }, Is.EqualTo(new long[] { 0, 64, 128 }));
        Assert.That(Enumerable.Range(0, all.Length).Where(i => all[i] == 2), Is.EqualTo(Enumerable.Range(64, 64)));
    }

    [Test]
    public void Too_little_memory_is_said_in_one_line_with_both_figures()
    {
        using DeviceHost host = TestDevice.Open(8);
        GpuException e = Assert.Throws<GpuException>(() => host.Allocate<float>(1L << 40, _ => "the test"))!;
        Assert.That(
            e.Message,
            Does.Match(
                @"^not enough memory on .+: the test needs 4096\.0 GiB, .+ are there.*; take a smaller --batch-size or --device cpu$"));
    }

    [Test]
    public void A_kernel_that_does_not_compile_is_named_in_one_line()
    {
        using DeviceHost host = TestDevice.Open(8);
        GpuException e = Assert.Throws<GpuException>(() => host.Load<ArrayView<float>>(MakeAnObject))!;
        Assert.That(
            e.Message,
            Does.Match(
                @"^.+ failed at compiling the kernel 'DeviceTests\.MakeAnObject': .+; --device cpu works without it$").And.Not.Contains(
                    "\n"));
    }

    [Test]
    public void A_kernel_is_compiled_once()
    {
        using DeviceHost host = TestDevice.Open(8);
        Action<AcceleratorStream, KernelConfig, NumbersArgs> first = host.Load<NumbersArgs>(Numbers);
        Assert.That(host.Load<NumbersArgs>(Numbers), Is.SameAs(first));
    }

    private static void MakeAnObject(ArrayView<float> numbers) => numbers[0] = new object().GetHashCode();

    private static void Numbers(NumbersArgs args)
    {
        int i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < args.Numbers.IntLength) args.Numbers[i] = i + args.First;
    }

    internal readonly record struct NumbersArgs(ArrayView<int> Numbers, int First);

    private static void SumOfTheGroup(ArrayView<float> sums)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(8);
        int t = Group.IdxX;
        shared[t] = t + Grid.IdxX * 10;
        for (int half = 4; half > 0; half /= 2)
        {
            Group.Barrier();
            if (t < half) shared[t] += shared[t + half];
        }
        Group.Barrier();
        sums[Grid.IdxX * 8 + t] = shared[0];
    }
}
