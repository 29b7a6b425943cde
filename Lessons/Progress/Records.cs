using System.Collections.Immutable;
using System.Globalization;

namespace Backstep.Lessons.Progress;

/// <summary>What the records of the saved game have in common.</summary>
internal static class Records
{
    /// <summary>An empty table, ordered by plain text comparison: the same on every machine.</summary>
    internal static ImmutableSortedDictionary<string, T> Empty<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>A day as a key of a table.</summary>
    internal static string Key(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
