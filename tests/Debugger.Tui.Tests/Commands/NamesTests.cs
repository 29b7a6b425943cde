using System.Text.Json;
using Backstep.Engine.Data;
using Backstep.Engine.Tests.Data;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Training on names and writing some.</summary>
public class NamesTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-names").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_scripts_run_gives_its_losses_and_its_names()
    {
        CliResult result = Cli.Run("train", "microgpt", "--data", "names", "--data-file", RealNames.File(), "--seed", "42", "--json",
            "--log-every", "1");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain("32033 names, 26 different letters"));
        double[] losses = [.. result.Json.Where(e => Event(e) == "step").Select(e => e.GetProperty("loss").GetDouble())];
        Assert.That(losses, Has.Length.EqualTo(1000));
        Assert.That(losses[..3], Is.EqualTo(new[] { 3.3660, 3.4243, 3.1778 }).Within(6e-5));
        string[] names = Names(result.Json.Single(e => Event(e) == "names"));
        Assert.That(names[..6], Is.EqualTo(new[] { "kamon", "ann", "karai", "jaire", "vialan", "karia" }));
    }

    [Test]
    public void A_kept_run_of_made_up_words_goes_on_and_writes_what_it_wrote_at_its_end()
    {
        CliResult run = Runs("train", "microgpt", "--seed", "3", "--max-steps", "12", "--run", "first", "--json", "--log-every", "1");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("200 words that are made up"));
        string[] names = Names(run.Json.Single(e => Event(e) == "names"));
        Assert.That(names, Has.Length.EqualTo(20));
        Assert.That(run.Json.Where(e => Event(e) == "epoch").Select(e => e.GetProperty("accuracy").ValueKind),
            Is.All.EqualTo(JsonValueKind.Null), "there is nothing to be right about");
        Assert.That(Runs("generate", "microgpt", "--run", "first").Lines, Is.EqualTo(names));
        Assert.That(Runs("generate", "microgpt", "--run", "first", "--seed", "9", "--count", "4").Lines, Has.Length.EqualTo(4));
        Assert.That(Runs("train", "--resume", "first", "--max-steps", "14", "--json", "--log-every", "1").Json
            .Where(e => Event(e) == "step").Select(e => e.GetProperty("step").GetInt64()), Is.EqualTo(new[] { 13, 14 }));
    }

    [Test]
    public void Saved_weights_of_another_size_say_how_large_the_model_is()
    {
        string file = Path.Combine(_folder, "n.txt"), saved = Path.Combine(_folder, "n.safetensors");
        File.WriteAllText(file, "Zoë\r\nada\r\nbo\r\n");
        CliResult run = Runs("train", "microgpt", "--data", "names", "--data-file", file, "--layers", "2", "--width", "8", "--heads", "2",
            "--block", "6", "--batch-size", "3", "--max-steps", "2", "--save", saved, "--text");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        CliResult names = Runs("generate", "microgpt", "--weights", saved, "--count", "30", "--temperature", "1.5", "--seed", "1");
        Assert.That(names.Lines, Has.Length.EqualTo(30).And.All.Match("^[Zoëadb]{0,6}$"));
        Assert.That(Runs("explain", "microgpt", "layer1.attn_wq.grad[0,0]", "--weights", saved, "--data-file", file).ExitCode, Is.Zero);
    }

    [Test]
    public void A_share_of_the_names_is_tested_on_and_the_run_goes_on_as_if_it_had_not_stopped()
    {
        string[] common = ["--layers", "2", "--width", "8", "--heads", "2", "--block", "8", "--batch-size", "6", "--hold-out", "0.1",
            "--json", "--log-every", "1"];
        CliResult whole = Runs(["train", "microgpt", "--max-steps", "70", "--run", "whole", .. common]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Error);
        Assert.That(whole.Error, Does.Contain("20 of 200, always the same, are held out to test on"));
        JsonElement[] tests = [.. whole.Json.Where(e => Event(e) == "test")];
        Assert.That(tests.Select(t => t.GetProperty("samples").GetInt32()), Is.EqualTo(new[] { 20, 20, 20 }), "180 names are 30 steps");
        Assert.That(tests.Select(t => t.GetProperty("accuracy").ValueKind), Is.All.EqualTo(JsonValueKind.Null));
        Assert.That(tests[2].GetProperty("loss").GetDouble(), Is.LessThan(tests[0].GetProperty("loss").GetDouble()));
        Runs(["train", "microgpt", "--max-steps", "40", "--run", "parts", .. common]);
        CliResult rest = Runs("train", "--resume", "parts", "--max-steps", "70", "--json", "--log-every", "1");
        Assert.That(rest.Json.Where(e => Event(e) == "step").Select(e => e.GetProperty("loss").GetDouble()),
            Is.EqualTo(whole.Json.Where(e => Event(e) == "step").Select(e => e.GetProperty("loss").GetDouble()).Skip(40)));
        Assert.That(rest.Json.Last(e => Event(e) == "test").GetProperty("loss").GetDouble(),
            Is.EqualTo(tests[2].GetProperty("loss").GetDouble()));
        Assert.That(Runs("generate", "microgpt", "--run", "whole").Lines, Is.EqualTo(Names(whole.Json.Single(e => Event(e) == "names"))));
        Assert.That(Runs("runs", "compare", "whole", "parts").Out, Does.Contain("max-steps").Or.Contain("same"));
        string report = Path.Combine(_folder, "r.html");
        Assert.That(Runs("runs", "report", "whole", "--out", report).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(report), Does.Contain("<td>heads</td><td>2</td>").And.Contain("<td>hold-out</td><td>0.1</td>")
            .And.Not.Contain("ccuracy"));
        Assert.That(Runs("debug", "microgpt", "--weights", "whole", "--exec", "until loss").ExitCode, Is.Zero);
    }

    [Test]
    public void What_is_held_out_changes_nothing_where_it_is_not_asked_for_and_is_not_learnt_from()
    {
        NameList all = NameList.MadeUp();
        (NameList train, NameList test) = all.HoldOut(0.1);
        Assert.That(train.Names.Concat(test.Names), Is.EquivalentTo(all.Names));
        Assert.That((test.Names.Length, train.Longest, train.Vocabulary), Is.EqualTo((20, all.Longest, all.Vocabulary)));
        Assert.That(all.HoldOut(0.1).Test.Names, Is.EqualTo(test.Names), "always the same");
    }

    [Test]
    public void Epochs_of_a_few_steps_are_not_told_one_by_one()
    {
        string file = Path.Combine(_folder, "n.txt");
        File.WriteAllText(file, "ada\nbo\ncy\n");
        CliResult run = Runs("train", "microgpt", "--data-file", file, "--max-steps", "300", "--hold-out", "0.4", "--text");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Lines.Count(l => l.Contains("names/s")), Is.EqualTo(3), "150 epochs, a line behind each hundred steps");
        Assert.That(run.Lines.Count(l => l.Contains("held out")), Is.EqualTo(3));
    }

    [TestCase("train network2 --data synthetic --hold-out 0.1", "--hold-out is for models of names; network2 is none")]
    [TestCase("train microgpt --hold-out 1", "--hold-out 1 is not possible; give a share above 0 and below 1")]
    [TestCase("train microgpt --hold-out 0.999", "none would be left to learn from")]
    [TestCase("train microgpt --data mnist", "microgpt learns names, not mnist")]
    [TestCase("train microgpt --data names --data-file nowhere.txt", "there is no such file")]
    [TestCase("train microgpt --width 10", "--width 10 cannot be shared by 4 heads")]
    [TestCase("train microgpt --layers 0", "--layers 0 is not possible")]
    [TestCase("train network2 --data names", "network2")]
    [TestCase("train network2 --data-file x.txt", "--data-file is for models of names; network2 is none")]
    [TestCase("generate network2", "network2 writes no names; microgpt does")]
    [TestCase("generate microgpt --temperature 0", "--temperature 0 is not possible")]
    [TestCase("generate microgpt --temperature nan", "--temperature")]
    [TestCase("generate microgpt --count 0", "--count 0 is not possible")]
    [TestCase("generate microgpt --weights a --run b", "take --weights or --run, not both")]
    [TestCase("generate microgpt --weights nowhere.safetensors", "nowhere.safetensors")]
    [TestCase("generate microgpt --run nowhere", "nowhere")]
    public void What_cannot_be_done_is_told_in_one_line(string line, string said)
    {
        CliResult result = Runs(line.Split(' '));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error.Trim(), Does.Contain(said).And.Not.Contain("\n"));
        Assert.That(result.Out, Is.Empty);
    }

    private CliResult Runs(params string[] args) =>
        Cli.Start(args, "", isTerminal: false, default, variable: name => name == "XDG_DATA_HOME" || name == "HOME" ? _folder : null);

    private static string? Event(JsonElement e) => e.GetProperty("event").GetString();

    private static string[] Names(JsonElement e) => [.. e.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)];
}
