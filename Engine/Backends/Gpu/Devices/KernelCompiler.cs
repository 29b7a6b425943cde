using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>
/// Compiles explicitly grouped kernels for an accelerator. ILGPU's own loading does the same but for OpenCL,
/// where the program text is corrected (see <see cref="Correct"/>).
/// </summary>
internal sealed partial class KernelCompiler(Accelerator accelerator)
{
    /// <summary>The largest group that any kernel is launched with.</summary>
    public const int LargestGroup = 512;

    /// <summary>CUDA's compiler must know it, or it gives a kernel more registers than so many threads have.</summary>
    private readonly KernelSpecialization _specialization =
        accelerator.AcceleratorType == AcceleratorType.Cuda ? new KernelSpecialization(LargestGroup, null) : default;

    /// <summary>Compiles a kernel, whose arguments are one structure, and gives what launches it.</summary>
    public Action<AcceleratorStream, KernelConfig, T> Load<T>(Action<T> kernel) where T : struct
    {
        CompiledKernel compiled =
            accelerator.GetBackend().Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), _specialization);
        if (compiled is CLCompiledKernel openCl) SourceOf(openCl) = Correct(openCl.Source);
        return accelerator.LoadKernel(compiled).CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, T>>();
    }

    /// <summary>
    /// ILGPU's program text for OpenCL with four things changed. A barrier orders a group's accesses to shared memory
    /// too, which every kernel with a barrier here relies on, and goes by the name that OpenCL C 1.2 knows as well. The views among the
    /// parameters, which always lie in global memory, are not declared as if they might lie anywhere, which neither PoCL nor OpenCL C 1.2
    /// takes. Types and labels, which ILGPU numbers through all kernels of a context, are numbered from 0, so that a kernel's text is the
    /// same wherever it is compiled and the driver finds it in its cache. And clang, which most drivers compile with, some of them onto the
    /// user's terminal, is asked to keep its warnings to itself.
    /// </summary>
    internal static string Correct(string source)
    {
        var numbers = new Dictionary<string, int>();
        string text =
            source.Replace(
                "work_group_barrier ( CLK_GLOBAL_MEM_FENCE )", "barrier ( CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE )",
                StringComparison.Ordinal)
            .Replace("__generic ", "global ", StringComparison.Ordinal);
        return "#pragma clang diagnostic ignored \"-Weverything\"\n" + NumberedName()
            .Replace(text, m => $"{m.Groups[1].Value}{NumberOf(m.Value, numbers)}");
    }

    private static int NumberOf(string name, Dictionary<string, int> numbers)
    {
        if (!numbers.TryGetValue(name, out int number)) numbers.Add(name, number = numbers.Count);
        return number;
    }

    [GeneratedRegex(@"\b((?:type|L)_)\d+")]
    private static partial Regex NumberedName();

    /// <summary>The program text, which ILGPU lets nobody set: without the corrections no kernel compiles for PoCL.
    /// <c>IlgpuInternalsTests</c> says when this field is gone.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Source>k__BackingField")]
    internal static extern ref string SourceOf(CLCompiledKernel kernel);
}
