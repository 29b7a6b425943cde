using System.Collections.Immutable;
using Backstep.Engine.Json;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>
/// The parameters that a file can name: those of the state_dict (<c>0.weight</c>) and, where the network is stepped number by number,
/// single numbers (<c>w1</c>).
/// </summary>
internal sealed class ParameterNames(NetworkFile file, DenseNetwork? dense)
{
    /// <summary>How many names a complaint lists.</summary>
    private const int Listed = 12;

    private readonly ScalarParameter[] _singles = file.Zoom == Zoom.Scalar ? [.. dense!.Parameters(file.SharesBias)] : [];

    private readonly NamedShape[] _parameters = [.. file.AllModules.SelectMany(m => m.Module.Parameters(m.Name))];

    /// <summary>The numbers that a file gives: nested lists, or single ones.</summary>
    public ImmutableArray<GivenNumber> Weights(JsonPart part)
    {
        if (part is not ObjectPart weights) throw At(part).Fault(t => t.WeightsWanted);
        var given = ImmutableArray.CreateBuilder<GivenNumber>();
        foreach ((string name, JsonPart value) in weights.Members)
        {
            if (Single(name) is { } single)
            {
                double number = SampleReader.Number(value);
                // A bias that units share is that of each of them where they have their own.
                Shape shape = _parameters.First(p => p.Name == single.Parameter).Shape;
                int count = file.SharesBias && shape.Rank == 1 ? shape.Length : 1;
                for (int i = 0; i < count; i++) given.Add(new(single.Parameter, single.Offset + i, number));
            }
            else if (_parameters.FirstOrDefault(p => p.Name == name) is { } parameter)
            {
                var numbers = new List<double>();
                Gather(value, parameter, 0, numbers);
                given.AddRange(numbers.Select((n, i) => new GivenNumber(name, i, n)));
            }
            else throw Unknown(name, value);
        }
        return given.ToImmutable();
    }

    /// <summary>
    /// The same file with the parameters frozen that a list names. Single numbers can be frozen where the network is stepped number by
    /// number; training as a whole freezes what is frozen in all its numbers.
    /// </summary>
    public NetworkFile Freeze(NetworkFile of, JsonPart part)
    {
        var numbers = ImmutableHashSet.CreateBuilder<string>();
        var whole = ImmutableHashSet.CreateBuilder<string>();
        foreach (JsonPart item in NetworkReader.Items(part))
        {
            string name = NetworkReader.Text(item);
            if (Single(name) is not null) numbers.Add(name);
            else if (_parameters.Any(p => p.Name == name)) whole.Add(name);
            else throw Unknown(name, item);
        }
        numbers.UnionWith(_singles.Where(s => whole.Contains(s.Parameter)).Select(s => s.Name));
        whole.UnionWith(_singles.GroupBy(s => s.Parameter).Where(g => g.All(s => numbers.Contains(s.Name))).Select(g => g.Key));
        if (whole.Count == _parameters.Length) throw At(part).Fault(t => t.AllFrozen);
        return of with { Frozen = whole.ToImmutable(), FrozenNumbers = numbers.ToImmutable() };
    }

    private ScalarParameter? Single(string name) => _singles.Where(s => s.Name == name).Select(s => (ScalarParameter?)s).FirstOrDefault();

    private NetworkFileException Unknown(string name, JsonPart part)
    {
        string[] known = [.. _singles.Select(s => s.Name), .. _parameters.Select(p => p.Name)];
        return At(part).Fault(t => t.NoParameter(
            Quoted.Shown(name), Quoted.Near(name, known), string.Join(", ", known.Take(Listed)) + (known.Length > Listed ? ", ..." : "")));
    }

    private static void Gather(JsonPart part, NamedShape parameter, int dimension, List<double> numbers)
    {
        Shape shape = parameter.Shape;
        if (dimension == shape.Rank) numbers.Add(SampleReader.Number(part));
        else if (part is ListPart { Items: var items } && items.Count == shape[dimension])
            foreach (JsonPart item in items) Gather(item, parameter, dimension + 1, numbers);
        else throw At(part).Fault(t => t.OtherShape(parameter.Name, shape, shape[dimension]));
    }

    private static Place At(JsonPart part) => new(part.Path, part.Line);
}
