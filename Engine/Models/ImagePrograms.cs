using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>One training step of a network on a batch of images.</summary>
internal static class ImagePrograms
{
    private const int BatchSizeWithoutData = 4;
    private const int Classes = 10;

    /// <summary>
    /// Draws the parameters first and then, from the same generator, the images or the loader's order: the order of the tutorials' scripts.
    /// </summary>
    public static Scenario Create(ProgramEntry entry, ScenarioOptions options)
    {
        Network network = entry.Network!;
        OptimizerSpec optimizer = ProgramEntry.Optimizer(options, entry.Defaults!.Optimizer);
        int batchSize = options.BatchSize ?? (options.Dataset is null ? BatchSizeWithoutData : entry.Defaults.BatchSize);
        Program program = network.BuildTraining(batchSize, optimizer);
        var random = new TorchRandom(options.SeedOrZero);
        var initial = network.Initialize(random).ToDictionary(p => program[p.Key], p => p.Value);
        IBatchSource batches = options.Dataset is { } dataset
            ? Loader(program, new DataLoader(DatasetFit.Fitted(network, dataset), batchSize, options.Shuffle ?? true), random,
                options.SeedOrZero)
            : Drawn(program, random, options.SeedOrZero);
        return ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer, batches);
    }

    private static LoaderBatches Loader(Program program, DataLoader loader, TorchRandom random, long seed)
    {
        Dataset dataset = loader.Dataset;
        if (dataset.Count < loader.BatchSize)
            throw new ScenarioException(l => ModelTexts.In(l).BatchTooLarge(loader.BatchSize, dataset.Count, dataset.Name));
        return new(program["x"], program.Target!, loader, random, seed);
    }

    private static FixedBatch Drawn(Program program, TorchRandom random, long seed)
    {
        Value x = program["x"], labels = program["labels"];
        var classes = new double[labels.Shape.Length];
        for (int i = 0; i < classes.Length; i++) classes[i] = i % Classes;
        return new(
            l => ModelTexts.In(l).RandnOfShape(x.Shape, seed),
            new(x, Tensor.FromFloats(x.Shape, random.Randn(x.Shape.Length))),
            new(labels, new Tensor(labels.Shape, classes)));
    }
}
