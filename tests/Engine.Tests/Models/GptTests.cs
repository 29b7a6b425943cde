using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Data;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Models;

public class GptTests
{
    private static ProgramEntry Entry => ProgramCatalog.Get("microgpt");

    [Test]
    public void It_has_4192_parameters_in_the_scripts_order()
    {
        ModelSummary summary = ModelSummary.Of(Entry.Network!);
        Assert.That(summary.Count, Is.EqualTo(4192));
        Assert.That(summary.Parameters.Select(p => p.Name), Is.EqualTo(new[]
        {
            "wte", "wpe", "lm_head", "layer0.attn_wq", "layer0.attn_wk", "layer0.attn_wv", "layer0.attn_wo", "layer0.mlp_fc1",
            "layer0.mlp_fc2",
        }));
        Assert.That(summary.Structure, Does.Contain("(wte): Embedding(27, 16)").And.Contain(
            "(layer0.mlp_fc1): Linear(in_features=16, out_features=64, bias=False)"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_first_losses_of_the_real_names_are_the_scripts(bool isReference)
    {
        NameList list = NameList.Read(RealNames.File());
        Dataset names = list.ToDataset();
        TrainingPlan plan = TrainingPlans.Create(Entry.With(GptSize.Of(list)), names, null, 42) with { MaxSteps = 3 };
        using IBackend backend = isReference ? new ReferenceBackend() : new CpuBackend(new CpuOptions { Threads = 2 });
        using var trainer = new Trainer(plan, backend);
        double[] losses = [.. trainer.Run().OfType<StepEvent>().Select(e => e.Loss)];
        Assert.That(losses, Is.EqualTo(new[] { 3.3660, 3.4243, 3.1778 }).Within(6e-5));
    }

    [Test]
    public void The_debugger_steps_what_training_runs()
    {
        Dataset names = NameList.MadeUp().ToDataset();
        Scenario scenario = Entry.Create(new() { Seed = 7, Dataset = names });
        using var trainer = new Trainer(TrainingPlans.Create(Entry, names, null, 7) with { MaxSteps = 4 }, new ReferenceBackend());
        double[] losses = [.. trainer.Run().OfType<StepEvent>().Select(e => e.Loss)];
        var timeline = new Timeline(scenario, new ReferenceBackend());
        for (int step = 0; step < 4; step++)
        {
            timeline.MoveTo(new(step, scenario.Program.Instructions.Length));
            Assert.That(timeline.Read(scenario.Program["loss"])!.ScalarValue, Is.EqualTo(losses[step]), $"step {step}");
        }
        Assert.That(scenario.Vocabulary!.Texts, Has.Length.EqualTo(27));
    }

    [TestCase("microgpt")]
    [TestCase("attention")]
    public void Its_gradients_are_those_of_finite_differences(string program)
    {
        Scenario scenario = ProgramCatalog.Get(program).Create(new() { Seed = 3 });
        GradientCheckResult[] results = [.. new GradientCheck(scenario, new ReferenceBackend()).Run()];
        Assert.That(results.Select(r => r.Leaf), Is.EquivalentTo(scenario.Program.Parameters));
        Assert.That(results.Max(r => r.WorstError), Is.LessThan(1e-6));
    }

    [Test]
    public void A_gradient_opens_down_to_what_was_given_through_softmax_and_mask()
    {
        Scenario scenario = Entry.Create(new());
        var session = new DebugSession(scenario, new ReferenceBackend());
        session.Iterate();
        var explainer = new Explainer(session.Timeline, 12);
        var seen = new HashSet<string>();
        var stack = new Stack<(Value Value, int Offset, Moment Moment)>([(scenario.Program["layer0.attn_wq.grad"], 0,
            new(0, scenario.Program.Instructions.Length))]);
        while (stack.TryPop(out var at) && seen.Count < 4000)
        {
            if (!seen.Add($"{at.Value.Name}[{at.Offset}]")) continue;
            Explanation e = explainer.Explain(at.Value, at.Offset, at.Moment);
            foreach (ElementRef read in e.Terms.SelectMany(t => t.Factors)) stack.Push((read.Value, read.Offset, read.Moment));
        }
        string[] names = [.. seen.Select(s => s[..s.IndexOf('[', StringComparison.Ordinal)]).Distinct()];
        Assert.That(names, Does.Contain("layer0.attn_weights").And.Contain("layer0.attn_masked.grad").And.Contain("wte"));
    }

    [Test]
    public void The_usual_size_is_that_of_the_words_that_are_made_up() =>
        Assert.That(GptSize.Usual, Is.EqualTo(GptSize.Of(NameList.MadeUp())));

    [Test]
    public void Larger_ones_are_built_and_step()
    {
        NameList words = NameList.MadeUp();
        ProgramEntry entry = Entry.With(new(words.Vocabulary.ToString(), words.Positions(64), Layers: 4, Width: 64, Heads: 8, Block: 64));
        TrainingPlan plan = TrainingPlans.Create(entry, words.ToDataset(), null, 1, batchSize: 8) with { MaxSteps = 3 };
        using var trainer = new Trainer(plan, new ReferenceBackend());
        double[] losses = [.. trainer.Run().OfType<StepEvent>().Select(e => e.Loss)];
        Assert.That(losses, Has.Length.EqualTo(3).And.All.InRange(1.5, 8));
        Assert.That(losses[2], Is.LessThan(losses[1]));
    }
}
