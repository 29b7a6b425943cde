namespace Backstep.Engine.Backends.Gpu;

/// <summary>Tells a fault of the GPU or its plug-in from any other, wherever in a run it comes up.</summary>
public static class GpuFaults
{
    /// <summary>
    /// What an exception says about the GPU: itself or the cause of it that is a <see cref="GpuException"/>; a new one if it comes out of the plug-in or its
    /// libraries, or shows that the plug-in was built for another version of the program (which .NET may notice as late as at the first call of a
    /// method). Null if it is about something else.
    /// </summary>
    public static GpuException? Of(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is GpuException known) return known;
            if (PluginContext.Holds(e.GetType().Assembly)) return new GpuException($"the GPU or its driver failed: {Line(e)}", exception);
            if (PluginContext.IsInUse && IsOfAnotherBuild(e)) return new GpuException($"the GPU plug-in does not fit this version of the program ({Line(e)}); '{GpuPlugins.BuildCommand}' makes it anew", exception);
        }
        return null;
    }

    // An assembly that is not there is called by its full name, a file by its path.
    private static bool IsOfAnotherBuild(Exception e) =>
        e is MissingMemberException or TypeLoadException || e is FileNotFoundException { FileName: { } name } && name.Contains(", Version=", StringComparison.Ordinal);

    private static string Line(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
