using System.CommandLine;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep programs</c>: what there is to step.</summary>
internal static class ProgramsCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("programs", io.Texts.Commands.Programs, "programs --json");
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonArray };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) WriteJson(io.Out);
            else WriteTable(io);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteTable(CommandIo io)
    {
        UiTexts texts = io.Texts;
        int name = ProgramCatalog.All.Max(p => p.Name.Length), kind = ProgramCatalog.All.Max(p => Shown(p).Length);
        foreach (ProgramEntry p in ProgramCatalog.All)
            io.Out.WriteLine($"{p.Name.PadRight(name)}  {Shown(p).PadRight(kind)} "
                + $" {p.Title(texts.Language)}{(p.CanTrain ? texts.Reports.TrainsOn(p.Defaults!.Dataset.Name) : "")}");

        string Shown(ProgramEntry entry) => entry.Kind switch
        {
            ProgramKind.Scalar => texts.Reports.ScalarProgram,
            ProgramKind.Script => texts.Reports.ScriptProgram,
            _ => texts.Reports.TensorProgram,
        };
    }

    private static void WriteJson(TextWriter output)
    {
        var rows = ProgramCatalog.All.Select(p => new
        {
            name = p.Name,
            kind = Kind(p),
            title = p.Title(Language.English),
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
