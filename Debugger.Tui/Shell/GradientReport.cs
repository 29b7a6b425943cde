using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>A gradient check as text: a line for each parameter, and whether all gradients agree.</summary>
internal static class GradientReport
{
    /// <summary>What counts as agreement, in double precision.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Checks and writes; whether the gradients agree, null if it was interrupted.</summary>
    public static bool? Write(GradientCheck check, Program program, TextWriter output, ReportTexts texts, CancellationToken cancel)
    {
        double worst = 0;
        int width = program.Parameters.Select(p => p.Name.Length).Append(9).Max();
        bool manyRoots = program.Roots.Length > 1;
        foreach (GradientCheckResult r in check.Run())
        {
            if (cancel.IsCancellationRequested) return null;
            string pass = manyRoots ? texts.Pass(r.Pass) : "",
                elements = r.AtKinks > 0 ? texts.ElementsWithKinks(r.Checked, r.Leaf.Shape.Length, r.AtKinks)
                : texts.Elements(r.Checked, r.Leaf.Shape.Length);
            output.WriteLine($"{pass}{r.Leaf.Name.PadRight(width)}  {Scientific(r.WorstError)}  {elements}");
            worst = double.IsNaN(r.WorstError) ? double.NaN : Math.Max(worst, r.WorstError);
        }
        bool good = worst < Tolerance;
        output.WriteLine(good ? texts.GradientsAgree(Scientific(worst)) : texts.GradientsDiffer(Scientific(worst), Scientific(Tolerance)));
        return good;
    }

    private static string Scientific(double value) => value.ToString("0.00e+00", CultureInfo.InvariantCulture);
}
