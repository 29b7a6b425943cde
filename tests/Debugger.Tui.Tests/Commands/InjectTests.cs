using Backstep.Engine.Bugs;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Mistakes that are made on purpose: each shows itself to a command of the debugger.</summary>
public class InjectTests
{
    private const string Gradcheck = "gradcheck";

    private static IEnumerable<TestCaseData> Found() =>
    [
        // In the step that a run has stopped at.
        new("no-zero-grad", "break conv1.weight.grad; continue; info phases", @"\A(?!.*zero_grad).*backward +\d+/\d+\npass 1  update", ""),
        new("zero-grad-after-backward", "break out.weight; continue; print norm(conv1.weight.grad)",
            @"norm\(conv1\.weight\.grad\) = 0$", ""),
        new("step-before-backward", "info phases", @"update +0/10\npass 1  backward", ""),
        new("updated-weights-in-backward", "break out.weight; continue; info phases", @"backward  3/23\npass 1  update    1/10$", ""),
        new("no-bias-gradient", "iterate; print norm(conv1.bias.grad)", @"norm\(conv1\.bias\.grad\) = 0$", ""),
        new("softmax-twice", "break softmax; continue; step; explain loss", @"cross_entropy\(softmax, labels\)", ""),
        new("sum-instead-of-mean", "break loss; continue; print n", @"loss\.mean·n = .*\nn = 2$", ""),
        new("missing-relu", "break pool1; continue; print min(pool1) < 0", @"= 1$", ""),
        new("zero-initialisation", "print norm(conv1.weight)", @"= 0$", ""),
        new("large-initialisation", "print max(conv1.weight) > 10", @"= 1$", ""),
        new("dead-relu", "print min(conv1.bias) < -90", @"= 1$", ""),
        new("learning-rate-too-high", "print lr", @"lr = 10$", ""),
        new("update-sign", "break out.bias; continue; explain out.bias[0]",
            @"out\.bias⁺\[0\] = out\.bias\[0\] \+ η·∂loss/∂out\.bias\[0\]", ""),
        new("momentum-forgotten", "break out.bias; continue; explain out.bias[0]", @"out\.bias\[0\] − η·∂loss/∂out\.bias\[0\]", "momentum"),
        new("bias-correction-forgotten", "break out.bias; continue; explain out.bias[0]", @"β1\^∞", "adam"),
        new("detached", "iterate; print norm(fc1.weight.grad)", @"norm\(fc1\.weight\.grad\) = 0$", ""),
        new("frozen-layer", "iterate; print norm(conv1.weight.grad)", @"norm\(conv1\.weight\.grad\) = 0$", ""),
        new("forgotten-parameters", "iterate; info phases", @"update +8/8$", ""),
        new("inplace-relu", "iterate; info phases", @"loss +2/2$", ""),
        // By comparing with finite differences.
        new("loss-gradient-sign", Gradcheck, @"out\.bias +2\.00e[+]00", ""),
        new("relu-backward-ignored", Gradcheck, @"fc1\.weight +[1-9.]+e[+]00.*\n.*\nfc2.*\n.*\nout\.weight +\S+e-", ""),
        new("kernel-gradient-of-one-patch", Gradcheck, @"conv1\.weight +\S+e[+]00.*\nconv1\.bias +\S+e-", ""),
        new("pool-gradient-to-all", Gradcheck, @"conv2\.weight +\S+e[+]00.*\nconv2\.bias +\S+e-01.*\nfc1\.weight +\S+e-0[89]", ""),
        new("pool-gradient-shared", Gradcheck, @"conv2\.weight +\S+e[+]00.*\nconv2\.bias +\S+e-01.*\nfc1\.weight +\S+e-0[89]", ""),
    ];

    [TestCaseSource(nameof(Found))]
    public void A_bug_in_a_run_is_found_by_a_command(string bug, string commands, string pattern, string optimizer)
    {
        string[] with = ["network2", "--data", "synthetic", "--batch-size", "2", "--inject", bug];
        if (optimizer.Length > 0) with = [.. with, "--optimizer", optimizer];
        CliResult result = Ask(with);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((commands == Gradcheck ? 1 : 0, "")));
        Assert.That(Told(result), Does.Match("(?sm)" + pattern));
        with = [.. with.Where(word => word != "--inject" && word != bug)];
        Assert.That(Told(Ask(with)), Does.Not.Match("(?sm)" + pattern), "a sound run does not show it");

