using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Batches straight from a resident data set, by themselves and through the queue.</summary>
[TestFixture(true)]
[TestFixture(false, Category = "Long")]
public sealed class DatasetTests(bool fuse)
{
    private readonly GpuBackend _gpu = new(TestDevice.Open(), fuse);

    [OneTimeTearDown]
    public void LetGoOfTheDevice() => _gpu.Dispose();

    [Test]
    public void Training_through_the_queue_gives_the_losses_and_correct_samples_of_the_reference_to_the_last_smaller_batch_and_the_test()
    {
        TrainingEvent[] fast = Train(_gpu), slow = Train(new ReferenceBackend());
        StepEvent[] fastSteps = [.. fast.OfType<StepEvent>()], slowSteps = [.. slow.OfType<StepEvent>()];
        Assert.That(fastSteps.Select(e => e.Samples), Is.EqualTo((int[])[12, 12, 12, 12, 2, 12, 12, 12, 12, 2]));
        for (int i = 0; i < fastSteps.Length; i++)
        {
            Assert.That(fastSteps[i].Loss, Is.EqualTo(slowSteps[i].Loss).Within(1e-5), $"step {i}");
            Assert.That(fastSteps[i].Correct, Is.EqualTo(slowSteps[i].Correct), $"step {i}");
        }
        Assert.That(fast.OfType<TestEvent>().Select(e => e.Correct), Is.EqualTo(slow.OfType<TestEvent>().Select(e => e.Correct)));
    }

    [Test]
    public void A_queued_step_a_batch_by_itself_and_a_written_batch_give_the_same_bits()
    {
        int[] order = [4, 31, 0, 49, 7, 12, 12, 3, 20];
        using ICompiledProgram queued = Prepared(3), single = Prepared(3), written = Prepared(3);
        var queue = (IQueuedProgram)queued;
        queue.SetOrder(order);
        foreach (int first in (int[])[3, 0, 6]) queue.Queue(first);
        var results = new StepResult[5];
        Assert.That(queue.Collect(results), Is.EqualTo(3));
        int step = 0;
        foreach (int first in (int[])[3, 0, 6])
        {
            int[] indices = order[first..(first + 3)];
            StepResult result = ((IDatasetProgram)single).RunBatch(indices);
            Assert.That(results[step++], Is.EqualTo(result));
            written.Write(written.Program["x"], Images(indices));
            written.Write(
                written.Program.Target!, new Tensor(new Shape(3), [.. indices.Select(i => (double)TestNetworks.Digits.Label(i))]));
            written.Run();
            Assert.That(written.Read(written.Program.Loss!).ScalarValue, Is.EqualTo(result.Loss));
            Assert.That(
                Trainer.CountCorrect(written.Read(written.Program.Output!), written.Read(written.Program.Target!)),
                Is.EqualTo(result.Correct));
        }
        foreach (Value value in queued.Program.Values.Where(v => v.IsPersistent))
        {
            Assert.That(queued.Read(value).BitEquals(single.Read(value)), value.Name);
            Assert.That(queued.Read(value).BitEquals(written.Read(written.Program[value.Name])), value.Name);
        }
    }

    [Test]
    public void A_batch_by_itself_leaves_waiting_results_alone()
    {
        using ICompiledProgram compiled = Prepared(2, Networks.Network2.BuildEvaluation(2)),
            other = Prepared(2, Networks.Network2.BuildEvaluation(2));
        var queue = (IQueuedProgram)compiled;
        queue.SetOrder([1, 2, 3, 4]);
        queue.Queue(0);
        queue.Queue(2);
        StepResult between = queue.RunBatch([5, 6]);
        var results = new StepResult[2];
        queue.Collect(results);
        StepResult Alone(params int[] indices) => ((IDatasetProgram)other).RunBatch(indices);
        Assert.That((between, results[0], results[1]), Is.EqualTo((Alone(5, 6), Alone(1, 2), Alone(3, 4))));
    }

