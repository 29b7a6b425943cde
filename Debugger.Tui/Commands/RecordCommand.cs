using System.CommandLine;
using Backstep.Debugger.Tui.Shell;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep record.py</c>: prints the recorder, to be put beside a script.</summary>
internal static class RecordCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("record.py", io.Texts.Commands.RecordPy, "record.py > record.py");
        command.SetAction(_ =>
        {
            using var reader = new StreamReader(typeof(RecordCommand).Assembly.GetManifestResourceStream("record.py")!);
            io.Out.Write(reader.ReadToEnd());
        });
        return command;
    }
}
