using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Devices;

/// <summary>
/// Compiles explicitly grouped kernels for an accelerator. ILGPU's own loading does the same but for OpenCL, where the program text is put right
/// (see <see cref="PutRight"/>).
/// </summary>
internal sealed partial class KernelCompiler(Accelerator accelerator)
{
    /// <summary>The largest group that any kernel is launched with.</summary>
    public const int LargestGroup = 512;

    /// <summary>CUDA's compiler must know it, or it gives a kernel more registers than so many threads have.</summary>
    private readonly KernelSpecialization _specialization = accelerator.AcceleratorType == AcceleratorType.Cuda ? new KernelSpecialization(LargestGroup, null) : default;

    /// <summary>Compiles a kernel and gives what launches it; one overload for each number of arguments.</summary>
    public Action<AcceleratorStream, KernelConfig, T1> LoadKernel<T1>(Action<T1> kernel) where T1 : struct => Load<Action<AcceleratorStream, KernelConfig, T1>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2> LoadKernel<T1, T2>(Action<T1, T2> kernel) where T1 : struct where T2 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3> LoadKernel<T1, T2, T3>(Action<T1, T2, T3> kernel) where T1 : struct where T2 : struct where T3 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4> LoadKernel<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5> LoadKernel<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6> LoadKernel<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7> LoadKernel<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>>(kernel.Method);

    /// <inheritdoc cref="LoadKernel{T1}"/>
    public Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> kernel) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct => Load<Action<AcceleratorStream, KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>>(kernel.Method);

    private TLauncher Load<TLauncher>(MethodInfo kernel) where TLauncher : Delegate
    {
        CompiledKernel compiled = accelerator.GetBackend().Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), _specialization);
        if (compiled is CLCompiledKernel openCl) SourceOf(openCl) = PutRight(openCl.Source);
        return accelerator.LoadKernel(compiled).CreateLauncherDelegate<TLauncher>();
    }

    /// <summary>
    /// ILGPU's program text for OpenCL with three things changed. A barrier orders a group's accesses to shared memory too, which every kernel
    /// with a barrier here relies on. The views among the parameters, which always lie in global memory, are not declared as if they might lie
    /// anywhere, which PoCL does not take. Types and labels, which ILGPU numbers through all kernels of a context, are numbered from 0, so that a
    /// kernel's text is the same wherever it is compiled and the driver finds it in its cache.
    /// </summary>
    internal static string PutRight(string source)
    {
        var numbers = new Dictionary<string, int>();
        return NumberedName().Replace(
            source.Replace("( CLK_GLOBAL_MEM_FENCE )", "( CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE )", StringComparison.Ordinal).Replace("__generic ", "global ", StringComparison.Ordinal),
            m => $"{m.Groups[1].Value}{NumberOf(m.Value, numbers)}");
    }

    private static int NumberOf(string name, Dictionary<string, int> numbers)
    {
        if (!numbers.TryGetValue(name, out int number)) numbers.Add(name, number = numbers.Count);
        return number;
    }

    [GeneratedRegex(@"\b((?:type|L)_)\d+")]
    private static partial Regex NumberedName();

    /// <summary>The program text, which ILGPU lets nobody set.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Source>k__BackingField")]
    private static extern ref string SourceOf(CLCompiledKernel kernel);
}
