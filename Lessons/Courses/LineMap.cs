using System.Collections.Frozen;

namespace Backstep.Lessons.Courses;

/// <summary>The line of every part of a course file, by JSON path.</summary>
public sealed class LineMap
{
    private readonly FrozenDictionary<string, int> _lines;

    internal LineMap(IEnumerable<KeyValuePair<string, int>> lines) =>
        // A key with a dot in it may spell the same path as two keys; the first one wins.
        _lines = lines.DistinctBy(l => l.Key, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Knows no line; for courses that were not read from a file.</summary>
    public static LineMap Empty { get; } = new([]);

    /// <summary>
    /// The line, from 1, at which <paramref name="path"/> begins; for a member that is not
    /// there, the line of what it is missing in; 0 if nothing is known.
    /// </summary>
    public int this[string path]
    {
        get
        {
            for (string at = path; at.Length > 0; at = Parent(at))
                if (_lines.TryGetValue(at, out int line)) return line;
            return 0;
        }
    }

    /// <summary>Whether the file has this path.</summary>
    public bool Has(string path) => _lines.ContainsKey(path);

    private static string Parent(string path)
    {
        int cut = path.LastIndexOfAny(['.', '[']);
        return cut < 0 ? "" : path[..cut];
    }
}
