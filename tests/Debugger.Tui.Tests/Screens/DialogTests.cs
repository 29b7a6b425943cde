using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Texts;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Tests.Screens;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class DialogTests
{
    private static void Play(Func<Stage, Pilot, Task> script, int width = 120, int height = 40)
    {
        using var stage = new Stage("two-layer", width, height);
        stage.Play(pilot => script(stage, pilot));
    }

    [Test]
    public void The_palette_finds_by_a_few_letters_and_does_what_it_names() => Play(async (stage, pilot) =>
    {
        await pilot.Press("? \"iter\" Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(stage.State.View.Program.Instructions.Length));
        Assert.That(pilot.Text, Does.Not.Contain("All commands and keys"));
    });

    [Test]
    public void In_Chinese_the_palette_finds_by_English_letters_too_and_says_so_where_nothing_is_found() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new SwitchLanguage(Language.ChineseSimplified)));
        await pilot.Press("? \"xqz\"");
        Assert.That(pilot.Text, Does.Contain("没有匹配的命令"));
        await pilot.Press("Backspace Backspace Backspace \"language\"");
        Assert.That(pilot.Text, Does.Contain("设置：主题、颜色、语言"));
        await pilot.Press("Enter");
        Assert.That(pilot.Text, Does.Contain("English").And.Contain("仅用 ASCII 字符"));
    });

    [Test]
    public void In_ASCII_boxes_and_languages_can_be_told_apart() => Play(async (stage, pilot) =>
    {
        await pilot.Do(() => stage.Store.Dispatch(new ToggleAscii()));
        await pilot.Press("F2");
        Assert.That(ScreenPicture.Dump(pilot.App.Driver!, stage.State.Look, "text"),
            Does.Contain("o Chinese").And.Contain("x ASCII signs only").And.Contain("o All digits").And.Contain("[> Close <]"));
    });

    [Test]
    public void The_palette_lists_the_words_of_the_debugger() => Play(async (_, pilot) =>
    {
        await pilot.Press("? \":expl\"");
        Assert.That(pilot.Text, Does.Contain(":explain").And.Contain("why a number is what it is"));
    });

    [Test]
    public void A_word_of_the_debugger_that_takes_more_stands_in_the_command_line_to_go_on_with() => Play(async (stage, pilot) =>
    {
        await pilot.Press("? \":expl\" Enter");
        Assert.That(pilot.Lines[^2], Does.StartWith(":explain"));
        await pilot.Press("\"w5\"");
        Assert.That(pilot.Lines[^2], Does.StartWith(":explain w5"));
        await pilot.Press("Enter");
        Assert.That(pilot.Lines[^2], Does.Not.StartWith(":"));
    });

    [Test]
    public void Arrows_choose_in_the_palette_while_one_types_and_Esc_closes_it() => Play(async (stage, pilot) =>
    {
        await pilot.Press("? Down Down Up Esc");
        Assert.That((stage.State.Place, pilot.Text.Contains("All commands and keys", StringComparison.Ordinal)),
            Is.EqualTo((Place.Debug, false)));
        await pilot.Press("? Enter");
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1), "the first is the first of the screen");
    });

    [Test]
    public void A_long_answer_opens_a_window_that_scrolls_and_can_be_copied() => Play(async (stage, pilot) =>
    {
        await pilot.Press(": \"help\" Enter");
        string first = pilot.Text;
        Assert.That(first, Does.Contain("╭ help ─").And.Contain("step"));
        await pilot.Press(Key.End);
        Assert.That(pilot.Text, Is.Not.EqualTo(first).And.Contain("quit"));
        await pilot.Press("y");
        Assert.That(stage.Asked.OfType<CopyEffect>().Single().Text, Does.Contain("explain"));
        await pilot.Press(Key.Esc);
        Assert.That((stage.State.Place, pilot.Text.Contains("╭ help ─", StringComparison.Ordinal)), Is.EqualTo((Place.Debug, false)));
    }, 80, 24);

    [Test]
    public void Settings_are_worn_at_once() => Play(async (stage, pilot) =>
    {
        await pilot.Press("F2");
        Assert.That(pilot.Text, Does.Contain("high contrast").And.Contain("中文").And.Contain("ASCII signs only"));
        await pilot.Click("high contrast");
        Assert.That(stage.State.Look.Theme.Name, Is.EqualTo("high-contrast"));
        await pilot.Click("中文");
        Assert.That(stage.State.Look.Language, Is.EqualTo(Language.ChineseSimplified));
        Assert.That(pilot.Text, Does.Contain("设置").And.Contain("高对比度"), "the dialog speaks it at once, too");
        await pilot.Click("仅用 ASCII 字符");
        Assert.That(stage.State.Look.Unicode, Is.False);
        await pilot.Press(Key.Esc);
        Assert.That(pilot.Text, Does.Contain("程序"));
    });

    [TestCase("stp", "step: one instruction", true)]
    [TestCase("one st", "step: one instruction", true)]
    [TestCase("xyz", "step: one instruction", false)]
    [TestCase("", "anything", true)]
    public void Letters_in_their_order_find_a_text(string pattern, string text, bool found) =>
        Assert.That(Fuzzy.Score(pattern, text) is not null, Is.EqualTo(found));

    [Test]
    public void What_begins_with_the_letters_comes_first() => Assert.That(
        new[] { "next step", "a stack of papers", "step", "sit and pet" }.OrderByDescending(t => Fuzzy.Score("step", t) ?? int.MinValue)
            .First(), Is.EqualTo("step"));
}
