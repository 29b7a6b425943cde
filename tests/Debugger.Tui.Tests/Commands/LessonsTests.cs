using System.Text.Json;

namespace Backstep.Debugger.Tui.Tests.Commands;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LessonsTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("backstep-lessons-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static string Root => Repository.Root;

    private static string Teacher => Path.Combine(Root, "tests", "Debugger.Tui.Tests", "Commands", "teacher-course.json");

    private CliResult Typed(string input, params string[] args) =>
        Cli.Start(["lessons", .. args], input, isTerminal: false, default, variable: name => name == "BACKSTEP_HOME" ? _home : null);

    private CliResult Run(params string[] args) => Typed("", args);

    private string Good(params string[] args)
    {
        CliResult result = Run(args);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")), string.Join(' ', args));
        return result.Out;
    }

    private string Complaint(params string[] args) => Cli.Complaint(2, Run(args), string.Join(' ', args));

    [Test]
    public void The_course_that_comes_with_the_program_is_found_beside_it() =>
        Assert.That(Good("list", "--json"), Does.Contain("\"id\":").And.Contain("chapters"));

    [Test]
    public void A_course_that_is_right_is_counted() =>
        Assert.That(Good("check", Teacher), Does.Contain("no problems in 1 chapter, 2 lessons (1 boss level), 7 questions"));

    [Test]
    public void Problems_are_told_as_compilers_do_and_the_exit_code_is_2()
    {
        string file = Path.Combine(_home, "wrong.json");
        File.WriteAllText(file,
            File.ReadAllText(Teacher).Replace("\"answer\": \"w5.grad\", \"hints\"", "\"answer\": \"w5.gard\", \"hints\""));
        CliResult result = Run("check", file);
        Assert.That(result.Lines,
            Has.Some.Match($@"^{System.Text.RegularExpressions.Regex.Escape(file)}:\d+: "
                + $@"\$\.chapters\[0\]\.lessons\[0\]\.questions\[\d\]\.answer: .*did you mean"));
        Assert.That(Cli.Complaint(2, result, "check"), Does.EndWith("problems"));
    }

    [Test]
    public void A_file_that_is_no_course_is_told_with_its_lines()
    {
        string file = Path.Combine(_home, "wrong.json");
        File.WriteAllText(file, "{ \"format\": 1,\n \"colour\": 3 }");
        CliResult result = Run("check", file);
        Assert.That(result.Lines, Has.Some.StartsWith($"{file}:2: $.colour: "));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(Complaint("list", "--lessons", file), Does.Contain("wrong.json").And.Contain("lessons check"));
        Assert.That(Complaint("check", Path.Combine(_home, "nothing.json")), Does.Contain("no such file"));
    }

    [Test]
    public void A_lesson_of_a_teacher_is_played_from_a_pipe_and_kept()
    {
        CliResult played = Typed("\nreach\n\n-0.018375\n0.20907\n-\n1\n1\n", "play", "sound", "--lessons", Teacher);
        Assert.That((played.ExitCode, played.Error), Is.EqualTo((0, "")));
        Assert.That(played.Out,
            Does.Contain("Page 1 of 1").And.Contain("w5 is 0.25.").And.Contain("Goal reached").And.Contain("Question 5 of 5").And.Contain(
            "Lesson solved with hints."));
        JsonElement lesson = JsonDocument.Parse(Good("list", "--json", "--lessons", Teacher)).RootElement.GetProperty("chapters")[0]
            .GetProperty("lessons")[0];
        Assert.That(lesson.GetProperty("state").GetString(), Is.EqualTo("solved_with_hints"));
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Sound (solved with hints, 5 questions"));
    }

    [Test]
    public void The_debuggers_words_reach_the_goal()
    {
        CliResult played = Typed("\nuntil w5.grad\nquiz\nquit\n", "play", "sound", "--lessons", Teacher);
        Assert.That(played.Out,
            Does.Contain("Goal reached with 1 movement").And.Contain("Question 1 of 5").And.Contain("the place is kept"));
    }

    [Test]
    public void A_wrong_number_is_diagnosed_and_a_hint_is_shown()
    {
        CliResult played = Typed("\nuntil w5.grad\n\n?\n-0.0878889\nhello\n", "play", "sound", "--lessons", Teacher);
        Assert.That(played.Out,
            Does.Contain("Hint 1 of 4: i").And.Contain("wrong").And.Contain("The slope is missing.").And.Contain(
            "Your path parts").And.Contain("not understood"));
    }

    [Test]
    public void A_lesson_that_is_left_goes_on_where_it_was()
    {
        Typed("\nuntil w5.grad\n\n-0.018375\n", "play", "sound", "--lessons", Teacher);
        Assert.That(Typed("", "play", "sound", "--lessons", Teacher).Out, Does.Contain("Question 2 of 5"));
        Assert.That(Good("reset", "sound", "--lessons", Teacher), Does.Contain("sound"));
        Assert.That(Typed("", "play", "sound", "--lessons", Teacher).Out, Does.Contain("Page 1 of 1"));
    }

    [Test]
    public void A_skipped_lesson_opens_the_next()
    {
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Boss (locked"));
        Assert.That(Typed("skip\n", "play", "sound", "--lessons", Teacher).Out, Does.Contain("Skipped"));
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Sound (skipped").And.Contain("Boss (open"));
    }

    [TestCase("", "Sound (open")]
    [TestCase("\nuntil w5.grad\nquit\n", "Sound (begun")]
    [TestCase("skip\n", "Sound (skipped")]
    [TestCase("skip\n|quit\n", "Sound (skipped")]
    public void A_list_says_how_far_the_learner_is_with_a_lesson(string typed, string said)
    {
        foreach (string play in typed.Split('|')) Typed(play, "play", "sound", "--lessons", Teacher);
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain(said));
    }

    [TestCase("list")]
    [TestCase("play")]
    [TestCase("reset")]
    [TestCase("progress export")]
    public void A_damaged_saved_game_is_told_set_aside_and_begun_anew(string words)
    {
        Typed("skip\n", "play", "sound", "--lessons", Teacher);
        foreach (string file in Directory.GetFiles(Path.Combine(_home, "profiles"))) File.WriteAllText(file, "damage");
        string[] more = words switch
        {
            "list" => ["--lessons", Teacher],
            "progress export" => [Path.Combine(_home, "out.json")],
            _ => ["sound", "--lessons", Teacher]
        };
        CliResult result = Run([.. words.Split(' '), .. more]);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, result.Error)));
        Assert.That(result.Error, Does.StartWith("backstep: the saved game of learner was damaged").And.Contain("a new game is begun"));
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Boss (locked"), "it is told once, and the game is a new one");
        Assert.That(Typed("skip\n", "play", "sound", "--lessons", Teacher).Error, Is.Empty);
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Boss (open"), "it is saved again");
    }

    [Test]
    public void A_lesson_that_was_left_open_by_a_crash_goes_on()
    {
        Typed("skip\n", "play", "sound", "--lessons", Teacher);
        string file = Directory.GetFiles(Path.Combine(_home, "profiles"), "*.json").Single();
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"state\": \"skipped\"", "\"state\": \"reading\""));
        CliResult again = Typed("", "play", "sound", "--lessons", Teacher);
        Assert.That((again.ExitCode, again.Error), Is.EqualTo((0, "")));
        Assert.That(again.Out, Does.Contain("Page 1 of 1"));
    }

    [Test]
    public void One_question_is_skipped_and_asked_again_at_the_end()
    {
        CliResult played = Typed("\nuntil w5.grad\n\nskip\n0.20907\n-\n1\n1\n-0.018375\n", "play", "sound", "--lessons", Teacher);
        Assert.That(played.Out, Does.Contain("Question 2 of 5").And.Contain("Lesson solved."));
        Assert.That(Typed("\nuntil w5.grad\n\nskip\nskip\nskip\nskip\nskip\n", "play", "sound", "--lessons", Teacher).Out,
            Does.Contain("Once more").And.Contain("the place is kept").Or.Contain("Question 5 of 5"));
    }

    [Test]
    public void Predictions_checks_and_repairs_earn_their_badges_as_text()
    {
        CliResult played = Typed("\npredict 0.385\nback\ngradcheck\npredict -\nset w5 = 0.3\nquit\n", "play", "sound",
            "--lessons", Teacher);
        Assert.That(played.Out,
            Does.Contain("exactly right").And.Contain("Badge: Foresight").And.Contain("Badge: Back step").And.Contain(
            "the gradients agree").And.Contain("Badge: Trust, but verify").And.Contain("Badge: What if"));
    }

    [Test]
    public void Goals_are_judged_by_all_that_was_done_on_a_line()
    {
        Assert.That(Typed("\nuntil w5.grad; back 2\nquit\n", "play", "sound", "--lessons", Teacher).Out,
            Does.Contain("Goal reached with 1 movement"));
        Good("reset", "sound", "--lessons", Teacher);
        Assert.That(Typed("\nuntil w5.grad; nonsense\nquit\n", "play", "sound", "--lessons", Teacher).Out,
            Does.Contain("Goal reached with 1 movement").And.Contain("nonsense"));
    }

    [Test]
    public void A_boss_level_is_played_without_its_bug_being_named()
    {
        CliResult played = Typed("\nreach\n\n1\ngoal\n31\n99\n", "play", "boss", "--lessons", Teacher);
        Assert.That(played.Out,
            Does.Contain("comes after sound").And.Contain("iterate").And.Contain("Question 2 of 2").And.Not.Contain("no-zero-grad"));
    }

    [TestCase("number", "-0.018375", 0, "right")]
    [TestCase("number", "0.018375", 1, "minus")]
    [TestCase("number", "soup", 2, "not understood")]
    [TestCase("factor", "d(out_o1)/d(l_o1)", 0, "right")]
    [TestCase("sign", "+", 1, "wrong")]
    [TestCase("choice", "2", 1, "wrong: w")]
    [TestCase("choice", "a", 0, "right")]
    public void One_answer_is_graded(string question, string value, int exitCode, string said)
    {
        CliResult result = Run("answer", "sound", question, value, "--lessons", Teacher);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((exitCode, "")));
        Assert.That(result.Out, Does.Contain(said));
    }

    [Test]
    public void A_replay_has_another_answer() =>
        Assert.That(Run("answer", "sound", "number", "-0.018375", "--lessons", Teacher, "--replay", "1").ExitCode, Is.EqualTo(1));

    [Test]
    public void What_is_not_there_is_named_with_what_is()
    {
        Assert.That(Complaint("play", "sund", "--lessons", Teacher), Does.Contain("did you mean sound"));
        Assert.That(Complaint("answer", "sound", "numbr", "1", "--lessons", Teacher), Does.Contain("did you mean number"));
        Assert.That(Complaint("answer", "sound", "number", "1", "--replay", "-1", "--lessons", Teacher), Does.Contain("--replay"));
        Assert.That(Complaint("list", "--profile", "nobody"), Does.Contain("nobody"));
        Assert.That(Complaint("bugs", "two-layr"), Does.Contain("did you mean two-layer"));
        Assert.That(Complaint("progress", "import", Path.Combine(_home, "nothing")), Does.Contain("no such file"));
    }

    [Test]
    public void Bugs_are_listed_all_or_for_a_program()
    {
        string all = Good("bugs"), some = Good("bugs", "two-layer");
        Assert.That(all, Does.Contain("no-zero-grad ").And.Contain("missing-relu"));
        Assert.That(some, Does.Contain("no-zero-grad ").And.Not.Contain("missing-relu"));
    }

    [Test]
    public void Profiles_are_made_chosen_carried_over_and_deleted()
    {
        Assert.That(Good("profile", "list"), Does.Contain("no profile yet"));
        Good("profile", "create", "Ada");
        Good("profile", "create", "Max");
        Typed("skip\n", "play", "sound", "--lessons", Teacher);
        string file = Path.Combine(_home, "max.json");
        Good("progress", "export", file);
        Assert.That(Good("profile", "list"), Does.Contain("  Ada\n").And.Contain("* Max\n"));
        Good("profile", "select", "Ada");
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Ada").And.Contain("Sound (open"));
        Good("progress", "import", file, "--profile", "Ada");
        Assert.That(Good("list", "--lessons", Teacher), Does.Contain("Sound (skipped"));
        Good("profile", "delete", "Max");
        Assert.That(Good("profile", "list"), Does.Not.Contain("Max"));
        Assert.That(Complaint("profile", "select", "Max"), Does.Contain("Max"));
    }

    [Test]
    public void Lessons_speak_chinese()
    {
        CliResult played = Typed("\nuntil w5.grad\n\n?\n", "play", "sound", "--lessons", Teacher, "--lang", "zh-Hans");
        Assert.That(played.Out, Does.Contain("第 1 页，共 1 页").And.Contain("w5 是 0.25。").And.Contain("目标").And.Contain("提示 1/4"));
        Assert.That(Good("list", "--lessons", Teacher, "--lang", "zh-Hans"), Does.Contain("一门课"));
    }

    [Test]
    public void The_whole_course_is_played_as_text_lesson_after_lesson_and_is_reviewed()
    {
        CliResult played = Typed("\nreach\n\n-0.018375\n0.20907\n-\n1\n1\n\nreach\n\n31\n1\n", "play", "--lessons", Teacher);
        Assert.That((played.ExitCode, played.Error), Is.EqualTo((0, "")));
        Assert.That(played.Out, Does.Contain("1. ").And.Contain("Sound").And.Contain("Lesson solved with hints.").And.Contain("Boss")
            .And.Contain("Question 2 of 2"));
        Assert.That(Good("review", "--lessons", Teacher), Does.StartWith("nothing to review now; the next on "));
    }

    [Test]
    public void A_chapter_is_tested_as_text_without_hints()
    {
        CliResult test = Typed("quit\n", "test-out", "one", "--lessons", Teacher);
        Assert.That((test.ExitCode, test.Error), Is.EqualTo((0, "")));
        Assert.That(test.Out, Does.Contain("test: ").And.Contain("1/1"));
        string none = Complaint("test-out", "nothing", "--lessons", Teacher);
        Assert.That(none, Does.Contain("there is no chapter nothing; it has "));
    }

    [Test]
    public void A_class_is_merged_into_tables_and_what_is_damaged_is_named()
    {
        List<string> files = [];
        foreach (string name in (string[])["Ada", "Max"])
        {
            Good("profile", "create", name);
            Typed("\nuntil w5.grad\n\n-0.0878889\n0.0878889\n", "play", "sound", "--lessons", Teacher);
            files.Add(Path.Combine(_home, $"{name}.json"));
            Good("progress", "export", files[^1]);
        }
        string damaged = Path.Combine(_home, "damaged.json"), nothing = Path.Combine(_home, "nothing.json"),
            csv = Path.Combine(_home, "class.csv");
        File.WriteAllText(damaged, "{ \"version\": 3, \"name\"");
        CliResult report = Run(["report", .. files, damaged, nothing, "--csv", csv, "--lessons", Teacher]);
        Assert.That(report.ExitCode, Is.EqualTo(2));
        Assert.That(report.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2)
            .And.Some.StartsWith($"backstep: {damaged}").And.Some.StartsWith($"backstep: {nothing}"));
        Assert.That(report.Out,
            Does.Contain("2 learners").And.Match(@"Ada +0/2 +sound").And.Match(@"sound/number +2/2 +4").And.Contain(csv));
        string[] rows = File.ReadAllLines(csv);
        Assert.That(rows, Has.Length.EqualTo(3).And.Some.StartsWith("Max,").And.Some.Contains(",number,0,2,"));
        Assert.That(Good(["report", .. files, "--lessons", Teacher]), Does.Contain("sound/number"));
        Assert.That(Run("report", damaged).ExitCode, Is.EqualTo(2));
    }

    [TestCase("report", "damaged", "have it exported once more")]
    [TestCase("report", "newer", "update this program")]
    [TestCase("report", "missing", "name one that was exported")]
    [TestCase("report", "folder", "is a folder; name a file in it")]
    [TestCase("progress import", "damaged", "have it exported once more")]
    [TestCase("progress import", "newer", "update this program")]
    [TestCase("progress import", "missing", "name one that was exported")]
    [TestCase("progress import", "folder", "is a folder; name a file in it")]
    [TestCase("progress export", "folder", "is a folder; name a file in it")]
    [TestCase("progress export", "nowhere", "cannot be written: ")]
    public void What_is_said_of_a_bad_file_fits_what_was_to_be_done_with_it(string words, string kind, string advice)
    {
        Good("profile", "create", "Ada");
        string file = Path.Combine(_home, kind == "nowhere" ? "no/such/folder.json" : $"{kind}.json");
        if (kind == "folder") Directory.CreateDirectory(file);
        if (kind == "damaged") File.WriteAllText(file, "{ \"version\": 3, \"name\"");
        if (kind == "newer") File.WriteAllText(file, "{ \"version\": 99, \"name\": \"Ada\" }");
        string[] before = Directory.GetFileSystemEntries(_home);
        CliResult result = Run([.. words.Split(' '), file]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.StartWith($"backstep: {file}: ").And.Contain(advice).And.Not.Contain("profile")
            .And.Match("^[^\n]+\n$"));
        Assert.That(Directory.GetFileSystemEntries(_home), Is.EqualTo(before), "nothing is left behind");
    }

    [Test]
    public void A_lesson_is_named_for_the_screen_by_the_same_option_everywhere()
    {
        Assert.That(Good("--help"), Does.Contain("--lesson"));
        CliResult shown = Cli.Start(["lessons", "--lesson", "sound", "--lessons", Teacher, "--keys", "Esc Esc", "--dump-screen", "text"],
            "",
            isTerminal: false, default, variable: name => name == "BACKSTEP_HOME" ? _home : null);
        Assert.That(shown.ExitCode, Is.Zero, shown.Error);
    }

    [Test]
    public void A_course_in_English_alone_is_no_reason_to_warn_unless_asked()
    {
        string file = Path.Combine(_home, "english.json");
        System.Text.Json.Nodes.JsonNode course = System.Text.Json.Nodes.JsonNode.Parse(
            File.ReadAllText(Path.Combine(Root, "docs", "examples", "slope.json")))!;
        Strip(course);
        File.WriteAllText(file, course.ToJsonString());
        Assert.That(Good("check", file, "--quick"), Does.Contain("; 0 warnings").And.Not.Contain("no translation"));
        Assert.That(Good("check", file, "--quick", "--translations"), Does.Contain("there is no translation"));

        static void Strip(System.Text.Json.Nodes.JsonNode? node)
        {
            if (node is System.Text.Json.Nodes.JsonObject o)
            {
                o.Remove("zh-Hans");
                o.Remove("$schema");
                foreach ((_, System.Text.Json.Nodes.JsonNode? member) in o) Strip(member);
            }
            if (node is System.Text.Json.Nodes.JsonArray list) foreach (System.Text.Json.Nodes.JsonNode? item in list) Strip(item);
        }
    }

    [TestCase("")]
    [TestCase("list")]
    [TestCase("play")]
    [TestCase("answer")]
    [TestCase("check")]
    [TestCase("bugs")]
    [TestCase("profile create")]
    [TestCase("progress import")]
    [TestCase("reset")]
    [TestCase("review")]
    [TestCase("test-out")]
    [TestCase("report")]
    public void Help_is_there_in_Chinese(string words)
    {
        string[] args = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help", "--lang", "zh-Hans"];
        string description = Good(args).Split('\n')[1];
        Assert.That(description.Any(c => c is >= '\u4e00' and <= '\u9fff'), Is.True, description);
    }
}
