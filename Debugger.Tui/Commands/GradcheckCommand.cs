using System.CommandLine;
using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep gradcheck</c>: analytic gradients against finite differences.</summary>
internal static class GradcheckCommand
{
    /// <summary>What counts as agreement, in double precision.</summary>
    private const double Tolerance = 1e-6;

    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("gradcheck",
            "Compare every gradient with finite differences of the forward pass. Exit code 1 if the worst relative error is 1e-6 or more.",
            "gradcheck network2 --seed 7");
        var scenario = new ScenarioArguments();
        scenario.AddTo(command);
        command.SetAction(parsed =>
        {
            Scenario ready = scenario.Scenario(parsed);
            using IBackend backend = scenario.Backend(parsed);
            return Check(new GradientCheck(ready, backend), ready.Program, io);
        });
        return command;
    }

    private static int Check(GradientCheck check, Program program, CommandIo io)
    {
        double worst = 0;
        int width = program.Parameters.Select(p => p.Name.Length).Append(9).Max();
        bool manyRoots = program.Roots.Length > 1;
        foreach (GradientCheckResult r in check.Run())
        {
            if (io.Cancel.IsCancellationRequested) return CommandLine.Interrupted;
            string pass = manyRoots ? $"pass {r.Pass}  " : "", kinks = r.AtKinks > 0 ? $", {r.AtKinks} left out at kinks" : "";
            io.Out.WriteLine($"{pass}{r.Leaf.Name.PadRight(width)}  {Scientific(r.WorstError)}  ({r.Checked} of {r.Leaf.Shape.Length} elements{kinks})");
            worst = double.IsNaN(r.WorstError) ? double.NaN : Math.Max(worst, r.WorstError);
        }
        bool good = worst < Tolerance;
        io.Out.WriteLine($"worst relative error {Scientific(worst)}: {(good ? "the gradients agree" : $"not under {Scientific(Tolerance)}, something is wrong")}");
        return good ? CommandLine.Success : CommandLine.Failure;
    }

    private static string Scientific(double value) => value.ToString("0.00e+00", CultureInfo.InvariantCulture);
}
