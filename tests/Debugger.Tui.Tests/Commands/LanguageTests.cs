using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>The language of a run: asked for, or the system's.</summary>
public sealed class LanguageTests
{
    private static CliResult In(string environment, bool isTerminal, params string[] args)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);
        return Cli.Start(args, "", isTerminal, default, variable: variables.GetValueOrDefault);
    }

    private static bool IsChinese(CliResult result) => result.Out.Contains(UiTexts.Chinese.Home.Start, StringComparison.Ordinal);

    private static readonly string[] HomeScreen = ["--dump-screen", "text"];

    [Test]
    public void The_language_is_that_of_the_system() => Assert.Multiple(() =>
    {
        Assert.That(IsChinese(In("LANG=zh_CN.UTF-8", false, HomeScreen)), Is.True);
        Assert.That(IsChinese(In("LANG=en_US.UTF-8", false, HomeScreen)), Is.False);
        Assert.That(IsChinese(In("", false, HomeScreen)), Is.False);
    });

    [TestCase("zh")]
    [TestCase("zh-CN")]
    [TestCase("zh_CN")]
    [TestCase("zh-Hans")]
    [TestCase("ZH-HANS")]
    public void The_language_that_is_asked_for_comes_before_that_of_the_system(string name) => Assert.Multiple(() =>
    {
        Assert.That(IsChinese(In("LANG=en_US.UTF-8", false, ["--lang", name, .. HomeScreen])), Is.True);
        Assert.That(IsChinese(In("LANG=en_US.UTF-8", false, [.. HomeScreen, $"--lang={name}"])), Is.True);
        Assert.That(IsChinese(In("LANG=zh_CN.UTF-8", false, ["--lang", "en", .. HomeScreen])), Is.False);
    });

    [Test]
    public void Every_command_takes_a_language() => Assert.Multiple(() =>
    {
        Assert.That(Cli.Good("debug", "two-layer", "--lang", "zh", "--exec", "step").ExitCode, Is.Zero);
        Assert.That(Cli.Good("--lang", "zh", "programs").Out, Is.Not.Empty);
    });

    [Test]
    public void Another_word_is_a_complaint_in_the_language_of_the_system() => Assert.Multiple(() =>
    {
        Assert.That(Cli.Complaint(2, "programs", "--lang", "fr"), Does.Contain("--lang takes en or zh-Hans, not fr"));
        Assert.That(Cli.Complaint(2, In("LANG=zh_CN.UTF-8", false, "--lang", "fr"), "--lang fr"), Does.Contain("--lang 只接受 en 或 zh-Hans"));
        Assert.That(Cli.Complaint(2, "--lang"), Does.Contain("--lang"));
    });

    [Test]
    public void A_terminal_without_Unicode_gets_English_with_a_line_of_notice_unless_Chinese_is_asked_for() => Assert.Multiple(() =>
    {
        CliResult fallen = In("LANG=zh_CN.GBK TERM=xterm", true, HomeScreen);
        Assert.That(IsChinese(fallen), Is.False);
        Assert.That(fallen.Error, Is.EqualTo($"backstep: {UiTexts.English.Common.NoUnicode}\n"));
        CliResult asked = In("LANG=zh_CN.GBK TERM=xterm", true, ["--lang", "zh", .. HomeScreen]);
        Assert.That((IsChinese(asked), asked.Error), Is.EqualTo((true, "")));
        // A pipe is no terminal: what is written there is UTF-8.
        CliResult piped = In("LANG=zh_CN.GBK TERM=xterm", false, HomeScreen);
        Assert.That((IsChinese(piped), piped.Error), Is.EqualTo((true, "")));
    });

    [Test]
    public void ASCII_signs_with_the_system_s_Chinese_give_English_and_with_Chinese_asked_for_keep_its_letters() => Assert.Multiple(() =>
    {
        CliResult system = In("LANG=zh_CN.UTF-8", false, ["--ascii", .. HomeScreen]);
        Assert.That(system.Out, Does.Contain(UiTexts.English.Home.Walkthrough).And.Contain("this terminal shows no Unicode"));
        CliResult asked = In("LANG=zh_CN.UTF-8", false, ["--ascii", "--lang", "zh", .. HomeScreen]);
        Assert.That(asked.Out, Does.Contain(UiTexts.Chinese.Home.Walkthrough).And.Not.Contain("─").And.Not.Contain("?????"));
    });

    [TestCase("programs --json")]
    [TestCase("trace two-layer --format jsonl")]
    [TestCase("trace network2 --batch-size 1 --format jsonl")]
    public void Json_is_the_same_in_every_language(string line)
    {
        string[] args = line.Split(' ');
        Assert.That(Cli.Good([.. args, "--lang", "zh"]).Out, Is.EqualTo(Cli.Good(args).Out));
    }

    [Test]
    public void The_devices_are_the_same_in_JSON_in_every_language()
    {
        // The peak is measured anew each time.
        string english = Cli.Good("devices", "--json").Out, chinese = Cli.Good("devices", "--json", "--lang", "zh").Out;
        Assert.That(WithoutPeak(chinese), Is.EqualTo(WithoutPeak(english)));

        static string WithoutPeak(string json) => System.Text.RegularExpressions.Regex.Replace(json, "\"peak_gflops\":[0-9.]+", "");
    }

    [TestCase("programs", "标量")]
    [TestCase("summary network2", "个参数")]
    [TestCase("trace two-layer", "反向传播")]
    [TestCase("explain two-layer w1.grad", "条路径")]
    [TestCase("gradcheck two-layer", "梯度一致")]
    [TestCase("devices", "双精度")]
    [TestCase("debug two-layer --exec step;where;help;info_timelines", "首次运行")]
    public void What_commands_print_for_people_is_in_Chinese(string line, string expected) =>
        Assert.That(Cli.Good([.. line.Split(' ').Select(w => w.Replace('_', ' ')), "--lang", "zh"]).Out, Does.Contain(expected));

    [Test]
    public void Help_is_in_Chinese_with_the_names_of_commands_and_options_as_they_are_typed() => Assert.Multiple(() =>
    {
        string help = Cli.Good("--help", "--lang", "zh").Out, english = Cli.Good("--help").Out;
        Assert.That(help, Does.StartWith("说明：\n").And.Contain("\n命令：\n").And.Contain("显示帮助").And.Not.Contain("Options:"));
        foreach (string command in new[] { "programs", "summary", "trace", "explain", "debug", "gradcheck", "train", "devices" })
        {
            string one = Cli.Good(command, "--help", "--lang", "zh").Out;
            Assert.That(one, Does.StartWith("说明：\n").And.Contain("示例：").And.Contain("选项：").And.Not.Contain("Description:").And.Not.Contain(
                "[default:").And.Not.Contain("Example"), command);
            Assert.That(Names(one), Is.EqualTo(Names(Cli.Good(command, "--help").Out)), command);
        }
        Assert.That(Names(help), Is.EqualTo(Names(english)));

        static string[] Names(string text) =>
            [.. System.Text.RegularExpressions.Regex.Matches(text, "^  (--?[a-z-]+|[a-z]+(?= |$))",
            System.Text.RegularExpressions.RegexOptions.Multiline).Select(m => m.Value)];
    });

    [TestCase("trace", "需要程序名")]
    [TestCase("trace two-layer --seed x", "需要整数")]
    [TestCase("trace two-layer --lr", "需要一个值")]
    [TestCase("nothing", "没有命令 nothing")]
    [TestCase("trace two-layer more", "多余")]
    [TestCase("trace two-layer --what", "没有选项 --what")]
    [TestCase("trace two-layer --digits 99", "1 到 17")]
    [TestCase("trace two-layer --format xml", "只接受 text 或 jsonl")]
    [TestCase("trace two-layer --device tpu", "没有设备 tpu")]
    [TestCase("debug two-layer --exec foo", "没有命令 'foo'")]
    [TestCase("debug two-layer --exec set", "set 需要")]
    [TestCase("debug two-layer --keys a --size 1", "--size 需要")]
    public void Complaints_are_one_line_in_Chinese(string line, string expected) =>
        Assert.That(Cli.Complaint(2, ["--lang", "zh", .. line.Split(' ')]), Does.Contain(expected));
}
