using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>What a person has chosen on the screen is there at the next start, and a file that is none does no harm.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backstep-settings-").FullName;

    private string File => Path.Combine(_folder, "sub", "settings.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static AppState First(Look? look = null) => new() { Look = look ?? new Look(Theme.Dark) };

    private (Settings Settings, string? Problem) Read() => Settings.Read(File, UsageTexts.In(Language.English));

    /// <summary>A run of the program, in which keys are pressed; the state that it ends in.</summary>
    private AppState Run(string keys, Look? look = null)
    {
        AppState begun = Read().Settings.On(First(look));
        using var stage = new Stage("two-layer", look: begun.Look);
        if (!begun.ShowsMenu) stage.Store.Dispatch(new ToggleMenu());
        if (!begun.UsesMouse) stage.Store.Dispatch(new ToggleMouse());
        stage.Store.Dispatch(new SizePanes(begun.Panes));
        var keeper = new SettingsKeeper(File, Read().Settings, stage.State, UsageTexts.In(Language.English));
        stage.Store.Changed += state => Assert.That(keeper.Keep(state), Is.Null);
        stage.Play(pilot => pilot.Press(keys));
        return stage.State;
    }

    private static object[] Chosen(AppState state) =>
        [state.Look.Theme.Name, state.Look.Colours, state.Look.Language, state.Look.Unicode, state.Look.Digits, state.ShowsMenu,
            state.UsesMouse, state.Panes];

    [Test]
    public void All_that_the_settings_offer_is_there_at_the_next_start()
    {
        // Each line of choices is a stop of Tab, and the last three are boxes.
        AppState left = Run("F2 Right Space Tab Right Space Tab Right Space Tab Space Tab Space Tab Space Tab Space Esc "
            + "1 C-Right C-Right C-Up");
        Assert.That(Chosen(left), Has.None.EqualTo("dark").And.None.EqualTo(Language.English));
        Assert.That(left.Panes, Is.Not.EqualTo(new PaneSizes()));
        AppState right = Run("");
        Assert.That(Chosen(right), Is.EqualTo(Chosen(left)));
    }

    [Test]
    public void What_was_never_chosen_stays_as_the_terminal_has_it()
    {
        Run("d");
        AppState other = Run("", new Look(Theme.Light, ColourLevel.Ansi16) { Language = Language.ChineseSimplified });
        Assert.That(Chosen(other).Take(5),
            Is.EqualTo(new object[] { "light", ColourLevel.Ansi16, Language.ChineseSimplified, true, Look.AllDigits }));
    }

    [Test]
    public void Nothing_is_written_while_nothing_is_chosen()
    {
        Run("s s b");
        Assert.That(System.IO.File.Exists(File), Is.False);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[1, 2]")]
    [TestCase("\0\u0001")]
    [TestCase("{ \"theme\": \"light\"")]
    public void A_damaged_file_is_told_of_and_the_next_choice_writes_it_anew(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        (Settings settings, string? problem) = Read();
        Assert.That(problem, Does.Contain(File).And.Contain("line 1").And.Not.Contain("\n"));
        Assert.That(Chosen(settings.On(First())), Is.EqualTo(Chosen(First())));
        Run("d");
        Assert.That(Read(), Is.EqualTo((new Settings { AllDigits = true }, (string?)null)));
    }

    [Test]
    public void What_is_unknown_or_of_another_kind_counts_as_never_chosen()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, """
            { "theme": "gone", "colours": "Pink", "language": 7, "ascii": "yes", "menu": null, "mouse": 0,
              "panes": { "left": 1e99, "why": "9" }, "x": 1 }
            """);
        (Settings settings, string? problem) = Read();
        Assert.That(problem, Is.Null);
        Assert.That(Chosen(settings.On(First())), Is.EqualTo(Chosen(First())));
    }

    [Test]
    public void A_file_behind_a_link_stays_behind_it()
    {
        string kept = Path.Combine(_folder, "kept.json");
        System.IO.File.WriteAllText(kept, "{}");
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.CreateSymbolicLink(File, kept);
        new Settings { Menu = false }.Write(File);
        Assert.That(new FileInfo(File).LinkTarget, Is.EqualTo(kept));
        Assert.That(System.IO.File.ReadAllText(kept), Does.Contain("menu"));
    }

    [Test]
    public void A_file_that_cannot_be_written_is_told_of()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "sub"), "a file where the folder would be");
        AppState state = First();
        var keeper = new SettingsKeeper(File, new Settings(), state, UsageTexts.In(Language.English));
        Assert.That(keeper.Keep(state with { ShowsMenu = false }), Does.Contain("settings are not kept").And.Contain(File));
    }
}
