using System.Text.Json.Nodes;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>A small course with every kind of question and goal, to be broken in one place at a time.</summary>
internal static class SmallCourse
{
    public const string Json = """
        {
          "$schema": "./lessons.schema.json",
          "format": 1,
          "id": "small",
          "title": { "en": "Small", "zh-Hans": "小" },
          "chapters": [
            {
              "id": "one",
              "title": "One",
              "summary": "A line.",
              "closing": "Done.",
              "lessons": [
                {
                  "id": "first",
                  "title": "First",
                  "tutorial": ["004"],
                  "exercise": {
                    "program": "two-layer", "seed": 3, "vary": ["w1"], "set": { "lr": "0.5", "w5": "w5 + 0.1" }, "iterations": 2,
                    "runs": { "hot": { "set": { "lr": "50" } }, "adam": { "optimizer": "adam", "learning_rate": 0.1, "iterations": 20 } },
                    "goal": { "kind": "reach", "value": "w5.grad" }, "par": 3
                  },
                  "pages": ["Read {w5}.", { "en": "And this.", "zh-Hans": "还有这个。" }],
                  "questions": [
                    { "id": "number", "kind": "number", "ask": "?", "answer": "w5.grad", "at": "w5.grad",
                      "hints": { "idea": "i", "formula": "f", "numbers": "n", "answer": "a" },
                      "misconceptions": [{ "bug": "update-sign", "text": "Sign." }, { "expr": "w5.grad * 2", "text": "Twice." }],
                      "explanation": "So." },
                    { "id": "factor", "kind": "factor", "ask": "?", "product": "w5.grad",
                      "factors": ["out_o1.grad", "d(out_o1)/d(l_o1)", "out_h1"], "missing": 1, "hints": { "idea": "i" } },
                    { "id": "sign", "kind": "sign", "ask": "?", "answer": "w5.grad", "hints": { "idea": "i" } },
                    { "id": "shape", "kind": "shape", "ask": "?", "of": "w5", "hints": { "idea": "i" } },
                    { "id": "choice", "kind": "choice", "ask": "?",
                      "options": [{ "text": "a", "when": "E > 0" }, { "text": "b", "when": "E < 0", "why": "w" }],
                      "hints": { "idea": "i" } },
                    { "id": "order", "kind": "order", "ask": "?", "items": ["E", "l_h1", "update"], "hints": { "idea": "i" } },
                    { "id": "experiment", "kind": "experiment", "ask": "?", "criterion": "E > start:w1",
                      "options": [{ "text": "a", "run": "hot" }, { "text": "b", "run": "adam", "why": "w" }], "hints": { "idea": "i" } }
                  ]
                },
                {
                  "id": "second",
                  "title": "Second",
                  "kind": "boss",
                  "requires": ["first"],
                  "exercise": { "program": "two-layer", "bugs": ["no-zero-grad"],
                    "goal": { "kind": "loss_below", "below": 0.05, "within": 200,
                              "solution": { "set": { "lr": "2" }, "iterations": 60 } } },
                  "pages": ["Read."],
                  "questions": [
                    { "id": "fix", "kind": "fix", "ask": "?",
                      "options": [{ "text": "a", "leaves": [] },
                                  { "text": "b", "leaves": ["no-zero-grad"], "set": { "lr": "1" }, "why": "w" }],
                      "hints": { "idea": "i" } },
                    { "id": "where", "kind": "first_wrong_step", "ask": "?", "hints": { "idea": "i" } }
                  ]
                }
              ]
            }
          ]
        }
        """;

    /// <summary>Goals of the other kinds.</summary>
    public static IEnumerable<string> Goals =>
    [
        """{ "kind": "reach_phase", "phase": "backward" }""",
        """{ "kind": "back_to", "value": "out_h1" }""",
        """{ "kind": "equals", "value": "out_o1", "expr": "target_o1", "tolerance": 0.01, "solution": { "set": { "b2": "2" } } }""",
        """{ "kind": "explain", "value": "w1.grad" }""",
        """{ "kind": "train", "data": "mnist", "epochs": 1, "accuracy": 0.95,"""
            + """ "otherwise": { "data": "synthetic", "epochs": 2, "accuracy": 0.9 } }""",
    ];

    /// <summary>
    /// The course in which the value at <paramref name="path"/> (keys and indices with
    /// slashes) is <paramref name="value"/>, or taken out if that is null.
    /// </summary>
    public static string With(string path, string? value)
    {
        JsonNode root = JsonNode.Parse(Json)!;
        string[] steps = path.Split('/');
        JsonNode at = root;
        foreach (string step in steps[..^1]) at = int.TryParse(step, out int i) ? at[i]! : at[step]!;
        JsonNode? content = value is null ? null : JsonNode.Parse(value);
        if (at is JsonArray list) list[int.Parse(steps[^1])] = content;
        else if (value is null) at.AsObject().Remove(steps[^1]);
        else at[steps[^1]] = content;
        return root.ToJsonString();
    }
}
