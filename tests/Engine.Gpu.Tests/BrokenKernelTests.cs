using System.Reflection;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Gpu.Tests;

/// <summary>
/// Kernels with one mistake each, and who finds it: the simulation's checks of indices and fresh memory without numbers in every run, the
/// compilation to PTX in every run, and Oclgrind what only the threads' order brings to light (a barrier left out, two groups that write
/// one place). Nobody finds a read of shared memory that nothing was written to.
/// </summary>
public class BrokenKernelTests
{
    private const string OnOclgrind = "Oclgrind";

    private const int Threads = 8;

    [Category(OnOclgrind)]
    [TestCase(nameof(ReadNeighbourWithBarrier), false)]
    [TestCase(nameof(ReadNeighbour), true)]
    public void A_barrier_that_is_left_out_is_a_race_to_Oclgrind(string kernel, bool isBroken)
    {
        RequireOclgrind();
        Run(kernel, groups: 1);
        Assert.That(Watch.Take(), isBroken ? Does.Contain("data race") : Is.Empty);
    }

    [Category(OnOclgrind)]
    [TestCase(nameof(AddUpInOnePlace))]
    [TestCase(nameof(LeaveLastWord))]
    public void A_result_that_depends_on_the_order_of_groups_is_a_race_to_Oclgrind(string kernel)
    {
        RequireOclgrind();
        Run(kernel, groups: 4);
        Assert.That(Watch.Take(), Does.Contain("data race"));
    }

    [Category(OnOclgrind)]
    [Test]
    public void A_thread_that_misses_a_barrier_is_named_by_Oclgrind()
    {
        RequireOclgrind();
        Run(nameof(SomeLeaveEarly), groups: 1);
        Assert.That(Watch.Take(), Does.Contain("barrier").IgnoreCase);
    }

    [TestCase(nameof(WriteOneTooFar))]
    [TestCase(nameof(ReadOneTooFar))]
    public void An_index_outside_of_a_view_is_noticed(string kernel)
    {
        if (!TestDevice.IsSimulation) RequireOclgrind();
        Run(kernel, groups: 2);
        Assert.That(Watch.Take(), TestDevice.IsSimulation ? Does.Contain("Index out of range") : Does.Contain("Invalid"));
    }

    [Test]
    public void A_sum_that_begins_with_what_is_in_fresh_memory_is_no_number() =>
        Assert.That(Run(nameof(AddToFresh), groups: 1).Data.ToArray(), Is.All.NaN);

    [TestCase(nameof(CallTheLibrary))]
    [TestCase(nameof(UseDouble))]
    [TestCase(nameof(CallItself))]
    [TestCase(nameof(Throw))]
    public void What_a_card_cannot_do_does_not_compile_to_PTX_or_needs_what_no_kernel_may_need(string kernel)
    {
        string ptx;
        try
        {
            ptx = CompilationTests.ToPtx(Kernel(kernel));
        }
        catch (Exception e) when (e.StackTrace!.Contains("ILGPU", StringComparison.Ordinal))
        {
            return;
        }
        Assert.That(CompilationTests.IsForCards(ptx), Is.False, ptx);
    }

    private static void RequireOclgrind()
    {
        if (!Watch.IsOclgrind) Assert.Ignore("runs on Oclgrind: see .ci/run");
    }

    /// <summary>Runs a kernel on an array of a number for each thread, and gives the array.</summary>
    private static Tensor Run(string kernel, int groups)
    {
        using DeviceHost host = TestDevice.Open(Threads);
        // What lies behind the view is the simulation's own memory; Oclgrind sees no views, only where a buffer ends.
        using MemoryBuffer1D<float, Stride1D.Dense> buffer =
            host.Allocate<float>(groups * Threads + (TestDevice.IsSimulation ? 1 : 0), _ => "numbers");
        ArrayView<float> view = buffer.View.SubView(0, groups * Threads);
        if (kernel != nameof(AddToFresh)) host.Clear(view);
        var output = new Output(view, groups * Threads, 0);
        host.Enqueue(
            Launch.Of(host, kernel, Kernel(kernel).CreateDelegate<Action<Output>>(), new KernelConfig(groups, Threads), output), default);
        host.Synchronize();
        return host.Download(view, new Shape(groups * Threads));
    }

    private static MethodInfo Kernel(string name) =>
        typeof(BrokenKernelTests).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static void ReadNeighbourWithBarrier(Output y)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Threads);
        shared[Group.IdxX] = Group.IdxX;
        Group.Barrier();
        y.Put(Group.IdxX, shared[(Group.IdxX + 1) % Threads]);
    }

    private static void ReadNeighbour(Output y)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Threads);
        shared[Group.IdxX] = Group.IdxX;
        y.Put(Group.IdxX, shared[(Group.IdxX + 1) % Threads]);
        Group.Barrier();
    }

    private static void AddUpInOnePlace(Output y) => y.Y[0] += Grid.IdxX;

    private static void LeaveLastWord(Output y)
    {
        if (Group.IdxX == 0) y.Y[0] = Grid.IdxX;
    }

    private static void SomeLeaveEarly(Output y)
    {
        if (Group.IdxX >= 3) return;
        Group.Barrier();
        y.Put(Group.IdxX, 1f);
    }

    private static void WriteOneTooFar(Output y) => y.Put(Grid.IdxX * Group.DimX + Group.IdxX + 1, 1f);

    private static void ReadOneTooFar(Output y)
    {
        int i = Grid.IdxX * Group.DimX + Group.IdxX;
        float next = y.Y[i + 1];
        Group.Barrier();
        y.Put(i, next);
    }

    private static void AddToFresh(Output y) => y.Y[Group.IdxX] += 1f;

    private static void CallTheLibrary(Output y) => y.Put(0, MathF.Exp(y.Y[0]));

    private static void UseDouble(Output y) => y.Put(0, (float)(y.Y[0] * 0.1));

    private static void CallItself(Output y)
    {
        if (y.Y[0] > 0) CallItself(y);
        y.Put(0, 1f);
    }

    private static void Throw(Output y) => throw new InvalidOperationException();
}
