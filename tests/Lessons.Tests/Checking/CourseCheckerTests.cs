using Backstep.Lessons.Checking;
using Backstep.Lessons.Courses;
using static Backstep.Lessons.Tests.Checking.TeacherCourse;

namespace Backstep.Lessons.Tests.Checking;

public class CourseCheckerTests
{
    [Test]
    public void A_good_course_has_neither_problems_nor_warnings()
    {
        CourseCheck check = Check(TeacherCourse.Json);
        Assert.That(check.Problems, Is.Empty);
        Assert.That(check.Warnings, Is.Empty);
        Assert.That((check.Counts.Lessons, check.Counts.Bosses, check.Counts.Questions, check.Counts.Misconceptions),
            Is.EqualTo((2, 1, 7, 2)));
    }

    [Test]
    public void A_missing_translation_is_a_warning_with_its_line()
    {
        CourseCheck check = Check(With($"{First}/title", "\"Sound\""));
        Assert.That(check.Problems, Is.Empty);
        Assert.That(check.Warnings.Single().Path, Is.EqualTo("$.chapters[0].lessons[0].title"));
        Assert.That(check.Warnings.Single().Line, Is.GreaterThan(1));
    }

    [TestCase("en", 161, "this hint has 161 words")]
    [TestCase("en", 160, null)]
    [TestCase("zh-Hans", 281, "281 characters")]
    [TestCase("zh-Hans", 280, null)]
    public void A_hint_that_is_too_long_to_be_read_is_a_warning(string language, int length, string? message)
    {
        string text = language == "en" ? string.Join(' ', Enumerable.Repeat("word", length)) : new string('\u5b57', length);
        CourseCheck check = Check(With($"{First}/questions/0/hints/idea", language == "en"
            ? $"{{\"en\": \"{text}\", \"zh-Hans\": \"\u4e00\"}}" : $"{{\"en\": \"i\", \"zh-Hans\": \"{text}\"}}"));
        Assert.That(check.Problems, Is.Empty);
        Assert.That(check.Warnings.Select(w => w.Text.English), message is null ? Is.Empty : Has.One.Contains(message));
    }

    [TestCase("exercise/program", "\"two-layr\"", "did you mean two-layer")]
    [TestCase("exercise/program", "\"neuron\"", "no parameter, input or hyperparameter named lr")]
    [TestCase("exercise/vary", "[\"w55\"]", "w55")]
    [TestCase("exercise/set", "{\"w5\": \"w5 +\"}", "w5 +")]
    [TestCase("exercise/bugs", "[\"no-zero-gard\"]", "did you mean no-zero-grad")]
    [TestCase("exercise/bugs", "[\"missing-relu\"]", "missing-relu")]
    [TestCase("exercise/runs/hot", "{\"set\": {\"rate\": \"1\"}}", "rate")]
    [TestCase("exercise/goal/value", "\"w5.gard\"", "did you mean w5.grad")]
    [TestCase("exercise/goal/value", "\"i1\"", "not computed")]
    [TestCase("exercise/par", "1", "is the fewest")]
    [TestCase("pages/0/en", "\"w5 is {w55}.\"", "w55")]
    [TestCase("pages/0/zh-Hans", "\"w5 是 {start:w5:t}。\"", "tutorial prints no digits")]
    [TestCase("pages/0/en", "\"w5 is {start:w5.\"", "not closed")]
    [TestCase("questions/0/answer", "\"0.5\"", "written out")]
    [TestCase("questions/0/answer", "\"w5.grad / 0\"", "inf")]
    [TestCase("questions/0/answer", "\"w5.gard\"", "did you mean")]
    [TestCase("questions/0/at", "\"w5.grad * 2\"", "more than a name")]
    [TestCase("questions/0/misconceptions/0/bug", "\"no-such-engine\"", "no-such-engine")]
    [TestCase("questions/0/misconceptions/0/bug", "\"missing-relu\"", "missing-relu")]
    [TestCase("questions/0/misconceptions/1/expr", "\"w5.grad * 1.001\"", "no other number than the answer")]
    [TestCase("questions/0/misconceptions/0", "{\"expr\": \"d(E)/d(out_o1)*1.0001\", \"text\": {\"en\": \"t\", \"zh-Hans\": \"文\"}}",
        "as misconception 1 does")]
    [TestCase("questions/1/factors", "[\"out_h1\", \"out_h2\"]", "not w5.grad")]
    [TestCase("questions/2/answer", "\"w5.grad + 0\"", "no hint formula and numbers")]
    [TestCase("questions/2/answer", "\"out_o1.grad\"", null)]
    [TestCase("questions/3/options/1/when", "\"w5 > start:w5\"", "options 1 and 2 are right")]
    [TestCase("questions/3/options/0/when", "\"w5 < start:w5\"", "no option is right")]
    [TestCase("questions/3/options/0/when", "\"1\"", "written out")]
    [TestCase("questions/3/options/1/why", null, "add why")]
    [TestCase("questions/3/hints/formula", null, "no hint formula")]
    [TestCase("questions/4/criterion", "\"E < 100\"", "options 1 and 2 are right")]
    public void What_is_wrong_in_a_lesson_is_found(string path, string? value, string? message)
    {
        string[] problems = Problems($"{First}/{path}", value);
        if (message is null) Assert.That(problems, Is.Empty);
        else Assert.That(problems, Has.Some.Contains(message), string.Join('\n', problems));
        Assert.That(problems, Has.All.Not.Contains("\n"));
    }