        CliResult Ask(string[] what) => commands == Gradcheck ? Cli.Run([Gradcheck, .. what])
            : Cli.Run(["train", .. what, "--max-steps", "2", "--no-test", "--break", "step == 2", "--exec", commands]);

        static string Told(CliResult result) => string.Join('\n',
            result.Lines.Where(l => !l.StartsWith("epoch: ", StringComparison.Ordinal)
            && !l.StartsWith("warning: ", StringComparison.Ordinal))).TrimEnd('\n');
    }

    /// <summary>Those of the tutorial's 2-2-2 network.</summary>
    private static IEnumerable<TestCaseData> FoundByHand() =>
    [
        new("stale-forward", "iterate; iterate; info phases", @"\A(?!.*forward ).*pass 1  loss"),
        // The paths from w1 to the loss, with their factors.
        new("one-path-left-out", ExplainW1, @"\A(?!.*paths lead).*× ∂E/∂out_h1"),
        new("missing-sigmoid-derivative", ExplainW1, @"∂l_o1/∂out_h1 · ∂l_h1/∂w1$"),
        new("missing-output-sigmoid-derivative", ExplainW1, @"∂E/∂out_o1 · ∂l_o1/∂out_h1"),
        new("misplaced-sigmoid-derivative", ExplainW1, @"× ∂out_h1/∂l_h1 = 0\.236775$"),
        new("missing-half", ExplainW1, @"= -0\.295384986721×0\.209"),
        new("swapped-weights", ExplainW1, @"path 2: .*= 0\.414634132471×0\.203932189178×0\.35×"),
    ];

    private const string ExplainW1 = "break w1.grad; continue; explain w1.grad";

    [TestCaseSource(nameof(FoundByHand))]
    public void A_bug_in_the_tutorials_network_is_found_by_a_command(string bug, string commands, string pattern)
    {
        Assert.That(Cli.Good("debug", "two-layer", "--inject", bug, "--exec", commands).Out.TrimEnd(), Does.Match("(?sm)" + pattern));
        Assert.That(Cli.Good("debug", "two-layer", "--exec", commands).Out.TrimEnd(), Does.Not.Match("(?sm)" + pattern));
    }

    [Test]
    public void Every_bug_that_a_network_of_images_can_have_is_among_them()
    {
        string[] cannot = [.. BugCatalog.All.Select(b => b.Name).Except(Found().Select(c => (string)c.Arguments[0]!))];
        Assert.That(
            cannot, Is.EquivalentTo(FoundByHand().Select(c => (string)c.Arguments[0]!).Concat(["missing-flatten", "wrong-in-features",
                "transposed-weight", "depth-first-backward", "mask-forgotten", "softmax-wrong-axis", "scale-forgotten",
                "value-and-key-swapped", "position-forgotten", "gradient-of-one-position"])));
        foreach (string bug in cannot)
        {
            // A layer that does not fit is a fault of the program; all else is a wrong word.
            bool fault = bug is "missing-flatten" or "wrong-in-features";
            string line = Cli.Complaint(fault ? 1 : 2, "train", "network2", "--data", "synthetic", "--max-steps", "1", "--inject", bug);
            Assert.That(line, Does.Contain(fault ? "mat1 and mat2" : bug));
        }
    }

    [Test]
    public void Stepping_and_explaining_take_bugs_too_and_several_of_them()
    {
        Assert.That(Cli.Good("trace", "two-layer", "--inject", "missing-half").Out, Is.Not.EqualTo(Cli.Good("trace", "two-layer").Out));
        string[] both = Cli.Good("debug", "two-layer", "--inject", "missing-half,no-zero-grad", "--exec",
            "info phases; break w5.grad; continue").Lines;
        Assert.That(both, Has.None.Contains("zero_grad"));
        Assert.That(both, Has.Some.Contains("-0.03675"));
        Assert.That(Cli.Good("debug", "two-layer", "--inject", "missing-half", "--inject", "no-zero-grad", "--exec",
            "info phases; break w5.grad; continue").Lines, Is.EqualTo(both));
        Assert.That(Cli.Complaint(2, "explain", "two-layer", "w5.grad", "--inject", "missing-halves"), Does.Contain("missing-half"));
    }
}
