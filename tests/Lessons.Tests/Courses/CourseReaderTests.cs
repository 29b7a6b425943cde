using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Tests.Grading;

namespace Backstep.Lessons.Tests.Courses;

public sealed class CourseReaderTests
{
    private const string Lesson = "chapters/0/lessons/0", Boss = "chapters/0/lessons/1";

    private static CourseProblem Only(string json)
    {
        var e = Assert.Throws<CourseException>(() => CourseReader.Parse(json))!;
        Assert.That(e.Problems, Has.Length.EqualTo(1), string.Join("\n", e.Problems));
        Assert.That(e.Message, Does.Not.Contain("\n"));
        return e.Problems[0];
    }

    [Test]
    public void Every_part_of_a_course_is_read()
    {
        Course course = CourseReader.Parse(SmallCourse.Json);
        Lesson first = course.Find("first")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(course.Title.In(Language.ChineseSimplified), Is.EqualTo("小"));
            Assert.That(first.Questions.Select(q => q.Kind),
                Is.EqualTo(new[] { "number", "factor", "sign", "shape", "choice", "order", "experiment" }));
            Assert.That(first.Exercise.Set, Is.EqualTo(Worlds.Set(("lr", "0.5"), ("w5", "w5 + 0.1"))));
            Assert.That(first.Exercise.Goal, Is.EqualTo(new ReachGoal("w5.grad") { Path = "$.chapters[0].lessons[0].exercise.goal" }));
            Assert.That((first.Exercise.Iterations, first.Exercise.Par, first.Exercise.Seed), Is.EqualTo(((int?)2, (int?)3, (long?)3)));
            Assert.That(((FactorQuestion)first.Find("factor")!).Wanted, Is.EqualTo("d(out_o1)/d(l_o1)"));
            Assert.That(course.Find("second")!.Kind, Is.EqualTo(LessonKind.Boss));
            Assert.That(course.Find("second")!.Exercise.Bugs, Is.EqualTo(new[] { "no-zero-grad" }));
            Assert.That(course.Texts, Has.Length.EqualTo(42));
        }
    }

    [Test]
    public void A_further_run_takes_from_the_exercise_what_it_does_not_say()
    {
        Exercise exercise = CourseReader.Parse(SmallCourse.Json).Find("first")!.Exercise;
        Run hot = exercise.Runs["hot"].Over(exercise), adam = exercise.Runs["adam"].Over(exercise);
        Assert.That((hot.Program, hot.Seed, hot.Iterations), Is.EqualTo(("two-layer", (long?)3, (int?)2)));
        Assert.That(hot.Set, Is.EqualTo(Worlds.Set(("w5", "w5 + 0.1"), ("lr", "50"))));
        Assert.That((adam.Optimizer, adam.LearningRate, adam.Iterations), Is.EqualTo(("adam", (double?)0.1, (int?)20)));
    }

    [Test]
    public void A_lesson_comes_after_the_one_before_it_unless_it_says_otherwise()
    {
        Course course = CourseReader.Parse(SmallCourse.With($"{Boss}/requires", null));
        Assert.That(course.Lessons.Select(l => string.Join(",", l.Requires)), Is.EqualTo(new[] { "", "first" }));
        Assert.That(CourseReader.Parse(SmallCourse.With($"{Boss}/requires", "[]")).Find("second")!.Requires, Is.Empty);
    }

    [TestCaseSource(typeof(SmallCourse), nameof(SmallCourse.Goals))]
    public void Every_goal_is_read(string goal)
    {
        Course read = CourseReader.Parse(SmallCourse.With($"{Lesson}/exercise/goal", goal));
        Assert.That(goal, Does.Contain($"\"{read.Find("first")!.Exercise.Goal!.Kind}\""));
    }

    [TestCase("$schema", "3", "$.$schema", "text")]
    [TestCase("format", "2", "$.format", "format 1")]
    [TestCase("format", null, "$", "format is missing")]
    [TestCase("id", "\"My Course\"", "$.id", "no id")]
    [TestCase("colour", "1", "$.colour", "no such key")]
    [TestCase("titel", "1", "$.titel", "did you mean title?")]
    [TestCase("chapters", "[]", "$.chapters", "1 or more is wanted here, there are none")]
    [TestCase("chapters", "{}", "$.chapters", "a list [...] is wanted here, this is an object")]
    [TestCase("title", "{ \"zh-Hans\": \"小\" }", "$.title", "en is missing")]
    [TestCase("title", "{ \"en\": \"a\", \"fr\": \"b\" }", "$.title.fr", "no such key")]
    [TestCase("title", "7", "$.title", "a text is wanted")]
    [TestCase("title", "\"\"", "$.title", "empty")]
    [TestCase("title", "\"a\\u0007b\"", "$.title", "U+0007")]
    [TestCase("title", "\"a\\u202eb\"", "$.title", "U+202E")]
    [TestCase(Boss + "/id", "\"first\"", "$.chapters[0].lessons[1].id", "has the id \"first\" already")]
    [TestCase(Lesson + "/kind", "\"bos\"", "$.chapters[0].lessons[0].kind", "did you mean boss?")]
    [TestCase(Lesson + "/requires", "[\"frist\"]", "$.chapters[0].lessons[0].requires[0]", "did you mean first?")]
    [TestCase(Lesson + "/requires", "[\"first\"]", "$.chapters[0].lessons[0].requires", "first → first")]
    [TestCase(Lesson + "/requires", "[\"second\"]", "$.chapters[0].lessons[0].requires", "first → second → first")]
    [TestCase(Lesson + "/pages", "[]", "$.chapters[0].lessons[0].pages", "1 or more")]
    [TestCase(Lesson + "/pages", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]", "$.chapters[0].lessons[0].pages", "6 at most")]
    [TestCase(Lesson + "/exercise/program", null, "$.chapters[0].lessons[0].exercise", "program is missing")]
    [TestCase(Lesson + "/exercise/seed", "-1", "$.chapters[0].lessons[0].exercise.seed", "whole number from 0")]
    [TestCase(Lesson + "/exercise/iterations", "1.5", "$.chapters[0].lessons[0].exercise.iterations", "whole number")]
    [TestCase(Lesson + "/exercise/learning_rate", "1e999", "$.chapters[0].lessons[0].exercise.learning_rate", "above 0")]
    [TestCase(Lesson + "/exercise/optimizer", "\"adan\"", "$.chapters[0].lessons[0].exercise.optimizer", "did you mean adam?")]
    [TestCase(Lesson + "/exercise/set/lr", "0.5", "$.chapters[0].lessons[0].exercise.set.lr", "quotation marks")]
    [TestCase(Lesson + "/exercise/runs/right", "{}", "$.chapters[0].lessons[0].exercise.runs.right", "cannot be called right")]
    [TestCase(Lesson + "/exercise/runs/it3", "{}", "$.chapters[0].lessons[0].exercise.runs.it3", "cannot be called it3")]
    [TestCase(Lesson + "/exercise/goal/kind", "\"raech\"", "$.chapters[0].lessons[0].exercise.goal.kind", "did you mean reach?")]
    [TestCase(Lesson + "/exercise/goal", "{ \"kind\": \"reach_phase\", \"phase\": \"back\" }",
        "$.chapters[0].lessons[0].exercise.goal.phase", "backward")]
    [TestCase(Lesson + "/questions/0/kind", null, "$.chapters[0].lessons[0].questions[0]", "kind is missing")]
    [TestCase(Lesson + "/questions/0/answer", null, "$.chapters[0].lessons[0].questions[0]", "answer is missing")]
    [TestCase(Lesson + "/questions/0/answer", "0.5", "$.chapters[0].lessons[0].questions[0].answer", "quotation marks")]
    [TestCase(Lesson + "/questions/0/hints", "{}", "$.chapters[0].lessons[0].questions[0].hints", "idea is missing")]
    [TestCase(Lesson + "/questions/0/of", "\"w5\"", "$.chapters[0].lessons[0].questions[0].of", "no such key")]
    [TestCase(Lesson + "/questions/0/misconceptions/0/expr", "\"w5\"", "$.chapters[0].lessons[0].questions[0].misconceptions[0]",
        "both bug and expr")]
    [TestCase(Lesson + "/questions/0/misconceptions/0/bug", null, "$.chapters[0].lessons[0].questions[0].misconceptions[0]",
        "bug and expr is missing")]
    [TestCase(Lesson + "/questions/1/missing", "3", "$.chapters[0].lessons[0].questions[1].missing", "from 0 to 2")]
    [TestCase(Lesson + "/questions/1/id", "\"number\"", "$.chapters[0].lessons[0].questions[1].id", "\"number\" already")]
    [TestCase(Lesson + "/questions/4/options", "[]", "$.chapters[0].lessons[0].questions[4].options",
        "2 or more are wanted here, there are none")]
    [TestCase(Lesson + "/questions/5/items", "[\"E\", \"E\"]", "$.chapters[0].lessons[0].questions[5].items[1]", "twice")]
    [TestCase(Lesson + "/questions/6/options/0/run", "\"hit\"", "$.chapters[0].lessons[0].questions[6].options[0].run",
        "did you mean hot?")]
    public void A_fault_is_told_with_its_place_and_what_to_do(string path, string? value, string place, string message)
    {
        CourseProblem problem = Only(SmallCourse.With(path, value));
        Assert.That((problem.Path, problem.Message), Is.EqualTo((place, problem.Message)));
        Assert.That(problem.Message, Does.Contain(message));
    }

    [Test]
    public void Fixing_and_finding_need_a_bug() =>
        Assert.That(Assert.Throws<CourseException>(() => CourseReader.Parse(SmallCourse.With($"{Boss}/exercise/bugs", null)))!.Problems
            .Select(p => p.Path),
            Is.EqualTo(new[] { "$.chapters[0].lessons[1].questions[0]", "$.chapters[0].lessons[1].questions[1]" }));

    [Test]
    public void Several_faults_are_told_at_once_in_the_order_of_the_file()
    {
        string json = SmallCourse.Json.Replace("\"title\": \"First\"", "\"title\": 1").Replace("\"of\": \"w5\"", "\"off\": \"w5\"")
            .Replace("\"par\": 3", "\"par\": 0");
        var e = Assert.Throws<CourseException>(() => CourseReader.Parse(json))!;
        Assert.That(e.Problems.Select(p => p.Line), Is.EqualTo(new[] { 15, 20, 31, 31 }));
        Assert.That(e.Message, Does.StartWith("$.chapters[0].lessons[0].title (line 15): ").And.EndWith("(and 3 more)"));
    }

    [Test]
    public void Lines_are_known_for_every_path_and_for_what_is_missing_in_it()
    {
        LineMap lines = CourseReader.Parse(SmallCourse.Json).Lines;
        Assert.That((lines["$"], lines["$.id"], lines["$.chapters[0].lessons[0].questions[2].answer"],
            lines["$.chapters[0].lessons[0].questions[2].explanation"]), Is.EqualTo((1, 4, 30, 30)));
        Assert.That((lines.Has("$.id"), lines.Has("$.chapters[0].lessons[0].requires")), Is.EqualTo((true, false)));
    }

    [TestCase("", "no valid JSON")]
    [TestCase("{", "no valid JSON")]
    [TestCase("{} {}", "no valid JSON")]
    [TestCase("// c\n{}", "no valid JSON")]
    [TestCase("{\n\"id\": \"a\",\n\"id\": \"b\"}", "twice")]
    [TestCase("[]", "an object {...} is wanted here (course), this is a list")]
    [TestCase("null", "this is null")]
    public void What_is_no_course_at_all_is_refused(string json, string message) =>
        Assert.That(Assert.Throws<CourseException>(() => CourseReader.Parse(json))!.Problems.Select(p => p.Message),
            Has.Some.Contains(message));

    [Test]
    public void A_key_that_is_there_twice_is_told_with_its_line()
    {
        string json = SmallCourse.Json.Replace("\"id\": \"small\",", "\"id\": \"small\",\n\"id\": \"other\",");
        Assert.That(Only(json),
            Is.EqualTo(new CourseProblem("$.id", 5, new("the key id is there twice; leave one out", "键 id 出现了两次；请去掉一个"))));
    }

    [Test]
    public void Sizes_have_limits()
    {
        Assert.That(Only(SmallCourse.With("title", $"\"{new string('a', 4001)}\"")).Message, Does.Contain("4001 characters"));
        Assert.That(Only(new string('[', 100)).Message, Does.Contain("no valid JSON"));
        Assert.That(Only(new string(' ', CourseFormat.MaxFileBytes + 1)).Message, Does.Contain("bytes"));
        Assert.That(Only($"[{string.Join(",", Enumerable.Repeat("0", 300_001))}]").Message, Does.Contain("values"));
    }

    [Test]
    public void Half_of_a_surrogate_pair_is_refused() =>
        Assert.That(Assert.Throws<CourseException>(() => CourseReader.Parse(SmallCourse.Json.Replace("\"Small\"", "\"\\ud800\"")))!.Message,
            Does.Contain("surrogate"));

    [Test]
    public void A_long_ring_of_lessons_is_found_without_recursion()
    {
        IEnumerable<string> lessons = Enumerable.Range(0, 3000).Select(i =>
            $$"""{ "id": "l{{i}}", "title": "t", "requires": ["l{{(i + 1) % 3000}}"], "exercise": { "program": "neuron" },"""
            + """ "pages": ["p"], "questions": [{ "id": "q", "kind": "sign", "ask": "?", "answer": "y", "hints": { "idea": "i" } }] }""");
        Assert.That(Only(SmallCourse.With("chapters/0/lessons", $"[{string.Join(",", lessons)}]")).Message,
            Does.Contain("l0 → l1 → l2").And.Contain("3000 lessons"));
    }

    [TestCase("no-such-file.json", "no such file")]
    [TestCase(".", "folder")]
    [TestCase("", "cannot be read")]
    public void A_file_that_cannot_be_read_is_told_in_one_line(string path, string message) =>
        Assert.That(() => CourseReader.Load(path),
            Throws.TypeOf<CourseException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    [TestCase($"{Lesson}/titel", "\"x\"")]
    [TestCase($"{Lesson}/title", "{\"zh-Hans\": \"x\"}")]
    [TestCase($"{Lesson}/pages", "7")]
    [TestCase($"{Lesson}/questions/0/kind", "\"riddle\"")]
    public void A_proven_file_that_was_made_unreadable_is_told_of_like_any_other(string where, string what)
    {
        string json = SmallCourse.With(where, what), path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            Assert.That(Assert.Throws<CourseException>(() => CourseReader.Load(path, isProven: true))!.Problems.Select(
                p => (p.Path, p.Line, p.Message)),
                Is.EqualTo(Assert.Throws<CourseException>(() => CourseReader.Parse(json))!.Problems.Select(
                    p => (p.Path, p.Line, p.Message))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void A_proven_file_is_read_as_it_is() =>
        Assert.That(CourseReader.Load(Shipped.CourseFile, isProven: true).Texts, Is.EqualTo(Shipped.Course.Texts));

    [Test]
    public void The_shipped_course_is_read() => Assert.That(Shipped.Course.Lessons, Is.Not.Empty);
}
