using System.Text.Json;
using System.Text.RegularExpressions;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class TrainTests
{
    private static IEnumerable<TestCaseData> Layouts()
    {
        yield return new("network2", "mnist", "mnist", true);
        yield return new("network2", "mnist", "MNIST/raw", false);
        yield return new("mlp", "fashion-mnist", "fashion-mnist", false);
        yield return new("mlp", "fashion-mnist", "FashionMNIST/raw", true);
        yield return new("network3", "fashion-mnist", "", true);
    }

    [TestCaseSource(nameof(Layouts))]
    public void Every_layout_of_a_data_folder_is_found(string model, string data, string folder, bool gzip)
    {
        using var files = new IdxFolder();
        JsonElement[] events = Cli.Good("train", model, "--data", data, "--data-dir", files.With(folder,
            gzip), "--batch-size", "10", "--epochs", "1", "--json", "--log-every", "1").Json;
        Assert.That(events.Select(e => e.GetProperty("event").GetString()), Is.EqualTo(new[] { "step", "step", "step", "epoch", "test" }));
    }

    [Test]
    public void Json_events_have_the_promised_fields()
    {
        using var files = new IdxFolder();
        JsonElement[] events = Cli.Good("train", "network2", "--data", "mnist", "--data-dir", files.With("mnist"), "--batch-size", "10",
            "--epochs", "2", "--seed", "3", "--json", "--log-every", "2").Json;
        JsonElement[] steps = [.. Named("step")], epochs = [.. Named("epoch")];
        Assert.That(steps.Select(s => (s.GetProperty("epoch").GetInt32(), s.GetProperty("step").GetInt64())),
            Is.EqualTo(new[] { (0, 1L), (0, 3L), (1, 5L) }));
        Assert.That(steps[0].GetProperty("loss").GetDouble(), Is.InRange(2.1, 2.6), "ten classes, nothing learnt");
        Assert.That(steps[0].GetProperty("correct").GetInt32(), Is.InRange(0, 10));
        Assert.That(epochs.Select(e => e.GetProperty("epoch").GetInt32()), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(epochs[0].GetProperty("accuracy").GetDouble(),
            Is.EqualTo(100.0 * epochs[0].GetProperty("correct").GetInt32() / IdxFolder.TrainCount).Within(1e-9));
        Assert.That(epochs[0].GetProperty("loss_sum").GetDouble(), Is.InRange(6, 8));
        Assert.That(epochs[0].GetProperty("seconds").GetDouble(), Is.GreaterThan(0));
        JsonElement test = Named("test").Single();
        Assert.That(test.GetProperty("accuracy").GetDouble(),
            Is.EqualTo(100.0 * test.GetProperty("correct").GetInt32() / IdxFolder.TestCount).Within(1e-9));
        Assert.That(test.GetProperty("loss").GetDouble(), Is.GreaterThan(0));

        IEnumerable<JsonElement> Named(string name) => events.Where(e => e.GetProperty("event").GetString() == name);
    }

    [Test]
    public void People_get_the_lines_of_tutorial_002()
    {
        using var files = new IdxFolder();
        string[] lines = Cli.Good("train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "10", "--epochs", "2").Lines;
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[0], Does.Match(@"^epoch: 0 correct times: \d+ training accuracy: \d+\.\d{3} % total_loss: \d+\.\d{3}$"));
        Assert.That(lines[1], Does.Match(@"^  \d+\.\d{3} s, \d+ images/s, \d+\.\d GFLOP/s \(\d+ % of the measured peak\)$"));
        Assert.That(lines[2], Does.StartWith("epoch: 1 correct times: "));
        Assert.That(lines[4], Does.Match(@"^correct times: \d+ test accuracy: \d+\.\d{3} % total_loss: \d+\.\d{3}$"));
    }

    [Test]
    public void People_get_the_lines_of_tutorial_004()
    {
        using var files = new IdxFolder();
        string text = Cli.Good("train", "mlp", "--data-dir", files.With("fashion-mnist"), "--batch-size", "10", "--epochs", "2",
            "--log-every", "2").Out;
        Assert.That(text, Does.StartWith("Epoch 1\n-------------------------------\nloss: 2.").And.Contain("  [    0/   30]\n").And.Contain(
            "  [   20/   30]\n").And.Contain("Epoch 2\n"));
        Assert.That(Regex.Matches(text, @"Test Error: \n Accuracy: \d+\.\d%, Avg loss: \d\.\d{6} \n"), Has.Count.EqualTo(2));
    }

    [Test]
    public void Steps_are_logged_and_limited_as_asked()
    {
        using var files = new IdxFolder();
        string[] lines = Cli.Good("train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "10", "--max-steps", "4",
            "--log-every", "1", "--no-test").Lines;
        Assert.That(lines.Count(l => Regex.IsMatch(l, @"^epoch: \d step: \d loss: \d\.\d{6} correct: \d+/10$")), Is.EqualTo(4));
        Assert.That(lines[^2], Does.StartWith("epoch: 1 ").And.EndWith("(after 10 of 30 images)"));
    }

    [Test]
    public void The_seed_and_the_optimizer_decide_the_losses()
    {
        using var files = new IdxFolder();
        files.With("mnist");
        string a = Losses(), b = Losses();
        Assert.That(b, Is.EqualTo(a));
        Assert.That(new[] { Losses("--seed", "9"), Losses("--optimizer", "adam"), Losses("--optimizer", "momentum"), Losses("--lr", "0.01"),
            Losses("--weight-decay", "0.5") }, Is.Unique.And.None.EqualTo(a));

        string Losses(params string[] more) =>
            string.Join(' ', Cli.Good(["train", "network2", "--data-dir", files.Root, "--batch-size", "10", "--epochs", "1", "--no-test",
            "--json", "--log-every", "1", .. more])
            .Json.Where(e => e.GetProperty("event").GetString() == "step").Select(e => e.GetProperty("loss").GetRawText()));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Cancelling_ends_after_the_step_with_what_is_known(bool json)
    {
        using var files = new IdxFolder();
        using var cancel = new CancellationTokenSource();
        string[] args = ["train", "network2", "--data-dir", files.With("mnist"), "--batch-size", "10", "--log-every", "1",
            .. json ? new[] { "--json" } : []];
        CliResult result = Cli.Start(args, "", isTerminal: false, cancel.Token, line => { if (line.Contains("step")) cancel.Cancel(); });
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((130, "")));
        Assert.That(result.Lines, Has.Length.EqualTo(json ? 3 : 4));
        Assert.That(result.Lines[1],
            json ? Does.StartWith("{\"event\":\"epoch\"").And.Contain("\"samples\":10") : Does.EndWith("(after 10 of 30 images)"));
        Assert.That(result.Lines[^1], Is.EqualTo(json ? "{\"event\":\"interrupted\"}" : "interrupted"));
    }

    [Test]
    public void Image_programs_take_their_first_batch_from_the_data()
    {
        using var files = new IdxFolder();
        files.With("mnist");
        string[] data = ["--data", "mnist", "--data-dir", files.Root, "--batch-size", "10", "--seed", "3"];
        double traced = Cli.Good(["trace", "network2", "--format", "jsonl", .. data]).Json.Skip(1)
            .Single(l => l.GetProperty("output").GetString() == "loss").GetProperty("value").GetDouble();
        double trained = Cli.Good(["train", "network2", "--max-steps", "1", "--no-test", "--json", "--device", "reference",
            .. data]).Json[0].GetProperty("loss").GetDouble();
        double fast = Cli.Good(["train", "network2", "--max-steps", "1", "--no-test", "--json", "--threads", "2", .. data]).Json[0]
            .GetProperty("loss").GetDouble();
        Assert.That(traced, Is.EqualTo(trained));
        Assert.That(fast, Is.EqualTo(trained).Within(1e-6), "single precision");
        Assert.That(Cli.Good(["trace", "network2", .. data]).Lines[0], Does.Contain("mnist, batch 10, shuffled with seed 3"));
        Assert.That(Cli.Good(["gradcheck", "network2", .. data]).Lines[^1], Does.EndWith("the gradients agree"));
    }

    [TestCase("--threads", "0")]
    [TestCase("--threads", "65")]
    [TestCase("--device", "abacus")]
    public void Devices_that_are_not_there_are_wrong_input(string option, string value)
    {
        using var files = new IdxFolder();
        Assert.That(Cli.Complaint(2, "train", "network2", "--data-dir", files.With("mnist"), option, value), Does.Contain(value));
    }

    [Test]
    public void Threads_belong_to_the_cpu()
    {
        using var files = new IdxFolder();
        Assert.That(Cli.Complaint(2, "train", "network2", "--data-dir", files.With("mnist"), "--device", "reference", "--threads", "2"),
            Does.Contain("--device cpu"));
    }

    [Test]
    public void Devices_tell_what_can_calculate_here()
    {
        // Where OpenCL offers the processor, that is a device, too; what is said without any is tested with devices of the tests' own.
        Assert.That(Cli.Good("devices").Out,
            Does.Match(@"cpu +.*cores.*GFLOP/s").And.Contain("reference").And.Match(@"(?m)^gpu(:0 +| +not available: )"));
        JsonElement[] devices = [.. Cli.Good("devices", "--json").Json[0].GetProperty("devices").EnumerateArray()];
        Assert.That(devices[..2].Select(d => (d.GetProperty("name").GetString(), d.GetProperty("available").GetBoolean())),
            Is.EqualTo(new[] { ("cpu", true), ("reference", true) }));
        Assert.That(devices[0].GetProperty("peak_gflops").GetDouble(), Is.Positive);
        bool found = devices[2].GetProperty("available").GetBoolean();
        Assert.That(devices[2].GetProperty("name").GetString(), Is.EqualTo(found ? "gpu:0" : "gpu"));
        if (!found) Assert.That(devices[2].GetProperty("reason").GetString(), Is.Not.Empty);
    }

    [Test]
    public void The_word_cause_goes_back_to_where_what_went_wrong_begins()
    {
        string[] lines = Cli.Good("train", "network2", "--data", "synthetic", "--lr", "1e20", "--max-steps", "20", "--no-test", "--break",
            "isnan(loss)", "--exec", "cause; where").Lines;
        int at = Array.FindIndex(lines, l => l.StartsWith("the first number that is not finite is in step ", StringComparison.Ordinal));
        Assert.That(at, Is.Positive);
        Assert.That(lines[at + 1], Does.StartWith("[").And.Contains("/56] "), "the instruction that did it");
        string[] sound = Cli.Good("train", "network2", "--data", "synthetic", "--max-steps", "20", "--no-test", "--break",
            "step == 3", "--exec", "cause; where").Lines;
        Assert.That(sound, Does.Contain("no number that is not finite and no jump of the loss in 3 steps")
            .And.Some.StartsWith("iteration 1, step 0/"));
    }
}
