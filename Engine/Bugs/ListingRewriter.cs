using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>
/// Changes a listing line by line, as a learner would have written the mistake. Lines keep the numbers of the listing that was given until
/// <see cref="Build"/>; lines that are put in have negative ones.
/// </summary>
internal sealed partial class ListingRewriter
{
    private readonly List<(int Number, string Text)> _lines;
    private readonly Dictionary<string, int> _keys;
    private readonly ImmutableArray<string> _given;
    private int _inserted;

    public ListingRewriter(SourceListing listing)
    {
        _given = listing.Lines;
        _lines = [.. listing.Lines.Select((text, i) => (i + 1, text))];
        _keys = new(listing.Keys, StringComparer.Ordinal);
    }

    /// <summary>The number of the first line that holds <paramref name="text"/>, or null.</summary>
    public int? Find(string text) =>
        _lines.Where(l => l.Text.Contains(text, StringComparison.Ordinal)).Select(l => (int?)l.Number).FirstOrDefault();

    /// <summary>The number of the line that makes <paramref name="key"/>, or null.</summary>
    public int? LineOf(string key) => _keys.TryGetValue(key, out int line) ? line : null;

    /// <summary>The text of a line as it is now.</summary>
    public string this[int number] => _lines[At(number)].Text;

    /// <summary>The spaces that a line begins with.</summary>
    public string Indent(int number) => Indentation().Match(this[number]).Value;

    public void Replace(int number, Func<string, string> change)
    {
        int at = At(number);
        _lines[at] = (number, change(_lines[at].Text));
    }

    public void ReplaceAll(Func<string, string> change)
    {
        foreach ((int number, _) in _lines.ToArray()) Replace(number, change);
    }

    /// <summary>Takes a line out; nothing may belong to it any more when the listing is built.</summary>
    public void Remove(int number)
    {
        _lines.RemoveAt(At(number));
        foreach ((string key, int line) in _keys.ToArray())
            if (line == number) _keys.Remove(key);
    }

    /// <summary>Takes a line out and, if it was alone in a loop, the loop's head before it.</summary>
    public void RemoveWithLoop(int number)
    {
        int at = At(number);
        bool alone = at + 1 == _lines.Count || _lines[at + 1].Text.Length == 0
            || Indentation().Match(_lines[at + 1].Text).Length < Indent(number).Length;
        if (at > 0 && alone && _lines[at - 1].Text.TrimStart().StartsWith("for ", StringComparison.Ordinal)
            && Indentation().Match(_lines[at - 1].Text).Length < Indent(number).Length) Remove(_lines[at - 1].Number);
        Remove(number);
    }

    /// <summary>Puts lines in before line <paramref name="number"/>, indented as it is; gives their numbers.</summary>
    public int[] InsertBefore(int number, params string[] texts)
    {
        string indent = Indent(number);
        var numbers = new List<int>();
        foreach (string text in texts)
        {
            _lines.Insert(At(number), (--_inserted, indent + text));
            numbers.Add(_inserted);
        }
        return [.. numbers];
    }

    /// <summary>Says that <paramref name="key"/> is made by line <paramref name="number"/>.</summary>
    public void Claim(int number, string key) => _keys[key] = number;

    /// <summary>Says that all that belonged to one line belongs to another.</summary>
    public void MoveKeys(int from, int to)
    {
        foreach ((string key, int line) in _keys.ToArray())
            if (line == from) _keys[key] = to;
    }

    /// <summary>Moves a line to just before another, indented as that is.</summary>
    public void MoveBefore(int number, int before)
    {
        string text = Indent(before) + this[number].TrimStart();
        _lines.RemoveAt(At(number));
        _lines.Insert(At(before), (number, text));
    }

    /// <summary>Indents a line and all that follow it by four spaces.</summary>
    public void IndentFrom(int number)
    {
        for (int at = At(number); at < _lines.Count; at++)
            if (_lines[at].Text.Length > 0) _lines[at] = (_lines[at].Number, "    " + _lines[at].Text);
    }

    /// <summary>The lines that stand before which a line is put that runs once, before the training step.</summary>
    public int SetupLine()
    {
        if (Find("net = Net()") is { } net) return _lines[At(net) + 1].Number;
        int inner = LineOf("lr") ?? LineOf("x") ?? _lines[0].Number;
        // Not inside a loop over batches.
        for (int at = At(inner); at >= 0; at--)
            if (_lines[at].Text.Length > 0 && !char.IsWhiteSpace(_lines[at].Text[0])) return _lines[at].Number;
        return inner;
    }

    /// <summary>The listing, and the new number of each line that is still there.</summary>
    public (SourceListing Listing, IReadOnlyDictionary<int, int> NewNumbers) Build()
    {
        var numbers = new Dictionary<int, int>();
        for (int i = 0; i < _lines.Count; i++) numbers.Add(_lines[i].Number, i + 1);
        return (new([.. _lines.Select(l => l.Text)], _keys.Select(k => KeyValuePair.Create(k.Key, numbers[k.Value]))), numbers);
    }

    private int At(int number)
    {
        int at = _lines.FindIndex(l => l.Number == number);
        return at >= 0 ? at : throw new InvalidOperationException(
            $"line {number} of the listing has been taken out{(number > 0 && number <= _given.Length ? $": {_given[number - 1]}" : "")}");
    }

    /// <summary>A parameter as Python reaches it: <c>linear_relu_stack[0].bias</c>.</summary>
    public static string Python(Value parameter) => Position().Replace(parameter.Name, "[$1]");

    [GeneratedRegex(@"\.([0-9]+)(?=\.)")]
    private static partial Regex Position();

    [GeneratedRegex("^ *")]
    private static partial Regex Indentation();
}
