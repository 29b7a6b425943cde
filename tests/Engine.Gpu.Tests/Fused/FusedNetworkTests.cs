using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Planning;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Tests.Backends.Cpu;

namespace Backstep.Engine.Gpu.Tests.Fused;

/// <summary>Whole training steps with fused kernels against the same steps of the reference backend,
/// and how many launches they take.</summary>
[TestFixture]
public sealed class FusedNetworkTests
{
    private static readonly OptimizerSpec[] Optimizers =
        [OptimizerSpec.Sgd(0.1), OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01), OptimizerSpec.Adam(0.002, weightDecay: 0.01)];

    private static IEnumerable<TestCaseData> AllNetworks =>
        [.. SmallNetworks.All.Select(n => new TestCaseData(n)),
            .. OddNetworks.All.Append(Networks.Network2).Append(Networks.Network3).Select(n => new TestCaseData(n).SetCategory("Long"))];

    private readonly GpuBackend _gpu = new(TestDevice.Open());

    [OneTimeTearDown]
    public void LetGoOfTheDevice() => _gpu.Dispose();

    [TestCaseSource(nameof(AllNetworks))]
    public void Two_training_steps_give_the_losses_gradients_and_parameters_of_the_reference(Network network)
    {
        foreach ((int batch, OptimizerSpec optimizer) in new[] { (5, Optimizers[0]), (2, Optimizers[1]), (1, Optimizers[2]) })
            Compare(network, batch, optimizer, _gpu);
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(32, Category = "Long")]
    public void Any_size_of_group_will_do(int groupSize)
    {
        using var gpu = new GpuBackend(TestDevice.Open(groupSize));
        Compare(SmallNetworks.ThreeConvs, 3, Optimizers[1], gpu);
        Compare(SmallNetworks.NoRelu, 2, Optimizers[2], gpu);
        Compare(SmallNetworks.SmallMlp, 7, Optimizers[0], gpu);
    }

    [Test]
    public void Planned_as_for_a_card_it_is_the_same()
    {
        // Groups of hundreds of threads, split sums, tiles in shared memory.
        using var gpu = new GpuBackend(TestDevice.OpenCard());
        Compare(SmallNetworks.OneConv, 2, Optimizers[1], gpu, steps: 1);
        Compare(SmallNetworks.ThreeConvs, 1, Optimizers[0], gpu, steps: 1);
    }

    [Test]
    public void A_batch_larger_than_any_tile_gives_the_gradients_of_the_reference()
    {
        Compare(SmallNetworks.OneConv, 150, Optimizers[0], _gpu);
        Compare(SmallNetworks.SmallMlp, 131, Optimizers[1], _gpu);
    }

    [TestCaseSource(nameof(AllNetworks))]
    public void An_evaluation_program_gives_the_loss_and_the_logits_of_the_reference(Network network)
    {
        Program program = network.BuildEvaluation(3);
        using ICompiledProgram fast = Prepare(program, network, _gpu), slow = Prepare(program, network, new ReferenceBackend());
        fast.Run();
        slow.Run();
        Closeness.AssertClose(fast.Read(program.Output!), slow.Read(program.Output!).Data, 1e-5, $"{network.Name} logits");
        Closeness.AssertClose(fast.Read(program.Loss!), slow.Read(program.Loss!).Data, 1e-6, $"{network.Name} loss");
    }

    [Test]
    public void Two_runs_give_the_same_bits()
    {
        foreach (Network network in new[] { SmallNetworks.ThreeConvs, SmallNetworks.WideMlp })
        {
            Program program = network.BuildTraining(6, Optimizers[0]);
            Dictionary<string, Tensor>? first = null;
            for (int run = 0; run < 2; run++)
            {
                using var gpu = new GpuBackend(TestDevice.Open());
                using ICompiledProgram compiled = Prepare(program, network, gpu);
                for (int step = 0; step < 2; step++) compiled.Run();
                var now = program.Values.Where(v => v.IsPersistent).ToDictionary(v => v.Name, compiled.Read);
                first ??= now;
                foreach (string name in now.Keys) Assert.That(now[name].BitEquals(first[name]), $"{network.Name} {name}");
            }
        }
    }

    [TestCase("network2", 2)]
    [TestCase("network3", 2, Category = "Long")]
    [TestCase("small-mlp", 2, Category = "Long")]
    [TestCase("wide-mlp", 5, Category = "Long")]
    [TestCase("mlp", 5)]
    public void A_training_step_takes_so_many_launches(string name, int launches)
    {
        Network network = SmallNetworks.All.Concat([Networks.Network2, Networks.Network3, Networks.Mlp]).Single(n => n.Name == name);
        using var gpu = new GpuBackend(TestDevice.OpenSimulatedCard());
        foreach (OptimizerSpec optimizer in Optimizers)
        {
            using var compiled = (GpuProgram)gpu.Compile(network.BuildTraining(4, optimizer));
            Assert.That(compiled.StepNames, Has.Count.EqualTo(launches), string.Join(", ", compiled.StepNames));
        }
    }

    [Test]
    public void A_test_batch_takes_two_launches()
    {
        using var compiled = (GpuProgram)_gpu.Compile(Networks.Network2.BuildEvaluation(4));
        Assert.That(compiled.StepNames, Is.EqualTo(new[] { "chain", "update" }));
    }

    [Test]
    public void A_program_of_more_floats_than_32_bits_count_is_not_fused()
    {
        using DeviceHost host = TestDevice.Open();
        Assert.That(Planner.For(SmallNetworks.WideMlp.BuildTraining(1000, Optimizers[0]), host, fuse: true).IsFused);
        Planner large = Planner.For(SmallNetworks.WideMlp.BuildTraining(2_000_000, Optimizers[0]), host, fuse: true);
        Assert.That(large.Layout.Floats, Is.GreaterThan(int.MaxValue));
        Assert.That(large.IsFused, Is.False);
    }

    [Test]
    public void Without_fusing_every_instruction_is_a_launch_of_its_own_and_gives_the_same()
    {
        Program program = SmallNetworks.ThreeConvs.BuildTraining(4, Optimizers[1]);
        using var one = new GpuBackend(TestDevice.Open(), fuse: false);
        using ICompiledProgram single = Prepare(program, SmallNetworks.ThreeConvs, one),
            fused = Prepare(program, SmallNetworks.ThreeConvs, _gpu);
        Assert.That(((GpuProgram)single).StepNames, Has.Count.GreaterThan(40));
        single.Run();
        fused.Run();
        foreach (Value value in program.Values.Where(v => v.IsPersistent || v == program.Output))
            Closeness.AssertClose(fused.Read(value), single.Read(value).Data, 1e-5, value.Name);
    }

    [Test]
    public void Batches_of_a_data_set_give_what_the_same_batches_give_as_tensors()
    {
        foreach (Network network in new[] { SmallNetworks.ThreeConvs, SmallNetworks.SmallMlp, SmallNetworks.WideMlp })
        {
            Dataset dataset = Images(network);
            Program program = network.BuildTraining(4, Optimizers[0]);
            using ICompiledProgram slow = Prepare(program, network, _gpu);
            using var fast = (GpuProgram)Prepare(program, network, _gpu);
            fast.Attach(dataset);
            int[] order = [3, 9, 0, 5, 7, 1, 2, 8];
            fast.SetOrder(order);
            fast.Queue(0);
            fast.Queue(4);
            var results = new StepResult[2];
            Assert.That(fast.Collect(results), Is.EqualTo(2));
            for (int step = 0; step < 2; step++)
            {
                int[] batch = order[(4 * step)..(4 * step + 4)];
                double[] pixels =
                    [.. batch.SelectMany(i => dataset.Image(i).ToArray().Select(b => (double)dataset.Normalization.Table[b]))];
                double[] labels = [.. batch.Select(i => (double)dataset.Label(i))];
                slow.Write(program["x"], new Tensor(program["x"].Shape, pixels));
                slow.Write(program.Target!, new Tensor(program.Target!.Shape, labels));
                slow.Run();
                Assert.That(
                    results[step].Loss, Is.EqualTo(slow.Read(program.Loss!).ScalarValue).Within(1e-7),
                    $"{network.Name}: loss of step {step}");
                Assert.That(
                    results[step].Correct,
                    Is.EqualTo(Training.Trainer.CountCorrect(slow.Read(program.Output!), new Tensor(program.Target!.Shape, labels))),
                    $"{network.Name}: correct samples of step {step}");
            }
            foreach (Value value in program.Values.Where(v => v.IsPersistent || v.Kind == ValueKind.Input))
                Assert.That(fast.Read(value).BitEquals(slow.Read(value)), $"{network.Name} {value.Name}");
        }
    }

    [Test]
    public void A_value_that_is_fused_away_says_so_and_what_the_update_needs_is_there()
    {
        Program program = SmallNetworks.OneConv.BuildTraining(2, Optimizers[0]);
        using ICompiledProgram compiled = Prepare(program, SmallNetworks.OneConv, _gpu);
        compiled.Run();
        Assert.That(() => compiled.Read(program["conv1"]), Throws.InvalidOperationException.With.Message.Contains("fused"));
        Assert.That(compiled.Read(program["flatten"]).Length, Is.EqualTo(36));
    }

    [Test]
    public void A_training_run_does_not_touch_the_results_of_steps_that_wait()
    {
        Dataset dataset = Images(SmallNetworks.OneConv);
        using var compiled = (GpuProgram)Prepare(SmallNetworks.OneConv.BuildTraining(2, Optimizers[0]), SmallNetworks.OneConv, _gpu);
        compiled.Attach(dataset);
        compiled.SetOrder([0, 1]);
        compiled.Queue(0);
        compiled.Run();
        var results = new StepResult[1];
        compiled.Collect(results);
        using var again = (GpuProgram)Prepare(SmallNetworks.OneConv.BuildTraining(2, Optimizers[0]), SmallNetworks.OneConv, _gpu);
        again.Attach(dataset);
        Assert.That(results[0], Is.EqualTo(again.RunBatch([0, 1])));
    }

    private static Dataset Images(Network network)
    {
        (int rows, int columns, int count) = (network.InputShape[-2], network.InputShape[-1], 10);
        byte[] pixels = [.. Enumerable.Range(0, count * rows * columns).Select(i => (byte)(i * 7919 % 251))],
            labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];
        return new Dataset("test", new IdxImages(count, rows, columns, pixels), labels, ["a", "b", "c"], Normalization.Mnist);
    }

    private static void Compare(Network network, int batch, OptimizerSpec optimizer, GpuBackend gpu, int steps = 2)
    {
        Program program = network.BuildTraining(batch, optimizer);
        using ICompiledProgram fast = Prepare(program, network, gpu), slow = Prepare(program, network, new ReferenceBackend());
        for (int step = 0; step < steps; step++)
        {
            fast.Run();
            slow.Run();
            string where = $"{network.Name} batch {batch} {optimizer.Kind} step {step + 1}";
            // Adam divides by the root of the second moment: where a gradient is all but zero the step is rounding alone.
            bool adam = optimizer.Kind == OptimizerKind.Adam;
            Closeness.AssertClose(fast.Read(program.Loss!), slow.Read(program.Loss!).Data, adam && step > 0 ? 1e-3 : 1e-5, $"{where} loss");
            foreach (Value value in program.Values.Where(v => v.IsPersistent || v == program.Output))
            {
                double tolerance = adam && (step > 0 || value.Kind == ValueKind.Parameter) ? 1e-2 : 1e-5;
                Closeness.AssertClose(fast.Read(value), slow.Read(value).Data, tolerance, $"{where} {value.Name}");
            }
        }
    }

    private static ICompiledProgram Prepare(Program program, Network network, IBackend backend)
    {
        ICompiledProgram compiled = backend.Compile(program);
        var random = new TorchRandom(7);
        foreach ((string name, Tensor content) in network.Initialize(random)) compiled.Write(program[name], content);
        compiled.Write(program["x"], Tensor.FromFloats(program["x"].Shape, random.Randn(program["x"].Shape.Length)));
        int batch = program.Target!.Shape[0], classes = program.Output!.Shape[1];
        compiled.Write(
            program.Target, new Tensor(program.Target.Shape, [.. Enumerable.Range(0, batch).Select(i => (double)(i * 7 % classes))]));
        if (program.Find("lr") is { } lr) compiled.Write(lr, Tensor.Scalar(0.05));
        return compiled;
    }
}