    [Test]
    public void Putting_a_step_in_line_allocates_nothing()
    {
        // What the device's library does at a launch is its own affair; here launches are counted and not made.
        Program program = Networks.Network2.BuildTraining(10, OptimizerSpec.Sgd(0.1));
        using ICompiledProgram compiled = Prepared(10, program);
        var device = (GpuProgram)compiled;
        int launches = 0;
        device.ReplaceLaunches(l => l with { Enqueue = (_, _) => launches++ });
        device.SetOrder([.. Enumerable.Range(0, 40)]);
        var results = new StepResult[100];
        long least = long.MaxValue;
        for (int stretch = 0; stretch < 10; stretch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int step = 0; step < 100; step++) device.Queue(step % 31);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            device.Collect(results);
        }
        Assert.That(least, Is.Zero);
        Assert.That(launches, Is.EqualTo(1000 * device.StepNames.Count));
    }

    [Test]
    public void What_cannot_be_queued_is_refused()
    {
        using var bare = (IQueuedProgram)_gpu.Compile(Networks.Network2.BuildEvaluation(4));
        Assert.That(() => bare.RunBatch([1, 2, 3, 4]), Throws.InvalidOperationException.With.Message.Contains("no data set"));
        Assert.That(() => bare.SetOrder([1]), Throws.InvalidOperationException.With.Message.Contains("no data set"));
        Assert.That(() => bare.Queue(0), Throws.InvalidOperationException.With.Message.Contains("no order"));
        var small = new Dataset("small", new IdxImages(1, 5, 5, new byte[25]), [1], ["a", "b"], Normalization.ToTensor);
        Assert.That(() => bare.Attach(small), Throws.ArgumentException.With.Message.Contains("5×5"));
        Assert.That(
            () => bare.Attach(TestNetworks.MakeDigits(12, 11)), Throws.ArgumentException.With.Message.Contains("label 10 of image 10"));
        bare.Attach(TestNetworks.Digits);
        Assert.That(() => bare.Queue(0), Throws.InvalidOperationException.With.Message.Contains("no order"));
        Assert.That(() => bare.SetOrder([3, 50]), Throws.ArgumentException.With.Message.Contains("image 50 of 50"));
        bare.SetOrder([1, 2, 3, 4, 5]);
        Assert.That(() => bare.Queue(0), Throws.InvalidOperationException.With.Message.Contains("has no content yet"));
        foreach ((string name, Tensor content) in Networks.Network2.Initialize(new TorchRandom(1))) bare.Write(bare.Program[name], content);
        Assert.That(() => bare.Queue(2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("reaches beyond"));
        Assert.That(() => bare.RunBatch([1, 2, 3]), Throws.ArgumentException.With.Message.Contains("3 images for a batch of 4"));
        bare.Queue(1);
        Assert.That(() => bare.Collect([]), Throws.ArgumentException.With.Message.Contains("1 steps wait"));
    }

    [Test]
    public void No_more_steps_wait_than_there_is_room_for()
    {
        using ICompiledProgram compiled = Prepared(1, Networks.Network2.BuildEvaluation(1));
        var device = (GpuProgram)compiled;
        device.ReplaceLaunches(l => l with { Enqueue = (_, _) => { } });
        device.SetOrder([0]);
        for (int i = 0; i < device.QueueCapacity; i++) device.Queue(0);
        Assert.That(() => device.Queue(0), Throws.InvalidOperationException.With.Message.Contains("wait already"));
        Assert.That(device.Collect(new StepResult[device.QueueCapacity]), Is.EqualTo(device.QueueCapacity));
        Assert.That(() => device.Queue(0), Throws.Nothing);
    }

    [Test]
    public void A_data_set_is_on_the_device_once_as_long_as_a_program_uses_it()
    {
        using DeviceHost host = TestDevice.Open();
        var datasets = new ResidentDatasets(host);
        ResidentDataset first = datasets.Take(TestNetworks.Digits), second = datasets.Take(TestNetworks.Digits);
        Assert.That(second, Is.SameAs(first));
        datasets.Release(first);
        Assert.That(datasets.Take(TestNetworks.Digits), Is.SameAs(first));
        datasets.Release(first);
        datasets.Release(first);
        ResidentDataset later = datasets.Take(TestNetworks.Digits);
        Assert.That(later, Is.Not.SameAs(first));
        datasets.Release(later);
    }

    private ICompiledProgram Prepared(int batch, Program? program = null)
    {
        program ??= Networks.Network2.BuildTraining(batch, OptimizerSpec.Sgd(0.05));
        ICompiledProgram compiled = TestNetworks.Prepare(program, Networks.Network2, _gpu);
        ((IDatasetProgram)compiled).Attach(TestNetworks.Digits);
        return compiled;
    }

    private static Tensor Images(int[] indices)
    {
        var pixels = new double[indices.Length * 784];
        for (int n = 0; n < indices.Length; n++)
            TestNetworks.Digits.Normalization.Apply(TestNetworks.Digits.Image(indices[n]), pixels.AsSpan(n * 784, 784));
        return new Tensor(new Shape(indices.Length, 1, 28, 28), pixels);
    }

    private static TrainingEvent[] Train(IBackend backend)
    {
        var random = new TorchRandom(5);
        var initial = new Dictionary<string, Tensor>(Networks.Network2.Initialize(random)) { ["lr"] = Tensor.Scalar(0.05) };
        using var trainer = new Trainer(new TrainingPlan
        {
            Training = n => Networks.Network2.BuildTraining(n, OptimizerSpec.Sgd(0.05)),
            Evaluation = Networks.Network2.BuildEvaluation,
            Initial = initial,
            Random = random,
            TrainLoader = new DataLoader(TestNetworks.Digits, 12, shuffle: true),
            TestLoader = new DataLoader(TestNetworks.Digits, 20, shuffle: false),
            Epochs = 2,
        }, backend);
        return [.. trainer.Run()];
    }
}
