using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Training;

public class LayerFiguresTests
{
    // As many images as are looked at: each is.
    private static readonly Dataset Digits = SyntheticDigits.Create(64);

    private static TrainingPlan Plan() =>
        TrainingPlans.Create(ProgramCatalog.Get("network2"), Digits, null, seed: 1, 64, OptimizerSpec.Sgd(0.1), epochs: 1);

    private static LayerFigures Of(TrainingPlan plan, IBackend? backend = null, Func<string, Tensor>? read = null)
    {
        using IBackend made = backend ?? new ReferenceBackend();
        return LayerFigures.Of(plan, read ?? (name => plan.Initial[name]), made);
    }

    [Test]
    public void Gradients_are_those_that_a_step_goes_along()
    {
        TrainingPlan plan = Plan();
        LayerFigures figures = Of(plan);
        using var backend = new CpuBackend();
        using var trainer = new Trainer(Plan(), backend) { SaveAt = 1 };
        foreach (TrainingEvent e in trainer.Run().Take(1)) Assert.That(e, Is.InstanceOf<StepEvent>());
        foreach (ParameterFigures p in figures.Parameters)
        {
            double[] step = [.. plan.Initial[p.Name].Data.ToArray().Zip(trainer.Read(p.Name).Data.ToArray(), (a, b) => (a - b) / 0.1)];
            Assert.That(p.Gradient, Is.EqualTo(Math.Sqrt(step.Sum(g => g * g))).Within(0.1).Percent, p.Name);
            Assert.That(p.Norm, Is.EqualTo(TensorStats.Of(plan.Initial[p.Name]).Norm));
        }
    }

    [Test]
    public void A_layer_whose_sums_are_all_negative_is_silent_and_learns_nothing()
    {
        TrainingPlan plan = Plan();
        LayerFigures sound = Of(plan), silenced = Of(plan, read: name => name == "conv2.bias"
            ? Tensor.Full(plan.Initial[name].Shape, -100) : plan.Initial[name]);
        ActivationFigures[] relus = [.. silenced.Activations.Where(a => a.Silent is not null)];
        Assert.That(sound.Activations.Where(a => a.Silent is not null).Select(a => a.Silent), Is.All.LessThan(0.6));
        Assert.That(relus[1].Silent, Is.EqualTo(1));
        Assert.That(relus[1].Deviation, Is.Zero);
        Assert.That(silenced.Parameters.Single(p => p.Name == "conv1.weight").Gradient, Is.Zero);
    }

    [Test]
    public void Both_processors_backends_agree()
    {
        LayerFigures reference = Of(Plan()), cpu = Of(Plan(), new CpuBackend());
        Assert.That(cpu.Activations.Select(a => a.Deviation),
            Is.EqualTo(reference.Activations.Select(a => a.Deviation)).Within(0.01).Percent);
        Assert.That(cpu.Parameters.Select(p => p.Gradient), Is.EqualTo(reference.Parameters.Select(p => p.Gradient)).Within(0.1).Percent);
    }
}
