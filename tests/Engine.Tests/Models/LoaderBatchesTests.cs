using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;

namespace Backstep.Engine.Tests.Models;

public class LoaderBatchesTests
{
    /// <summary>Ten images whose pixels are all the image's number; 28×28 unless another side is given.</summary>
    private static Dataset Ten(int side = 28)
    {
        byte[] pixels = [.. Enumerable.Range(0, 10 * side * side).Select(k => (byte)(k / (side * side)))];
        byte[] labels = [.. Enumerable.Range(0, 10).Select(i => (byte)i)];
        return new("ten", new(10, side, side, pixels), labels, DatasetKind.Mnist.ClassNames, Normalization.ToTensor);
    }

    private static Scenario Create(ScenarioOptions options) => ProgramCatalog.Get("network2").Create(options);

    private static double[] Labels(Scenario scenario, long iteration) =>
        scenario.Batches.At(iteration).Single(i => i.Key.Name == "labels").Value.Data.ToArray();

    [Test]
    public void Batches_follow_the_loader_that_starts_after_the_model_was_drawn()
    {
        Scenario scenario = Create(new() { Seed = 7, Dataset = Ten(), BatchSize = 5 });
        var random = new TorchRandom(7);
        Networks.Network2.Initialize(random);
        var loader = new DataLoader(Ten(), 5, shuffle: true);
        double[][] wanted = [.. Enumerable.Range(0, 3).SelectMany(_ => loader.NextEpoch(random)).Select(b => b.Labels.Data.ToArray())];
        Assert.That(Enumerable.Range(0, 6).Select(i => Labels(scenario, i)), Is.EqualTo(wanted));
    }

    [Test]
    public void Any_iteration_can_be_asked_for_in_any_order()
    {
        Scenario forward = Create(new() { Seed = 1, Dataset = Ten(), BatchSize = 5 }),
            mixed = Create(new() { Seed = 1, Dataset = Ten(), BatchSize = 5 });
        double[][] inOrder = [.. Enumerable.Range(0, 8).Select(i => Labels(forward, i))];
        foreach (int i in new[] { 7, 0, 5, 4, 6, 1, 3, 2, 7 }) Assert.That(Labels(mixed, i), Is.EqualTo(inOrder[i]), $"iteration {i}");
    }

    [Test]
    public void A_smaller_last_batch_is_left_out()
    {
        Scenario scenario = Create(new() { Dataset = Ten(), BatchSize = 4, Shuffle = false });
        Assert.That(
            Enumerable.Range(0, 3).Select(i => Labels(scenario, i)),
            Is.EqualTo(new[] { new double[] { 0, 1, 2, 3 }, [4, 5, 6, 7], [0, 1, 2, 3] }));
    }

    [Test]
    public void The_description_says_where_the_images_come_from() =>
        Assert.That(
            Create(new() { Seed = 7, Dataset = Ten(), BatchSize = 5 }).Batches.Description(Language.English),
            Is.EqualTo("ten, batch 5, shuffled with seed 7"));

    [Test]
    public void Images_come_with_their_labels()
    {
        Scenario scenario = Create(new() { Dataset = Ten(), BatchSize = 10 });
        var inputs = scenario.Batches.At(0).ToDictionary(i => i.Key.Name, i => i.Value);
        for (int n = 0; n < 10; n++) Assert.That(inputs["x"][n * 28 * 28], Is.EqualTo((double)((float)inputs["labels"][n] / 255f)));
    }

    [Test]
    public void Images_of_another_size_or_too_few_of_them_are_refused()
    {
        Assert.That(
            () => Create(new() { Dataset = Ten(side: 20), BatchSize = 5 }),
            Throws.TypeOf<ScenarioException>().With.Message.Contains("(1, 20, 20)"));
        Assert.That(() => Create(new() { Dataset = Ten() }), Throws.TypeOf<ScenarioException>().With.Message.Contains("a batch of 100"));
        Assert.That(() => Create(new() { BatchSize = 0 }), Throws.TypeOf<ScenarioException>());
        Assert.That(() => ProgramCatalog.Get("layers").Create(new() { Dataset = Ten() }), Throws.TypeOf<ScenarioException>());
    }

    [Test]
    public void Without_data_the_labels_count_up_and_every_iteration_is_the_same()
    {
        Scenario scenario = Create(new() { Seed = 5 });
        Assert.That(Labels(scenario, 0), Is.EqualTo(new double[] { 0, 1, 2, 3 }));
        Assert.That(scenario.Batches.At(9)[0].Value.BitEquals(scenario.Batches.At(0)[0].Value));
    }
}
