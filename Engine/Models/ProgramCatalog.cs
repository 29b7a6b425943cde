using System.Collections.Immutable;
using Backstep.Engine.Data;

namespace Backstep.Engine.Models;

/// <summary>No program has the name. The message is one line: near misses, then the whole list.</summary>
public sealed class UnknownProgramException(string name, IReadOnlyList<string> near, IEnumerable<string> all)
    : LocalizedException(l => ModelTexts.In(l).NoProgram(name, l.Any(near), string.Join(", ", all)))
{
    /// <summary>Names that differ by little.</summary>
    public IReadOnlyList<string> Near { get; } = near;
}

/// <summary>Every program that can be stepped, by name.</summary>
public static class ProgramCatalog
{
    /// <summary>All programs, from the single neuron to the networks that are trained on images.</summary>
    public static ImmutableArray<ProgramEntry> All { get; } =
    [
        new("neuron", l => ModelTexts.In(l).Neuron, ProgramKind.Scalar, "004", ScalarPrograms.Neuron),
        new("activations", l => ModelTexts.In(l).Activations, ProgramKind.Tensor, "004", TensorPrograms.Activations),
        new("one-weight", l => ModelTexts.In(l).OneWeight, ProgramKind.Scalar, "",
            SmallPrograms.OneWeight)
        { LearningRate = 0.1 },
        new("two-layer", l => ModelTexts.In(l).TwoLayer, ProgramKind.Scalar, "004", ScalarPrograms.TwoLayer)
        { LearningRate = 1 },
        new("micrograd", l => ModelTexts.In(l).Micrograd, ProgramKind.Scalar, "", SmallPrograms.Micrograd) { LearningRate = 0.1 },
        new("batch", l => ModelTexts.In(l).Batch, ProgramKind.Tensor, "", SmallPrograms.Batch)
        { LearningRate = 0.1 },
        new("softmax", l => ModelTexts.In(l).Softmax, ProgramKind.Tensor, "", SmallPrograms.Softmax)
        { LearningRate = 0.1 },
        new("layers", l => ModelTexts.In(l).Layers, ProgramKind.Tensor, "004", TensorPrograms.Layers)
        { Network = Networks.Layers },
        new("conv4x4", l => ModelTexts.In(l).Conv4x4, ProgramKind.Tensor, "", SmallPrograms.Conv4x4)
        { LearningRate = 0.01 },
        new("pool4x4", l => ModelTexts.In(l).Pool4x4, ProgramKind.Tensor, "", SmallPrograms.Pool4x4),
        new("attention", l => ModelTexts.In(l).Attention, ProgramKind.Tensor, "", AttentionProgram.Create) { LearningRate = 0.1 },
        new("microgpt", l => ModelTexts.In(l).Microgpt, ProgramKind.Tensor, "", GptPrograms.Train)
        {
            Network = new GptNetwork("microgpt", GptSize.Usual),
            Defaults = new(DatasetKind.Names, 1, 0.01, 1, ShuffleTest: false, TestEachEpoch: false)
            { Optimizer = GptNetwork.Optimizer, Steps = GptNetwork.UsualSteps },
        },
        new("microgpt-sample", l => ModelTexts.In(l).MicrogptSample, ProgramKind.Tensor, "", GptPrograms.Sample)
        { Network = new GptNetwork("microgpt-sample", GptSize.Usual) },
        new("tutorial-net", l => ModelTexts.In(l).TutorialNet,
            ProgramKind.Script, "001, 003", ScriptPrograms.Tutorial003)
        {
            Network = Networks.TutorialNet, LearningRate = 0.01,
        },
        new("tutorial-net-001", l => ModelTexts.In(l).TutorialNet001, ProgramKind.Script, "001",
            ScriptPrograms.Tutorial001)
        { Network = Networks.TutorialNet, LearningRate = 0.01 },
        new("week4-net", l => ModelTexts.In(l).Week4Net, ProgramKind.Script, "000",
            ScriptPrograms.Tutorial000)
        { Network = Networks.Week4Net, LearningRate = 0.01 },
        new("network1", l => ModelTexts.In(l).Network1, ProgramKind.Tensor, "002",
            ImagePrograms.Create)
        {
            Network = Networks.Network1, Defaults = new(DatasetKind.Mnist, 100, 0.1, 10, ShuffleTest: true, TestEachEpoch: false),
        },
        new("network2", l => ModelTexts.In(l).Network2, ProgramKind.Tensor, "002", ImagePrograms.Create)
        {
            Network = Networks.Network2, Defaults = new(DatasetKind.Mnist, 100, 0.1, 10, ShuffleTest: true, TestEachEpoch: false),
        },
        new("network3", l => ModelTexts.In(l).Network3, ProgramKind.Tensor, "002", ImagePrograms.Create)
        {
            Network = Networks.Network3, Defaults = new(DatasetKind.FashionMnist, 40, 0.1, 20, ShuffleTest: true, TestEachEpoch: false),
        },
        new("mlp", l => ModelTexts.In(l).Mlp, ProgramKind.Tensor, "004", ImagePrograms.Create)
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
