using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Backstep.Lessons.Tests.Courses;

/// <summary>Validates JSON against a schema with JsonSchema.Net.</summary>
internal sealed class SchemaValidator(JsonNode schema)
{
    private readonly JsonSchema _schema = JsonSchema.FromText(schema.ToJsonString());

    /// <summary>Whether <paramref name="json"/> agrees with the schema: in a tenth of the time of <see cref="Errors"/>.</summary>
    public bool Accepts(string json) => Evaluate(json, OutputFormat.Flag).IsValid;

    /// <summary>Every place at which <paramref name="json"/> does not agree with the schema; none if it is valid.</summary>
    public IReadOnlyList<string> Errors(string json)
    {
        EvaluationResults results = Evaluate(json, OutputFormat.List);
        IEnumerable<string> errors = from detail in results.Details ?? []
                                     from error in detail.Errors ?? new Dictionary<string, string>()
                                     select $"{detail.InstanceLocation}: {error.Value}";
        return results.IsValid ? [] : [.. errors.DefaultIfEmpty("not valid")];
    }

    private EvaluationResults Evaluate(string json, OutputFormat format)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return _schema.Evaluate(document.RootElement, new() { OutputFormat = format });
    }
}
