using System.Text.Json.Nodes;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tests.Training;
using Backstep.Engine.Training;

namespace Backstep.Engine.Tests.Runs;

/// <summary>What may be wrong with a kept run's files, and with where they lie.</summary>
public class RunFolderTests
{
    private static readonly RunEnvironment Here = new("backstep", "reference", null, "test", DateTimeOffset.UnixEpoch);

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("backstep-folder-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_root, recursive: true);

    private static RunSettings Settings =>
        RunSettings.Of(ProgramCatalog.Get("network2")) with { Data = "synthetic", BatchSize = 2, Epochs = 1 };

    private static TrainingPlan Plan => SmallSet.Plan(8, 2, epochs: 2, model: "network2");

    private string In(string name) => Path.Combine(_root, "run", name);

    private RunFolder Make() => RunFolder.Create(_root, "run", Settings, Here, null);

    /// <summary>A run of five steps, kept.</summary>
    private RunFolder Kept()
    {
        RunFolder run = Make();
        using RunWriter writer = run.Write(Settings, null);
        Train(writer, from: null, steps: 5);
        Assert.That(writer.Problem, Is.Null);
        return run;
    }

    private static void Train(RunWriter writer, TrainingState? from, int steps)
    {
        using var trainer = new Trainer(Plan with { MaxSteps = steps }, SmallSet.Backend, from);
        foreach (TrainingEvent e in trainer.Run()) writer.Add(e);
        writer.End(trainer.Save(), isOver: false);
    }

    /// <summary>Every file with its content.</summary>
    private Dictionary<string, byte[]> Files() =>
        Directory.GetFiles(In("")).Where(f => Path.GetFileName(f) != "lock").ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    private static string Line(Action act)
    {
        LocalizedException error = Assert.Catch<LocalizedException>(act)!;
        Assert.That(error.Message + error.In(Language.ChineseSimplified), Does.Not.Contain("\n"));
        return error.Message;
    }

    [Test]
    public void A_run_finds_its_data_from_wherever_it_is_gone_on_with() => Assert.That(
        RunFolder.Create(_root, "run", Settings with { DataFolder = "near" }, Here, null).Record.Settings.DataFolder,
        Is.EqualTo(Path.GetFullPath("near")));

    [Test]
    public void A_second_process_is_told_that_the_run_is_under_way_and_changes_nothing()
    {
        RunFolder first = Kept();
        Dictionary<string, byte[]> before = Files();
        using (first.Write(Settings, first.State(Plan)))
        {
            RunFolder second = RunFolder.Open(_root, "run");
            Assert.That(second.IsRunning);
            Assert.That(Line(() => second.Write(Settings with { Epochs = 9 }, second.State(Plan))),
                Is.EqualTo("the run run is under way in another process; wait for its end"));
            Assert.That(Line(() => Make()), Does.Contain("there is a run run already"));
            Assert.That(Files()["state.safetensors"], Is.EqualTo(before["state.safetensors"]));
            Assert.That(RunFolder.Open(_root, "run").Record.Settings.Epochs, Is.EqualTo(1));
        }
        Assert.That(first.IsRunning, Is.False);
    }

    [Test]
    public void Two_processes_that_begin_a_run_of_the_same_name_at_once_do_not_share_it()
    {
        Directory.CreateDirectory(In(""));
        using (new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            Assert.That(Line(() => Make()), Does.Contain("is under way in another process"));
        Assert.That(Make().Name, Is.EqualTo("run"), "the folder alone is no run");
    }

    [TestCase("lock")]
    [TestCase("steps.csv")]
    [TestCase("epochs.csv")]
    public void A_folder_in_the_place_of_a_file_is_told_and_nothing_else_is_touched(string name)
    {
        RunFolder run = Kept();
        TrainingState state = run.State(Plan)!;
        File.Delete(In(name));
        Directory.CreateDirectory(In(name));
        Dictionary<string, byte[]> before = Files();
        if (name == "steps.csv") File.Delete(In("epochs.csv"));
        Assert.That(Line(() => run.Write(Settings, state)), Does.StartWith(In("")[..^1]));
        if (name != "steps.csv") Assert.That(Files(), Is.EqualTo(before));
        Directory.Delete(In(name));
        Assert.That(() => run.Write(Settings, null).Dispose(), Throws.Nothing, "the lock was let go");
    }

    [Test]
    public void What_fails_on_the_way_ends_the_keeping_with_one_line_and_leaves_the_last_state([Values("state", "model", "run")]
        string what)
    {
        RunFolder run = Kept();
        TrainingState state = run.State(Plan)!;
        byte[] before = File.ReadAllBytes(run.StatePath);
        string path = what switch { "state" => run.StatePath, "model" => run.ModelPath, _ => In("run.json") };
        using (RunWriter writer = run.Write(Settings, state))
        {
            File.Move(path, path + ".moved");
            Directory.CreateDirectory(path);
            Train(writer, state, 7);
            if (what == "run") writer.End(state, isOver: true);
            Assert.That(writer.Problem?.Message, Does.StartWith($"{path}: is a folder"));
            Assert.That(() => writer.Add(new StepEvent(0, 8, 0, 2, 1, 1)), Throws.Nothing, "the run itself goes on");
        }
        Directory.Delete(path);
        File.Move(path + ".moved", path);
        if (what == "state") Assert.That(File.ReadAllBytes(run.StatePath), Is.EqualTo(before));
        Assert.That(() => RunFolder.Open(_root, "run").Write(Settings, RunFolder.Open(_root, "run").State(Plan)).Dispose(), Throws.Nothing);
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void What_lies_behind_links_stays_there()
    {
        RunFolder run = Kept();
        string other = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        string[] names = [.. Directory.GetFiles(In("")).Select(f => Path.GetFileName(f))];
        foreach (string name in names)
        {
            File.Move(In(name), Path.Combine(other, name));
            File.CreateSymbolicLink(In(name), Path.Combine(other, name));
        }
        TrainingState state = run.State(Plan)!;
        using (RunWriter writer = run.Write(Settings, state)) Train(writer, state, 7);
        foreach (string name in names) Assert.That(new FileInfo(In(name)).LinkTarget, Is.EqualTo(Path.Combine(other, name)));
        Assert.That(StateFile.Read(Path.Combine(other, "state.safetensors"), Plan).Step, Is.EqualTo(7));
        Assert.That(File.ReadAllLines(Path.Combine(other, "steps.csv")), Has.Length.EqualTo(8));
    }

    [Test]
    [Platform("Linux")]
    public void A_place_that_cannot_be_written_is_told() =>
        Assert.That(Line(() => RunFolder.Create("/proc/runs", "run", Settings, Here, null)),
            Does.StartWith("/proc/runs/run: cannot be written ("));

    [TestCase("batch_size", "0")]
    [TestCase("batch_size", "2147483647")]
    [TestCase("epochs", "0")]
    [TestCase("max_steps", "-1")]
    [TestCase("learning_rate", "\"NaN\"")]
    [TestCase("learning_rate", "-1")]
    [TestCase("momentum", "7")]
    [TestCase("weight_decay", "\"Infinity\"")]
    [TestCase("threads", "0")]
    [TestCase("version", "2")]
    [TestCase("kind", "\"Lion\"")]
    [TestCase("program", "null")]
    public void Settings_that_no_run_can_have_are_refused(string name, string value)
    {
        Make();
        string sound = File.ReadAllText(In("run.json"));
        string changed = System.Text.RegularExpressions.Regex.Replace(sound, $"\"{name}\": ", $"\"{name}\": {value}, \"was_{name}\": ");
        Assert.That(changed, Is.Not.EqualTo(sound));
        File.WriteAllText(In("run.json"), changed);
        Assert.That(Line(() => RunFolder.Open(_root, "run")),
            Does.StartWith($"{In("run.json")}: the kept run is damaged (").And.Contain(name));
    }

    [TestCase("set")]
    [TestCase("bugs")]
    public void A_run_that_was_kept_before_there_was_such_a_setting_is_read_and_written(string setting)
    {
        Kept();
        JsonNode file = JsonNode.Parse(File.ReadAllText(In("run.json")))!;
        Assert.That(file["settings"]!.AsObject().Remove(setting), Is.True);
        File.WriteAllText(In("run.json"), file.ToJsonString());
        RunFolder run = RunFolder.Open(_root, "run");
        Assert.That((run.Record.Settings.Set, run.Record.Settings.Bugs), Is.EqualTo((Array.Empty<string>(), Array.Empty<string>())));
        run.Write(run.Record.Settings, run.State(Plan)).Dispose();
        Assert.That(JsonNode.Parse(File.ReadAllText(In("run.json")))!["settings"]![setting]!.AsArray(), Is.Empty);
    }

    [TestCase("run.json")]
    [TestCase("steps.csv")]
    [TestCase("epochs.csv")]
    [TestCase("state.safetensors")]
    public void A_file_that_is_changed_or_cut_anywhere_is_read_or_refused_in_one_line(string name)
    {
        Kept();
        byte[] sound = File.ReadAllBytes(In(name));
        var random = new System.Random(7);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            // What lies far behind is numbers, of which any is possible.
            int place = random.Next(Math.Min(sound.Length, 3000));
            byte[] damaged = i % 3 == 0 ? sound[..place] : [.. sound];
            if (i % 3 > 0) damaged[place] = i % 3 == 1 ? (byte)random.Next(256) : (byte)"0-9,.{}[]\"\n"[random.Next(11)];
            File.WriteAllBytes(In(name), damaged);
            try
            {
                RunFolder run = RunFolder.Open(_root, "run");
                TrainingState? state = run.State(Plan);
                run.Write(run.Record.Settings, state).Dispose();
            }
            catch (LocalizedException e)
            {
                Assert.That(e.Message, Does.Contain(_root).Or.Contain("there is no run").And.Not.Contain("\n"));
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(10));
    }
}
