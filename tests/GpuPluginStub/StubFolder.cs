using Backstep.Engine.Backends.Gpu;

namespace Backstep.GpuPluginStub;

/// <summary>A temporary folder with the stub in it, as the program looks for a plug-in; removed at the end.</summary>
public sealed class StubFolder : IDisposable
{
    /// <summary>A folder with the stub.</summary>
    /// <param name="behaviour">The lines of <c>stub.txt</c>; see <see cref="StubBehaviour"/>.</param>
    public StubFolder(params string[] behaviour)
    {
        File.Copy(typeof(StubPlugin).Assembly.Location, Assembly);
        File.WriteAllLines(System.IO.Path.Combine(Path, StubBehaviour.File), behaviour);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("backstep-gpu-").FullName;

    /// <summary>The plug-in's assembly.</summary>
    public string Assembly => System.IO.Path.Combine(Path, GpuPlugins.AssemblyName + ".dll");

    /// <summary>An environment in which the program finds the folder.</summary>
    public string? Variable(string name) => name == GpuPlugins.FolderVariable ? Path : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Windows keeps an assembly that was loaded; the system tidies its temporary files up.
        }
    }
}
