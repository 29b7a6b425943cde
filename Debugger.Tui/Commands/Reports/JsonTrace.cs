using System.Text.Json;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A trace for scripts: a header, then one JSON object an instruction. The field names are a contract.</summary>
internal sealed class JsonTrace(TextWriter output, Scenario scenario, TensorDetail detail, int digits) : ITraceWriter
{
    private readonly InstructionText _text = new(scenario.Program, digits);

    /// <summary>The header also tells what the iteration starts from: parameters, hyperparameters and inputs.</summary>
    public void Begin(Timeline timeline) => WriteLine(new
    {
        program = scenario.Program.Name,
        seed = scenario.Seed,
        instructions = scenario.Program.Instructions.Length,
        initial = scenario.Program.Values.Where(v => v.IsLeaf && timeline.Read(v) is not null).Select(v =>
        {
            var line = new Dictionary<string, object?> { ["name"] = v.Name, ["shape"] = v.Shape.Dims };
            AddContent(line, timeline.Read(v)!);
            return line;
        }),
    });

    public void Write(Instruction instruction, Timeline timeline)
    {
        Moment before = timeline.Now with { Executed = timeline.Now.Executed - 1 };
        Tensor value = timeline.Read(instruction.Output)!;
        var line = new Dictionary<string, object?>
        {
            ["index"] = instruction.Index,
            ["pass"] = instruction.Pass,
            ["phase"] = instruction.Phase.Name(),
            ["op"] = instruction.OpName,
            ["output"] = instruction.Output.Name,
            ["label"] = instruction.Label,
            ["inputs"] = instruction.Inputs.Select(i => i.Name),
            ["shape"] = value.Shape.Dims,
            ["symbolic"] = _text.Formula.Symbolic(instruction, timeline, before),
            ["numeric"] = _text.Formula.Numeric(instruction, timeline, before, digits),
            ["source"] = scenario.Program.Source[instruction.SourceLine].Trim(),
            ["line"] = instruction.SourceLine,
        };
        AddContent(line, value);
        WriteLine(line);
    }

    private void AddContent(Dictionary<string, object?> line, Tensor value)
    {
        if (value.Shape.IsScalar) line["value"] = value.ScalarValue;
        else if (detail != TensorDetail.None)
        {
            TensorStats stats = TensorStats.Of(value);
            line["head"] = value.Data[..Math.Min(InstructionText.HeadLength, value.Length)].ToArray();
            line["sum"] = stats.Sum;
            line["norm"] = stats.Norm;
            if (detail == TensorDetail.All) line["data"] = value.Data.ToArray();
        }
    }

    private void WriteLine(object content) => output.WriteLine(JsonSerializer.Serialize(content, JsonOutput.Options));
}
