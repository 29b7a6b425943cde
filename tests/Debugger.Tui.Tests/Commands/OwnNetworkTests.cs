using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Debugger.Tui.Views;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Networks from files in every command that takes a program, and the examples that come along.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OwnNetworkTests : IDisposable
{
    private static readonly string[] Examples = ["xor.json", "classic.json", "spiral.json", "mlp.json", "lenet.py"];

    private readonly string _folder = Directory.CreateTempSubdirectory("backstep-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Example(string name) => Write(name, Cli.Good("example", name).Out);

    [Test]
    public void Of_a_thousand_short_epochs_some_ten_are_told_unless_all_are_asked_for()
    {
        string xor = Example("xor.json");
        string[] Epochs(params string[] more) =>
            [.. Cli.Good(["train", xor, "--text", .. more]).Lines.Where(l => l.StartsWith("Epoch ", StringComparison.Ordinal))];
        Assert.That(Epochs("--epochs", "1000"), Is.EqualTo(
            new[] { 1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000 }.Select(e => $"Epoch {e}")));
        Assert.That(Epochs("--epochs", "1000", "--max-steps", "600"), Is.EqualTo(new[] { "Epoch 1", "Epoch 100", "Epoch 150" }));
        Assert.That(Epochs("--epochs", "20"), Has.Length.EqualTo(20));
        Assert.That(Epochs("--epochs", "30", "--log-every", "1"), Has.Length.EqualTo(30));
    }

    [Test]
    public void Every_example_is_listed_and_known_without_its_ending()
    {
        string list = Cli.Good("example").Out;
        Assert.That(Examples.Where(e => !list.Contains(e, StringComparison.Ordinal)), Is.Empty);
        Assert.That(Cli.Good("example", "xor").Out, Is.EqualTo(Cli.Good("example", "xor.json").Out));
        Assert.That(Cli.Complaint(2, "example", "xro.json"), Does.Contain("did you mean xor.json?"));
    }

    [TestCaseSource(nameof(Examples))]
    public void An_example_is_traced_explained_summed_up_checked_and_stepped(string name)
    {
        string path = Example(name);
        Assert.That(Cli.Good("summary", path).Out, Does.Contain("parameters"));
        Assert.That(Cli.Good("trace", path, "--values", "none").Out, Does.Contain("backward"));
        Assert.That(Cli.Good("gradcheck", path).Out, Does.Contain("the gradients agree"));
        bool isScalar = name is "xor.json" or "classic.json";
        Assert.That(Cli.Good("explain", path, isScalar ? "w1.grad" : "loss").Out, Is.Not.Empty);
        Assert.That(Cli.Debug(path, "iterate; back; where"), Is.Not.Empty);
        Assert.That(Cli.Good("lessons", "bugs", path).Lines, Has.Length.GreaterThan(3));
    }

    [Test]
    public void The_classic_example_prints_its_published_numbers()
    {
        string[] said = Cli.Debug(Example("classic.json"), "iterate; print E; print w5; print w1; iterate; print E");
        Assert.That(said, Has.Some.StartsWith("E = 0.29837110876").And.Some.StartsWith("w5 = 0.35891647971")
            .And.Some.StartsWith("w1 = 0.149780716").And.Some.StartsWith("E = 0.29102777"));
        Assert.That(File.ReadAllLines(Path.Combine(_folder, "classic.json")), Has.Length.LessThan(30));
    }

    [TestCase("two-layer", "no-zero-grad")]
    public void A_bug_goes_into_it_as_into_a_built_in_program(string like, string bug)
    {
        string path = Example("classic.json");
        Assert.That(Cli.Good("lessons", "bugs", path).Out, Does.Contain(bug), like);
        Assert.That(Cli.Good("trace", path, "--inject", bug).Out, Is.Not.EqualTo(Cli.Good("trace", path).Out));
    }

    [Test]
    public void Options_go_into_it_as_into_a_built_in_program()
    {
        string path = Example("classic.json");
        Assert.That(Cli.Debug(path, "iterate; print w5")[^1], Is.Not.EqualTo(
            Cli.Good("debug", path, "--lr", "1", "--optimizer", "momentum", "--exec", "iterate; print w5").Lines[^1]));
        Assert.That(Cli.Good("debug", path, "--set", "w1=0.5", "--exec", "print w1").Lines[^1], Is.EqualTo("w1 = 0.5"));
    }

    [Test]
    public void It_trains_keeps_its_run_and_is_found_again_when_the_file_is_gone()
    {
        string path = Example("lenet.py"), weights = Path.Combine(_folder, "w.safetensors");
        Assert.That(Cli.Good("train", path, "--data", "synthetic", "--max-steps", "3", "--text", "--save", weights).Out, Is.Not.Empty);
        Assert.That(Cli.Good("eval", path, "--data", "synthetic", "--weights", weights).Out, Does.Contain("synthetic"));
        Assert.That(Cli.Good("debug", path, "--weights", weights, "--exec", "print fc3.bias").Out, Is.Not.Empty);
    }

    [TestCase("net.json", "{\"layers\": [\"Linaer(2, 2)\"]}",
        "net.json: $.layers[0] (line 1): there is no layer \"Linaer\"; did you mean Linear?")]
    [TestCase("net.py", "", "net.py: the file is empty")]
    public void A_wrong_file_is_one_line_and_exit_code_2(string name, string text, string expected)
    {
        string path = Write(name, text);
        foreach (string command in new[] { "trace", "summary", "gradcheck", "train" })
            Assert.That(Cli.Complaint(2, command, path), Does.Contain(expected));
        Assert.That(Cli.Complaint(2, "explain", path, "loss"), Does.Contain(expected));
    }

    [TestCase("xor.json", 0.01)]
    [TestCase("spiral.json", 0.05)]
    public void The_table_in_a_file_is_learnt(string name, double most)
    {
        string said = Cli.Good("train", Example(name), "--text", "--log-every", "1000").Lines.Last(l => l.Contains("Avg loss: "));
        double loss = double.Parse(said[(said.IndexOf("Avg loss: ", StringComparison.Ordinal) + 10)..],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(loss, Is.LessThan(most), said);
    }

    [Test]
    public void A_network_without_data_is_not_trained_on_something_else() =>
        Assert.That(Cli.Complaint(2, "train", Write("net.py", "net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))")),
            Does.Contain("net says nothing of data"));

    [Test]
    public void A_table_beside_it_is_stepped_and_learnt()
    {
        Write("points.csv", "a,b,target\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n");
        string numbers = Write("numbers.json", "{\"layers\": [\"Linear(2, 3)\", \"Tanh\", \"Linear(3, 1)\"], \"data\": \"points.csv\"}"),
            classes = Write("classes.json", "{\"layers\": [\"Linear(2, 3)\", \"Tanh\", \"Linear(3, 2)\"], \"data\": \"points.csv\"}");
        Assert.That(Cli.Good("debug", numbers, "--exec", "iterate 2; print i2").Lines[^1], Is.EqualTo("i2 = 1"));
        Assert.That(Cli.Good("debug", classes, "--exec", "print labels").Out, Does.Contain("tensor([0, 1, 1, 0])"));
        foreach (string path in new[] { numbers, classes })
            Assert.That(Cli.Run("train", path, "--text", "--epochs", "2").ExitCode, Is.Zero);
        Assert.That(Cli.Complaint(2, "trace", Write("lost.json", "{\"layers\": [\"Linear(2, 1)\"], \"data\": \"lost.csv\"}")),
            Does.Contain("$.data (line 1)").And.Contain("lost.csv"));
    }

    [Test]
    public void A_file_that_is_not_there_is_told_of() =>
        Assert.That(Cli.Complaint(2, "trace", Path.Combine(_folder, "nothing.json")), Does.Contain("nothing.json: there is no such file"));

    [TestCaseSource(nameof(Examples))]
    public void It_opens_from_the_dialog_and_is_stepped_on_the_screen(string name)
    {
        string path = Example(name);
        foreach ((int width, int height) in new[] { (120, 40), (80, 24) })
        {
            using var stage = new Stage(null, width, height);
            stage.Play(async pilot =>
            {
                await pilot.Press("C-o");
                await pilot.Press("C-a");
                await pilot.Type(path);
                await pilot.Press("Enter");
                await pilot.Wait(TimeSpan.Zero);
                Assert.That((stage.State.Place, stage.State.View?.Program.Name),
                    Is.EqualTo((Place.Debug, Path.GetFileNameWithoutExtension(name))),
                    pilot.Text);
                await pilot.Press("s s s");
                Assert.That(stage.State.View!.Now.Executed, Is.EqualTo(3));
                Assert.That(pilot.Text, Does.Contain(name == "xor.json" ? "l_h3" : name == "classic.json" ? "l_h1" : "nn."));
            });
        }
    }

    [Test]
    public void The_exercise_of_a_course_may_be_a_network_beside_it()
    {
        Write("net.json", Cli.Good("example", "classic").Out);
        string course = Write("course.json",
            """
            {
              "format": 1, "id": "own", "title": "Own",
              "chapters": [{"id": "a", "title": "A", "summary": "s", "closing": "c", "lessons": [{
                "id": "l", "title": "L", "exercise": {"program": "net.json", "goal": {"kind": "reach", "value": "E"}},
                "pages": ["The error is {E}."],
                "questions": [{"kind": "number", "id": "q", "ask": "What is E?", "answer": "E", "hints": {"idea": "Add."}}]
              }]}]
            }
            """);
        CliResult result = Cli.Run("lessons", "check", course);
        Assert.That(result.Out + result.Error, Does.Not.Contain("there is no program"));
        Assert.That(result.ExitCode, Is.Zero, result.Out + result.Error);
    }
}
