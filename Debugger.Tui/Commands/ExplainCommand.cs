using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep explain</c>: why a number is what it is.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("explain", io.Texts.Commands.Explain,
            "explain two-layer w1.grad", "explain network2 'conv1.weight.grad[2,0,1,1]' --seed 7 --depth 2");
        var scenario = new ScenarioArguments(io);
        scenario.AddTo(command);
        var value = new Argument<string>("value") { Description = io.Texts.Commands.ValueArgument };
        var depth = new Option<int>("--depth") { Description = io.Texts.Commands.Depth, HelpName = "D", DefaultValueFactory = _ => 1 };
        command.Arguments.Add(value);
        command.Options.Add(depth);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(depth) is int d && d is < 0 or > 20)
                throw new UsageException(io.Texts.Usage.NotPossibleRange("--depth", $"{d}", "0", "20"));
            Scenario ready = scenario.Scenario(parsed);
            // Wrong names are told before anything is calculated.
            ValueReference reference = ValueReference.Parse(parsed.GetValue(value)!, HistoryResolver.NamesOf(ready.Program));
            using IBackend backend = scenario.Backend(parsed);
            var session = new DebugSession(ready, backend);
            Stop stop = session.Iterate(1, io.Cancel);
            if (stop.Kind == StopKind.Interrupted) return CommandLine.Interrupted;
            // A broken program has values up to its fault, and those can be explained.
            if (stop.Fault is { } fault && session.Timeline.Read(ExplainText.Target(session, reference, io.Texts)) is null) throw fault;
            io.Out.WriteLine(ExplainText.Render(session, reference, parsed.GetValue(depth), io.Texts));
            return CommandLine.Success;
        });
        return command;
    }
}
