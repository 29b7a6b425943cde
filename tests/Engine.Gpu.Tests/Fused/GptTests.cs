using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;

namespace Backstep.Engine.Gpu.Tests.Fused;

/// <summary>The small GPT on the device, trained through the queue, against the reference backend.</summary>
[TestFixture]
public sealed class GptTests
{
    private static readonly NameList s_words = NameList.MadeUp();

    [TestCase(true, 40)]
    [TestCase(false, 10)]
    public void Its_losses_are_those_of_the_reference(bool fuse, int steps)
    {
        using var gpu = new GpuBackend(TestDevice.Open(), fuse);
        Compare(ProgramCatalog.Get("microgpt"), batch: 1, steps, gpu);
    }

    [Test]
    public void A_larger_one_with_many_names_at_a_time_trains_as_well()
    {
        var size = new GptSize(s_words.Vocabulary.ToString(), s_words.Positions(24), Layers: 2, Width: 24, Heads: 3, Block: 24);
        using var gpu = new GpuBackend(TestDevice.Open());
        Compare(ProgramCatalog.Get("microgpt").With(size), batch: 7, steps: 3, gpu);
    }

    [Test]
    public void A_step_is_a_launch_for_the_network_and_one_for_the_optimizer_between_the_batch_and_the_result()
    {
        using var gpu = new GpuBackend(TestDevice.OpenSimulatedCard());
        var network = (GptNetwork)ProgramCatalog.Get("microgpt").Network!;
        using var compiled = (GpuProgram)gpu.Compile(network.For(s_words.ToDataset()).BuildTraining(1, GptNetwork.Optimizer));
        Assert.That(compiled.StepNames, Has.Count.EqualTo(4), string.Join(", ", compiled.StepNames));
        Assert.That(compiled.StepNames[0], Is.EqualTo("gather"));
        Assert.That(compiled.StepNames.TakeLast(2), Is.EqualTo(new[] { "update", "result" }));
    }

    private static void Compare(ProgramEntry entry, int batch, int steps, IBackend gpu)
    {
        double[] fast = Losses(gpu), slow = Losses(new ReferenceBackend());
        Assert.That(fast, Has.Length.EqualTo(steps));
        Assert.That(fast, Is.EqualTo(slow).Within(2e-4));

        double[] Losses(IBackend backend)
        {
            TrainingPlan plan = TrainingPlans.Create(entry, s_words.ToDataset(), null, 42, batch) with { MaxSteps = steps };
            using var trainer = new Trainer(plan, backend);
            return [.. trainer.Run().OfType<StepEvent>().Select(e => e.Loss)];
        }
    }
}
