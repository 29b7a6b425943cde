namespace Backstep.Engine.Debugging.Expressions;

/// <summary>What the user may have meant by a name that does not exist.</summary>
internal static class NearMisses
{
    private const int Most = 3;
    private const int LongestCompared = 100;

    /// <summary>At most three names, the nearest first.</summary>
    public static string[] Of(string typed, IEnumerable<string> names)
    {
        if (typed.Length > LongestCompared) return [];
        // A typing error in every third character still counts; a longer name that begins or ends with the typed one
        // comes after all of them.
        int allowed = Math.Max(1, typed.Length / 3);
        return [.. names
            .Select(name => (name, distance: EditDistance.Between(typed, name)))
            .Select(n => IsWholePartOf(typed, n.name) ? (n.name, distance: Math.Min(allowed + 1, n.distance)) : n)
            .Where(n => n.distance <= allowed || IsWholePartOf(typed, n.name))
            .OrderBy(n => n.distance).Take(Most).Select(n => ExpressionException.Quote(n.name))];
    }

    /// <summary><c>conv1</c> and <c>weight</c> are whole parts of <c>conv1.weight</c>.</summary>
    private static bool IsWholePartOf(string typed, string name) => name.Length > typed.Length + 1
        && ((name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && name[typed.Length] is '.' or '/')
            || (name.EndsWith(typed, StringComparison.OrdinalIgnoreCase) && name[^(typed.Length + 1)] == '.'));
}
