using System.Collections.Immutable;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.App.Overlays;

/// <summary>A selectable row of an explanation.</summary>
/// <param name="Symbolic">The term or factor in symbols.</param>
/// <param name="Numeric">With numbers; empty where the value alone says it.</param>
/// <param name="Value">What it contributes.</param>
/// <param name="Share">Its share of all terms, 0 to 1; null where shares mean nothing.</param>
/// <param name="Opens">What Enter opens; null if there is nothing behind it.</param>
/// <param name="IsFactor">Whether it is one of several factors of the term above.</param>
public sealed record ExplanationRow(string Symbolic, string Numeric, double Value, double? Share, ElementRef? Opens, bool IsFactor = false);

/// <summary>The rows of an explanation: its terms, and under a term of several factors each of them, so that each can be opened.</summary>
public static class ExplanationRows
{
    /// <summary>All rows.</summary>
    public static ImmutableArray<ExplanationRow> Of(Explanation explanation)
    {
        var rows = ImmutableArray.CreateBuilder<ExplanationRow>();
        foreach (Term term in explanation.Terms)
        {
            string numeric = term.Numeric == Numbers.Format(term.Value) ? "" : term.Numeric;
            rows.Add(new(term.Symbolic, numeric, term.Value, term.Share, term.Factors.Length > 0 ? term.Factors[0] : null));
            for (int i = 1; i < term.Factors.Length; i++)
                rows.Add(new(term.Factors[i].Value.Name, "", double.NaN, null, term.Factors[i], IsFactor: true));
        }
        return rows.ToImmutable();
    }
}
