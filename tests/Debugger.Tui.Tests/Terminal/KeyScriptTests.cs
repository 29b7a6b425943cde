using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.Tests.Terminal;

public sealed class KeyScriptTests
{
    private static Keystroke Character(char character, KeyModifiers modifiers = KeyModifiers.None) => new(character, modifiers);

    [Test]
    public void A_script_names_keys_as_people_write_them() =>
        Assert.That(KeyScript.Parse("F11 S-F11 i e Enter Ctrl-C\n# a comment\nShift-Tab  A-Left - : Space"), Is.EqualTo(new InputEvent[]
        {
            new KeyEvent(new(KeyCode.F11)), new KeyEvent(new(KeyCode.F11, KeyModifiers.Shift)), new KeyEvent(Character('i')), new KeyEvent(Character('e')),
            new KeyEvent(new(KeyCode.Enter)), new KeyEvent(Character('c', KeyModifiers.Control)), new KeyEvent(new(KeyCode.Tab, KeyModifiers.Shift)),
            new KeyEvent(new(KeyCode.Left, KeyModifiers.Alt)), new KeyEvent(Character('-')), new KeyEvent(Character(':')), new KeyEvent(Character(' ')),
        }));

    [TestCase("esc", KeyCode.Escape)]
    [TestCase("PgDn", KeyCode.PageDown)]
    [TestCase("pageup", KeyCode.PageUp)]
    [TestCase("DEL", KeyCode.Delete)]
    [TestCase("f1", KeyCode.F1)]
    public void Names_may_be_short_and_in_any_case(string name, KeyCode code) =>
        Assert.That(KeyScript.Key(name), Is.EqualTo(new Keystroke(code)));

    [Test]
    public void Quoted_text_is_typed() =>
        Assert.That(KeyScript.Parse("\"w5 误\" x").Select(one => ((KeyEvent)one).Key.Text), Is.EqualTo(new[] { "w", "5", " ", "误", "x" }));

    [Test]
    public void Mouse_and_size_have_places() =>
        Assert.That(KeyScript.Parse("Click@10,5 WheelDown@3,4 Drag@7,8 Resize@80x24"), Is.EqualTo(new InputEvent[]
        {
            new MouseEvent(MouseAction.Press, MouseButton.Left, 10, 5), new MouseEvent(MouseAction.Release, MouseButton.Left, 10, 5),
            new MouseEvent(MouseAction.WheelDown, MouseButton.None, 3, 4), new MouseEvent(MouseAction.Drag, MouseButton.Left, 7, 8), new ResizeEvent(80, 24),
        }));

    [TestCase("F13")]
    [TestCase("Entr")]
    [TestCase("Click@1")]
    [TestCase("Klick@1,2")]
    [TestCase("Resize@ax2")]
    [TestCase("Ctrl-Foo")]
    [TestCase("12")]
    [TestCase("Character")]
    public void A_word_that_means_nothing_is_named_in_one_line(string word) =>
        Assert.That(() => KeyScript.Parse("a " + word), Throws.TypeOf<KeyScriptException>().With.Message.Contains($"\"{word}\"").And.Message.Not.Contains("\n"));

    [Test]
    public void Every_key_is_read_back_from_its_name()
    {
        foreach (KeyCode code in Enum.GetValues<KeyCode>())
        {
            for (int modifiers = 0; modifiers < 8; modifiers++)
            {
                Keystroke key = code == KeyCode.Character ? new Keystroke('x', (KeyModifiers)modifiers) : new Keystroke(code, (KeyModifiers)modifiers);
                // Shift with a letter alone is the capital letter.
                if (code == KeyCode.Character && key.Modifiers == KeyModifiers.Shift) key = new Keystroke('X');
                Assert.That(KeyScript.Key(key.ToString()), Is.EqualTo(key));
            }
        }
    }
}
