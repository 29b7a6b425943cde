using Backstep.Engine.Backends.Reference;

namespace Backstep.Lessons.Tests;

public sealed class CourseTests
{
    private static Course Shipped => Course.Parse(File.ReadAllText(Path.Combine(Root, "lessons.json")));

    private static string Root
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    private static IEnumerable<TestCaseData> Questions() =>
        from lesson in Shipped.Lessons
        from question in lesson.Questions
        select new TestCaseData(lesson, question).SetName($"{lesson.Id}/{question.Id} is computed by the engine");

    [TestCaseSource(nameof(Questions))]
    public void Answer_is_computed(Lesson lesson, Question question) =>
        Assert.That(AnswerKey.Compute(lesson, question, new ReferenceBackend()), Is.Not.NaN.And.Not.Zero);

    [Test]
    public void Two_paths_add_up_at_the_hidden_neuron()
    {
        Lesson lesson = Shipped.Lessons.Single(l => l.Id == "hidden-gradient");
        double sum = AnswerKey.Compute(lesson, lesson.Questions[0], new ReferenceBackend());
        double w1 = AnswerKey.Compute(lesson, lesson.Questions[1], new ReferenceBackend());
        Assert.That((sum, w1), Is.EqualTo((0.017647594743, 0.000425236591)).Within(1e-12));
    }

    [TestCase("", "$, line 1")]
    [TestCase("""{ "course": "c", "chapters": 3 }""", "$.chapters, line 1")]
    [TestCase("""{ "course": "c", "chapters": [], "colour": "red" }""", "colour")]
    [TestCase("""{ "chapters": [] }""", "course")]
    public void Wrong_file_is_told_in_one_line_with_the_place(string json, string place)
    {
        var e = Assert.Throws<CourseException>(() => Course.Parse(json))!;
        Assert.That(e.Message, Does.Contain(place).And.Not.Contain("\n"));
    }

    [Test]
    public void Two_lessons_of_one_id_are_refused()
    {
        const string lesson = """{ "id": "a", "title": "t", "program": "neuron", "pages": [], "questions": [] }""";
        Assert.That(() => Course.Parse($$"""{ "course": "c", "chapters": [ { "title": "t", "lessons": [ {{lesson}}, {{lesson}} ] } ] }"""),
            Throws.TypeOf<CourseException>().With.Message.Contains("id a"));
    }
}
