using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Tests.Hosting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThemeFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private ThemeFile Read(string text)
    {
        File.WriteAllText(_path, text);
        return ThemeFile.Read(_path, UiTexts.English.Usage);
    }

    [Test]
    public void Without_a_file_there_are_the_program_s_themes() =>
        Assert.That(ThemeFile.Read(_path, UiTexts.English.Usage), Is.EqualTo(new ThemeFile(null, Theme.All)));

    [Test]
    public void A_theme_is_another_one_with_some_colours_of_its_own()
    {
        ThemeFile read = Read("""
            {
              // the second begins from the first
              "themes": {
                "paper": { "from": "light", "back": "#FFFFF8", "forward": "#004060" },
                "ink": { "from": "paper", "text": "#000010" } },
              "theme": "ink",
            }
            """);
        Assert.That(read.Preferred, Is.EqualTo("ink"));
        Assert.That(read.Themes.Select(t => t.Name), Is.EqualTo(new[] { "dark", "light", "high-contrast", "paper", "ink" }));
        Theme ink = read.Themes[^1];
        Assert.That((ink.Base.Background, ink.Base.Foreground, ink.Code.Foreground),
            Is.EqualTo((Colour.Hex(0xFFFFF8), Colour.Hex(0x10), Colour.Hex(0x4060))));
        Assert.That(ink.Loss, Is.EqualTo(Theme.Light.Loss));
        Assert.That(new Look(ink).In(colours: ColourLevel.None).Theme.Name, Is.EqualTo("ink"), "another level of colours keeps the theme");
    }

    [TestCase("{ \"themes\": {\n nonsense } }", "line 2 is no JSON")]
    [TestCase("""{ "themes": [] }""", "themes has to be an object")]
    [TestCase("[]", "has to be an object")]
    [TestCase("""{ "colours": {} }""", "there is no colours; known here: theme, themes")]
    [TestCase("""{ "themes": { "a": { "bakc": "#000000" } } }""", "there is no themes.a.bakc; known here: from, back, text,")]
    [TestCase("""{ "themes": { "a": { "1": "#000000" } } }""", "there is no themes.a.1")]
    [TestCase("""{ "themes": { "a": { "back": "#12" } } }""", "themes.a.back is \"#12\"; write a colour as \"#rrggbb\"")]
    [TestCase("""{ "themes": { "a": { "back": 7 } } }""", "themes.a.back is 7")]
    [TestCase("""{ "themes": { "a": { "from": "b" } } }""",
        "themes.a.from is \"b\", which is no theme; there are dark, light, high-contrast")]
    [TestCase("""{ "theme": "b" }""", "theme is \"b\", which is no theme")]
    public void A_bad_file_gives_one_line_that_says_what_and_where(string text, string told)
    {
        string message = Assert.Throws<UsageException>(() => Read(text))!.Message;
        Assert.That(message, Does.StartWith(_path).And.Contain(told).And.Not.Contain("\n"));
    }

    public void Dispose() => File.Delete(_path);
}
