using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep gradcheck</c>: analytic gradients against finite differences.</summary>
internal static class GradcheckCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("gradcheck",
            io.Texts.Commands.Gradcheck,
            "gradcheck network2 --seed 7");
        var scenario = new ScenarioArguments(io);
        scenario.AddTo(command);
        command.SetAction(parsed =>
        {
            Scenario ready = scenario.Scenario(parsed);
            using IBackend backend = scenario.Backend(parsed);
            return GradientReport.Write(new GradientCheck(ready, backend), ready.Program, io.Out, io.Texts.Reports, io.Cancel) switch
            {
                true => CommandLine.Success,
                false => CommandLine.Failure,
                null => CommandLine.Interrupted,
            };
        });
        return command;
    }
}
