using System.Text;
using System.Text.Json.Nodes;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>Whatever a file holds, it is read or refused with places and lines, never more.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e999", "-0", "99999999999999999999",
        "\"id\": \"first\",", "\"kind\": \"fix\"", "\"requires\": [\"second\"],",
        "\"en\"", "{\"en\": 3}", "\u0001", "\u202e", "\ufeff", "// x\n", "/* x */", "\"\": 1,", "\"a.b\": 1,", "\"$\": 1,",
        "\"runs\": {\"start\": {}},", "\"missing\": 9,", "NaN",
    ];

    private static void ReadOrRefuse(byte[] utf8)
    {
        try
        {
            CourseReader.Parse(utf8);
        }
        catch (CourseException e)
        {
            int lines = utf8.Count(b => b == '\n') + 1;
            Assert.That(e.Message, Does.Not.Contain("\n").And.Not.Contain("\u0001"));
            Assert.That(e.Problems.Select(p => p.Line), Is.All.InRange(0, lines));
            Assert.That(e.Problems.Select(p => p.Path), Is.All.StartsWith("$"));
        }
    }

    [Test]
    public void Broken_files_are_refused_with_places([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        byte[] whole = Encoding.UTF8.GetBytes(SmallCourse.Json);
        for (int round = 0; round < 400; round++)
        {
            var bytes = new List<byte>(whole);
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(5))
                {
                    case 0: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                    case 1: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                    case 2: bytes[at] = (byte)random.Next(256); break;
                    case 3: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 200)).ToArray()); break;
                    default: bytes.RemoveRange(at, bytes.Count - at); break;
                }
                if (bytes.Count == 0) bytes.Add((byte)'{');
            }
            ReadOrRefuse([.. bytes]);
        }
    }

    [Test]
    public void Wrong_trees_are_refused_with_places([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        string[] keys = [.. KeysOf(JsonNode.Parse(CourseSchema.ToJson())!).Distinct(), "x", ""];
        for (int round = 0; round < 300; round++) ReadOrRefuse(Encoding.UTF8.GetBytes(Tree(0)));

        string Tree(int depth) => random.Next(depth > 6 ? 6 : 9) switch
        {
            0 => "null",
            1 => random.Next(-3, 9).ToString(),
            2 => "0.5",
            3 => "\"\"",
            4 => "\"first\"",
            5 => $"\"{keys[random.Next(keys.Length)]}\"",
            6 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Tree(depth + 1)))}]",
            _ => $"{{{string.Join(",", from _ in Enumerable.Range(0, random.Next(8))
                                       select $"\"{keys[random.Next(keys.Length)]}\": {Tree(depth + 1)}")}}}",
        };
    }

    private static IEnumerable<string> KeysOf(JsonNode schema) =>
        schema["$defs"]!.AsObject().SelectMany(d => d.Value!["properties"]?.AsObject().Select(p => p.Key) ?? [])
            .Concat(schema["properties"]!.AsObject().Select(p => p.Key));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Any_bytes_are_refused(byte[]? bytes) => ReadOrRefuse(bytes ?? []);
}
