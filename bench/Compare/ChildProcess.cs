using System.ComponentModel;
using System.Diagnostics;

namespace Backstep.Bench.Compare;

/// <summary>Runs another program and gathers what it writes.</summary>
internal static class ChildProcess
{
    /// <summary>Waits for the program's end.</summary>
    /// <param name="program">What is run.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What is set besides what this process has.</param>
    /// <returns>What it wrote to both streams, and its exit code; -1 if there is no such program.</returns>
    public static (string Output, string Error, int ExitCode) Run(
        string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output, errors.GetAwaiter().GetResult(), process.ExitCode);
        }
        catch (Win32Exception e)
        {
            return ("", e.Message, -1);
        }
    }
}
