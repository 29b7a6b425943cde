using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Backstep.EndToEnd.Tests;

/// <summary>What a process wrote and how it ended.</summary>
internal sealed record Ended(int ExitCode, byte[] Out, string Error)
{
    public string Text => Encoding.UTF8.GetString(Out);
}

/// <summary>The built executable, as a process of its own.</summary>
internal static class Executable
{
    /// <summary>No process may take longer; only a hanging one does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    /// <summary>Debugger.Tui/bin/CONFIGURATION/net10.0/backstep beside the solution, in the configuration of these tests.</summary>
    public static string Path { get; } = Find();

    public static Ended Run(params string[] args) => Run(args, "");

    public static Ended Run(string[] args, string input)
    {
        using Process process = Start(args);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Finish(process);
    }

    public static Process Start(params string[] args) => StartProgram(Path, args);

    /// <summary>The same program with GPUs that are none; see <see cref="WithStubGpu"/>.</summary>
    public static Process StartWithGpu(string behaviour, params string[] args) =>
        StartProgram("dotnet", [typeof(WithStubGpu).Assembly.Location, behaviour, .. args]);

    /// <summary>A line of the shell, with the executable's path in the place of <c>backstep</c>.</summary>
    public static Process Shell(string line) =>
        StartProgram("/bin/sh", "-c", line.Replace("backstep ", $"'{Path}' ", StringComparison.Ordinal));

    private static Process StartProgram(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8
        };
        // What a plain environment has: no UTF-8 locale and no data sets.
        start.Environment["LC_ALL"] = "C";
        start.Environment.Remove("BACKSTEP_DATA");
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end and gathers what has not been read yet.</summary>
    public static Ended Finish(Process process)
    {
        var output = new MemoryStream();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task copy = process.StandardOutput.BaseStream.CopyToAsync(output);
        if (!Task.WaitAll([error, copy], Limit) || !process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the process hangs");
        }
        return new(process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Sends a signal by its name.</summary>
    public static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        kill.WaitForExit();
    }

    private static string Find()
    {
        DirectoryInfo here = new(AppContext.BaseDirectory), folder = here;
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent!;
        // .../bin/Debug/net10.0/ of this test project.
        string configuration = here.Parent!.Name, name = OperatingSystem.IsWindows() ? "backstep.exe" : "backstep";
        return System.IO.Path.Combine(folder.FullName, "Debugger.Tui", "bin", configuration, here.Name, name);
    }
}
