using System.Security.Cryptography;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Data;

public class SyntheticDigitsTests
{
    private static byte[] All(Dataset set) =>
        [.. Enumerable.Range(0, set.Count).SelectMany(n => set.Image(n).ToArray().Append(set.Label(n)))];

    [Test]
    public void The_same_seed_gives_the_same_images_and_others_give_others()
    {
        byte[] first = All(SyntheticDigits.Create(50, 3));
        Assert.That(All(SyntheticDigits.Create(50, 3)), Is.EqualTo(first));
        Assert.That(All(SyntheticDigits.Create(50, 4)), Is.Not.EqualTo(first));
        Assert.That(All(SyntheticDigits.Create(50, 3, DatasetSplit.Test)), Is.Not.EqualTo(first));
        Assert.That(All(SyntheticDigits.Create(30, 3)), Is.EqualTo(first.Take(30 * 785)), "a smaller set is the beginning of a larger one");
    }

    [Test]
    public void Images_are_the_size_of_MNISTs_and_ink_on_black()
    {
        Dataset set = SyntheticDigits.Create(300);
        Assert.That((set.Count, set.Rows, set.Columns, set.Name), Is.EqualTo((300, 28, 28, "synthetic")));
        Assert.That(set.ClassNames, Has.Length.EqualTo(10));
        Assert.That(Enumerable.Range(0, 300).Select(n => set.Label(n)).Distinct().Count(), Is.EqualTo(10));
        for (int n = 0; n < 300; n++)
        {
            byte[] image = set.Image(n).ToArray();
            int bright = image.Count(p => p > 128);
            Assert.That(bright, Is.InRange(25, 260), $"image {n}, a {set.Label(n)}");
            for (int k = 0; k < 28; k++)
                Assert.That(
                    new[] { image[k], image[27 * 28 + k], image[k * 28], image[k * 28 + 27] }, Is.All.LessThan(128),
                    $"image {n} stays off the edge");
        }
    }

    [Test]
    public void Images_of_a_class_differ_and_hardly_any_two_are_the_same()
    {
        Dataset set = SyntheticDigits.Create(500);
        Assert.That(
            Enumerable.Range(0, 500).Select(n => Convert.ToHexString(SHA256.HashData(set.Image(n)))).Distinct().Count(), Is.EqualTo(500));
    }

    [Test]
    public void One_epoch_of_network2_reads_over_95_per_cent()
    {
        Network network = ProgramCatalog.Get("network2").Network!;
        OptimizerSpec optimizer = OptimizerSpec.Sgd(0.1);
        var random = new TorchRandom(0);
        var plan = new TrainingPlan
        {
            Training = n => network.BuildTraining(n, optimizer),
            Evaluation = network.BuildEvaluation,
            Initial = new Dictionary<string, Tensor>(network.Initialize(random)) { ["lr"] = Tensor.Scalar(optimizer.LearningRate) },
            Random = random,
            TrainLoader = new DataLoader(SyntheticDigits.Create(SyntheticDigits.TrainCount), 20, shuffle: true),
            TestLoader = new DataLoader(SyntheticDigits.Create(500, 0, DatasetSplit.Test), 100, shuffle: false),
            Epochs = 1,
        };
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using var trainer = new Trainer(plan, cpu);
        TestEvent test = trainer.Run().OfType<TestEvent>().Single();
        Assert.That(test.Accuracy, Is.GreaterThan(95));
    }

    [Test]
    public void They_are_found_by_name_wherever_one_looks()
    {
        DatasetFiles files = DatasetStore.Find(DatasetKind.Parse("synthetic"), "no such folder");
        Assert.That(files.Paths, Is.Empty);
        Assert.That(DatasetStore.Load(files, DatasetSplit.Train).Count, Is.EqualTo(SyntheticDigits.TrainCount));
        Dataset test = DatasetStore.Load(DatasetKind.Synthetic, DatasetSplit.Test, null);
        Assert.That(test.Count, Is.EqualTo(SyntheticDigits.TestCount));
        Assert.That(test.Image(7).SequenceEqual(SyntheticDigits.Create(8, 0, DatasetSplit.Test).Image(7)));
        Assert.That(
            ProgramCatalog.Get("network2").Create(new() { Dataset = test }).Batches.Description(Language.English),
            Is.EqualTo("synthetic, batch 100, shuffled with seed 0"));
    }

    [Test]
    public void None_is_not_a_number_of_images() =>
        Assert.That(() => SyntheticDigits.Create(0), Throws.TypeOf<ArgumentOutOfRangeException>());
}
