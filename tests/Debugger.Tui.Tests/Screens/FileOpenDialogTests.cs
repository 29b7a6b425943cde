using System.Reflection;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;
using Terminal.Gui.Views;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>Weights, courses and scripts are opened from a dialog; what cannot be opened is told of there, and nothing is lost.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileOpenDialogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backstep-open-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Weights()
    {
        string path = Path.Combine(_folder, "trained.safetensors");
        Network network = ProgramCatalog.Get("network2").Network!;
        var shapes = network.Parameters.ToDictionary(p => p.Name, p => p.Shape);
        StateDict.Save(path, network, name => Tensor.Full(shapes[name], 0.25));
        return path;
    }

    private static void Play(
        Func<Stage, Pilot, Task> script, string? program = null, int width = 120, int height = 40, Language language = Language.English)
    {
        using var stage = new Stage(program, width, height, new Look(Theme.Dark) { Language = language }, lessons: Sources());
        stage.Play(pilot => script(stage, pilot));
    }

    private static async Task Open(Pilot pilot, string path)
    {
        await pilot.Press("C-o");
        await Enter(pilot, path);
    }

    /// <summary>The path stands selected, so that typing puts another in its place.</summary>
    private static async Task Enter(Pilot pilot, string path)
    {
        await pilot.Press("C-a");
        await pilot.Type(path);
        await pilot.Press("Enter");
        await pilot.Wait(TimeSpan.Zero);
    }

    [Test]
    public void A_list_that_a_search_makes_shorter_while_it_is_laid_out_ends_nothing() => Play(async (stage, pilot) =>
    {
        await pilot.Press("C-o");
        FileOpenDialog dialog = pilot.App.SessionStack!.Select(s => s.Runnable).OfType<FileOpenDialog>().Single();
        ITableSource list = dialog.SubViews.SelectMany(v => v.SubViews).OfType<TableView>().Single().Table!;
        Exception fault = Assert.Catch(() => list[list.Rows + 1000, 0].ToString())!;
        Assert.That(LibraryFault.Is(fault), fault.ToString());
        Assert.That(LibraryFault.Is(Assert.Catch(() => Array.Empty<int>()[list.Rows].ToString())!), Is.False);
        await pilot.Press("Esc");
    });

    [Test]
    public void Enter_where_the_list_has_no_such_row_ends_nothing() => Play(async (stage, pilot) =>
    {
        await pilot.Press("C-o");
        FileOpenDialog dialog = pilot.App.SessionStack!.Select(s => s.Runnable).OfType<FileOpenDialog>().Single();
        TableView list = dialog.SubViews.SelectMany(v => v.SubViews).OfType<TableView>().Single();
        MethodInfo rowOf = typeof(FileDialog).GetMethod("RowToStats", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var e = Assert.Throws<TargetInvocationException>(() => rowOf.Invoke(dialog, [list.Table!.Rows + 1000]))!;
        Assert.That(LibraryFault.Is(e.InnerException!), e.InnerException!.ToString());
        await pilot.Press("Esc");
    });

    [TestCase(80, 24)]
    [TestCase(120, 40)]
    public void Weights_open_the_network_that_they_belong_to(int width, int height) => Play(async (stage, pilot) =>
    {
        await Open(pilot, Weights());
        Assert.That((stage.State.Place, stage.State.View?.Program.Name), Is.EqualTo((Place.Debug, "network2")), pilot.Text);
        Assert.That(stage.State.View![stage.State.View.Program.Find("fc1.weight")!]!.Data[0], Is.EqualTo(0.25));
        Assert.That(pilot.Text, Does.Contain("with the weights of trained.safetensors").And.Not.Contain("Open a file"));
        await pilot.Press("s Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
    }, width: width, height: height);

    [Test]
    public void A_course_opens_on_its_map() => Play(async (stage, pilot) =>
    {
        await Open(pilot, CourseFile);
        Assert.That((stage.State.Place, stage.State.Lessons?.Course.Id), Is.EqualTo((Place.Map, "screens")), pilot.Text);
        await pilot.Press("Enter");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Page));
    });

    [Test]
    public void A_script_acts_on_the_program_that_is_open() => Play(async (stage, pilot) =>
    {
        string script = Write("steps.txt", "step 2\nset w5 = 0.5; print w5\n");
        await Open(pilot, script);
        Assert.That((stage.State.View!.Now.Executed, stage.State.View.Timelines.Length), Is.EqualTo((2, 2)), pilot.Text);
        Assert.That(pilot.Text, Does.Contain("what if w5 = 0.5"));
    }, "two-layer");

    [Test]
    public void A_script_that_fails_says_where_in_the_dialog_and_what_it_did_is_shown() => Play(async (stage, pilot) =>
    {
        await Open(pilot, Write("s.txt", "step\nnonsense\n"));
        Assert.That(pilot.Text, Does.Contain("s.txt:2").And.Contain("Open a file"));
        Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(1));
        await pilot.Press("Esc");
        Assert.That((stage.State.Place, pilot.Text.Contains("Open a file", StringComparison.Ordinal)), Is.EqualTo((Place.Debug, false)));
    }, "two-layer");

    [Test]
    public void What_cannot_be_opened_is_said_in_the_dialog_and_the_next_may_be_tried() => Play(async (stage, pilot) =>
    {
        await pilot.Press("s s");
        SessionView view = stage.State.View!;
        await pilot.Press("C-o");
        foreach ((string path, string said) in new[]
        {
            (Path.Combine(_folder, "none"), "there is no file"), (_folder, "is a folder"),
            (Write("x.bin", "a\0b"), "neither weights, nor a network"),
            (Write("bad.safetensors", "abc"), "bad.safetensors"), (Write("bad.json", "{ \"format\": 1,"), "bad.json"),
        })
        {
            await Enter(pilot, path);
            Assert.That(pilot.Text, Does.Contain("Open a file"), path);
            Assert.That(pilot.Text.Replace("\n", "", StringComparison.Ordinal), Does.Contain(said), pilot.Text);
        }
        Assert.That(stage.State.View!.Now, Is.EqualTo(view.Now));
        await Enter(pilot, Weights());
        Assert.That(stage.State.View!.Program.Name, Is.EqualTo("network2"));
    }, "two-layer", 160, 40);

    [Test]
    public void A_script_needs_a_program() => Play(async (stage, pilot) =>
    {
        await Open(pilot, Write("a.txt", "step"));
        Assert.That(pilot.Text, Does.Contain("open a program first"));
        Assert.That(stage.State.Place, Is.EqualTo(Place.Home));
    });

    [Test]
    public void It_speaks_Chinese_and_can_be_left_by_mouse() => Play(async (stage, pilot) =>
    {
        await pilot.Press("C-o");
        Assert.That(pilot.Text, Does.Contain("打开文件").And.Contain("名称").And.Contain("可打开"));
        await pilot.Click("取消");
        Assert.That((stage.State.Place, pilot.Text.Contains("可打开", StringComparison.Ordinal)), Is.EqualTo((Place.Home, false)));
    }, language: Language.ChineseSimplified);
}
