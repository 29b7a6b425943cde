using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>
/// Validates JSON against the part of JSON Schema (draft 2020-12) that lessons.schema.json uses. A keyword that it does not know is an
/// error of the test, so that the schema cannot promise what nobody checks.
/// </summary>
internal sealed class SchemaValidator(JsonNode schema)
{
    private static readonly string[] Annotations = ["$schema", "title", "description", "examples", "default", "$defs"];

    /// <summary>Every place at which <paramref name="json"/> does not agree with the schema; none if it is valid.</summary>
    public IReadOnlyList<string> Errors(JsonNode? json) => [.. Validate(schema, json, "$")];

    private IEnumerable<string> Validate(JsonNode rule, JsonNode? value, string path)
    {
        foreach ((string keyword, JsonNode? argument) in rule.AsObject())
        {
            if (Annotations.Contains(keyword)) continue;
            foreach (string error in Keyword(keyword, argument!, rule, value, path)) yield return error;
        }
    }

    private IEnumerable<string> Keyword(string keyword, JsonNode argument, JsonNode rule, JsonNode? value, string path)
    {
        string? text = value is JsonValue v && v.TryGetValue(out string? s) ? s : null;
        double? number = value is JsonValue n && n.GetValueKind() == System.Text.Json.JsonValueKind.Number ? n.GetValue<System.Text.Json.JsonElement>().GetDouble() : null;
        JsonObject? o = value as JsonObject;
        JsonArray? list = value as JsonArray;
        bool holds = true;
        switch (keyword)
        {
            case "$ref": return Validate(Definition(argument.GetValue<string>()), value, path);
            case "type":
                holds = argument.GetValue<string>() switch
                {
                    "object" => o is not null,
                    "array" => list is not null,
                    "string" => text is not null,
                    "number" => number is not null,
                    "integer" => number is { } x && x == Math.Floor(x),
                    var other => throw new NotSupportedException(other),
                };
                break;
            case "const": holds = JsonNode.DeepEquals(argument, value); break;
            case "enum": holds = argument.AsArray().Any(a => JsonNode.DeepEquals(a, value)); break;
            case "not": holds = Validate(argument, value, path).Any(); break;
            case "oneOf": holds = argument.AsArray().Count(a => !Validate(a!, value, path).Any()) == 1; break;
            case "required": holds = o is null || argument.AsArray().All(k => o.ContainsKey(k!.GetValue<string>())); break;
            case "properties":
                return o is null ? [] : argument.AsObject().Where(p => o.ContainsKey(p.Key)).SelectMany(p => Validate(p.Value!, o[p.Key], $"{path}.{p.Key}"));
            case "additionalProperties":
                var rest = o is null ? [] : o.Where(p => rule["properties"]?.AsObject().ContainsKey(p.Key) != true);
                if (argument is JsonObject) return rest.SelectMany(p => Validate(argument, p.Value, $"{path}.{p.Key}"));
                holds = !rest.Any();
                break;
            case "propertyNames": return o is null ? [] : o.SelectMany(p => Validate(argument, JsonValue.Create(p.Key), $"{path}.{p.Key}"));
            case "items": return list is null ? [] : list.SelectMany((item, i) => Validate(argument, item, $"{path}[{i}]"));
            case "minItems": holds = list is null || list.Count >= argument.GetValue<int>(); break;
            case "maxItems": holds = list is null || list.Count <= argument.GetValue<int>(); break;
            case "uniqueItems": holds = list is null || list.Select(i => i?.ToJsonString()).Distinct().Count() == list.Count; break;
            case "minLength": holds = text is null || text.Length >= argument.GetValue<int>(); break;
            case "maxLength": holds = text is null || text.Length <= argument.GetValue<int>(); break;
            case "pattern": holds = text is null || Regex.IsMatch(text, argument.GetValue<string>(), RegexOptions.ECMAScript); break;
            case "minimum": holds = number is null || number >= argument.GetValue<double>(); break;
            case "exclusiveMinimum": holds = number is null || number > argument.GetValue<double>(); break;
            case "maximum": holds = number is null || number <= argument.GetValue<double>(); break;
            default: throw new NotSupportedException($"the schema uses {keyword}, which this validator does not know");
        }
        return holds ? [] : [$"{path}: {keyword}"];
    }

    private JsonNode Definition(string reference) => schema["$defs"]![reference["#/$defs/".Length..]] ?? throw new NotSupportedException($"{reference} leads nowhere");
}
