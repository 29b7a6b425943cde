namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>--set and --values: numbers of one's own in every command that takes a program.</summary>
public class OwnNumbersTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-own").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private static string Value(string name, params string[] more) =>
        Cli.Good(["debug", "two-layer", .. more, "--exec", $"continue; print {name}"]).Lines[^1];

    [Test]
    public void Numbers_of_ones_own_run_through_the_whole_step()
    {
        // l_h1 = 0.15·0.1 + 0.2·0.2 + 0.35
        Assert.That(Value("l_h1", "--set", "w1=0.15,w2=0.2"), Is.EqualTo("l_h1 = 0.405"));
        Assert.That(Value("l_h1", "--set", "w1=0.15", "--set", "w2 = w1 + 0.05"), Is.EqualTo("l_h1 = 0.405"), "a later one sees the first");
        Assert.That(Value("l_h1", "--set", "i1=1,i2=2"), Is.EqualTo("l_h1 = 0.7"));
    }

    [TestCase("own.txt", "# mine\nw1 = 0.15\n\nw2 0.2")]
    [TestCase("own.json", """{ "w1": 0.15, "w2": "1/5", }""")]
    public void A_file_says_the_same(string name, string text)
    {
        Assert.That(Value("l_h1", "--values", File(name, text)), Is.EqualTo("l_h1 = 0.405"));
        Assert.That(Value("l_h1", "--values", File(name, text), "--set", "w1=0.05"), Is.EqualTo("l_h1 = 0.395"), "--set comes after it");
        Assert.That(Value("l_h1", "--set", "@" + File(name, text)), Is.EqualTo("l_h1 = 0.405"));
    }

    [Test]
    public void Elements_and_whole_tensors_are_set()
    {
        string[] lines = Cli.Good("debug", "batch", "--set", "fc.weight=[[1,2,3],[4,5,1/2]],fc.bias[1]=7,x=[1,2,3,4,5,6,7,8,9,10,11,12]",
            "--exec", "print sum(fc.weight); print fc.bias[1]; print x[3,2]").Lines;
        Assert.That(lines, Is.EqualTo(["sum(fc.weight) = 15.5", "fc.bias[1] = 7", "x[3,2] = 12"]));
    }

    [Test]
    public void The_tutorials_digits_are_not_claimed_for_what_has_changed()
    {
        string all = Cli.Good("trace", "two-layer").Out, rate = Cli.Good("trace", "two-layer", "--set", "lr=0.5").Out,
            little = Cli.Good("trace", "two-layer", "--set", "w1=0.0500001").Out;
        Assert.That(all, Does.Contain("(tutorial: 0.268375021)"));
        Assert.That(rate, Does.Not.Contain("0.268375021").And.Contain("(tutorial: -0.018375021)").And.Contain("your numbers: lr = 0.5"));
        Assert.That(little, Does.Not.Contain("(tutorial: 0.385)").And.Contain("(tutorial: 0.400)"));
    }

    [Test]
    public void The_timeline_is_called_by_what_is_different()
    {
        Assert.That(Cli.Good("debug", "two-layer", "--set", "w1=0.15,w2=0.25", "--exec", "info timelines").Out,
            Does.StartWith("→ 0: your numbers: w1 = 0.15, w2 = 0.25"));
        Assert.That(Cli.Good("debug", "two-layer", "--set", "w1=0.05", "--exec", "info timelines").Out, Does.Contain("first run"),
            "it is what it was");
    }

    [Test]
    public void A_bug_goes_wrong_with_the_numbers_of_ones_own()
    {
        string number = Cli.Good("explain", "two-layer", "w5⁺", "--set", "w5=0.3", "--inject", "update-sign").Out;
        Assert.That(number, Does.Contain("0.3"));
        Cli.Good("gradcheck", "batch", "--set", "fc.weight[0,0]=2");
    }

    [Test]
    public void A_training_begins_with_them()
    {
        string[] train = ["train", "network2", "--data", "synthetic", "--max-steps", "1", "--log-every", "1", "--no-test", "--json"];
        double loss(params string[] more) => Cli.Good([.. train, .. more]).Json[0].GetProperty("loss").GetDouble();
        Assert.That(loss("--set", "out.weight=0,out.bias=0"), Is.EqualTo(Math.Log(10)).Within(1e-5));
        Assert.That(loss(), Is.Not.EqualTo(Math.Log(10)).Within(1e-5));
    }

    [TestCase("w11=3", "no value is named w11; did you mean w1")]
    [TestCase("w5.grad=3", "w5.grad is calculated, not given; what can be set: i1, i2, target_o1")]
    [TestCase("w1=nan", "w1 = NaN: a program begins with finite numbers")]
    [TestCase("w1=1/0", "a program begins with finite numbers")]
    [TestCase("w1", "--set needs names and numbers")]
    [TestCase("w1=[1,2]", "w1 needs content of shape (), got shape (2)")]
    [TestCase("w1=[[1,2],[3]]", "all rows to be of one length")]
    public void What_cannot_be_set_is_one_line(string set, string complaint) =>
        Assert.That(Cli.Complaint(2, "explain", "two-layer", "E", "--set", set), Does.Contain(complaint));

    [TestCase("own.txt", "w1 = 3\nw99 = 2", "own.txt:2: no value is named w99")]
    [TestCase("own.json", "{ \"w1\": }", "own.json:1: this is no JSON")]
    [TestCase("own.json", "[1, 2]", "holds no JSON object")]
    [TestCase("own.txt", "# nothing", "--set needs names and numbers")]
    public void A_wrong_file_is_one_line_with_its_place(string name, string text, string complaint) =>
        Assert.That(Cli.Complaint(2, "debug", "two-layer", "--exec", "step", "--values", File(name, text)), Does.Contain(complaint));

    [Test]
    public void Images_of_a_data_set_are_not_set() => Assert.Multiple(() =>
    {
        foreach (string command in (string[])["debug", "train"])
            Assert.That(
                Cli.Complaint(2, command, "network2", "--data", "synthetic", "--set", "x=0", command == "debug" ? "--text" : "--json"),
                    Does.Contain("x comes anew with each batch (synthetic").And.Contain("set parameters and lr"));
    });

    [Test]
    public void Words_and_files_go_together_behind_the_values_of_a_trace()
    {
        string text = Cli.Good("trace", "batch", "--values", "none", "--values", File("own.txt", "fc.bias = [5, 5]")).Out;
        Assert.That(text, Does.Contain("your numbers: fc.bias = 5"));
        Assert.That(Cli.Complaint(2, "trace", "batch", "--values", "hed"),
            Does.Contain("--values takes head or none or all, not hed, or a file"));
    }

    [Test]
    public void The_screen_says_in_its_header_whose_numbers_they_are() =>
        Assert.That(Cli.Good("debug", "two-layer", "--set", "w1=0.15", "--keys", "s", "--size", "100x30", "--dump-screen", "text").Lines[0],
            Does.Contain("two-layer").And.Contain("your numbers: w1 = 0.15"));
}
