using System.Text.Json;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Trained weights: saved, tried, stepped, trained on; and a training that stops for a condition.</summary>
public class WeightsTests
{
    private IdxFolder _files = null!;
    private string _data = "";

    private string Saved => Path.Combine(_files.Root, "w.safetensors");

    [SetUp]
    public void MakeFolder()
    {
        _files = new IdxFolder();
        _data = _files.With("mnist");
    }

    [TearDown]
    public void DropFolder() => _files.Dispose();

    private string[] Train(params string[] more) =>
        ["train", "network2", "--data-dir", _data, "--batch-size", "10", "--seed", "3", .. more];

    private static JsonElement Event(CliResult result, string name) => result.Json.First(e => e.GetProperty("event").GetString() == name);

    [Test]
    public void What_was_trained_is_saved_and_does_as_well_when_it_is_tried()
    {
        CliResult trained = Cli.Good(Train("--epochs", "2", "--save", Saved, "--json"));
        Assert.That(Event(trained, "saved").GetProperty("path").GetString(), Is.EqualTo(Saved));
        JsonElement tried = Cli.Good("eval", "network2", "--weights", Saved, "--data-dir", _data, "--json").Json.Single();
        Assert.That(tried.GetProperty("correct").GetInt32(), Is.EqualTo(Event(trained, "test").GetProperty("correct").GetInt32()));
        Assert.That(tried.GetProperty("samples").GetInt32(), Is.EqualTo(IdxFolder.TestCount));
        JsonElement[] classes = [.. tried.GetProperty("classes").EnumerateArray()];
        Assert.That(classes.Sum(c => c.GetProperty("confusion").EnumerateArray().Sum(n => n.GetInt32())), Is.EqualTo(IdxFolder.TestCount));
        Assert.That(tried.GetProperty("mistakes").GetArrayLength(),
            Is.EqualTo(IdxFolder.TestCount - tried.GetProperty("correct").GetInt32()));
        string text = Cli.Good("eval", "network2", "--weights", Saved, "--data-dir", _data).Out;
        Assert.That(text, Does.StartWith($"mnist: {tried.GetProperty("correct").GetInt32()} of {IdxFolder.TestCount} right, accuracy "));
    }

    [Test]
    public void Two_times_one_epoch_over_a_file_has_the_weights_between_as_its_start()
    {
        Cli.Good(Train("--epochs", "1", "--save", Saved));
        string first = Cli.Debug("network2", "print fc1.weight[0,0]").Last();
        string[] of(string[] more) =>
            Cli.Good(["debug", "network2", "--data-dir", _data, "--batch-size", "10", .. more, "--exec",
            "print fc1.weight[0,0]; until loss; print loss"]).Lines;
        Assert.That(of(["--weights", Saved])[0], Is.Not.EqualTo(of([])[0]).And.Not.EqualTo(first));
        double start = Cli.Good(Train("--weights", Saved, "--max-steps", "1", "--json", "--log-every", "1", "--no-test")).Json[0]
            .GetProperty("loss").GetDouble();
        double drawn = Cli.Good(Train("--max-steps", "1", "--json", "--log-every", "1", "--no-test")).Json[0]
            .GetProperty("loss").GetDouble();
        Assert.That(start, Is.LessThan(drawn), "an epoch has been learnt");
    }

    [Test]
    public void A_condition_stops_the_run_and_its_step_can_be_debugged()
    {
        CliResult stopped = Cli.Good(Train("--epochs", "3", "--break", "step == 5", "--json", "--log-every", "1"));
        Assert.That(Event(stopped, "break").GetProperty("step").GetInt64(), Is.EqualTo(5));
        Assert.That(stopped.Json[^1].GetProperty("event").GetString(), Is.EqualTo("break"), "without --exec the run ends there");
        double loss = stopped.Json[^2].GetProperty("loss").GetDouble();

        string[] lines = Cli.Good(Train("--epochs", "3", "--device", "reference", "--break", "step == 5", "--exec",
            "until loss; print loss; iterate; print norm(conv1.weight.grad)")).Lines;
        int at = Array.FindIndex(lines, l => l.StartsWith("stopped behind step 5: step == 5", StringComparison.Ordinal));
        Assert.That(at, Is.Positive);
        string printed = lines.Skip(at).First(l => l.StartsWith("loss = ", StringComparison.Ordinal) && !l.Contains("cross"));
        Assert.That(double.Parse(printed["loss = ".Length..]), Is.EqualTo(loss).Within(1e-5));
        Assert.That(lines.Skip(at)
            .Count(l => l.StartsWith("epoch: 1", StringComparison.Ordinal) || l.StartsWith("epoch: 2", StringComparison.Ordinal)),
                Is.EqualTo(2), "the run goes on");
    }

    [Test]
    public void What_would_end_a_run_badly_is_told_before_it_begins()
    {
        string missing = Path.Combine(_files.Root, "no", "folder", "w");
        Assert.That(Cli.Complaint(2, Train("--save", missing)), Does.Contain(missing).And.Contain("there is no folder"));
        Assert.That(Cli.Complaint(2, Train("--save", _files.Root)), Does.Contain("is a folder"));
        Assert.That(Cli.Complaint(2, Train("--break", "lss > 1")), Does.Contain("lss"));
        Assert.That(Cli.Complaint(2, Train("--break", "loss >")), Does.Contain("loss >").Or.Contain("end"));
        Assert.That(Cli.Complaint(2, Train("--exec", "step")), Does.Contain("--break"));
        Assert.That(Cli.Complaint(2, Train("--weights", missing)), Does.Contain("no such file"));
        Assert.That(Cli.Complaint(2, "eval", "network2", "--data-dir", _data), Does.Contain("--weights"));
        Assert.That(Cli.Complaint(2, "eval", "two-layer", "--weights", Saved), Does.Contain("two-layer"));
        Assert.That(Cli.Complaint(2, "debug", "two-layer", "--weights", Saved, "--exec", "step"),
            Does.Contain("two-layer").And.Contain("--weights"));
    }

    [Test]
    public void Weights_of_another_network_are_refused_with_what_is_missing()
    {
        Cli.Good(Train("--max-steps", "1", "--no-test", "--save", Saved));
        string said = Cli.Complaint(2, "eval", "mlp", "--weights", Saved, "--data", "synthetic");
        Assert.That(said, Does.Contain("does not fit mlp").And.Contain("missing linear_relu_stack.0.weight (512, 784)").And.Contain(
            "left over conv1.weight"));
    }
}
