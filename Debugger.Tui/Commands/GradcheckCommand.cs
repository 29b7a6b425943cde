using System.CommandLine;
using System.Globalization;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
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
            io.Texts.Commands.Gradcheck,
            "gradcheck network2 --seed 7");
        var scenario = new ScenarioArguments(io);
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
        ReportTexts texts = io.Texts.Reports;
        double worst = 0;
        int width = program.Parameters.Select(p => p.Name.Length).Append(9).Max();
        bool manyRoots = program.Roots.Length > 1;
        foreach (GradientCheckResult r in check.Run())
        {
            if (io.Cancel.IsCancellationRequested) return CommandLine.Interrupted;
            string pass = manyRoots ? texts.Pass(r.Pass) : "", elements = r.AtKinks > 0 ? texts.ElementsWithKinks(r.Checked, r.Leaf.Shape.Length, r.AtKinks) : texts.Elements(r.Checked, r.Leaf.Shape.Length);
            io.Out.WriteLine($"{pass}{r.Leaf.Name.PadRight(width)}  {Scientific(r.WorstError)}  {elements}");
            worst = double.IsNaN(r.WorstError) ? double.NaN : Math.Max(worst, r.WorstError);
        }
        bool good = worst < Tolerance;
        io.Out.WriteLine(good ? texts.GradientsAgree(Scientific(worst)) : texts.GradientsDiffer(Scientific(worst), Scientific(Tolerance)));
        return good ? CommandLine.Success : CommandLine.Failure;
    }

    private static string Scientific(double value) => value.ToString("0.00e+00", CultureInfo.InvariantCulture);
}
