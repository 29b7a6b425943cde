using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Bench.Compare;

/// <summary>One of the tutorials' training jobs.</summary>
/// <param name="Letter">Its short name.</param>
/// <param name="Network">What is trained.</param>
/// <param name="Data">On what.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">Of plain SGD.</param>
internal sealed record Job(string Letter, Network Network, DatasetKind Data, int BatchSize, double LearningRate)
{
    /// <summary>Tutorial 002 on MNIST, tutorial 004 on Fashion-MNIST, tutorial 002 on Fashion-MNIST.</summary>
    public static IReadOnlyList<Job> All { get; } =
    [
        new("A", Networks.Network2, DatasetKind.Mnist, 100, 0.1),
        new("B", Networks.Mlp, DatasetKind.FashionMnist, 64, 1e-3),
        new("C", Networks.Network3, DatasetKind.FashionMnist, 40, 0.1),
    ];

    /// <summary>One line for people.</summary>
    public string Title => $"{Letter}: {Network.Name} on {Data.Name}, batch {BatchSize}, SGD {LearningRate}";

    /// <summary>Floating-point operations of an epoch, counted densely.</summary>
    public double FlopsPerEpoch(int images) =>
        (double)Operation.FlopsPerRun(Network.BuildTraining(1, OptimizerSpec.Sgd(LearningRate))) * images;
}
