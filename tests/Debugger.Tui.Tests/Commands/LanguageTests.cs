using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>The language of a run: asked for, or the system's.</summary>
public sealed class LanguageTests
{
    private static CliResult In(string environment, bool isTerminal, params string[] args)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);
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
}