    [TestCase("exercise/goal/below", "0.0000001", "does not reach the goal")]
    [TestCase("exercise/goal", "{\"kind\": \"equals\", \"value\": \"l_h1\", \"expr\": \"1\", \"tolerance\": 0.01, \"solution\": {\"set\": "
        + "{\"b1\": \"0.4\"}}}", "does not reach the goal")]
    [TestCase("exercise/goal", "{\"kind\": \"equals\", \"value\": \"l_h1\", \"expr\": \"1\", \"tolerance\": 0.01, \"solution\": {\"set\": "
        + "{\"b1\": \"b1 + 1 - 0.385\"}}}", null)]
    [TestCase("exercise/goal", "{\"kind\": \"explain\", \"value\": \"w1.grad\"}", null)]
    [TestCase("exercise/goal", "{\"kind\": \"back_to\", \"value\": \"out_h1\"}", null)]
    [TestCase("exercise/goal", "{\"kind\": \"reach_phase\", \"phase\": \"zero_grad\"}", "no phase zero_grad")]
    [TestCase("exercise/goal", "{\"kind\": \"train\", \"data\": \"synthetic\", \"epochs\": 1, \"accuracy\": 0.5}",
        "is not trained on a data set")]
    [TestCase("questions/0/options/0/leaves", "[\"no-zero-grad\"]", "no option is right")]
    [TestCase("questions/0/options/1/leaves", "[\"no-zero-grd\"]", "no-zero-grd")]
    [TestCase("exercise/iterations", "1", "first_wrong_step")]
    public void What_is_wrong_in_a_boss_level_is_found(string path, string? value, string? message)
    {
        string[] problems = Problems($"{Second}/{path}", value);
        if (message is null) Assert.That(problems, Is.Empty);
        else if (message != "first_wrong_step") Assert.That(problems, Has.Some.Contains(message), string.Join('\n', problems));
    }

    [Test]
    public void A_run_that_a_learner_would_wait_for_is_refused() =>
        Assert.That(Problems($"{Second}/exercise",
            """{ "program": "network2", "batch_size": 4096, "iterations": 1000, "bugs": ["no-zero-grad"] }"""),
            Has.Some.Contains("too long to wait for"));

    [Test]
    public void A_number_that_is_an_answer_is_not_written_out()
    {
        // The gradient of w5 is about -0.018375.
        Assert.That(Problems($"{First}/pages/0/en", "\"It is 0.01838 there.\""), Has.Some.Contains("0.01838 is written out"));
        Assert.That(Problems($"{First}/pages/0/en", "\"The 2-2-2 network has w5, 5×5 kernels and 2 neurons in chapter 3.\""), Is.Empty);
    }

    [Test]
    public void A_text_outside_of_lessons_shows_no_numbers() =>
        Assert.That(Problems("chapters/0/closing/en", "\"You reached {E}.\""), Has.Some.Contains("belongs to no exercise"));

    [Test]
    public void Replays_have_answers_too()
    {
        // False in the first play, where w5 is the tutorial's; true in each replay, where it is another.
        string[] problems = Problems($"{First}/questions/3/options/1/when", "\"start:w5 != 0.25\"");
        Assert.That(problems, Has.Some.Contains("in replay 1"), string.Join('\n', problems));
    }

    [Test]
    public void Problems_come_with_path_and_line()
    {
        CourseProblem problem = Check(With($"{First}/questions/0/answer", "\"w5.gard\"")).Problems[0];
        Assert.That(problem.Path, Is.EqualTo("$.chapters[0].lessons[0].questions[0].answer"));
        Assert.That(problem.Line, Is.GreaterThan(10));
    }
}
