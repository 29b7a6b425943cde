using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>Validates JSON against a schema with JsonSchema.Net.</summary>
internal sealed class SchemaValidator(JsonNode schema)
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema = JsonSchema.FromText(schema.ToJsonString());

    /// <summary>Every place at which <paramref name="json"/> does not agree with the schema; none if it is valid.</summary>
    public IReadOnlyList<string> Errors(JsonNode? json)
    {
        using JsonDocument document = JsonDocument.Parse(json?.ToJsonString() ?? "null");
        EvaluationResults results = _schema.Evaluate(document.RootElement, Options);
        IEnumerable<string> errors = from detail in results.Details ?? []
                                     from error in detail.Errors ?? new Dictionary<string, string>()
                                     select $"{detail.InstanceLocation}: {error.Value}";
        return results.IsValid ? [] : [.. errors.DefaultIfEmpty("not valid")];
    }
}
