using System.Collections.Immutable;
using Backstep.Engine.Data;

namespace Backstep.Engine.Models;

/// <summary>No program has the name. The message is one line: near misses, then the whole list.</summary>
public sealed class UnknownProgramException : Exception
{
    /// <summary>There is no program <paramref name="name"/>.</summary>
    public UnknownProgramException(string name, IReadOnlyList<string> near, IEnumerable<string> all)
        : base($"there is no program {name};{(near.Count == 0 ? "" : $" did you mean {string.Join(" or ", near)}?")} programs: "
            + string.Join(", ", all)) => Near = near;

    /// <summary>Names that differ by little.</summary>
    public IReadOnlyList<string> Near { get; }
}

/// <summary>Every program that can be stepped, by name.</summary>
public static class ProgramCatalog
{
    /// <summary>All programs, from the single neuron to the networks that are trained on images.</summary>
    public static ImmutableArray<ProgramEntry> All { get; } =
    [
        new("neuron", "one neuron: three inputs, three weights, a bias", ProgramKind.Scalar, "004", ScalarPrograms.Neuron),
        new("activations", "sigmoid, tanh and ReLU over a range, and their slopes", ProgramKind.Tensor, "004", TensorPrograms.Activations),
        new("one-weight", "one weight and half the squared error: the smallest thing that learns", ProgramKind.Scalar, "",
            SmallPrograms.OneWeight)
        { LearningRate = 0.1 },
        new("two-layer", "a 2-2-2 network by hand: forward, chain rule, new weights", ProgramKind.Scalar, "004", ScalarPrograms.TwoLayer)
        { LearningRate = 1 },
        new("batch", "four samples through one linear layer: gradients over a batch", ProgramKind.Tensor, "", SmallPrograms.Batch)
        { LearningRate = 0.1 },
        new("softmax", "two samples, three classes: softmax, cross-entropy and p - y", ProgramKind.Tensor, "", SmallPrograms.Softmax)
        { LearningRate = 0.1 },
        new("layers", "three images through Flatten, Linear, ReLU, Linear and Softmax", ProgramKind.Tensor, "004", TensorPrograms.Layers)
        { Network = Networks.Layers },
        new("conv4x4", "one 3×3 kernel on a 4×4 image: its gradient sums over patches", ProgramKind.Tensor, "", SmallPrograms.Conv4x4)
        { LearningRate = 0.01 },
        new("pool4x4", "2×2 max-pooling of a 4×4 image: where the gradient goes", ProgramKind.Tensor, "", SmallPrograms.Pool4x4),
        new("tutorial-net", "the script on a 5×5 convolutional network: two backward passes, a manual update, an optimizer step",
            ProgramKind.Script, "001, 003", ScriptPrograms.Tutorial003)
        {
            Network = Networks.TutorialNet, LearningRate = 0.01,
        },
        new("tutorial-net-001", "the same network without zero_grad in between: gradients add up", ProgramKind.Script, "001",
            ScriptPrograms.Tutorial001)
        { Network = Networks.TutorialNet, LearningRate = 0.01 },
        new("week4-net", "the script on a 3×3 convolutional network, ending in a whole training step", ProgramKind.Script, "000",
            ScriptPrograms.Tutorial000)
        { Network = Networks.Week4Net, LearningRate = 0.01 },
        new("network1", "a convolutional network that forgets to flatten: find the shape error", ProgramKind.Tensor, "002",
            ImagePrograms.Create)
        {
            Network = Networks.Network1, Defaults = new(DatasetKind.Mnist, 100, 0.1, 10, ShuffleTest: true, TestEachEpoch: false),
        },
        new("network2", "two convolutions and three linear layers read handwritten digits", ProgramKind.Tensor, "002", ImagePrograms.Create)
        {
            Network = Networks.Network2, Defaults = new(DatasetKind.Mnist, 100, 0.1, 10, ShuffleTest: true, TestEachEpoch: false),
        },
        new("network3", "three convolutions, one of them padded, tell clothes apart", ProgramKind.Tensor, "002", ImagePrograms.Create)
        {
            Network = Networks.Network3, Defaults = new(DatasetKind.FashionMnist, 40, 0.1, 20, ShuffleTest: true, TestEachEpoch: false),
        },
        new("mlp", "three linear layers tell clothes apart, without any convolution", ProgramKind.Tensor, "004", ImagePrograms.Create)
        {
            Network = Networks.Mlp, Defaults = new(DatasetKind.FashionMnist, 64, 1e-3, 5, ShuffleTest: false, TestEachEpoch: true),
        },
    ];

    /// <summary>The program called <paramref name="name"/>.</summary>
    /// <exception cref="UnknownProgramException">There is none.</exception>
    public static ProgramEntry Get(string name)
    {
        if (All.FirstOrDefault(p => p.Name == name) is { } entry) return entry;
        string[] near =
        [
            .. from p in All
               let distance = EditDistance.Between(name, p.Name)
               where distance <= 2 || (name.Length >= 3 && p.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
               orderby distance
               select p.Name,
        ];
        throw new UnknownProgramException(name, near, All.Select(p => p.Name));
    }
}
