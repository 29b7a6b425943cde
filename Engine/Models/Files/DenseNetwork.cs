using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>A linear layer and what is applied to each of its units.</summary>
/// <param name="Name">The layer's name in the state_dict.</param>
/// <param name="Linear">The layer.</param>
/// <param name="Functions">Sigmoid, Tanh and ReLU in order.</param>
internal sealed record DenseLayer(string Name, Linear Linear, ImmutableArray<Module> Functions);

/// <summary>A number of a scalar program and the place that it has in the state_dict.</summary>
internal readonly record struct ScalarParameter(string Name, string Parameter, int Offset);

/// <summary>A network of linear layers so small that it can be stepped number by number.</summary>
internal sealed record DenseNetwork(ImmutableArray<DenseLayer> Layers)
{
    /// <summary>More units would fill the screen with boxes that nobody reads.</summary>
    public const int MaxUnits = 12;

    /// <summary>More layers would not stand beside each other.</summary>
    public const int MaxLayers = 6;

    /// <summary>The network, or null where it holds something that is no small linear layer and no function of single numbers.</summary>
    public static DenseNetwork? Of(IEnumerable<NamedModule> modules)
    {
        var layers = ImmutableArray.CreateBuilder<DenseLayer>();
        foreach ((string name, Module module) in Flat(modules, ""))
        {
            if (module is Linear { InFeatures: <= MaxUnits, OutFeatures: <= MaxUnits } linear) layers.Add(new(name, linear, []));
            else if (module is Sigmoid or Tanh or ReLU && layers.Count > 0)
                layers[^1] = layers[^1] with { Functions = layers[^1].Functions.Add(module) };
            else return null;
        }
        // Sizes that do not fit are told by the layer that does not fit, tensor by tensor.
        bool fits = layers.Zip(layers.Skip(1)).All(p => p.First.Linear.OutFeatures == p.Second.Linear.InFeatures);
        return layers.Count is > 0 and <= MaxLayers && fits ? new(layers.ToImmutable()) : null;
    }

    public int Inputs => Layers[0].Linear.InFeatures;

    public int Outputs => Layers[^1].Linear.OutFeatures;

    /// <summary>Unit <paramref name="unit"/> of a layer, both from 0: h1 of one hidden layer, h2_1 of several, o1 at the end.</summary>
    public string Unit(int layer, int unit) => layer == Layers.Length - 1 ? $"o{unit + 1}"
        : Layers.Length == 2 ? $"h{unit + 1}" : $"h{layer + 1}_{unit + 1}";

    /// <summary>
    /// Every number that is learnt: w1, w2, ... unit by unit from the first layer on, b1, b2, ..., one a unit or, as worked examples have
    /// it, one a layer. A shared bias stands for that of the layer's first unit.
    /// </summary>
    public IEnumerable<ScalarParameter> Parameters(bool sharesBias)
    {
        int w = 0, b = 0;
        foreach (DenseLayer layer in Layers)
            for (int i = 0; i < layer.Linear.OutFeatures * layer.Linear.InFeatures; i++)
                yield return new($"w{++w}", $"{layer.Name}.weight", i);
        foreach (DenseLayer layer in Layers.Where(l => l.Linear.HasBias))
            for (int i = 0; i < (sharesBias ? 1 : layer.Linear.OutFeatures); i++)
                yield return new($"b{++b}", $"{layer.Name}.bias", i);
    }

    /// <summary>Parameters by the names of the state_dict, as single numbers.</summary>
    public IReadOnlyDictionary<string, Tensor> Unfold(IReadOnlyDictionary<string, Tensor> weights, bool sharesBias) =>
        Parameters(sharesBias).Where(p => weights.ContainsKey(p.Parameter))
            .ToDictionary(p => p.Name, p => Tensor.Scalar(weights[p.Parameter][p.Offset]), StringComparer.Ordinal);

    private static IEnumerable<NamedModule> Flat(IEnumerable<NamedModule> modules, string prefix) => modules.SelectMany(m =>
        m.Module is Sequential s ? Flat(s.Children, $"{prefix}{m.Name}.") : [new NamedModule(prefix + m.Name, m.Module)]);
}
