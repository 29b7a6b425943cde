using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Models;

/// <summary>Weights under other names than the network's.</summary>
public class WeightNamesTests
{
    private string _path = "";

    [SetUp]
    public void MakeFolder() => _path = Path.Combine(Directory.CreateTempSubdirectory("backstep-names-").FullName, "w.safetensors");

    [TearDown]
    public void DropFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private static ImmutableArray<KeyValuePair<string, Tensor>> Weights() =>
        [.. Networks.Network2.Parameters.Select((p, i) => KeyValuePair.Create(p.Name, Tensor.Full(p.Shape, i)))];

    private List<string> Load(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        Safetensors.Write(_path, new([.. tensors], ImmutableDictionary<string, string>.Empty));
        var said = new List<string>();
        IReadOnlyDictionary<string, Tensor> loaded = StateDict.Load(_path, Networks.Network2, note => said.Add(note(Language.English)));
        Assert.That(loaded.Keys, Is.EquivalentTo(Weights().Select(w => w.Key)));
        foreach ((string name, Tensor tensor) in Weights()) Assert.That(loaded[name].BitEquals(tensor), name);
        return said;
    }

    [Test]
    public void Names_that_are_the_network_s_are_taken_without_a_word() => Assert.That(Load(Weights()), Is.Empty);

    [TestCase("module.")]
    [TestCase("module.net.")]
    [TestCase("_orig_mod.")]
    public void A_beginning_that_all_names_share_is_left_out_and_said(string prefix) =>
        Assert.That(Load(Weights().Select(w => KeyValuePair.Create(prefix + w.Key, w.Value))).Single(),
            Does.Contain($"all names begin with {prefix}, which is left out"));

    [Test]
    public void Other_names_with_the_same_shapes_are_taken_in_order_and_that_is_said()
    {
        string[] modules = ["0", "3", "7", "9", "11"];
        Assert.That(Load(Weights().Select((w, i) => KeyValuePair.Create($"{modules[i / 2]}.{(i % 2 == 0 ? "weight" : "bias")}", w.Value)))
            .Single(),
            Does.Contain("taken in order: 0.weight → conv1.weight, 0.bias → conv1.bias, 3.weight → conv2.weight, ..."));
    }

    [Test]
    public void The_alphabet_s_order_is_none_of_layers()
    {
        string[] modules = ["0", "3", "7", "9", "11"];
        Assert.That(Load(Weights().Select((w, i) => KeyValuePair.Create($"{modules[i / 2]}.{(i % 2 == 0 ? "weight" : "bias")}", w.Value))
            .OrderBy(w => w.Key, StringComparer.Ordinal)).Single(),
                Does.Contain("0.weight → conv1.weight, 0.bias → conv1.bias, 3.weight → conv2.weight"));
    }

    [Test]
    public void Where_some_names_are_the_network_s_what_is_missing_left_over_and_transposed_is_listed()
    {
        ImmutableArray<KeyValuePair<string, Tensor>> weights = Weights();
        Safetensors.Write(_path, new([.. weights.Skip(1).SkipLast(2), new("out.weight", Tensor.Zeros(new Shape(60, 10))),
            new("last.bias", weights[^1].Value)], ImmutableDictionary<string, string>.Empty));
        Assert.That(() => StateDict.Load(_path, Networks.Network2), Throws.TypeOf<WeightsException>()
            .With.Message.Contains("missing conv1.weight").And.Message.Contains("left over last.bias").And.Message.Contains(
                "(transposed)"));
    }

    [Test]
    public void A_program_is_found_for_weights_with_other_names()
    {
        Safetensors.Write(_path,
            new([.. Weights().Select(w => KeyValuePair.Create("module." + w.Key, w.Value))], ImmutableDictionary<string, string>.Empty));
        Assert.That(StateDict.LoadAny(_path, ProgramCatalog.All).Entry.Name, Is.EqualTo("network2"));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Numbers_that_are_none_are_refused(double number)
    {
        Safetensors.Write(_path,
            new([.. Weights().Select(w => w.Key == "out.bias" ? KeyValuePair.Create(w.Key, w.Value.With(0, number)) : w)],
            ImmutableDictionary<string, string>.Empty));
        Assert.That(() => StateDict.Load(_path, Networks.Network2),
            Throws.TypeOf<WeightsException>().With.Message.Contains("out.bias holds 1 number that is NaN"));
    }
}
