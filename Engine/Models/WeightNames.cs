using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Data;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>Weights under the network's own names where a file has others.</summary>
internal static class WeightNames
{
    /// <summary>How many names a line tells.</summary>
    private const int Told = 3;

    /// <summary>
    /// As the file has them, if it knows any of the names. Else without the beginning that all names share (<c>module.</c>). Else one after
    /// the other, if their shapes are those of the parameters in order. Else as the file has them.
    /// </summary>
    /// <param name="say">Is told what was done; null where nobody listens.</param>
    public static NamedTensors Matched(string path, NamedTensors content, Network network, Action<Func<Language, string>>? say = null)
    {
        if (content.Metadata.TryGetValue(NamedTensors.TakenFromKey, out string? key))
            say?.Invoke(l => WeightsTexts.In(l).TakenFrom(path, key));
        NamedShape[] parameters = [.. network.Parameters];
        var names = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        if (content.Tensors.Length == 0 || content.Tensors.Any(t => names.Contains(t.Key))) return content;
        string first = content.Tensors[0].Key;
        for (int dot = first.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = first.IndexOf('.', dot + 1))
        {
            string prefix = first[..(dot + 1)];
            if (!content.Tensors.All(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))) break;
            if (!content.Tensors.Any(t => names.Contains(t.Key[prefix.Length..]))) continue;
            say?.Invoke(l => WeightsTexts.In(l).PrefixLeftOut(path, CsvReader.Short(prefix)));
            return content with { Tensors = [.. content.Tensors.Select(t => KeyValuePair.Create(t.Key[prefix.Length..], t.Value))] };
        }
        ImmutableArray<KeyValuePair<string, Tensor>> ordered = InOrder(content.Tensors);
        if (!ordered.Select(t => t.Value.Shape).SequenceEqual(parameters.Select(p => p.Shape))) return content;
        string pairs = string.Join(", ",
            ordered.Zip(parameters).Take(Told).Select(p => $"{CsvReader.Short(p.First.Key)} → {p.Second.Name}"));
        say?.Invoke(l => WeightsTexts.In(l).TakenInOrder(path, network.Name, pairs));
        return content with { Tensors = [.. ordered.Zip(parameters).Select(p => KeyValuePair.Create(p.Second.Name, p.First.Value))] };
    }

    /// <summary>
    /// The order of the file, unless it is that of the alphabet, in which safetensors writes: then by the numbers in the names, weights
    /// before biases. Where there are no such numbers either, shapes that are all different tell the order by themselves.
    /// </summary>
    private static ImmutableArray<KeyValuePair<string, Tensor>> InOrder(ImmutableArray<KeyValuePair<string, Tensor>> tensors)
    {
        string[] names = [.. tensors.Select(t => t.Key)];
        if (!names.SequenceEqual(names.Order(StringComparer.Ordinal)) || names.All(n => Number(n) is not null && Module(n).Length == 0))
            return tensors;
        if (names.All(n => Number(Module(n)) is not null))
            return [.. tensors.OrderBy(t => Number(Module(t.Key))).ThenByDescending(t => t.Key, StringComparer.Ordinal)];
        return tensors.Select(t => t.Value.Shape).Distinct().Count() == tensors.Length
            ? [.. tensors.GroupBy(t => Module(t.Key)).SelectMany(g => g.OrderByDescending(t => t.Key, StringComparer.Ordinal))] : [];
    }

    private static string Module(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";

    /// <summary>The number at the end of a name: 3 of <c>layers.3</c>.</summary>
    private static long? Number(string name)
    {
        string digits = name[(name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1)..];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
