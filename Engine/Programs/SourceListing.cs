using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Backstep.Engine.Programs;

/// <summary>
/// The program as a learner would write it in PyTorch: lines of Python with, behind a marker, the values that each line makes. In the text
/// that it is parsed from, <c>#@ conv1, relu1</c> at a line's end says that the instructions that write <c>conv1</c> and <c>relu1</c>
/// belong to that line; the marker is not shown. A name that the line assigns stands for what it makes last; where the line makes nothing
/// itself, <c>#@ preds=out</c> says what it stands for, in scripts with the pass (<c>out=1:fc3</c>).
/// </summary>
public sealed partial class SourceListing
{
    /// <summary>The key of the learning rate: the name that its line assigns is the optimizer's.</summary>
    private const string LearningRate = "lr";

    private readonly Dictionary<string, int> _lineOf = new(StringComparer.Ordinal);

    private SourceListing(ImmutableArray<string> lines) => Lines = lines;

    /// <summary>A listing from its lines and from the line that each key belongs to.</summary>
    internal SourceListing(ImmutableArray<string> lines, IEnumerable<KeyValuePair<string, int>> lineOf)
        : this(lines)
    {
        foreach ((string key, int line) in lineOf) _lineOf.Add(key, line);
    }

    /// <summary>The lines as shown.</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>
    /// What each line makes: a value's name or a phase, or a name that it assigns (<c>preds=out</c>), with the number of its line.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, int>> Keys => _lineOf;

    /// <summary>Line <paramref name="number"/>, from 1.</summary>
    public string this[int number] => Lines[number - 1];

    /// <summary>Reads a listing with markers; a raw string literal's trailing newline is dropped.</summary>
    /// <exception cref="FormatException">A marker names a value twice.</exception>
    public static SourceListing Parse(string text)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var keys = new List<(string Key, int Line)>();
        foreach (string raw in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            int marker = raw.IndexOf("#@", StringComparison.Ordinal);
            lines.Add((marker < 0 ? raw : raw[..marker]).TrimEnd());
            if (marker < 0) continue;
            string[] made = raw[(marker + 2)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (string key in made.Concat(Assigned(lines[^1], [.. made.Where(k => !k.Contains('=') && k != LearningRate)])))
                keys.Add((key, lines.Count));
        }
        var listing = new SourceListing(lines.ToImmutable());
        foreach ((string key, int line) in keys)
            if (!listing._lineOf.TryAdd(key, line))
                throw new FormatException($"line {line} of the listing claims {key}, as line {listing._lineOf[key]} does");
        return listing;
    }

    /// <summary>
    /// The line that makes <paramref name="key"/>: a value's name, or <c>zero_grad</c>, <c>backward</c>, <c>update</c>, in scripts
    /// with the pass in front (<c>2:backward</c>), which is looked for first.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No line claims it.</exception>
    public int LineOf(string key, int pass) =>
        _lineOf.TryGetValue($"{pass}:{key}", out int line) || _lineOf.TryGetValue(key, out line)
            ? line
            : throw new KeyNotFoundException($"no line of the listing makes {key} (pass {pass})");

    /// <summary>The names that a line assigns, in one <c>a, b = ...</c> or <c>for a, (b, c) in ...</c>.</summary>
    public static IEnumerable<string> Targets(string line) =>
        AssignmentPattern().Match(line) is { Success: true } match
            ? NamePattern().Matches(match.Groups["targets"].Value).Select(m => m.Value)
            : [];

    /// <summary>
    /// What the names that a line assigns stand for: several for as many values, the last ones first found; one for what is made last.
    /// </summary>
    private static IEnumerable<string> Assigned(string line, string[] made)
    {
        string[] targets = [.. Targets(line)];
        if (targets.Length == 0 || made.Length == 0) return [];
        int pairs = targets.Length == 1 ? 1 : Math.Min(targets.Length, made.Length);
        return targets[^pairs..].Zip(made[^pairs..])
            .Where(p => p.First != p.Second[(p.Second.IndexOf(':', StringComparison.Ordinal) + 1)..]).Select(p => $"{p.First}={p.Second}");
    }

    [GeneratedRegex(@"^\s*(for\s+(?<targets>[\w,()\s]+?)\s+in\s|(?<targets>[\w,()\s]+?)\s*=(?!=))")]
    private static partial Regex AssignmentPattern();

    [GeneratedRegex(@"\w+")]
    private static partial Regex NamePattern();
}
