using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Comparing;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;

namespace Backstep.Engine.Tests.Comparing;

/// <summary>
/// Runs of real PyTorch (tests/fixtures/generate_strange_recordings.py) with bugs that no lesson has, and sound ones of each network.
/// </summary>
public class StrangeRunsTests
{
    [TestCase("backward_twice", "sigmoid", "2.weight.grad", "backward-twice")]
    [TestCase("divided_loss", "mlp", "4.grad", "scaled-loss")]
    [TestCase("penalty", "mlp", "4.weight.grad", "weight-penalty")]
    [TestCase("decay_by_hand", "mlp", "4.weight.grad", "weight-penalty")]
    [TestCase("clipped_norm", "mlp", "4.weight.grad", "clipped-gradient-norm")]
    [TestCase("clipped_values", "mlp", "4.weight.grad", "clipped-gradients")]
    [TestCase("labels_from_one", "mlp", "loss", "shifted-labels")]
    [TestCase("rolled_labels", "mlp", "loss", "shuffled-targets")]
    [TestCase("missing_sigmoid", "sigmoid", "2", "missing-activation")]
    [TestCase("missing_tanh", "mlp", "4", "missing-activation")]
    [TestCase("tanh_for_relu", "mlp", "1", "other-activation")]
    [TestCase("relu_at_the_end", "mlp", "loss", "extra-activation")]
    [TestCase("sigmoid_twice", "binary", "loss", "sigmoid-twice")]
    [TestCase("absolute_error", "sigmoid", "loss", "other-loss")]
    [TestCase("label_smoothing", "mlp", "loss", "other-loss")]
    [TestCase("broadcast", "column", "loss", "broadcast-target")]
    [TestCase("mirrored", "conv", "x", "turned-input")]
    [TestCase("transposed", "conv", "x", "turned-input")]
    public void The_first_number_that_differs_is_that_of_the_bug_and_the_bug_is_named(
        string script, string program, string value, string bug)
    {
        Comparison comparison = Compare(script, program);
        Assert.That((comparison.First?.Step, comparison.First?.Value.Name), Is.EqualTo((0L, value)));
        Assert.That(comparison.Suspects.First().Name, Is.EqualTo(bug));
        Assert.That(comparison.Suspects, Has.All.Property("ExplainsAll").True);
    }

    [TestCase("average_for_maximum", "conv", "2", SlipKind.OtherModule)]
    [TestCase("dropout", "mlp", "1", SlipKind.Dropout)]
    public void What_no_replay_can_give_is_seen_in_the_numbers(string script, string program, string value, SlipKind slip)
    {
        Comparison comparison = Compare(script, program);
        Assert.That((comparison.First?.Value.Name, comparison.First?.Slip?.Kind), Is.EqualTo((value, slip)));
        Assert.That(comparison.Suspects, Is.Empty);
    }

    [TestCase("sound_sigmoid", "sigmoid")]
    [TestCase("sound_mlp", "mlp")]
    [TestCase("sound_conv", "conv")]
    [TestCase("sound_column", "column")]
    [TestCase("sound_binary", "binary")]
    public void A_sound_run_differs_in_nothing_and_needs_no_note(string script, string program)
    {
        Comparison comparison = Compare(script, program);
        Assert.That(comparison.First?.Value.Name, Is.Null);
        Assert.That(comparison.Compared, Is.GreaterThan(20));
        Assert.That(comparison.Notes, Is.Empty);
    }

    [TestCase("clamped_after", "mlp", "2.weight")]
    [TestCase("step_twice", "conv", "0.weight")]
    public void A_parameter_that_changes_between_two_steps_is_no_fault_of_the_update(string script, string program, string value)
    {
        RecordedDifference first = Compare(script, program).First!;
        Assert.That((first.Value.Name, first.IsBetweenSteps, first.WrittenIn, first.Step), Is.EqualTo((value, true, 0L, 1L)));
    }

    [TestCase("other_betas", "made with Adam(lr=0.1, betas=(0.5, 0.9)), which is followed; mlp names SGD(lr=0.1)")]
    [TestCase("schedule_first", "was 0.1 when recording began, and the updates are made with 0.05, 0.025")]
    [TestCase("two_rates", "have the learning rates 0.1, 0.2")]
    public void What_is_taken_from_the_recording_is_said_where_it_is_not_what_the_program_says(string script, string note) =>
        Assert.That(Compare(script, "mlp").Notes.Select(n => n(Language.English)), Has.Some.Contains(note));

    [Test]
    public void Of_two_runs_layers_are_laid_beside_those_of_their_class_and_shape()
    {
        RecordingComparison comparison = RecordingComparison.Of(Read("sound_sigmoid"), Read("missing_sigmoid"));
        Assert.That(comparison.OnlyA, Is.EqualTo(new[] { "1" }));
        Assert.That(comparison.Differences.Where(d => d.A.Name == "2").Select(d => d.B.Name).Distinct(), Is.EqualTo(new[] { "1" }));
        Assert.That(comparison.Differences.Select(d => d.Slip?.Kind), Has.None.EqualTo(SlipKind.OtherShape));
    }

    [TestCase("sound_mlp", "penalty", "")]
    [TestCase("sound_mlp", "sound_column", "momentum 0 / 0.9")]
    [TestCase("sound_mlp", "sound_binary", "SGD / AdamW, lr 0.1 / 0.01, weight_decay 0 / 0.1")]
    [TestCase("sound_conv", "other_betas", "betas.1 0.9 / 0.5, betas.2 0.999 / 0.9, lr 0.01 / 0.1")]
    public void Of_two_runs_it_is_said_how_their_optimizers_were_set_differently(string a, string b, string settings) =>
        Assert.That(RecordingComparison.Of(Read(a), Read(b)).OtherSettings, Is.EqualTo(settings));

    private static Recording Read(string script) => RecordingReader.Read(Fixtures.PathOf($"recordings/strange/{script}.jsonl"));

    private static Comparison Compare(string script, string program)
    {
        Recording recording = Read(script);
        ProgramEntry entry = ProgramFiles.Get(Fixtures.PathOf($"recordings/strange/{program}.json"));
        using var backend = new ReferenceBackend();
        return RunComparison.Of(RecordedProgram.Of(entry, recording), recording, backend, entry.NamedOptimizer);
    }
}
