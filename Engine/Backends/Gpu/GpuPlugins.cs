using System.Reflection;

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

    /// <summary>The file that is looked for.</summary>
    /// <param name="variable">Reads a variable of the environment; null when it is not set.</param>
    public static string File(Func<string, string?> variable) =>
        Path.Combine(variable(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(AppContext.BaseDirectory, "gpu"), AssemblyName + ".dll");

    /// <summary>Loads the plug-in.</summary>
    /// <exception cref="GpuException">It is not there, or cannot be loaded.</exception>
    public static IGpuPlugin Load() => Load(Environment.GetEnvironmentVariable);

    /// <summary>Loads the plug-in from where an environment says.</summary>
    /// <param name="variable">Reads a variable of the environment; null when it is not set.</param>
    /// <exception cref="GpuException">It is not there, or cannot be loaded.</exception>
    public static IGpuPlugin Load(Func<string, string?> variable)
    {
        string file = File(variable);
        if (!System.IO.File.Exists(file)) throw new GpuException($"the GPU plug-in is not installed ({file} is missing); '{BuildCommand}' in the project's folder adds it");
        try
        {
            Type plugin = new PluginContext(file).LoadFromAssemblyPath(file).GetTypes().SingleOrDefault(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IGpuPlugin)))
                ?? throw new GpuException($"{file} holds no GPU plug-in for this version of the program; '{BuildCommand}' makes it anew");
            return (IGpuPlugin)Activator.CreateInstance(plugin)!;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or ReflectionTypeLoadException or TargetInvocationException or MissingMethodException or TypeLoadException)
        {
            string reason = (e is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first : e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new GpuException($"the GPU plug-in {file} cannot be loaded ({reason.TrimEnd('.')}); '{BuildCommand}' makes it anew", e);
        }
    }
}
