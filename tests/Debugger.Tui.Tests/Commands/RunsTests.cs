using System.Text.Json;
using Backstep.Engine.Data;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class RunsTests
{
    private string _home = "";

    [SetUp]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("backstep-runs-").FullName;

    [TearDown]
    public void DropHome() => Directory.Delete(_home, recursive: true);

    private CliResult Run(params string[] args) =>
        Cli.Start(args, "", isTerminal: false, default, variable: name => name == "BACKSTEP_HOME" ? _home : null);

    private CliResult Good(params string[] args)
    {
        CliResult result = Run(args);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")), string.Join(' ', args));
        return result;
    }

    private CliResult Train(string name, params string[] more) => Train(name, 12, more);

    private CliResult Train(string name, int steps, params string[] more) =>
        Good(["train", "network2", "--data", "synthetic", "--max-steps", $"{steps}", "--device", "reference", "--batch-size", "4",
            "--no-test", "--run", name, .. more]);

    private string File(string run, string name) => Path.Combine(_home, "runs", run, name);

    [Test]
    public void A_run_that_is_gone_on_with_has_the_figures_of_one_that_was_never_stopped()
    {
        Assert.That(Train("whole").ExitCode, Is.Zero);
        Assert.That(Train("parts", 5).ExitCode, Is.Zero);
        Assert.That(Good("train", "--resume", "parts", "--max-steps", "12").ExitCode, Is.Zero);
        Assert.That(System.IO.File.ReadAllText(File("parts", "steps.csv")),
            Is.EqualTo(System.IO.File.ReadAllText(File("whole", "steps.csv"))));
        Assert.That(System.IO.File.ReadAllBytes(File("parts", "model.safetensors")),
            Is.EqualTo(System.IO.File.ReadAllBytes(File("whole", "model.safetensors"))));
    }

    [Test]
    public void Figures_behind_the_last_state_and_an_unfinished_line_are_cut_off()
    {
        Assert.That(Train("whole").ExitCode, Is.Zero);
        Assert.That(Train("cut", 5).ExitCode, Is.Zero);
        System.IO.File.AppendAllText(File("cut", "steps.csv"), "6,0,5,1.25,1,4\n7,0,6,2.");
        Assert.That(Good("train", "--resume", "cut", "--max-steps", "12").ExitCode, Is.Zero);
        Assert.That(System.IO.File.ReadAllText(File("cut", "steps.csv")),
            Is.EqualTo(System.IO.File.ReadAllText(File("whole", "steps.csv"))));
    }

    [Test]
    public void Numbers_of_ones_own_are_kept_with_the_run_and_trained_again_with_it()
    {
        Train("set", "--set", "fc1.bias=0.25");
        Assert.That(System.IO.File.ReadAllText(File("set", "run.json")), Does.Contain("\"fc1.bias=0.25\""));
        Assert.That(Good("runs", "ask", "set", "fc1.bias[0]", "--to", "1").Out, Does.Match(@"^1\t0\.2[0-9]+\s*$"));
        Assert.That(Good("runs", "report", "set", "--out", Path.Combine(_home, "set.html")).ExitCode, Is.Zero);
        Assert.That(System.IO.File.ReadAllText(Path.Combine(_home, "set.html")), Does.Contain("fc1.bias=0.25"));
    }

    [Test]
    public void A_number_that_was_never_logged_is_trained_again()
    {
        Assert.That(Train("asked").ExitCode, Is.Zero);
        double[] logged = [.. System.IO.File.ReadLines(File("asked", "steps.csv")).Skip(1).Select(l => double.Parse(l.Split(',')[3]))];
        JsonElement[] answers = Good("runs", "ask", "asked", "loss", "--from", "3", "--every", "4", "--json").Json;
        Assert.That(answers.Select(a => a.GetProperty("step").GetInt64()), Is.EqualTo(new long[] { 3, 7, 11 }));
        Assert.That(answers.Select(a => a.GetProperty("value").GetDouble()), Is.EqualTo(new[] { logged[2], logged[6], logged[10] }));
        Assert.That(Good("runs", "ask", "asked", "norm(fc1.weight.grad)", "--to", "2").Lines, Has.Length.EqualTo(2));
    }

    [Test]
    public void Runs_are_listed_and_compared()
    {
        Assert.That(Train("a").ExitCode, Is.Zero);
        Assert.That(Train("b", "--lr", "0.5").ExitCode, Is.Zero);
        JsonElement[] runs = Good("runs", "list", "--json").Json;
        Assert.That(runs.Select(r => (r.GetProperty("name").GetString(), r.GetProperty("steps").GetInt64(),
            r.GetProperty("state").GetString())),
            Is.EqualTo(new[] { ("a", 12L, "finished"), ("b", 12L, "finished") }));
        JsonElement compared = Good("runs", "compare", "a", "b", "--json").Json[0];
        Assert.That(compared.GetProperty("settings").EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "lr" }));
        Assert.That(compared.GetProperty("losses").GetArrayLength(), Is.EqualTo(12));
    }

    [Test]
    public void A_report_is_one_page_that_escapes_what_it_names()
    {
        Assert.That(Train("page").ExitCode, Is.Zero);
        string json = System.IO.File.ReadAllText(File("page", "run.json"));
        System.IO.File.WriteAllText(File("page", "run.json"), json.Replace("\"weights\": null", "\"weights\": \"<script>x</script>\""));
        string path = Path.Combine(_home, "page.html");
        Assert.That(Good("runs", "report", "page", "--out", path).Out, Does.Contain(path));
        string page = System.IO.File.ReadAllText(path);
        Assert.That(page, Does.Contain("<svg").And.Contain("&lt;script&gt;x").And.Contain("data:image/bmp;base64,").And.Not.Contain(
            "<script").And.Not.Contain("http://localhost"));
    }

    [Test]
    public void A_runs_name_stands_for_its_weights()
    {
        Assert.That(Train("named").ExitCode, Is.Zero);
        string byFile = Good("eval", "network2", "--data", "synthetic", "--weights", File("named", "model.safetensors")).Out;
        Assert.That(Good("eval", "network2", "--data", "synthetic", "--weights", "named").Out, Is.EqualTo(byFile));
        Assert.That(Good("eval", "named").Out, Is.EqualTo(byFile));
        string picture = Path.Combine(_home, "seven.png");
        Dataset digits = SyntheticDigits.Create(1, split: DatasetSplit.Test);
        System.IO.File.WriteAllBytes(picture, Pictures.Png(28, 28, digits.Image(0).ToArray()));
        Assert.That(Good("predict", picture, "--weights", "named", "--json").Out,
            Is.EqualTo(Good("predict", picture, "--weights", File("named", "model.safetensors"), "--json").Out));
        Assert.That(Cli.Complaint(2, Run("predict", picture, "--weights", "unnamed"), "unnamed"), Does.Contain("unnamed"));
    }

    [Test]
    public void What_cannot_be_kept_is_one_line_and_nothing_is_overwritten()
    {
        Line("there is no run nobody; none has been kept yet", "train", "--resume", "nobody");
        Assert.That(Train("once").ExitCode, Is.Zero);
        byte[] state = System.IO.File.ReadAllBytes(File("once", "state.safetensors"));
        Line("--resume once", "train", "network2", "--data", "synthetic", "--run", "once");
        Line("../x", "train", "network2", "--data", "synthetic", "--run", "../x");
        Line("is over after 12 steps", "train", "--resume", "once");
        Line("--lr", "train", "--resume", "once", "--lr", "3");
        Line("there is no run nobody", "train", "--resume", "nobody");
        Assert.That(System.IO.File.ReadAllBytes(File("once", "state.safetensors")), Is.EqualTo(state));
        System.IO.File.WriteAllBytes(File("once", "state.safetensors"), state[..(state.Length / 2)]);
        Line("state.safetensors", "train", "--resume", "once", "--max-steps", "20");
        System.IO.File.WriteAllText(File("once", "run.json"), "{");
        Line("run.json", "train", "--resume", "once");
        Assert.That(Good("runs", "list").Out, Does.Contain("damaged"));

        void Line(string said, params string[] args) =>
            Assert.That(Cli.Complaint(2, Run(args), string.Join(' ', args)), Does.Contain(said));
    }
}
