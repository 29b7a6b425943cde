using System.Text;
using Backstep.Debugger.Tui.Commands;

namespace Backstep.Debugger.Tui;

/// <summary>Where the executable begins: connects the commands with the real console.</summary>
internal static class EntryPoint
{
    private static int Main(string[] args)
    {
        // A person's terminal may be in any state; what is written is UTF-8 whatever it says.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupt = new Interrupt();
        using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 16) { AutoFlush = !Console.IsOutputRedirected };
        using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
        var io = new CommandIo(output, error, Console.In, !Console.IsOutputRedirected, interrupt.Token);
        int exitCode = CommandLine.Run(args, io);
        try
        {
            output.Flush();
        }
        catch (IOException)
        {
            // The reader (head, less) has closed the pipe: nobody is left to tell.
        }
        return exitCode;
    }
}
