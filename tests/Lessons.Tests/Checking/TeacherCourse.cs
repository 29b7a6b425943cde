using System.Text.Json.Nodes;
using Backstep.Engine.Backends.Reference;
using Backstep.Lessons.Checking;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Lessons.Tests.Checking;

/// <summary>A teacher's course that is right, to be spoiled in one place at a time.</summary>
internal static class TeacherCourse
{
    public const string Json = """
        {
          "format": 1,
          "id": "teacher",
          "title": { "en": "A course", "zh-Hans": "一门课" },
          "chapters": [
            {
              "id": "one",
              "title": { "en": "One", "zh-Hans": "一" },
              "summary": { "en": "One line.", "zh-Hans": "一行。" },
              "closing": { "en": "Done.", "zh-Hans": "完成。" },
              "lessons": [
                {
                  "id": "sound",
                  "title": { "en": "Sound", "zh-Hans": "正确" },
                  "exercise": {
                    "program": "two-layer", "vary": ["w5"], "runs": { "hot": { "set": { "lr": "50" }, "iterations": 2 },
                      "mild": { "set": { "lr": "0.1" }, "iterations": 2 } },
                    "goal": { "kind": "reach", "value": "w5.grad" }
                  },
                  "pages": [{ "en": "w5 is {start:w5}.", "zh-Hans": "w5 是 {start:w5}。" }],
                  "questions": [
                    {
                      "id": "number", "kind": "number", "ask": { "en": "?", "zh-Hans": "？" }, "answer": "w5.grad",
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" } },
                      "misconceptions": [
                        { "bug": "missing-output-sigmoid-derivative", "text": { "en": "The slope is missing.", "zh-Hans": "漏了斜率。" } },
                        { "expr": "d(E)/d(out_o1)", "text": { "en": "That is only the first factor.", "zh-Hans": "这只是第一个因子。" } }
                      ]
                    },
                    { "id": "factor", "kind": "factor", "ask": { "en": "?", "zh-Hans": "？" }, "product": "w5.grad",
                      "factors": ["d(E)/d(out_o1)", "d(out_o1)/d(l_o1)", "out_h1"], "missing": 1,
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" } } },
                    { "id": "sign", "kind": "sign", "ask": { "en": "?", "zh-Hans": "？" }, "answer": "w5.grad",
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" } } },
                    {
                      "id": "choice", "kind": "choice", "ask": { "en": "?", "zh-Hans": "？" },
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" }, "formula": { "en": "f", "zh-Hans": "二" },
                                 "numbers": { "en": "n", "zh-Hans": "三" } },
                      "options": [{ "text": { "en": "a", "zh-Hans": "甲" }, "when": "w5 > start:w5" },
                                  { "text": { "en": "b", "zh-Hans": "乙" }, "when": "w5 < start:w5", "why": { "en": "w", "zh-Hans": "错" } }]
                    },
                    {
                      "id": "experiment", "kind": "experiment", "ask": { "en": "?", "zh-Hans": "？" },
                      "criterion": "abs(w5 - start:w5) > 0.3",
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" }, "formula": { "en": "f", "zh-Hans": "二" },
                                 "numbers": { "en": "n", "zh-Hans": "三" } },
                      "options": [{ "text": { "en": "a", "zh-Hans": "甲" }, "run": "hot" },
                                  { "text": { "en": "b", "zh-Hans": "乙" }, "run": "mild", "why": { "en": "w", "zh-Hans": "错" } }]
                    }
                  ]
                },
                {
                  "id": "boss",
                  "title": { "en": "Boss", "zh-Hans": "关底" },
                  "kind": "boss",
                  "exercise": { "program": "two-layer", "bugs": ["no-zero-grad"], "iterations": 2,
                    "goal": { "kind": "loss_below", "below": 0.05, "within": 300, "solution": { "iterations": 300 } } },
                  "pages": [{ "en": "Look.", "zh-Hans": "看。" }],
                  "questions": [
                    {
                      "id": "fix", "kind": "fix", "ask": { "en": "?", "zh-Hans": "？" },
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" }, "formula": { "en": "f", "zh-Hans": "二" },
                                 "numbers": { "en": "n", "zh-Hans": "三" } },
                      "options": [{ "text": { "en": "a", "zh-Hans": "甲" }, "leaves": [] },
                                  { "text": { "en": "b", "zh-Hans": "乙" }, "leaves": ["no-zero-grad"], "set": { "lr": "0.1" },
                                    "why": { "en": "w", "zh-Hans": "错" } }]
                    },
                    { "id": "where", "kind": "first_wrong_step", "ask": { "en": "?", "zh-Hans": "？" },
                      "hints": { "idea": { "en": "i", "zh-Hans": "一" }, "formula": { "en": "f", "zh-Hans": "二" },
                                 "numbers": { "en": "n", "zh-Hans": "三" } } }
                  ]
                }
              ]
            }
          ]
        }
        """;

    /// <summary>Where the parts of the first lesson lie, for <see cref="With"/>.</summary>
    public const string First = "chapters/0/lessons/0", Second = "chapters/0/lessons/1";

    public static CourseCheck Check(string json) => CourseChecker.Check(CourseReader.Parse(json), new ReferenceBackend());

    /// <summary>The problems of the course in which what stands at <paramref name="path"/> is <paramref name="value"/>.</summary>
    public static string[] Problems(string path, string? value) => [.. Check(With(path, value)).Problems.Select(p => p.ToString())];

    /// <summary>
    /// The course in which the value at <paramref name="path"/> (keys and indices with
    /// slashes) is <paramref name="value"/>, or taken out if that is null.
    /// </summary>
    public static string With(string path, string? value)
    {
        JsonNode root = JsonNode.Parse(Json)!;
        string[] steps = path.Split('/');
        JsonNode at = root;
        foreach (string step in steps[..^1]) at = at is JsonArray list ? list[int.Parse(step)]! : at[step]!;
        JsonNode? content = value is null ? null : JsonNode.Parse(value);
        if (at is JsonArray items) items[int.Parse(steps[^1])] = content;
        else if (value is null) at.AsObject().Remove(steps[^1]);
        else at[steps[^1]] = content;
        return root.ToJsonString(new() { WriteIndented = true });
    }
}
