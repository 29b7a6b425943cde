using System.Reflection;
using System.Runtime.Loader;

namespace Backstep.Engine.Backends.Gpu;

/// <summary>Finds and loads the GPU plug-in: a folder <c>gpu</c> beside the program, or the one that an environment variable names.</summary>
public static class GpuPlugins
{
    /// <summary>The environment variable that names another folder than the one beside the program.</summary>
    public const string FolderVariable = "BACKSTEP_GPU_PLUGIN";

    /// <summary>The plug-in's assembly.</summary>
    public const string AssemblyName = "Backstep.Engine.Ilgpu";

    /// <summary>The command that puts the plug-in into its place, to be run in the project's folder.</summary>
    public const string BuildCommand = "dotnet build Engine.Ilgpu -c Release";

    /// <summary>Where the plug-in is looked for.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(AppContext.BaseDirectory, "gpu");

    /// <summary>Loads the plug-in.</summary>
    /// <exception cref="GpuException">It is not there, or cannot be loaded.</exception>
    public static IGpuPlugin Load() => Load(Folder);

    /// <summary>Loads the plug-in out of a folder.</summary>
    /// <exception cref="GpuException">It is not there, or cannot be loaded.</exception>
    public static IGpuPlugin Load(string folder)
    {
        string file = Path.Combine(folder, AssemblyName + ".dll");
        if (!File.Exists(file)) throw new GpuException($"the GPU plug-in is not installed ({file} is missing); '{BuildCommand}' in the project's folder adds it");
        try
        {
            Type plugin = new PluginContext(file).LoadFromAssemblyPath(Path.GetFullPath(file)).GetTypes().SingleOrDefault(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGpuPlugin)))
                ?? throw new GpuException($"{file} holds no GPU plug-in for this version of the program; '{BuildCommand}' makes it anew");
            return (IGpuPlugin)Activator.CreateInstance(plugin)!;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or ReflectionTypeLoadException or TargetInvocationException or MissingMethodException or TypeLoadException)
        {
            string reason = (e is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first : e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new GpuException($"the GPU plug-in {file} cannot be loaded ({reason}); '{BuildCommand}' makes it anew", e);
        }
    }

    /// <summary>The plug-in's own libraries come out of its folder; the engine is the program's own, so that both speak of the same types.</summary>
    private sealed class PluginContext(string file) : AssemblyLoadContext("GPU plug-in")
    {
        private readonly AssemblyDependencyResolver _resolver = new(Path.GetFullPath(file));

        protected override Assembly? Load(AssemblyName name)
        {
            if (name.Name == typeof(IGpuPlugin).Assembly.GetName().Name) return typeof(IGpuPlugin).Assembly;
            return _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;
        }

        protected override nint LoadUnmanagedDll(string name) => _resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
