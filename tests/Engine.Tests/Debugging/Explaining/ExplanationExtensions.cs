using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;

namespace Backstep.Engine.Tests.Debugging.Explaining;

internal static class ExplanationExtensions
{
    /// <summary>The result as it follows from the terms and the remainder; differs from the explained number by rounding at most.</summary>
    public static double Recombined(this Explanation e) => e.Combination switch
    {
        Combination.Sum => e.Terms.Sum(t => t.Value) + e.Remainder,
        Combination.Product => e.Terms.Aggregate(1.0, (product, t) => product * t.Value),
        Combination.Maximum => e.Terms.Max(t => t.Value),
        Combination.Fraction => e.Terms[0].Value / (e.Terms.Sum(t => t.Value) + e.Remainder),
        _ => e.Result,
    };
}
