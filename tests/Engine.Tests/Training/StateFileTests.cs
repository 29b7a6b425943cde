using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

/// <summary>A state that was written and read is the state.</summary>
public class StateFileTests
{
    private static readonly OptimizerSpec[] Optimizers =
        [OptimizerSpec.Sgd(0.05), OptimizerSpec.Sgd(0.05, momentum: 0.9, weightDecay: 0.01), OptimizerSpec.Adam(0.01)];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-state-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string File => Path.Combine(_folder, "state.safetensors");

    private static TrainingPlan Plan(OptimizerSpec? optimizer = null, string model = "network2") =>
        SmallSet.Plan(7, 2, epochs: 3, optimizer ?? Optimizers[1], model, testImages: 3) with { TestSchedule = TestSchedule.EachEpoch };

    private static TrainingState Behind(TrainingPlan plan, IBackend backend, int steps)
    {
        using var trainer = new Trainer(plan, backend) { SaveAt = steps };
        return trainer.Run().OfType<StepEvent>().Any(s => s.Step == steps) ? trainer.Save() : throw new InvalidOperationException();
    }

    [Test]
    public void A_run_that_goes_on_from_the_file_gives_the_same_bits(
        [Values(0, 1, 2)] int optimizer, [Values("reference", "cpu")] string device, [Values(2, 4)] int steps)
    {
        // A plan's generator moves on with a run.
        TrainingPlan Plan() => StateFileTests.Plan(Optimizers[optimizer]);
        using IBackend backend = device == "cpu" ? new CpuBackend() : SmallSet.Backend;
        using var whole = new Trainer(Plan(), backend);
        double[] losses = [.. whole.Run().OfType<StepEvent>().Select(s => s.Loss)];
        StateFile.Write(File, Behind(Plan(), backend, steps), "network2");
        using var rest = new Trainer(Plan(), backend, StateFile.Read(File, Plan()));
        Assert.That(rest.Run().OfType<StepEvent>().Select(s => s.Loss), Is.EqualTo(losses.Skip(steps)));
        foreach (Value parameter in Plan().Training(2).Parameters)
            Assert.That(rest.Read(parameter.Name).BitEquals(whole.Read(parameter.Name)), parameter.Name);
    }

    [Test]
    public void Position_sums_and_generator_come_back()
    {
        using IBackend backend = SmallSet.Backend;
        TrainingState state = Behind(Plan(), backend, 3) with { LossSum = double.NaN, Best = 0.1 + 0.2 };
        StateFile.Write(File, state, "network2");
        TrainingState read = StateFile.Read(File, Plan());
        Assert.That(read with { Values = state.Values }, Is.EqualTo(state));
        Assert.That(read.Values.Keys, Is.EquivalentTo(state.Values.Keys));
    }

    [Test]
    public void The_state_of_another_network_is_refused()
    {
        using IBackend backend = SmallSet.Backend;
        StateFile.Write(File, Behind(Plan(model: "mlp"), backend, 1), "mlp");
        Assert.That(() => StateFile.Read(File, Plan()), Throws.TypeOf<WeightsException>().With.Message.Contains("does not fit network2"));
    }

    [TestCase("step", "-1")]
    [TestCase("epoch", "99999999999999")]
    [TestCase("batch", "5")]
    [TestCase("random_next", "700")]
    [TestCase("loss_sum", "much")]
    [TestCase("format", "pt")]
    public void What_no_run_can_have_written_is_refused(string key, string value)
    {
        using IBackend backend = SmallSet.Backend;
        StateFile.Write(File, Behind(Plan(), backend, 1), "network2");
        NamedTensors content = Safetensors.Read(File);
        Safetensors.Write(File, content with { Metadata = content.Metadata.SetItem(key, value) });
        Assert.That(() => StateFile.Read(File, Plan()), Throws.TypeOf<WeightsException>().With.Message.Not.Contains("\n"));
    }

    [Test]
    public void Words_that_are_no_generator_are_refused()
    {
        using IBackend backend = SmallSet.Backend;
        TrainingState state = Behind(Plan(), backend, 1);
        foreach (Tensor words in new[] { Tensor.Zeros(new Shape(3)), Tensor.Full(new Shape(624), 0.5), Tensor.Full(new Shape(624), -1) })
        {
            StateFile.Write(File, state, "network2");
            NamedTensors content = Safetensors.Read(File);
            ImmutableArray<KeyValuePair<string, Tensor>> other =
                [.. content.Tensors.Select(t => t.Key == "random.words" ? new(t.Key, words) : t)];
            Safetensors.Write(File, content with { Tensors = other });
            Assert.That(() => StateFile.Read(File, Plan()), Throws.TypeOf<WeightsException>());
        }
    }

    [Test]
    public void A_file_that_is_cut_anywhere_is_refused()
    {
        using IBackend backend = SmallSet.Backend;
        StateFile.Write(File, Behind(Plan(), backend, 1), "network2");
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int length = 0; length < bytes.Length; length += bytes.Length / 40)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.That(() => StateFile.Read(File, Plan()), Throws.TypeOf<WeightsException>(), $"{length} bytes");
        }
    }
}
