using System.Text;
using Backstep.Debugger.Tui.Commands;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;

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
        using OutputStream results = StandardStreams.Out(interrupt.Cancel);
        // Not disposed: that would write what is left once more after a write has failed.
        var output = new StreamWriter(results, utf8, 1 << 16) { AutoFlush = !Console.IsOutputRedirected };
        var error = new StreamWriter(StandardStreams.Complaints, utf8) { AutoFlush = true };
        var io = new CommandIo(output, error, StandardStreams.In, !Console.IsOutputRedirected, interrupt.Take)
        { SignalExitCode = () => interrupt.ExitCode };
        FullScreen.Anticipate(args, io);
        int exitCode = CommandLine.Run(args, replace(io), Environment.GetEnvironmentVariable);
        return results.IsReaderGone ? CommandLine.Success : exitCode;
    }
}
