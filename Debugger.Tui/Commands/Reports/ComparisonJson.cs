using System.Text.Json;
using Backstep.Engine.Comparing;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A comparison for scripts: one JSON object. The field names are a contract.</summary>
internal static class ComparisonJson
{
    /// <summary>How many elements of a tensor are written.</summary>
    private const int Most = 1000;

    public static void Write(Comparison comparison, TextWriter output) => Write(output, new
    {
        equal = comparison.First is null,
        program = comparison.Scenario.Program.Name,
        steps = comparison.Recording.Steps.Length,
        precision = comparison.Recording.Precision.Name(),
        compared = comparison.Compared,
        worst = comparison.Worst,
        notes = comparison.Notes.Select(n => n(Language.English)),
        suspects = comparison.Suspects.Select(s => new
        {
            bug = s.Name,
            title = s.Title(Language.English),
            place = s.Place,
            explains_all = s.ExplainsAll,
            agreeing = s.Agreeing,
        }),
        differences = comparison.Differences.Select(d => new
        {
            step = d.Step,
            index = d.Instruction?.Index,
            output = d.Instruction?.Output.Name,
            value = d.Value.Name,
            recorded = ComparisonReport.Name(d.Recorded.Kind, d.Recorded.Name),
            line = d.Instruction?.SourceLine,
            source = d.Instruction is { } i ? comparison.Scenario.Program.Source[i.SourceLine].Trim() : null,
            relative = d.By.Relative,
            worst = d.Ours is null ? null : d.Value.Shape.IndexOf(d.By.Worst),
            ours = Head(d.Ours),
            yours = Head(d.Yours ?? d.Recorded.Content),
            slip = d.Slip?.In(Language.English),
        }),
    });

    public static void Write(RecordingComparison comparison, TextWriter output) => Write(output, new
    {
        equal = comparison.Differences.IsEmpty,
        compared = comparison.Compared,
        worst = comparison.Worst,
        only_a = comparison.OnlyA,
        only_b = comparison.OnlyB,
        differences = comparison.Differences.Select(d => new
        {
            step = d.Step,
            a = ComparisonReport.Name(d.A.Kind, d.A.Name),
            b = ComparisonReport.Name(d.B.Kind, d.B.Name),
            relative = d.By.Relative,
            ours = Head(d.A.Content),
            yours = Head(d.B.Content),
            slip = d.Slip?.In(Language.English),
        }),
    });

    private static double[]? Head(Tensor? tensor) => tensor?.Data[..Math.Min(tensor.Length, Most)].ToArray();

    private static void Write(TextWriter output, object content) =>
        output.WriteLine(JsonSerializer.Serialize(content, JsonOutput.Options));
}
