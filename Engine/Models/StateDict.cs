using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Data.Weights;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>A network's parameters by PyTorch's names, as <c>state_dict()</c> gives them and <c>load_state_dict</c> takes them.</summary>
public static class StateDict
{
    /// <summary>How many names a complaint lists of a kind.</summary>
    private const int Listed = 3;

    /// <summary>Under which a file says what data set its weights were trained on.</summary>
    internal const string DatasetKey = "dataset";

    /// <summary>Reads weights for <paramref name="network"/> from a file (<see cref="WeightFile"/>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">Whose weights.</param>
    /// <param name="say">Is told how the file's names have become the network's, where they are others.</param>
    /// <exception cref="WeightsException">The file cannot be used, its names or shapes are not the network's,
    /// or a number is not finite.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path, Network network, Action<Func<Language, string>>? say = null) =>
        Match(path, WeightFile.Read(path), network, say);

    /// <summary>
    /// Reads weights and finds the program whose network they belong to: by the name in the file, else by names and shapes.
    /// </summary>
    /// <param name="say">Is told how the file's names have become the network's, where they are others.</param>
    /// <exception cref="WeightsException">The file cannot be used, or goes with none of the programs.</exception>
    public static (ProgramEntry Entry, IReadOnlyDictionary<string, Tensor> Weights) LoadAny(
        string path, IReadOnlyList<ProgramEntry> programs, Action<Func<Language, string>>? say = null)
    {
        NamedTensors content = WeightFile.Read(path);
        ProgramEntry[] networks = [.. programs.Where(p => p.Network is not null).OrderByDescending(p => p.CanTrain)];
        string? name = content.Metadata.GetValueOrDefault("network");
        ProgramEntry entry = networks.FirstOrDefault(p => p.Network!.Name == name) ?? FirstThatFits(path, content, networks);
        return (entry, Match(path, content, entry.Network!, say));
    }

    /// <summary>The first program whose network the weights belong to: by their names, else by what those may stand for.</summary>
    /// <exception cref="WeightsException">They belong to none.</exception>
    internal static ProgramEntry FirstThatFits(string path, NamedTensors content, IReadOnlyList<ProgramEntry> networks) =>
        networks.FirstOrDefault(p => Fits(content, p.Network!))
        ?? networks.FirstOrDefault(p => Fits(WeightNames.Matched(path, content, p.Network!), p.Network!))
        ?? throw new WeightsException(l => WeightsTexts.In(l).FitsNone(path, string.Join(", ", networks.Select(p => p.Name))));

    /// <summary>Writes weights for PyTorch and for <see cref="Load"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">Whose weights.</param>
    /// <param name="read">Gives a parameter's content by name.</param>
    /// <param name="dataset">The name of the data set that they were trained on, for who reads other images with them.</param>
    /// <exception cref="WeightsException">It cannot be written.</exception>
    public static void Save(string path, Network network, Func<string, Tensor> read, string? dataset = null)
    {
        // What transformers asks for.
        var metadata = ImmutableDictionary<string, string>.Empty.Add("format", "pt").Add("network", network.Name);
        metadata = metadata.AddRange(network.Metadata);
        if (dataset is not null) metadata = metadata.Add(DatasetKey, Path.GetFileName(dataset));
        Safetensors.Write(path, new([.. network.Parameters.Select(p => KeyValuePair.Create(p.Name, read(p.Name)))], metadata));
    }

    /// <summary>The network's parameters out of a file's content.</summary>
    /// <exception cref="WeightsException">Names or shapes are not the network's, or a number is not finite.</exception>
    internal static IReadOnlyDictionary<string, Tensor> Match(
        string path, NamedTensors content, Network network, Action<Func<Language, string>>? say = null)
    {
        content = WeightNames.Matched(path, content, network, say);
        var found = content.Tensors.ToDictionary(StringComparer.Ordinal);
        NamedShape[] parameters = [.. network.Parameters];
        NamedShape[] missing = [.. parameters.Where(p => !found.ContainsKey(p.Name))];
        string[] leftOver = [.. content.Tensors.Select(t => t.Key).Except(parameters.Select(p => p.Name), StringComparer.Ordinal)];
        NamedShape[] otherShape =
            [.. parameters.Where(p => found.TryGetValue(p.Name, out Tensor? tensor) && !tensor.Shape.Equals(p.Shape))];
        if (missing.Length + leftOver.Length + otherShape.Length > 0)
            throw new WeightsException(l =>
            {
                var texts = WeightsTexts.In(l);
                var problems = new List<string>();
                if (missing.Length > 0) problems.Add(texts.Missing(Some(texts, missing.Select(p => $"{p.Name} {p.Shape}"))));
                if (leftOver.Length > 0) problems.Add(texts.LeftOver(Some(texts, leftOver.Select(name => $"{name} {found[name].Shape}"))));
                if (otherShape.Length > 0)
                    problems.Add(Some(texts, otherShape.Select(p =>
                    {
                        Shape actual = found[p.Name].Shape;
                        return texts.OtherShape(p.Name, actual, p.Shape, actual.Dims.Reverse().SequenceEqual(p.Shape.Dims));
                    })));
                return texts.DoesNotFit(path, network.Name, string.Join("; ", problems));
            });
        foreach (NamedShape p in parameters)
        {
            int count = found[p.Name].Data.ToArray().Count(x => !double.IsFinite(x));
            if (count > 0) throw new WeightsException(l => WeightsTexts.In(l).NotFinite(path, p.Name, count));
        }
        return parameters.ToDictionary(p => p.Name, p => found[p.Name], StringComparer.Ordinal);
    }

    private static bool Fits(NamedTensors content, Network network) =>
        content.Tensors.Select(t => new NamedShape(t.Key, t.Value.Shape)).ToHashSet().SetEquals(network.Parameters);

    private static string Some(WeightsTexts texts, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string some = string.Join(", ", all.Take(Listed));
        return all.Length > Listed ? texts.AndMore(some, all.Length - Listed) : some;
    }
}
