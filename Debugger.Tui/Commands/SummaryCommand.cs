using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep summary</c>: a network as PyTorch prints it, its parameters, its backward chain.</summary>
internal static class SummaryCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("summary", io.Texts.Commands.Summary,
            "summary network2", "summary tutorial-net --grad-fn");
        var program = new Argument<string>("program") { Description = io.Texts.Commands.ProgramArgument };
        var gradFn = new Option<bool>("--grad-fn") { Description = io.Texts.Commands.GradFn };
        command.Arguments.Add(program);
        command.Options.Add(gradFn);
        command.SetAction(parsed =>
        {
            ProgramEntry entry = ProgramFiles.Get(parsed.GetValue(program)!);
            if (parsed.GetValue(gradFn)) WriteGradFn(io.Out, entry);
            else WriteSummary(io, entry);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteSummary(CommandIo io, ProgramEntry entry)
    {
        TextWriter output = io.Out;
        Program program = entry.Create(new ScenarioOptions()).Program;
        ModelSummary summary = entry.Network is null ? ModelSummary.Of(program) : ModelSummary.Of(entry.Network);
        if (summary.Structure is not null)
        {
            output.WriteLine(summary.Structure);
            output.WriteLine();
        }
        int width = summary.Parameters.Select(p => p.Name.Length).DefaultIfEmpty(0).Max();
        foreach (NamedShape parameter in summary.Parameters)
            output.WriteLine($"{parameter.Name.PadRight(width)}  torch.Size([{string.Join(", ", parameter.Shape.Dims)}])");
        if (summary.Parameters.Count > 0) output.WriteLine();
        output.WriteLine(io.Texts.Reports.Parameters(summary.Count));
    }

    private static void WriteGradFn(TextWriter output, ProgramEntry entry)
    {
        Program program = entry.Create(new ScenarioOptions()).Program;
        if (program.Fault is { } fault) throw fault;
        // The script's last backward(): the loss, where there is one.
        Value root = program.Roots[^1].Root;
        foreach (string line in GradFn.Of(program, root)!.Lines()) output.WriteLine(line);
    }
}
