using System.CommandLine;
using System.Text.Json;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep programs</c>: what there is to step.</summary>
internal static class ProgramsCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("programs", "List every program that can be stepped, explained or trained.", "programs --json");
        var json = new Option<bool>("--json") { Description = "One JSON array." };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) WriteJson(io.Out);
            else WriteTable(io.Out);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteTable(TextWriter output)
    {
        int name = ProgramCatalog.All.Max(p => p.Name.Length), kind = ProgramCatalog.All.Max(p => Kind(p).Length);
        foreach (ProgramEntry p in ProgramCatalog.All)
            output.WriteLine($"{p.Name.PadRight(name)}  {Kind(p).PadRight(kind)}  {p.Title}{(p.CanTrain ? $" (trains on {p.Defaults!.Dataset.Name})" : "")}");
    }

    private static void WriteJson(TextWriter output)
    {
        var rows = ProgramCatalog.All.Select(p => new
        {
            name = p.Name,
            kind = Kind(p),
            title = p.Title,
            tutorials = p.Tutorials.Split(", ", StringSplitOptions.RemoveEmptyEntries),
            trains = p.CanTrain,
            data = p.Defaults?.Dataset.Name,
            batch_size = p.Defaults?.BatchSize,
            lr = p.Defaults?.LearningRate,
            epochs = p.Defaults?.Epochs,
        });
        output.WriteLine(JsonSerializer.Serialize(rows, JsonOutput.Options));
    }

    private static string Kind(ProgramEntry entry) => entry.Kind switch
    {
        ProgramKind.Scalar => "scalar",
        ProgramKind.Script => "script",
        _ => "tensor",
    };
}
