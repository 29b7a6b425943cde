using System.Reflection;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Gpu.Tests;

/// <summary>Every kernel compiled for devices that are not there.</summary>
public class CompilationTests
{
    private static readonly Type[] s_optimizers = [typeof(NoOptimizer), typeof(Sgd), typeof(MomentumSgd), typeof(Adam)];

    /// <summary>The kernels: what returns nothing and is given one structure of arguments; those with an optimizer once for each.</summary>
    private static IEnumerable<TestCaseData> Kernels => typeof(DeviceHost).Assembly.GetTypes()
        .Where(t => t.Namespace is "Backstep.Engine.Backends.Gpu.Kernels" or "Backstep.Engine.Backends.Gpu.Fused")
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(m =>
            m.ReturnType == typeof(void) && m.GetParameters() is [{ ParameterType: { IsValueType: true } arguments }]
                && arguments.Name.EndsWith("Args", StringComparison.Ordinal))
        .SelectMany(m => m.IsGenericMethod ? s_optimizers.Select(o => m.MakeGenericMethod(o)) : [m])
        .Select(
            m => new TestCaseData(m)
                .SetArgDisplayNames(
                    $"{m.DeclaringType!.Name}.{m.Name}{string.Concat(m.GetGenericArguments().Select(a => $"<{a.Name}>"))}"));

    [Test]
    public void All_kernels_are_among_them() => Assert.That(Kernels.Count(), Is.EqualTo(48));

    [TestCaseSource(nameof(Kernels))]
    public void A_kernel_compiles_to_PTX_and_calls_nothing_that_a_card_lacks(MethodInfo kernel)
    {
        string ptx = ToPtx(kernel);
        Assert.That(IsForCards(ptx), ptx);
    }

    [TestCaseSource(nameof(Kernels))]
    public void A_kernel_compiles_to_OpenCL_C_1_2(MethodInfo kernel) =>
        Assert.That(
            ToOpenCl(kernel),
            Does.Contain("kernel void").And.Not.Contains("double ").And.Not.Contains("__generic").And.Not.Contains("work_group_barrier"));

    [Test]
    public void The_text_for_OpenCL_does_not_depend_on_what_was_compiled_before()
    {
        foreach (Delegate kernel in new Delegate[] { (Action<SampleArgs>)SampleKernel.Run, (Action<MatrixArgs>)MatrixKernels.Tiled })
            Assert.That(ToOpenCl(((Action<Output>)SomethingElse).Method, kernel.Method), Is.EqualTo(ToOpenCl(kernel.Method)));
    }

    [Test]
    public void What_is_set_in_ILGPU_by_the_back_door_is_still_there()
    {
        // Both accessors throw MissingFieldException or MissingMethodException when a version of ILGPU has no such member.
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
        var capabilities = new CLCapabilityContext(false, true, true, false, false);
        using var backend = new CLBackend(context, capabilities, CLDeviceVendor.Other, CLCVersion.CL12);
        var kernel =
            (CLCompiledKernel)backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(((Action<Output>)SomethingElse).Method), default);
        KernelCompiler.SourceOf(kernel) = "another text";
        OpenClDevices.SetGenericAddressSpace(capabilities, true);
        Assert.That((kernel.Source, capabilities.GenericAddressSpace), Is.EqualTo(("another text", true)));
    }

    /// <summary>Compiles a kernel for a card, in a context of its own, because a kernel that is refused spoils its context.</summary>
    internal static string ToPtx(MethodInfo kernel)
    {
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
        return ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default)).PTXAssembly;
    }

    /// <summary>Whether a driver takes a text without a library of mathematical functions, and a card without loss of speed.</summary>
    internal static bool IsForCards(string ptx) => ptx.Contains(".entry") && !ptx.Contains(".extern .func") && !ptx.Contains(".f64");

    private static string ToOpenCl(params MethodInfo[] kernels)
    {
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
        using var backend =
            new CLBackend(context, new CLCapabilityContext(false, true, true, false, false), CLDeviceVendor.Other, CLCVersion.CL12);
        string source = "";
        foreach (MethodInfo kernel in kernels)
            source =
                KernelCompiler.Correct(
                    ((CLCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default)).Source);
        return source;
    }

    private static void SomethingElse(Output y)
    {
        for (int i = Group.IdxX; i < y.Length; i += Group.DimX) y.Y[i] += y.Y[0] > 1 ? i : 0;
    }
}
