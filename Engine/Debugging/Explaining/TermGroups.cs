using System.Collections.Immutable;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>By what the terms of a long sum are grouped: where the first factor of each stands in its tensor.</summary>
public enum GroupedBy
{
    /// <summary>The first dimension: an image of the batch.</summary>
    Image,

    /// <summary>The dimension before the last two: a channel or feature map.</summary>
    Channel,

    /// <summary>The last two dimensions: a row and a column.</summary>
    Position,
}

/// <summary>The terms of a long sum that belong together; <see cref="Explainer.Explain(ElementRef, TermGroup, int)"/> opens it.</summary>
/// <param name="By">What they share.</param>
/// <param name="Row">The image, the channel, or the row of the position.</param>
/// <param name="Column">The column of the position; 0 otherwise.</param>
/// <param name="Sum">What its terms come to.</param>
/// <param name="Share">Its part of the magnitudes of all groups' sums, 0 to 1.</param>
/// <param name="Count">How many terms it has.</param>
public sealed record TermGroup(GroupedBy By, int Row, int Column, double Sum, double Share, int Count);

/// <summary>The terms of a long sum in groups, the largest sum first.</summary>
/// <param name="By">What the terms of a group share.</param>
/// <param name="Groups">All of them.</param>
/// <param name="Others">What the terms come to that stand in no group, such as the bias.</param>
public sealed record TermGroups(GroupedBy By, ImmutableArray<TermGroup> Groups, double Others)
{
    /// <summary>A short sum is clear as it is.</summary>
    private const int Long = 40;

    /// <summary>Whether all have as many terms.</summary>
    public bool HasOneSize => Groups.All(g => g.Count == Groups[0].Count);

    /// <summary>Every way to group the terms that makes fewer groups than there are terms.</summary>
    internal static ImmutableArray<TermGroups> Of(Recipe recipe)
    {
        if (recipe.Combination is not Combination.Sum || recipe.Terms.Count <= Long
            || recipe.Terms[0].Factors is not [{ Value.Shape.Rank: >= 3 }, ..]) return [];
        return [.. Enum.GetValues<GroupedBy>().Select(by => Grouped(recipe.Terms, by)).OfType<TermGroups>()];
    }

    /// <summary>The terms of one group.</summary>
    internal static List<RawTerm> Within(List<RawTerm> terms, TermGroup group)
    {
        Value value = terms[0].Factors[0].Value;
        return [.. terms.Where(t => Belongs(t, value) && Place(t.Factors[0], group.By) == (group.Row, group.Column))];
    }

    private static TermGroups? Grouped(List<RawTerm> terms, GroupedBy by)
    {
        Value value = terms[0].Factors[0].Value;
        // In three dimensions the first is the one before the last two.
        if (by is GroupedBy.Channel && value.Shape.Rank == 3) return null;
        var sums = new Dictionary<(int Row, int Column), (double Sum, int Count)>();
        double others = 0;
        foreach (RawTerm term in terms)
        {
            if (!Belongs(term, value))
            {
                others += term.Value;
                continue;
            }
            (int, int) place = Place(term.Factors[0], by);
            (double sum, int count) = sums.GetValueOrDefault(place);
            sums[place] = (sum + term.Value, count + 1);
        }
        if (sums.Count < 2 || sums.Values.All(s => s.Count == 1)) return null;
        double magnitude = sums.Values.Sum(s => Math.Abs(s.Sum));
        IEnumerable<TermGroup> groups = sums.Select(s => new TermGroup(
            by, s.Key.Row, s.Key.Column, s.Value.Sum, magnitude > 0 ? Math.Abs(s.Value.Sum) / magnitude : 0, s.Value.Count));
        return new(by, [.. groups.OrderByDescending(g => g.Share)], others);
    }

    private static bool Belongs(RawTerm term, Value value) => term.Factors is [var first, ..] && first.Value == value;

    private static (int Row, int Column) Place(ElementRef element, GroupedBy by)
    {
        Shape shape = element.Value.Shape;
        int columns = shape[-1], rows = shape[-2];
        return by switch
        {
            GroupedBy.Image => (element.Offset / (shape.Length / shape[0]), 0),
            GroupedBy.Channel => (element.Offset / (rows * columns) % shape[-3], 0),
            _ => (element.Offset / columns % rows, element.Offset % columns),
        };
    }
}
