using System.Text;
using Backstep.Debugger.Tui.Commands;
using Backstep.Debugger.Tui.Shell;
using Microsoft.Win32.SafeHandles;

namespace Backstep.Debugger.Tui;

/// <summary>Where the executable begins: connects the commands with the real console.</summary>
internal static class EntryPoint
{
    private static int Main(string[] args) => Run(args, io => io);

    /// <param name="args">The words of the command line.</param>
    /// <param name="replace">Tests put something else in the place of the machine's GPUs.</param>
    internal static int Run(string[] args, Func<CommandIo, CommandIo> replace)
    {
        // A person's terminal may be in any state; what is written is UTF-8 whatever it says.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupt = new Interrupt();
        using var pipe = new ClosablePipe(StandardOutput(), interrupt.Cancel);
        // Not disposed: that would write what is left once more after a write has failed.
        var output = new StreamWriter(pipe, utf8, 1 << 16) { AutoFlush = !Console.IsOutputRedirected };
        using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
        try
        {
            int exitCode = CommandLine.Run(args, replace(new CommandIo(output, error, Console.In, !Console.IsOutputRedirected, interrupt.Token)), Environment.GetEnvironmentVariable);
            output.Flush();
            return pipe.IsClosed ? CommandLine.Success : exitCode;
        }
        catch (IOException e)
        {
            error.WriteLine($"backstep: the output cannot be written: {e.Message}");
            return CommandLine.Failure;
        }
    }

    /// <summary>
    /// The console's own stream says nothing when a pipe's reader has gone, so that a long run would go on for nobody; the
    /// bare handle does.
    /// </summary>
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        var bare = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return bare.CanSeek ? Console.OpenStandardOutput() : bare;
    }
}
