using Backstep.Debugger.Tui.Commands;

// A person's terminal may be in any state; what is written is UTF-8 whatever it says.
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var interrupt = new Interrupt();
using var output = new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding, 1 << 16) { AutoFlush = !Console.IsOutputRedirected };
var io = new CommandIo(output, Console.Error, Console.In, !Console.IsOutputRedirected, interrupt.Token);
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
