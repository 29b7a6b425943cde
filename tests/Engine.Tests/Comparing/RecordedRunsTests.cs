using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Comparing;
using Backstep.Engine.Models.Files;

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

    private static Comparison Compare(string script, string program)
    {
        Recording recording = RecordingReader.Read(Fixtures.PathOf($"recordings/{script}.jsonl"));
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
