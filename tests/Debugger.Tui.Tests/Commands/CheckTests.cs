using System.Text.Json;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary><c>check</c>: a homework as a table, as JSON, and in the debugger.</summary>
public class CheckTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-check").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private string Mine => File("mine.csv", "name,value\nw5_new,0.231625\nl_h1,0.385\ndE/dw5,0.018375\n");

    [Test]
    public void A_homework_is_judged_in_the_order_of_the_program()
    {
        CliResult result = Cli.Run("check", "two-layer", "--values", Mine);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((1, "")));
        Assert.That(result.Lines[0], Is.EqualTo("two-layer, iteration 1"));
        Assert.That(result.Lines[1], Is.EqualTo("  ✓ l_h1    0.385"));
        Assert.That(result.Lines[2], Does.StartWith("  ✗ ∂E/∂w5  0.018375  -0.018375022 is right. The minus of"));
        Assert.That(result.Lines[3], Does.StartWith("  → w5⁺     0.231625  follows from your ∂E/∂w5"));
        Assert.That(result.Lines[4], Is.EqualTo("1 of 3 right · 1 wrong, 1 following from a wrong one"));
    }

    [Test]
    public void All_right_is_exit_code_0_and_numbers_may_be_piped() => Assert.Multiple(() =>
    {
        CliResult result = Cli.Typed("# homework\nnet_h1: 0,385\nE = 0.0969\n", "check", "two-layer");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Lines[^1], Is.EqualTo("2 of 2 right"));
    });

    [Test]
    public void Json_says_the_same()
    {
        JsonElement json = Cli.Run("check", "two-layer", "--values", Mine, "--json").Json.Single();
        Assert.That(json.GetProperty("first").GetProperty("label").GetString(), Is.EqualTo("∂E/∂w5"));
        Assert.That(json.GetProperty("numbers").EnumerateArray().Select(n => n.GetProperty("verdict").GetString()),
            Is.EqualTo(["right", "wrong", "follows"]));
        Assert.That(json.GetProperty("numbers")[1].GetProperty("bug").GetString(), Is.EqualTo("loss-gradient-sign"));
    }

    [Test]
    public void The_debugger_opens_where_it_first_goes_wrong()
    {
        string screen = Cli.Run("check", "two-layer", "--values", Mine, "--keys", "", "--size", "120x40", "--dump-screen", "text").Out;
        Assert.That(screen, Does.Contain("step 26/77").And.Contain("your ∂E/∂w5 = 0.018375, right is -0.018375022"));
    }

    [Test]
    public void A_homework_over_numbers_of_ones_own_is_checked_with_them()
    {
        string[] check = ["check", "two-layer", "--values", File("mine.txt", "l_h1 = 0.405\n")];
        Assert.That(Cli.Run(check).ExitCode, Is.EqualTo(1));
        Assert.That(Cli.Run([.. check, "--set", "w1=0.15,w2=0.2"]).ExitCode, Is.Zero);
    }

    [Test]
    public void A_tensor_in_a_json_file_is_checked_element_by_element()
    {
        CliResult result = Cli.Run("check", "batch", "--values", File("mine.json", "{ \"fc.bias\": [0.1, 0.1] }"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Lines[1], Is.EqualTo("  ✓ fc.bias[0]  0.1"));
        Assert.That(result.Lines[2], Does.StartWith("  ✗ fc.bias[1]  0.1  -0.1 is right."));
    }

    [TestCase("E = 0.1\nh1 = 3", "mine.txt:2: h1 may be l_h1, out_h1: write which")]
    [TestCase("w11 = 3", "mine.txt:1: no value is named w11; did you mean w1")]
    [TestCase("E = abc", "mine.txt:1: E = abc: a number is wanted here")]
    [TestCase("# nothing", "there is no number to check")]
    public void What_cannot_be_read_is_one_line_with_its_place(string text, string complaint) =>
        Assert.That(Cli.Complaint(2, "check", "two-layer", "--values", File("mine.txt", text)), Does.Contain(complaint));

    [Test]
    public void A_wrong_iteration_is_one_line() =>
        Assert.That(Cli.Complaint(2, "check", "two-layer", "--values", Mine, "--iteration", "0"), Does.Contain("--iteration 0"));
}
