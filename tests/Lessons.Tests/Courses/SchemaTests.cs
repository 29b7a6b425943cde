using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Backstep.Engine.Bugs;
using Backstep.Engine.Models;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Lessons.Tests.Courses;

public sealed class SchemaTests
{
    /// <summary>What only the reader can see, because it lies in several places of the file.</summary>
    private static readonly string[] BeyondTheSchema =
        ["already", "wait for each other", "there is no lesson", "has no run",
        "needs a program with a bug", "whole number from 0 to"];

    private static JsonNode Schema => JsonNode.Parse(File.ReadAllText(Shipped.SchemaFile))!;

    private static ImmutableArray<CourseProblem> Problems(string json)
    {
        try
        {
            CourseReader.Parse(json);
            return [];
        }
        catch (CourseException e)
        {
            return e.Problems;
        }
    }

    [Test]
    public void The_shipped_course_agrees_with_the_schema() =>
        Assert.That(new SchemaValidator(Schema).Errors(File.ReadAllText(Shipped.CourseFile)), Is.Empty);

    [Test]
    public void The_schema_is_the_one_that_the_records_give() =>
        Assert.That(File.ReadAllText(Shipped.SchemaFile), Is.EqualTo(CourseSchema.ToJson()),
            "backstep lessons schema > lessons.schema.json");

    [Test]
    public void Every_key_tells_what_it_is_for()
    {
        var silent = from definition in Schema["$defs"]!.AsObject().Append(new("course", Schema))
                     from key in definition.Value!["properties"]?.AsObject() ?? []
                     where key.Key != "kind" && key.Value!["description"] is null && key.Value["$ref"] is null
                     select $"{definition.Key}.{key.Key}";
        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void Editors_offer_every_program_and_every_bug()
    {
        Assert.That(Examples("program_name"), Is.EqualTo(ProgramCatalog.All.Select(p => p.Name)));
        Assert.That(Examples("bug"), Is.EqualTo(BugCatalog.All.Select(m => m.Name)));

        static IEnumerable<string> Examples(string definition) =>
            Schema["$defs"]![definition]!["examples"]!.AsArray().Select(w => w!.GetValue<string>());
    }

    [Test]
    public void What_the_schema_refuses_the_reader_refuses_and_the_other_way_round()
    {
        var validator = new SchemaValidator(Schema);
        var differ = new List<string>();
        int refused = 0, accepted = 0;
        IEnumerable<string> goals = SmallCourse.Goals.SelectMany(g =>
            Changed(SmallCourse.With("chapters/0/lessons/0/exercise/goal", g), ".lessons[0].exercise.goal"));
        foreach (string json in Changed(SmallCourse.Json).Concat(goals))
        {
            bool isAccepted = validator.Accepts(json);
            var problems = Problems(json);
            if (!isAccepted ? problems.IsEmpty : problems.Any(p => !BeyondTheSchema.Any(p.Message.Contains)))
                differ.Add($"schema [{string.Join("; ", validator.Errors(json))}], reader [{string.Join("; ", problems)}]");
            if (isAccepted) accepted++;
            else refused++;
        }
        Assert.That(differ, Is.Empty);
        Assert.That(refused, Is.GreaterThan(1000));
        Assert.That(accepted, Is.GreaterThan(100));
    }

    /// <summary>Courses in which one value is missing, added or another.</summary>
    private static IEnumerable<string> Changed(string json, string under = "$")
    {
        string[] others = ["3", "0", "-1", "1.5", "\"\"", "\"  \"", "\"Word\"", "\"word\"", "[]", "{}", "true", "null", "[1]",
            "[\"a\", \"a\"]", "{ \"en\": \"x\" }", "{ \"zh-Hans\": \"x\" }", "{ \"a\": \"b\" }"];
        JsonNode[] places = [.. Places(JsonNode.Parse(json)!)];
        for (int place = 0; place < places.Length; place++)
        {
            if (!places[place].GetPath().Contains(under)) continue;
            foreach (string other in others) yield return Replace(json, place, () => JsonNode.Parse(other));
            yield return Remove(json, place);
            JsonNode root = JsonNode.Parse(json)!;
            if (At(root, place) is JsonObject o)
            {
                o["colour"] = "red";
                yield return root.ToJsonString();
            }
        }
    }

    private static string Replace(string json, int place, Func<JsonNode?> content)
    {
        JsonNode root = JsonNode.Parse(json)!, at = At(root, place);
        JsonNode? parent = at.Parent;
        if (parent is JsonObject o) o[at.GetPropertyName()] = content();
        else if (parent is JsonArray list) list[at.GetElementIndex()] = content();
        else root = content() ?? JsonValue.Create("null")!;
        return root.ToJsonString();
    }

    private static string Remove(string json, int place)
    {
        JsonNode root = JsonNode.Parse(json)!, at = At(root, place);
        if (at.Parent is JsonObject o) o.Remove(at.GetPropertyName());
        else if (at.Parent is JsonArray list) list.RemoveAt(at.GetElementIndex());
        return root.ToJsonString();
    }

    private static JsonNode At(JsonNode root, int place) => Places(root).ElementAt(place);

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> inside = node is JsonObject o ? o.Select(p => p.Value) : node is JsonArray list ? list : [];
        foreach (JsonNode? child in inside)
            if (child is not null)
                foreach (JsonNode place in Places(child)) yield return place;
    }
}
