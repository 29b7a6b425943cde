namespace Backstep.EndToEnd.Tests.Terminal;

/// <summary>Lessons on a real terminal, with a saved game in a folder of their own.</summary>
[Platform(Exclude = "Win", Reason = "tmux runs on Linux and macOS")]
public sealed class LessonTests
{
    private string _home = "";

    [SetUp]
    public void Fresh() => _home = Directory.CreateTempSubdirectory("backstep-home-").FullName;

    [TearDown]
    public void Gone() => Directory.Delete(_home, recursive: true);

    /// <summary>The smallest course of the guide for teachers.</summary>
    private static string Course
    {
        get
        {
            DirectoryInfo folder = new(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Backstep.slnx"))) folder = folder.Parent!;
            return Path.Combine(folder.FullName, "docs", "examples", "slope.json");
        }
    }

    private string Home => $"BACKSTEP_HOME={_home}";

    [Test]
    public void A_lesson_is_left_in_the_middle_resumed_and_solved()
    {
        using var terminal = new TmuxSession();
        terminal.Start($"lessons --lessons {Course}", "Which way is downhill?", Home);
        terminal.Keys("Enter");
        terminal.WaitFor("The output is y = w·x");
        terminal.Keys("Enter");
        terminal.WaitFor("Nothing has run yet");
        terminal.Keys("s", "s", "s", "s", "s", "s");
        terminal.WaitFor("reached");
        terminal.Keys("N");
        terminal.WaitFor("What is the sign of");
        terminal.Keys("+", "Enter");
        terminal.WaitFor("Right");
        terminal.Keys("C-c");
        terminal.WaitFor("left:0");

        terminal.Start($"lessons --lessons {Course}", "begun", Home);
        terminal.Keys("Enter");
        terminal.WaitFor("How large is");
        terminal.Type("0.7");
        terminal.Keys("Enter");
        terminal.WaitFor("Not yet");
        terminal.WaitFor("To reach w it has to be multiplied by x");
        terminal.Keys("Enter");
        terminal.WaitFor(screen => screen.Contains("How large is", StringComparison.Ordinal)
            && !screen.Contains("Not yet", StringComparison.Ordinal), "the question again");
        terminal.Type("1.05");
        terminal.Keys("Enter");
        terminal.WaitFor("Right");
        terminal.Keys("Enter");
        terminal.WaitFor("Chapter finished");
        terminal.Keys("q");
        terminal.WaitFor("left:0");
    }

    [Test]
    public void The_course_that_comes_with_the_program_speaks_Chinese()
    {
        using var terminal = new TmuxSession();
        terminal.Start("lessons --lang zh-Hans", "章节", Home);
        terminal.Keys("Enter");
        terminal.WaitFor("神经元把什么加起来");
        terminal.Keys("C-c");
        terminal.WaitFor("left:0");
    }

    [Test]
    public void Two_windows_lose_nothing_of_each_other()
    {
        using TmuxSession one = new(), two = new();
        one.Start($"lessons --lessons {Course}", "Which way is downhill?", Home);
        two.Start($"lessons --lessons {Course}", "Which way is downhill?", Home);
        one.Keys("Enter");
        one.WaitFor("The output is y = w·x");
        one.Keys("s");
        one.WaitFor("Nothing has run yet");
        one.Keys("s", "s", "s", "s", "s", "s");
        one.WaitFor("reached");
        one.Keys("C-c");
        one.WaitFor("left:0");
        // The second window saves what it knows, which is less.
        two.Keys("P");
        two.WaitFor("new profile");
        two.Keys("g");
        two.WaitFor("off");
        two.Keys("C-c");
        two.WaitFor("left:0");
        one.Start($"lessons --lessons {Course}", "begun", Home);
        one.Keys("C-c");
        one.WaitFor("left:0");
    }
}
