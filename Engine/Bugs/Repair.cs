using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Whether a repaired program is right.</summary>
/// <param name="SameResults">Whether it gives the right program's parameters after every iteration or, without an update, its gradients and
/// output.</param>
/// <param name="Differs">The first value that does not agree, with the iteration from 0; null if all do.</param>
/// <param name="GradientsAgree">Whether its gradients pass the check by finite differences; only tried if the results are the same.</param>
/// <param name="WorstError">The worst relative error of that check; NaN if it was not tried.</param>
public sealed record RepairVerdict(bool SameResults, (string Name, long Iteration)? Differs, bool GradientsAgree, double WorstError)
{
    /// <summary>Whether the mistake is mended.</summary>
    public bool IsRight => SameResults && GradientsAgree;
}

/// <summary>Judges answers to "mend the mistake": what counts is what the program does, not how it is written.</summary>
public static class Repair
{
    /// <summary>Relative to a value's norm. Sums in another order differ in the last digits; a mistake differs by far more.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>What the command <c>gradcheck</c> asks for.</summary>
    private const double GradientTolerance = 1e-6;

    /// <summary>
    /// Compares <paramref name="candidate"/> with the <paramref name="right"/> program over some iterations, and checks its gradients.
    /// </summary>
    public static RepairVerdict Check(Scenario right, Scenario candidate, IBackend backend, int iterations = 3)
    {
        if (candidate.Program.Fault is not null)
            return new(false, (candidate.Program.Instructions.LastOrDefault()?.Output.Name ?? "", 0), false, double.NaN);
        if (FirstDifferent(right, candidate, backend, iterations) is { } differs) return new(false, differs, false, double.NaN);
        double worst = 0;
        foreach (GradientCheckResult result in new GradientCheck(candidate, backend).Run())
            worst = double.IsNaN(result.WorstError) ? double.PositiveInfinity : Math.Max(worst, result.WorstError);
        return new(true, null, worst < GradientTolerance, worst);
    }

    private static (string, long)? FirstDifferent(Scenario right, Scenario candidate, IBackend backend, int iterations)
    {
        Timeline a = new(right, backend), b = new(candidate, backend);
        Value[] compared = [.. Compared(right.Program)];
        for (long iteration = 0; iteration < iterations; iteration++)
        {
            a.MoveTo(new(iteration, right.Program.Instructions.Length));
            b.MoveTo(new(iteration, candidate.Program.Instructions.Length));
            foreach (Value value in compared)
                if (candidate.Program.Find(value.Name) is not { } other || b.Read(other) is not { } there || a.Read(value) is not { } wanted
                    || !Agree(wanted, there))
                    return (value.Name, iteration);
        }
        return null;
    }

    private static IEnumerable<Value> Compared(Program program) => program.Instructions.Any(i => i.Phase == Phase.Update)
        ? program.Parameters
        : program.Values.Where(v => v == program.Output || v.GradientOf is { IsLeaf: true });

    private static bool Agree(Tensor wanted, Tensor there)
    {
        if (!wanted.Shape.Equals(there.Shape)) return false;
        double norm = 0, difference = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            norm += wanted[i] * wanted[i];
            difference += (wanted[i] - there[i]) * (wanted[i] - there[i]);
        }
        return Math.Sqrt(difference) <= Tolerance * Math.Max(Math.Sqrt(norm), 1e-12);
    }
}
