using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>Batches straight from a data set of bytes.</summary>
[TestFixture]
public sealed class CpuDatasetTests
{
    private const int Count = 50;

    [Test]
    public void Training_straight_from_the_data_set_gives_the_losses_of_the_reference_also_in_the_smaller_last_batch()
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        StepEvent[] fast = Train(cpu), slow = Train(new ReferenceBackend());
        Assert.That(fast.Select(e => e.Samples), Is.EqualTo((int[])[12, 12, 12, 12, 2, 12, 12, 12, 12, 2]));
        for (int i = 0; i < fast.Length; i++)
        {
            Assert.That(fast[i].Loss, Is.EqualTo(slow[i].Loss).Within(1e-5), $"step {i}");
            Assert.That(fast[i].Correct, Is.EqualTo(slow[i].Correct), $"step {i}");
        }
    }

    [Test]
    public void Steps_allocate_nothing()
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        foreach (Network network in new[] { Networks.Network2, Networks.Mlp, OddNetworks.All[1] })
        {
            if (network.InputShape[0] != 1) continue;
            Program program = network.BuildTraining(10, OptimizerSpec.Sgd(0.1, momentum: 0.9));
            using ICompiledProgram compiled = cpu.Compile(program);
            foreach ((string name, Tensor content) in network.Initialize(new TorchRandom(1))) compiled.Write(program[name], content);
            compiled.Write(program["lr"], Tensor.Scalar(0.1));
            var direct = (IDatasetProgram)compiled;
            direct.Attach(Digits());
            int[] indices = [.. Enumerable.Range(3, 10)];
            // The first steps make scratch memory.
            for (int step = 0; step < 3; step++) direct.RunBatch(indices);
            // The whole process is measured, for the steps run on threads of their own.
            // Who reports on the tests allocates now and then too, but not in every stretch;
            // one object a step would be at least 24 bytes a step in each.
            const int Steps = 200;
            long least = long.MaxValue;
            for (int stretch = 0; stretch < 10 && least >= Steps * 24; stretch++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                for (int step = 0; step < Steps; step++) direct.RunBatch(indices);
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }
            Assert.That(least, Is.LessThan(Steps * 24), network.Name);
        }
    }

    [Test]
    public void Names_come_straight_from_the_data_set_as_if_each_batch_had_been_written()
    {
        Dataset names = NameList.MadeUp().ToDataset();
        Program program = new Transformer(1, 16, 4, names.SampleShape.Length, 3, names.Vocabulary!.Count).Build();
        using var cpu = new CpuBackend(new CpuOptions { Threads = 2 });
        using ICompiledProgram direct = cpu.Compile(program), written = cpu.Compile(program);
        Transformer.Start(direct, 4);
        Transformer.Start(written, 4);
        Assert.That(((IDatasetProgram)direct).Accepts(Digits()), Is.False);
        ((IDatasetProgram)direct).Attach(names);
        foreach (int[] batch in (int[][])[[0, 1, 2], [7, 3, 7], [199, 0, 12]])
        {
            double[] tokens = new double[3 * names.SampleShape.Length], targets = new double[tokens.Length];
            for (int n = 0, at = 0; n < 3; n++, at += names.SampleShape.Length)
            {
                names.Write(batch[n], tokens.AsSpan(at, names.SampleShape.Length));
                names.WriteTarget(batch[n], targets.AsSpan(at, names.SampleShape.Length));
            }
            written.Write(program["tokens"], new Tensor(program["tokens"].Shape, tokens));
            written.Write(program["targets"], new Tensor(program["targets"].Shape, targets));
            written.Run();
            StepResult result = ((IDatasetProgram)direct).RunBatch(batch);
            Assert.That((float)result.Loss, Is.EqualTo((float)written.Read(program.Loss!).ScalarValue));
            Assert.That(direct.Read(program["wte"]).BitEquals(written.Read(program["wte"])));
        }
    }

    [Test]
    public void Wrong_batches_are_refused()
    {
        using var cpu = new CpuBackend(new CpuOptions { Threads = 1 });
        using var compiled = (IDatasetProgram)cpu.Compile(Networks.Network2.BuildEvaluation(4));
        Assert.That(() => compiled.RunBatch([1, 2, 3, 4]), Throws.InvalidOperationException);
        var small = new Dataset("small", new IdxImages(1, 5, 5, new byte[25]), [1], ["a", "b"], Normalization.ToTensor);
        Assert.That(() => compiled.Attach(small), Throws.ArgumentException.With.Message.Contains("5×5"));
        compiled.Attach(Digits());
        foreach ((string name, Tensor content) in Networks.Network2.Initialize(new TorchRandom(1)))
            compiled.Write(compiled.Program[name], content);
        Assert.That(() => compiled.RunBatch([1, 2, 3]), Throws.ArgumentException.With.Message.Contains("3 images for a batch of 4"));
        Assert.That(() => compiled.RunBatch([1, 2, 3, Count]), Throws.ArgumentException.With.Message.Contains($"image {Count}"));
    }

    private static StepEvent[] Train(IBackend backend)
    {
        var random = new TorchRandom(5);
        var initial = new Dictionary<string, Tensor>(Networks.Network2.Initialize(random)) { ["lr"] = Tensor.Scalar(0.05) };
        using var trainer = new Trainer(new TrainingPlan
        {
            Training = n => Networks.Network2.BuildTraining(n, OptimizerSpec.Sgd(0.05)),
            Evaluation = Networks.Network2.BuildEvaluation,
            Initial = initial,
            Random = random,
            TrainLoader = new DataLoader(Digits(), 12, shuffle: true),
            Epochs = 2,
        }, backend);
        return [.. trainer.Run().OfType<StepEvent>()];
    }

    /// <summary>Fifty noisy images.</summary>
    private static Dataset Digits()
    {
        var random = new System.Random(4);
        var pixels = new byte[Count * 28 * 28];
        random.NextBytes(pixels);
        return new Dataset("noise", new IdxImages(Count, 28, 28, pixels), [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 10))],
            [.. Enumerable.Range(0, 10).Select(i => $"{i}")], Normalization.Mnist);
    }
}
