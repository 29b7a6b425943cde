using System.Reflection;
using ILGPU.Running;
using ILGPU.Runtime;

namespace ILGPU.Backends
{
    using EntryPoints;

    /// <summary>A compiler of kernels: the stand-in only looks them through.</summary>
    public sealed class Backend
    {
        public CompiledKernel Compile(in EntryPointDescription entry, in KernelSpecialization specialization) => new(entry.MethodSource, new KernelScan(entry.MethodSource).HasBarriers);
    }

    /// <summary>A kernel that can be loaded.</summary>
    public class CompiledKernel
    {
        internal CompiledKernel(MethodInfo method, bool hasBarriers) => (Method, HasBarriers) = (method, hasBarriers);

        internal MethodInfo Method { get; }

        internal bool HasBarriers { get; }
    }

    /// <summary>From an accelerator to its compiler.</summary>
    public static class BackendExtensions
    {
        public static Backend GetBackend(this Accelerator accelerator) => new();
    }
}

namespace ILGPU.Backends.EntryPoints
{
    /// <summary>Where a kernel begins.</summary>
    public readonly struct EntryPointDescription
    {
        private EntryPointDescription(MethodInfo method) => MethodSource = method;

        public MethodInfo MethodSource { get; }

        public static EntryPointDescription FromExplicitlyGroupedKernel(MethodInfo methodSource) => new(methodSource);
    }
}

namespace ILGPU.Backends.OpenCL
{
    using Runtime.OpenCL;

    /// <summary>The compiler for OpenCL.</summary>
    public static class CLBackend
    {
        public static readonly CLCVersion MinimumVersion = new(2, 0);
    }

    /// <summary>A kernel as OpenCL C.</summary>
    public sealed class CLCompiledKernel : CompiledKernel
    {
        internal CLCompiledKernel(MethodInfo method, bool hasBarriers, string source) : base(method, hasBarriers) => Source = source;

        public string Source { get; }
    }
}

namespace ILGPU.Runtime
{
    using Backends;

    /// <summary>Wishes of a kernel for its compiler.</summary>
    public readonly struct KernelSpecialization(int? maxNumThreadsPerGroup, int? minNumGroupsPerMultiprocessor)
    {
        public int? MaxNumThreadsPerGroup { get; } = maxNumThreadsPerGroup;

        public int? MinNumGroupsPerMultiprocessor { get; } = minNumGroupsPerMultiprocessor;
    }

    /// <summary>A kernel on an accelerator.</summary>
    public sealed class Kernel
    {
        private readonly Accelerator _accelerator;
        private readonly CompiledKernel _compiled;

        internal Kernel(Accelerator accelerator, CompiledKernel compiled) => (_accelerator, _compiled) = (accelerator, compiled);

        /// <summary>An action of the stream, the configuration and the kernel's own arguments.</summary>
        public TDelegate CreateLauncherDelegate<TDelegate>() where TDelegate : Delegate
        {
            Type[] arguments = typeof(TDelegate).GetGenericArguments()[2..];
            Type launcher = KernelBase.OfArguments(arguments.Length).MakeGenericType(arguments);
            return ((KernelBase)Activator.CreateInstance(launcher, _accelerator, _compiled)!).LauncherOf<TDelegate>();
        }
    }
}
