using System.CommandLine;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep trace</c>: one iteration, instruction by instruction.</summary>
internal static class TraceCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("trace", io.Texts.Commands.Trace,
            "trace two-layer", "trace network2 --seed 7 --data mnist --data-dir DIR --format jsonl");
        var scenario = new ScenarioArguments(io, valueWords: ["head", "none", "all"]);
        scenario.AddTo(command);
        var digits = new Option<int>("--digits") { Description = io.Texts.Commands.Digits, HelpName = "N", DefaultValueFactory = _ => 12 };
        Option<string> format = CommandExtensions.OneOf(io, "--format", io.Texts.Commands.Format, "text", "jsonl");
        digits.Validators.Add(r =>
        {
            if (r.Errors.Any() || r.Tokens.Count != 1 || !int.TryParse(r.Tokens[0].Value, out int n)) return;
            if (n is < 1 or > 17) r.AddError(io.Texts.Usage.NotPossibleRange("--digits", $"{n}", "1", "17"));
        });
        foreach (Option option in (Option[])[digits, format]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            Scenario ready = scenario.Scenario(parsed);
            using IBackend backend = scenario.Backend(parsed);
            var timeline = new Timeline(ready, backend);
            TensorDetail detail = Enum.Parse<TensorDetail>(scenario.ValueWord(parsed), ignoreCase: true);
            int decimals = parsed.GetValue(digits);
            ITraceWriter writer = parsed.GetValue(format) == "jsonl"
                ? new JsonTrace(io.Out, ready, detail, decimals)
                : new TextTrace(io.Out, ready, detail, decimals, io.Texts);
            return Trace(timeline, writer, io.Cancel);
        });
        return command;
    }

    private static int Trace(Timeline timeline, ITraceWriter writer, CancellationToken cancel)
    {
        writer.Begin(timeline);
        while (timeline.Next is not null)
        {
            if (cancel.IsCancellationRequested) return CommandLine.Interrupted;
            timeline.StepForward();
            writer.Write(timeline.Last!, timeline);
        }
        if (timeline.Program.Fault is { } fault) throw fault;
        return CommandLine.Success;
    }
}
