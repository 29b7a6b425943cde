using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Texts;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Hosting;

public sealed class KeyScriptTests
{
    private static IEnumerable<TestCaseData> Words() =>
    [
        new("F11", Key.F11), new("s-F11", Key.F11.WithShift), new("Shift-F11", Key.F11.WithShift), new("C-c", Key.C.WithCtrl),
            new("Ctrl-C", Key.C.WithCtrl), new("A-r", Key.R.WithAlt),
        new("Enter", Key.Enter), new("Esc", Key.Esc), new("PageDown", Key.PageDown), new("S-Tab", Key.Tab.WithShift),
            new(":", new Key(':')), new("-", new Key('-')), new("R", Key.R.WithShift),
        new("s", Key.S), new("S-r", Key.R.WithShift), new("中", new Key('中')), new("F10", Key.F10), new("C-F10", Key.F10.WithCtrl),
    ];

    [TestCaseSource(nameof(Words))]
    public void A_word_is_a_key(string word, Key key) => Assert.That(KeyWords.Parse(word), Is.EqualTo(key));

    [TestCase("F11", "F11")]
    [TestCase("S-F11", "Shift-F11")]
    [TestCase("C-c", "Ctrl-C")]
    [TestCase("R", "R")]
    [TestCase("s", "s")]
    [TestCase("Up", "↑")]
    [TestCase("S-Tab", "Shift-Tab")]
    [TestCase("Space", "Space")]
    [TestCase("?", "?")]
    public void People_read_it_as(string word, string name) => Assert.That(KeyWords.Name(KeyWords.Parse(word)), Is.EqualTo(name));

    [TestCase("F11 \"a b\" Enter", 3)]
    [TestCase("# a comment\ns s", 2)]
    [TestCase("Click@3,4 WheelDown@1,1 Resize@80x24 Drag@1,2,3,4 DoubleClick@5,5", 5)]
    [TestCase("", 0)]
    [TestCase("\"", 1)]
    public void A_script_has_steps(string script, int steps) => Assert.That(KeyScript.Parse(script), Has.Count.EqualTo(steps));

    [TestCase("Nonsense")]
    [TestCase("X-a")]
    [TestCase("Click@a,b")]
    [TestCase("Click@1")]
    [TestCase("F99x")]
    public void What_means_nothing_is_said(string script) =>
        Assert.That(() => KeyScript.Parse(script), Throws.TypeOf<UsageException>().With.Message.Contains(script));

    [Test]
    public void It_is_said_in_the_language_of_the_person() => Assert.That(
        () => KeyScript.Parse("Nonsense", UiTexts.In(Language.ChineseSimplified).Usage),
            Throws.TypeOf<UsageException>().With.Message.Contains("“Nonsense”不是按键"));
}
