using System.Reflection;
using System.Runtime.Loader;

namespace Backstep.Engine.Backends.Gpu;

/// <summary>The plug-in's own libraries come out of its folder; the engine is the program's own, so that both speak of the same types.</summary>
internal sealed class PluginContext(string file) : AssemblyLoadContext("GPU plug-in")
{
    private readonly AssemblyDependencyResolver _resolver = new(file);

    /// <summary>Whether an assembly was loaded as part of a plug-in.</summary>
    public static bool Holds(Assembly assembly) => GetLoadContext(assembly) is PluginContext;

    /// <summary>Whether a plug-in was loaded into this process.</summary>
    public static bool IsInUse => All.Any(c => c is PluginContext);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == typeof(IGpuPlugin).Assembly.GetName().Name) return typeof(IGpuPlugin).Assembly;
        return _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string name) => _resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
