using System.Text.Json.Nodes;

namespace Backstep.Lessons.Progress;

/// <summary>Brings saved games of older versions to the current one, one version at a time.</summary>
internal static class ProgressMigration
{
    /// <summary>The course of version 1, which knew no other.</summary>
    internal const string FirstCourse = "backstep";

    /// <summary>The file as the current version would have written it; <paramref name="file"/> is not changed.</summary>
    internal static JsonObject ToCurrent(JsonObject file, int version)
    {
        JsonObject current = file.DeepClone().AsObject();
        if (version <= 1) current = FromVersion1(current);
        if (version <= 2) FromVersion2(current);
        return current;
    }

    /// <summary>
    /// Version 2 knew of answers only what the present run of a lesson did; what it knew is where the counts of version 3 begin. Reviews
    /// begin by themselves, the day after a lesson was solved.
    /// </summary>
    private static void FromVersion2(JsonObject current)
    {
        foreach ((_, JsonNode? course) in current["courses"]?.AsObject() ?? [])
            foreach ((_, JsonNode? lesson) in course?["lessons"]?.AsObject() ?? [])
            {
                if (lesson?["position"]?["questions"] is not JsonObject questions) continue;
                JsonObject answers = [];
                foreach ((string id, JsonNode? question) in questions)
                {
                    int right = question?["right"]?.GetValue<bool>() == true ? 1 : 0, wrong = question?["wrong"]?.GetValue<int>() ?? 0;
                    if (right + wrong > 0) answers[id] = new JsonObject { ["right"] = right, ["wrong"] = wrong };
                }
                if (answers.Count > 0) lesson["answers"] = answers;
            }
    }

    /// <summary>
    /// Version 1 had one course, lessons only as a status with stars and a page, the streak as a number beside its last day, and the
    /// switch of the game was <c>quiet</c>.
    /// </summary>
    private static JsonObject FromVersion1(JsonObject old)
    {
        JsonObject lessons = [];
        foreach ((string id, JsonNode? node) in old["lessons"]?.AsObject() ?? [])
        {
            JsonObject lesson = node?.AsObject() ?? [];
            string status = lesson["status"]?.GetValue<string>() ?? "available";
            int stars = lesson["stars"]?.GetValue<int>() ?? 0;
            bool isSolved = status is "solved" or "solved_with_hints";
            JsonObject position = new() { ["state"] = status, ["page"] = lesson["page"]?.GetValue<int>() ?? 0 };
            if (isSolved) position["solved_as"] = status;
            lessons[id] = new JsonObject
            {
                ["position"] = position,
                ["stars"] = stars,
                ["xp"] = isSolved ? 10 + (5 * stars) : 0,
                ["solved_on"] = lesson["solved"]?.DeepClone(),
            };
        }
        int days = old["streak"]?.GetValue<int>() ?? 0;
        return new()
        {
            ["name"] = old["name"]?.DeepClone(),
            ["language"] = old["language"]?.DeepClone(),
            ["game"] = !(old["quiet"]?.GetValue<bool>() ?? false),
            ["streak"] = new JsonObject { ["days"] = days, ["last"] = old["last_day"]?.DeepClone(), ["best"] = days },
            ["badges"] = old["badges"]?.DeepClone() ?? new JsonObject(),
            ["courses"] = new JsonObject { [FirstCourse] = new JsonObject { ["lessons"] = lessons } },
        };
    }
}
