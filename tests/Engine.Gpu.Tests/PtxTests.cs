using System.Reflection;
using System.Runtime.CompilerServices;
using Backstep.Engine.Backends.Gpu.Devices;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Backstep.Engine.Gpu.Tests;

/// <summary>With the real package every kernel can be compiled for a card without one being there.</summary>
public class PtxTests
{
    /// <summary>The kernels: what returns nothing and is given views. Functions that kernels call are among them, which does no harm.</summary>
    private static IEnumerable<TestCaseData> Kernels => typeof(DeviceHost).Assembly.GetTypes()
        .Where(t => t.Namespace is "Backstep.Engine.Backends.Gpu.Kernels" or "Backstep.Engine.Backends.Gpu.Fused" && !t.IsDefined(typeof(CompilerGeneratedAttribute)))
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(m => m.ReturnType == typeof(void) && !m.IsGenericMethod && !m.IsDefined(typeof(CompilerGeneratedAttribute)))
        .Where(m => m.GetParameters().Any(p => p.ParameterType.IsGenericType && p.ParameterType.GetGenericTypeDefinition() == typeof(ArrayView<>)))
        .Where(m => m.GetParameters().All(p => p.ParameterType.IsValueType))
        .Select(m => new TestCaseData(m).SetArgDisplayNames($"{m.DeclaringType!.Name}.{m.Name}"));

    [TestCaseSource(nameof(Kernels))]
    public void A_kernel_compiles_to_PTX_and_calls_nothing_that_a_card_lacks(MethodInfo kernel)
    {
        // A context for each, because a kernel that is refused spoils its context.
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
        string ptx = ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default)).PTXAssembly;
        Assert.That(ptx, Does.Contain(".entry").And.Not.Contains(".extern .func").And.Not.Contains(".f64"));
    }

    [TestCaseSource(nameof(Kernels))]
    public void A_kernel_compiles_to_OpenCL_and_its_text_does_not_depend_on_what_was_compiled_before(MethodInfo kernel)
    {
        string alone = ToOpenCl(kernel), second = ToOpenCl(((Action<ArrayView<float>, int>)SomethingElse).Method, kernel);
        Assert.That(alone, Does.Contain("kernel void").And.Not.Contains("double ").And.Not.Contains("__generic"));
        Assert.That(second, Is.EqualTo(alone));
    }

    private static string ToOpenCl(params MethodInfo[] kernels)
    {
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O1));
        using var backend = new CLBackend(context, new CLCapabilityContext(false, true, true, false, false), CLDeviceVendor.Other, CLCVersion.CL30);
        string source = "";
        foreach (MethodInfo kernel in kernels)
            source = KernelCompiler.PutRight(((CLCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), default)).Source);
        return source;
    }

    private static void SomethingElse(ArrayView<float> numbers, int count)
    {
        for (int i = Group.IdxX; i < count; i += Group.DimX) numbers[i] += numbers[0] > 1 ? i : 0;
    }
}
