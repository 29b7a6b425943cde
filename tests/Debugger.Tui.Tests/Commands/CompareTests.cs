using System.Text.Json;

namespace Backstep.Debugger.Tui.Tests.Commands;

public class CompareTests
{
    private static string Fixture(string name) => Repository.Fixture("recordings", name);

    [Test]
    public void A_run_that_agrees_is_equal_and_exit_code_0()
    {
        CliResult result = Cli.Good("compare", Fixture("sum_instead_of_mean.sound.jsonl"), "--with", "batch");
        Assert.That(result.Lines[0], Is.EqualTo("sum_instead_of_mean.sound.jsonl: 3 steps recorded in float32, compared with batch"));
        Assert.That(result.Lines[1], Does.Match(@"^equal up to \d\.\de-0[678] of a tensor's norm: all 24 recorded tensors agree$"));
    }

    [Test]
    public void A_run_that_differs_shows_both_sides_the_slip_and_the_bug_and_exit_code_1()
    {
        CliResult result = Cli.Run("compare", Fixture("sum_instead_of_mean.jsonl"), "--with", "batch", "--text");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "")));
        Assert.That(result.Out,
            Does.Contain("first difference: step 1, instruction 2, loss\n  line 5: loss = F.mse_loss(y, target)\n  ours"));
        Assert.That(result.Out, Does.Contain("→ yours is 8 times ours"));
        Assert.That(result.Out, Does.Contain("exactly these numbers come of:\n  sum-instead-of-mean: the loss is summed over the batch\n"));
        Assert.That(result.Out, Does.Contain("more differ: ∂loss/∂fc, ∂loss/∂fc.weight, "));
    }

    [Test]
    public void In_Chinese_it_says_the_same()
    {
        CliResult result = Cli.Run("compare", Fixture("sum_instead_of_mean.jsonl"), "--with", "batch", "--lang", "zh-Hans", "--all");
        Assert.That(result.Out, Does.Contain("第一处不同：第 1 步，第 2 条指令，loss").And.Contain("你的是我们的 8 倍").And.Contain("sum-instead-of-mean"));
    }

    [Test]
    public void As_JSON_it_is_one_object()
    {
        CliResult result = Cli.Run("compare", Fixture("transposed_weight.jsonl"), "--with", "softmax", "--json");
        JsonElement json = result.Json.Single();
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(json.GetProperty("equal").GetBoolean(), Is.False);
        Assert.That(json.GetProperty("suspects")[0].GetProperty("bug").GetString(), Is.EqualTo("transposed-weight"));
        Assert.That(json.GetProperty("suspects")[0].GetProperty("place").GetString(), Is.EqualTo("fc.weight"));
        JsonElement first = json.GetProperty("differences")[0];
        Assert.That((first.GetProperty("step").GetInt32(), first.GetProperty("output").GetString()), Is.EqualTo((0, "logits")));
        Assert.That(first.GetProperty("ours").GetArrayLength(), Is.EqualTo(6));
    }

    [Test]
    public void Two_recordings_are_held_against_each_other()
    {
        string a = Fixture("no_zero_grad.sound.jsonl"), b = Fixture("no_zero_grad.jsonl");
        CliResult same = Cli.Good("compare", a, a), other = Cli.Run("compare", a, b);
        Assert.That(same.Out, Does.Contain("equal up to 0.0e+00"));
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Out, Does.Contain("first difference: step 2, "));
    }

    [Test]
    public void The_recorder_is_printed_whole()
    {
        string printed = Cli.Good("record.py").Out;
        Assert.That(printed, Does.StartWith("\"\"\"").And.Contain("class Recorder:").And.EndWith("\n"));
        Assert.That(printed.Split('\n'), Has.All.Property("Length").LessThanOrEqualTo(140));
    }

    [Test]
    public void Wrong_input_is_one_line_and_exit_code_2()
    {
        string run = Fixture("transposed_weight.jsonl");
        Assert.That(Cli.Complaint(2, "compare", run), Does.Contain("--with PROGRAM"));
        Assert.That(Cli.Complaint(2, "compare", run, run, "--with", "softmax"), Does.Contain("--with has no place"));
        Assert.That(Cli.Complaint(2, "compare", run, run, run), Does.Contain("3 were given"));
        Assert.That(Cli.Complaint(2, "compare", "/no/such/run.jsonl", "--with", "softmax"), Does.Contain("no such file"));
        Assert.That(Cli.Complaint(2, "compare", run, "--with", "sofmax"), Does.Contain("did you mean softmax"));
        Assert.That(Cli.Complaint(2, "compare", run, "--with", "network1"), Does.Contain("network1"));
        Assert.That(Cli.Complaint(2, "compare", run, "--with", "mlp"), Does.Contain("none of the recorded parameters goes with mlp"));
        Assert.That(Cli.Complaint(2, "compare", run, "--with", "batch"), Does.Contain("batch"));
        Assert.That(Cli.Complaint(2, "compare", Fixture("sum_instead_of_mean.jsonl"), "--with", Fixture("mlp.json")), Does.Contain("mlp"));
        Assert.That(Cli.Complaint(2, "compare", Fixture("mlp.json"), "--with", "batch"), Does.Contain("mlp.json"));
    }

    [Test]
    public void The_debugger_opens_at_the_first_difference_with_both_numbers_and_goes_to_the_next()
    {
        string[] words = ["compare", Fixture("sum_instead_of_mean.jsonl"), "--with", "batch", "--size", "120x40", "--dump-screen", "text"];
        string first = Cli.Run(words).Out;
        Assert.That(first, Does.Contain("loss differs: yours is 8 times ours; the mistake: the loss is summed over the batch"));
        Assert.That(first, Does.Match(@"ours +yours").And.Match(@"loss +\d+\.\d+ ≠ \d+\.\d+"));
        string next = Cli.Run([.. words, "--keys", "x"]).Out;
        Assert.That(next, Does.Contain("∂loss/∂fc differs: yours is 8 times ours"));
        Assert.That(Cli.Run([.. words, "--keys", "x X"]).Out, Does.Contain("loss differs: yours is 8 times ours"));
        Assert.That(Cli.Run([.. words, "--keys", "X"]).Out, Does.Contain("no further difference there"));
    }
}
