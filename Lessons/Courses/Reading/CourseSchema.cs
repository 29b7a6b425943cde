using System.ComponentModel;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>
/// The JSON schema of course files, made from the records of a course, so that a teacher's editor completes keys and marks mistakes.
/// </summary>
public static class CourseSchema
{
    private static readonly JsonSerializerOptions Shown = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as lessons.schema.json has it.</summary>
    public static string ToJson()
    {
        var definitions = new JsonObject();
        foreach (TextKind kind in TextKind.All) definitions[kind.Name] = Definition(kind);
        definitions["text"] = new JsonObject
        {
            ["description"] = "A text for people: English only, or English and Chinese.",
            ["oneOf"] = new JsonArray(Reference(TextKind.Prose), new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    [LocalText.EnglishKey] = Reference(TextKind.Prose),
                    [LocalText.ChineseKey] = Reference(TextKind.Prose),
                },
                ["required"] = new JsonArray(LocalText.EnglishKey),
                ["additionalProperties"] = false,
            }),
        };
        JsonNode course = CourseJson.Options.GetJsonSchemaAsNode(typeof(Course), new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Described(context, node, definitions),
        });
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "A course of Backstep" };
        foreach ((string key, JsonNode? value) in course.AsObject()) schema[key] = value?.DeepClone();
        schema["$defs"] = definitions;
        return schema.ToJsonString(Shown) + "\n";
    }

    private static JsonObject Definition(TextKind kind)
    {
        var definition = new JsonObject { ["description"] = kind.Description, ["type"] = "string", ["maxLength"] = kind.MaxLength };
        if (kind.Name == TextKind.Id) definition["pattern"] = TextKind.IdPattern;
        else (definition["minLength"], definition["pattern"]) = (1, "\\S");
        if (!kind.Examples.IsEmpty) definition["examples"] = new JsonArray([.. kind.Examples.Select(e => (JsonNode)e)]);
        return definition;
    }

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    /// <summary>
    /// A node of the schema that .NET makes, with the rules and descriptions of its member; an object becomes a definition of its own.
    /// </summary>
    private static JsonNode Described(JsonSchemaExporterContext context, JsonNode node, JsonObject definitions)
    {
        Type type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(LocalText)) node = Reference("text");
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && type != typeof(Course))
            node = Hoisted(context, node.AsObject(), definitions);
        if (node is not JsonObject schema) return node;
        if (schema["type"] is JsonArray types) schema["type"] = types.First(t => t!.GetValue<string>() != "null")!.DeepClone();
        schema.Remove("default");
        if (type == typeof(Course)) schema["description"] = type.GetCustomAttribute<DescriptionAttribute>()!.Description;
        if (context.PropertyInfo is null) return schema;
        var rules = new MemberRules(context.PropertyInfo);
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Enumerable)
        {
            if (rules.MinLength > 0) schema["minItems"] = rules.MinLength;
            if (rules.MaxLength < int.MaxValue) schema["maxItems"] = rules.MaxLength;
            if (rules.IsUnique) schema["uniqueItems"] = true;
            if (context.TypeInfo.ElementType == typeof(LocalText)) schema["items"] = Reference("text");
            if (rules.Text is { } items) schema["items"] = Reference(items.Name);
        }
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Dictionary)
        {
            if (context.TypeInfo.ElementType == typeof(string)) schema["additionalProperties"] = Reference(rules.Text!.Name);
            else schema["propertyNames"] = new JsonObject
            {
                ["$ref"] = "#/$defs/id",
                ["not"] = new JsonObject { ["pattern"] = CourseFormat.ReservedRunNames },
            };
        }
        else if (rules.Allowed is [int only]) schema["const"] = only;
        else if (rules.Allowed is { Count: > 0 } words) schema["enum"] = new JsonArray([.. words.Select(w => (JsonNode)(string)w!)]);
        else if (rules.Text is { } text) schema = Reference(text.Name);
        if (rules.Range is { } range)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = JsonValue.Create(range.Minimum);
            if (range.Maximum is not double.MaxValue) schema["maximum"] = JsonValue.Create(range.Maximum);
        }
        if (rules.Usual is string usual) schema["default"] = usual;
        if (rules.Description is { } description) schema["description"] = description;
        return schema;
    }

    private static JsonObject Hoisted(JsonSchemaExporterContext context, JsonObject schema, JsonObject definitions)
    {
        Type type = context.TypeInfo.Type;
        string name = FormatCheck.Name(type);
        if (!definitions.ContainsKey(name))
        {
            var definition = new JsonObject();
            if (type.GetCustomAttribute<DescriptionAttribute>() is { } description) definition["description"] = description.Description;
            foreach ((string key, JsonNode? value) in schema) definition[key] = value?.DeepClone();
            if (definition["type"] is JsonArray) definition["type"] = "object";
            if (type == typeof(Misconception))
                definition["oneOf"] = new JsonArray(
                    new JsonObject { ["required"] = new JsonArray(Misconception.Either) },
                    new JsonObject { ["required"] = new JsonArray(Misconception.Or) });
            definitions[name] = definition;
        }
        return Reference(name);
    }
}
