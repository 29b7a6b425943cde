using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Comparing;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Comparing;

/// <summary>Runs of real PyTorch (tests/fixtures/generate_recordings.py): twelve scripts with one bug each, and the same without.</summary>
public class RecordedRunsTests
{
    /// <summary>
    /// The script, the program, the step and the value whose number differs first, and the bug; null where none has to be named.
    /// </summary>
    private static IEnumerable<TestCaseData> Scripts() =>
    [
        new("no_zero_grad", "mlp.json", 1, "4.weight.grad", "no-zero-grad"),
        new("softmax_before_cross_entropy", "conv.json", 0, "loss", "softmax-twice"),
        new("sum_instead_of_mean", "batch", 0, "loss", "sum-instead-of-mean"),
        new("detach_in_the_middle", "mlp.json", 0, "2.weight.grad", "detached"),
        new("wrong_sign", "mlp.json", 0, "0.weight", "update-sign"),
        new("transposed_weight", "softmax", 0, "logits", "transposed-weight"),
        new("missing_bias_gradient", "mlp.json", 0, "4.bias.grad", "no-bias-gradient"),
        new("stale_batch", "mlp.json", 1, "x", "stale-batch"),
        new("normalised_twice", "mlp.json", 0, "x", "normalised-input"),
        new("inplace_relu", "mlp.json", 0, "3", "inplace-relu"),
        new("frozen_layer", "mlp.json", 0, "0.weight", "forgotten-parameters"),
        new("float16_overflow", "mlp.json", 0, "1", "float16-overflow"),
    ];

    [Test]
    public void NumPy_code_under_names_of_its_own_is_compared_from_its_first_step()
    {
        Comparison comparison = Compare("by_hand", "softmax");
        Assert.That(comparison.Alignment.Pairs.Select(p => $"{p.Kind} {p.Name} {p.Value}"), Is.SupersetOf(new[]
        {
            "Parameter W fc.weight", "Gradient b fc.bias.grad", "Updated W fc.weight", "ActivationGradient logits logits.grad",
        }));
        Assert.That((comparison.First!.Step, comparison.First.Value.Name), Is.EqualTo((0L, "logits.grad")));
        Assert.That(comparison.First.Slip, Is.EqualTo(new Slip(SlipKind.Scaled, 2, IsBatch: true)));
    }

    [Test]
    public void Arrays_that_NumPy_has_saved_are_one_step()
    {
        Comparison comparison = Compare("as_arrays", "softmax");
        Assert.That(comparison.Compared, Is.EqualTo(6));
        Assert.That(comparison.Differences.Select(d => d.Value.Name), Is.EqualTo(new[] { "fc.bias" }));
        Assert.That(comparison.First!.Slip, Is.EqualTo(new Slip(SlipKind.OtherStep, -1)));
    }

    [Test]
    public void A_frozen_weight_shows_however_small_the_steps_are()
    {
        Recording whole = RecordingReader.Read(Fixtures.PathOf("recordings/no_zero_grad.sound.jsonl"));
        RecordedStep first = whole.Steps[0];
        Tensor Of(RecordedKind kind, string name) => first.Find(kind, name)!.Content!;
        RecordedValue Tiny(RecordedValue v)
        {
            double[] before = [.. Of(RecordedKind.Parameter, v.Name).Data], gradient = [.. Of(RecordedKind.Gradient, v.Name).Data];
            double rate = v.Name == "2.weight" ? 0 : 1e-4;
            return v with { Content = new(v.Content!.Shape, [.. before.Zip(gradient, (w, g) => (double)(float)(w - rate * g))]) };
        }
        Recording tiny = whole with
        {
            Optimizer = new("SGD", whole.Optimizer!.Settings.SetItem("lr", 1e-4)),
            Steps =
            [
                first with
                {
                    Values = [.. first.Values.Where(v => v.Kind != RecordedKind.LearningRate)
                        .Select(v => v.Kind == RecordedKind.Updated ? Tiny(v) : v)],
                },
            ],
        };
        using var backend = new ReferenceBackend();
        Scenario own = RecordedProgram.Of(ProgramFiles.Get(Fixtures.PathOf("recordings/mlp.json")), tiny);
        Comparison comparison = RunComparison.Of(own, tiny, backend);
        Assert.That(comparison.Differences.Select(d => d.Value.Name), Is.EqualTo(new[] { "2.weight" }));
        Assert.That(comparison.First!.Slip!.Kind, Is.EqualTo(SlipKind.NotUpdated));
    }

    [Test]
    public void Steps_that_are_missing_are_begun_anew_from_the_recording()
    {
        Recording whole = RecordingReader.Read(Fixtures.PathOf("recordings/no_zero_grad.sound.jsonl"));
        Recording gap = whole with { Steps = [whole.Steps[0], whole.Steps[2]] };
        using var backend = new ReferenceBackend();
        Scenario own = RecordedProgram.Of(ProgramFiles.Get(Fixtures.PathOf("recordings/mlp.json")), gap);
        Comparison comparison = RunComparison.Of(own, gap, backend);
        Assert.That(comparison.First, Is.Null);
        Assert.That(comparison.Notes.Select(n => n(Language.English)), Has.Some.StartsWith("between step 1 and step 3"));
    }

    [Test]
    public void An_optimizer_that_there_is_none_of_leaves_its_updates_out()
    {
        Recording adam = RecordingReader.Read(Fixtures.PathOf("recordings/stale_batch.sound.jsonl"));
        Recording other = adam with { Optimizer = adam.Optimizer! with { Name = "RMSprop" } };
        using var backend = new ReferenceBackend();
        Scenario own = RecordedProgram.Of(ProgramFiles.Get(Fixtures.PathOf("recordings/mlp.json")), other);
        Comparison comparison = RunComparison.Of(own, other, backend);
        Assert.That(comparison.First, Is.Null);
        Assert.That(comparison.Notes.Select(n => n(Language.English)), Has.Some.Contains("RMSprop"));
    }

    private static Comparison Compare(string script, string program)
    {
        string path = Fixtures.PathOf($"recordings/{script}.jsonl");
        Recording recording = RecordingReader.Read(File.Exists(path) ? path : Path.ChangeExtension(path, "npz"));
        string name = program.EndsWith(".json", StringComparison.Ordinal) ? Fixtures.PathOf($"recordings/{program}") : program;
        using var backend = new ReferenceBackend();
        return RunComparison.Of(RecordedProgram.Of(ProgramFiles.Get(name), recording), recording, backend);
    }

    [TestCaseSource(nameof(Scripts))]
    public void A_script_with_one_bug_first_differs_where_the_bug_shows_and_the_bug_is_named(
        string script, string program, int step, string value, string bug)
    {
        Comparison comparison = Compare(script, program);
        Assert.That(comparison.First, Is.Not.Null);
        Assert.That((comparison.First!.Step, comparison.First.Value.Name), Is.EqualTo(((long)step, value)));
        Assert.That(comparison.Suspects.Select(s => s.Name), Does.Contain(bug));
        Assert.That(comparison.Suspects, Has.All.Property("ExplainsAll").True);
    }

    [TestCaseSource(nameof(Scripts))]
    public void Its_sound_twin_differs_in_nothing(string script, string program, int step, string value, string bug)
    {
        Comparison comparison = Compare($"{script}.sound", program);
        Assert.That(comparison.First?.Value.Name, Is.Null);
        Assert.That(comparison.Compared, Is.GreaterThanOrEqualTo(12), $"{step}{value}{bug}");
        Assert.That(comparison.Alignment.OwnStart, Is.Empty);
    }
}
