using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class TraceTests
{
    [Test]
    public void The_walkthrough_shows_every_number_beside_the_tutorials_digits()
    {
        string[] lines = Cli.Good("trace", "two-layer").Lines;
        Assert.That(lines, Has.One.Contains("l_h1 = w1·i1 + w2·i2 + b1 = 0.05×0.1 + 0.15×0.2 + 0.35 = 0.385   (tutorial: 0.385)"));
        Assert.That(lines, Has.One.Matches<string>(l => l.Contains("∂E/∂w5 = ∂E/∂l_o1 · ∂l_o1/∂w5")
            && l.Contains("= -0.018375021542   (tutorial: -0.018375021)")));
        Assert.That(lines, Has.One.Contains("w5⁺ = w5 − η·∂E/∂w5 = 0.25 − 1×(-0.018375021542) = 0.268375021542"));
        Assert.That(lines.Count(l => l.Contains("(tutorial: ")), Is.EqualTo(25));
        string[] phases = ["forward", "loss", "zero_grad", "backward", "update"];
        Assert.That(lines.Where(l => phases.Contains(l)), Is.EqualTo(phases));
        Assert.That(lines, Has.One.EqualTo("  line 13: E.backward()"));
    }

    /// <summary>One iteration of each program of letters and of the expression whose numbers are used twice; as with the screens,
    /// <c>BACKSTEP_WRITE_GOLDEN=1</c> writes them anew.</summary>
    [TestCase("micrograd")]
    [TestCase("attention")]
    [TestCase("microgpt")]
    [TestCase("microgpt-sample")]
    public void A_trace_is_as_recorded(string program)
    {
        string file = Path.Combine(Folder(), "Golden", $"trace-{program}.txt"), now = Cli.Good("trace", program, "--digits", "4").Out;
        if (Environment.GetEnvironmentVariable("BACKSTEP_WRITE_GOLDEN") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, now);
        }
        Assert.That(now.Split('\n'), Is.EqualTo(File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n')));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [Test]
    public void Fewer_digits_can_be_asked_for()
    {
        CliResult four = Cli.Good("trace", "two-layer", "--digits", "4");
        Assert.That(four.Out, Does.Contain("= 0.5951   (tutorial"));
        Assert.That(four.Out, Does.Not.Contain("0.595078473866"));
        Assert.That(Cli.Good("trace", "two-layer", "--digits", "15").Out, Does.Contain("-0.018375021542"));
    }

    [Test]
    public void Another_learning_rate_shows_no_digits_of_the_tutorial_for_new_weights() =>
        Assert.That(Cli.Good("trace", "two-layer", "--lr", "0.5").Lines.Where(l => l.Contains("⁺ =")).ToArray(),
            Has.Length.EqualTo(10).And.None.Contains("tutorial"));

    [Test]
    public void Jsonl_has_a_header_and_an_object_for_each_instruction()
    {
        JsonElement[] lines = Cli.Good("trace", "two-layer", "--seed", "7", "--format", "jsonl").Json;
        Assert.That(lines[0].GetProperty("program").GetString(), Is.EqualTo("two-layer"));
        Assert.That(lines[0].GetProperty("seed").GetInt64(), Is.EqualTo(7));
        Assert.That(lines[0].GetProperty("instructions").GetInt32(), Is.EqualTo(lines.Length - 1));
        string[] fields = ["index", "pass", "phase", "op", "output", "label", "inputs", "shape", "symbolic", "numeric", "source",
            "line", "value"];
        for (int i = 1; i < lines.Length; i++)
        {
            Assert.That(lines[i].EnumerateObject().Select(p => p.Name), Is.EqualTo(fields));
            Assert.That(lines[i].GetProperty("index").GetInt32(), Is.EqualTo(i - 1));
        }
        JsonElement w5 = lines.Single(l => l.TryGetProperty("label", out JsonElement label) && label.GetString() == "∂E/∂w5");
        Assert.That(w5.GetProperty("output").GetString(), Is.EqualTo("w5.grad"));
        Assert.That(w5.GetProperty("phase").GetString(), Is.EqualTo("backward"));
        Assert.That(w5.GetProperty("value").GetDouble(), Is.EqualTo(-0.018375021542).Within(1e-12));
        Assert.That(w5.GetProperty("source").GetString(), Is.EqualTo("E.backward()"));
        Assert.That(w5.GetProperty("line").GetInt32(), Is.EqualTo(13));
    }

    [TestCase("none", new string[0])]
    [TestCase("head", new[] { "head", "sum", "norm" })]
    [TestCase("all", new[] { "head", "sum", "norm", "data" })]
    public void Jsonl_of_tensors_holds_as_much_as_is_asked_for(string values, string[] expected)
    {
        JsonElement relu = Cli.Good("trace", "layers", "--format", "jsonl", "--values", values).Json.Skip(1)
            .First(l => l.GetProperty("op").GetString() == "relu");
        Assert.That(relu.EnumerateObject().Select(p => p.Name).SkipWhile(n => n != "line").Skip(1), Is.EqualTo(expected));
        Assert.That(relu.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()), Is.EqualTo(new[] { 3, 20 }));
        if (values == "none") return;
        Assert.That(relu.GetProperty("head").GetArrayLength(), Is.EqualTo(6));
        if (values != "all") return;
        double[] data = [.. relu.GetProperty("data").EnumerateArray().Select(d => d.GetDouble())];
        Assert.That(data, Has.Length.EqualTo(60));
        Assert.That(relu.GetProperty("sum").GetDouble(), Is.EqualTo(data.Sum()).Within(1e-12));
        Assert.That(relu.GetProperty("norm").GetDouble(), Is.EqualTo(Math.Sqrt(data.Sum(d => d * d))).Within(1e-12));
        Assert.That(relu.GetProperty("head").EnumerateArray().Select(d => d.GetDouble()), Is.EqualTo(data.Take(6)));
    }

    [Test]
    public void Text_of_tensors_shows_shape_head_or_everything()
    {
        string none = Cli.Good("trace", "layers", "--values", "none").Out, head = Cli.Good("trace", "layers").Out,
            all = Cli.Good("trace", "layers", "--values", "all").Out;
        Assert.That(none, Does.Contain("(3, 20)").And.Not.Contain("norm"));
        Assert.That(head, Does.Contain("(3, 20)").And.Contain(", ...]  sum ").And.Contain("norm"));
        Assert.That(all, Does.Not.Contain("..."));
        Assert.That(all.Length, Is.GreaterThan(2 * head.Length));
    }

    [Test]
    public void The_same_seed_gives_the_same_text_and_another_seed_another() => Assert.Multiple(() =>
    {
        string first = Cli.Good("trace", "week4-net", "--seed", "4").Out;
        Assert.That(Cli.Good("trace", "week4-net", "--seed", "4").Out, Is.EqualTo(first));
        Assert.That(Cli.Good("trace", "week4-net", "--seed", "5").Out, Is.Not.EqualTo(first));
    });

    [Test]
    public void The_broken_network_runs_to_its_fault_and_fails_with_PyTorchs_words()
    {
        CliResult result = Cli.Run("trace", "network1");
        string complaint = Cli.Complaint(1, result, "trace network1");
        Assert.That(complaint, Does.Contain("fc1").And.Contain("(4, 12, 4, 4)").And.Contain("192").And.EndWith(
            "PyTorch says: mat1 and mat2 shapes cannot be multiplied (192x4 and 192x120)"));
        Assert.That(result.Out, Does.Contain("pool2 = max_pool2d"));
    }

    [Test]
    public void A_cancelled_trace_ends_with_130()
    {
        using var cancel = new CancellationTokenSource();
        CliResult result = Cli.Start(["trace", "two-layer"], "", isTerminal: false, cancel.Token, line =>
        {
            if (line.Contains("l_o1 ="))
                cancel.Cancel();
        });
        Assert.That(result.ExitCode, Is.EqualTo(130));
        Assert.That(result.Out, Does.Contain("l_o1 =").And.Not.Contain("l_o2 ="));
    }
}
