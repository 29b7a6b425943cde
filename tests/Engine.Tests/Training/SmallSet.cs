using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

/// <summary>A data set of a few bright squares whose place tells the class, and plans to train on it.</summary>
internal static class SmallSet
{
    public static Dataset Create(int count)
    {
        var pixels = new byte[count * 28 * 28];
        var labels = new byte[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = (byte)(n % 10);
            for (int row = 0; row < 8; row++)
                for (int column = 0; column < 5; column++)
                    pixels[n * 784 + (row + 14 * (labels[n] / 5) + n % 3) * 28 + column + 5 * (labels[n] % 5)] = 255;
        }
        return new("squares", new(count, 28, 28, pixels), labels, DatasetKind.Mnist.ClassNames, Normalization.ToTensor);
    }

    public static TrainingPlan Plan(
        int images, int batchSize, int epochs = 1, OptimizerSpec? optimizer = null, string model = "mlp", int? testImages = null)
    {
        Network network = ProgramCatalog.Get(model).Network!;
        OptimizerSpec spec = optimizer ?? OptimizerSpec.Sgd(0.1);
        var random = new TorchRandom(3);
        var initial = new Dictionary<string, Tensor>(network.Initialize(random)) { ["lr"] = Tensor.Scalar(spec.LearningRate) };
        return new TrainingPlan
        {
            Training = n => network.BuildTraining(n, spec),
            TrainingWith = other => n => network.BuildTraining(n, other),
            Evaluation = network.BuildEvaluation,
            Initial = initial,
            Random = random,
            TrainLoader = new DataLoader(Create(images), batchSize, shuffle: true),
            TestLoader = testImages is int t ? new DataLoader(Create(t), batchSize, shuffle: false) : null,
            Epochs = epochs,
        };
    }

    public static IBackend Backend => new ReferenceBackend();
}
