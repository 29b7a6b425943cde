using System.Text;
using System.Text.Json.Nodes;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Checking;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Playing;
using Backstep.Lessons.Tests.Playing;

namespace Backstep.Lessons.Tests.Checking;

/// <summary>Course files that are spoiled at random: each is refused or checked, none brings the program down.</summary>
public class FuzzTests
{
    private static readonly string[] Junk =
    [
        "null", "true", "0", "-1", "1e308", "1e-320", "123456789012345678901234567890", "3.5", "\"\"", "\" \"", "[]", "{}", "[[[[]]]]",
        "\"\\u0000\"", "\"\\u001b[31m\"", "\"\\u202e\"", "\"a\\nb\"", "\"{\"", "\"}}{{}\"",
        "\"{E:t}\"", "\"{E:99}\"", "\"{w5:s}{}\"", "\"w5.grad[0]\"", "\"w5.grad[999999999]\"", "\"E ** 999\"", "\"1/0\"",
        "\"start:start:w5\"", "\"it0:E\"", "\"it99999:E\"", "\"hot:E\"", "\"right:E\"", "\"nan\"", "\"((((((((((\"", "\"-----E\"",
        "\"zero_grad\"", "\"update\"", "\"sound\"", "\"boss\"", "[\"boss\"]", "[\"sound\", \"boss\"]",
        "[\"no-zero-grad\", \"no-zero-grad\"]", "[\"no-zero-grad\", \"update-sign\", \"one-path-left-out\"]", "\"neuron\"",
        "\"activations\"", "\"layers\"",
        "\"network1\"", "\"one-weight\"", "\"adam\"", "\"lr\"", "{\"lr\": \"0\"}", "{\"lr\": \"1e300\"}", "{\"w5\": \"E\"}",
        "{\"E\": \"1\"}", "{\"kind\": \"number\"}", "{\"kind\": \"back_to\", \"value\": \"E\"}",
        "{\"kind\": \"train\", \"data\": \"mnist\", \"epochs\": 1, \"accuracy\": 0.9}", "{\"en\": \"x\"}", "{\"zh-Hans\": \"x\"}",
        "{\"en\": \"{E}\", \"zh-Hans\": \"{\"}",
    ];

    [TestCaseSource(nameof(Seeds))]
    public void A_file_with_other_values_is_refused_or_checked(int seed)
    {
        var random = new Random(seed);
        JsonNode root = seed % 3 == 0 ? ShippedLesson(random) : JsonNode.Parse(TeacherCourse.Json)!;
        for (int i = random.Next(1, 4); i > 0; i--) Spoil(root, random);
        Survives(root.ToJsonString());
    }

    [TestCaseSource(nameof(Seeds))]
    public void A_file_with_other_bytes_is_refused_or_checked(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = Encoding.UTF8.GetBytes(TeacherCourse.Json);
        for (int i = random.Next(1, 6); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (seed % 2 == 0) bytes = bytes[..random.Next(bytes.Length)];
        try
        {
            Check(CourseReader.Parse(bytes));
        }
        catch (CourseException e)
        {
            IsClear(e);
        }
    }

    [Test]
    public void Lessons_that_wait_for_each_other_are_refused() =>
        Assert.That(() => CourseReader.Parse(TeacherCourse.With($"{TeacherCourse.First}/requires", "[\"boss\"]")),
            Throws.TypeOf<CourseException>().With.Message.Contains("wait for each other"));

    [Test]
    public void A_deep_file_is_refused()
    {
        var e = Assert.Throws<CourseException>(() => CourseReader.Parse(new string('[', 100_000)))!;
        IsClear(e);
    }

    [Test]
    public void A_huge_file_is_refused()
    {
        var e = Assert.Throws<CourseException>(() => CourseReader.Parse(new byte[CourseFormat.MaxFileBytes + 1]))!;
        IsClear(e);
    }

    private static IEnumerable<int> Seeds() => Enumerable.Range(0, 150);

    /// <summary>The shipped course with one lesson of it.</summary>
    private static JsonNode ShippedLesson(Random random)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Shipped.CourseFile))!;
        JsonNode chapter = One(root["chapters"]!.AsArray());
        JsonNode lesson = One(chapter["lessons"]!.AsArray());
        lesson["requires"] = new JsonArray();
        return root;

        JsonNode One(JsonArray all)
        {
            JsonNode kept = all[random.Next(all.Count)]!;
            all.Clear();
            all.Add(kept);
            return kept;
        }
    }

    private static void Survives(string json)
    {
        try
        {
            Check(CourseReader.Parse(json));
        }
        catch (CourseException e)
        {
            IsClear(e);
        }
    }

    /// <summary>Checking and, where that finds nothing, playing.</summary>
    private static void Check(Course course)
    {
        CourseCheck check = CourseChecker.Check(course, new ReferenceBackend(), new() { Training = null });
        foreach (CourseProblem problem in check.Problems) IsClear(problem.ToString());
        CourseOutline outline = CourseOutlines.Of(course);
        if (!check.IsGood) return;
        foreach (Lesson lesson in course.Lessons)
        {
            var flow = new LessonFlow(outline.Find(lesson.Id)!);
            flow.Fire(LessonTrigger.Unlock);
            Assert.That(new AutomaticPlayer(new ReferenceBackend(), new() { Training = null }).Play(lesson, flow)
                .Problems.Where(_ => lesson.Exercise.Goal is not TrainGoal), Is.Empty);
        }
    }

    private static void IsClear(CourseException e)
    {
        IsClear(e.Message);
        foreach (CourseProblem problem in e.Problems) IsClear(problem.ToString());
    }

    private static void IsClear(string message)
    {
        Assert.That(message.Any(char.IsControl), Is.False, message);
        Assert.That(message, Does.Not.Contain("Exception").And.Not.Contain("System."));
        Assert.That(message, Has.Length.InRange(10, 2000));
    }

    private static void Spoil(JsonNode root, Random random)
    {
        var nodes = new List<JsonNode>();
        Gather(root, nodes);
        JsonNode target = nodes[random.Next(nodes.Count)];
        if (target.Parent is not { } parent) return;
        JsonNode? junk = JsonNode.Parse(Junk[random.Next(Junk.Length)]);
        switch (random.Next(5))
        {
            case 0 when parent is JsonObject o: o.Remove(target.GetPropertyName()); break;
            case 0 when parent is JsonArray a: a.Remove(target); break;
            case 1 when parent is JsonArray a: a.Add(target.DeepClone()); break;
            case 1 when parent is JsonObject o: o[$"{target.GetPropertyName()}x"] = junk; break;
            // Another part of the file, of whatever sort.
            case 2: target.ReplaceWith(nodes[random.Next(nodes.Count)].DeepClone()); break;
            default: target.ReplaceWith(junk); break;
        }
    }

    private static void Gather(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null) return;
        nodes.Add(node);
        if (node is JsonObject o) foreach (var member in o) Gather(member.Value, nodes);
        if (node is JsonArray a) foreach (JsonNode? item in a) Gather(item, nodes);
    }
}
