using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>
/// A trace for people: phases as headings, under them each source line and the instructions that carry it out, and beside a
/// number the digits that the tutorial prints for it.
/// </summary>
internal sealed class TextTrace(TextWriter output, Scenario scenario, TensorDetail detail, int digits) : ITraceWriter
{
    private readonly InstructionText _text = new(scenario.Program, digits);
    private Instruction? _last;

    public void Begin(Timeline timeline)
    {
        Program program = scenario.Program;
        output.WriteLine($"{program.Name}  seed {scenario.Seed}  {program.Instructions.Length} instructions  input: {scenario.Batches.Description}");
    }

    public void Write(Instruction instruction, Timeline timeline)
    {
        bool newPhase = _last?.Phase != instruction.Phase || _last.Pass != instruction.Pass;
        if (newPhase)
        {
            bool manyPasses = scenario.Program.Instructions[^1].Pass > 1;
            output.WriteLine();
            output.WriteLine(manyPasses ? $"{instruction.Phase.Name()} (pass {instruction.Pass})" : instruction.Phase.Name());
        }
        if (newPhase || _last!.SourceLine != instruction.SourceLine)
            output.WriteLine($"  line {instruction.SourceLine}: {scenario.Program.Source[instruction.SourceLine].Trim()}");
        string number = (instruction.Index + 1).ToString().PadLeft(scenario.Program.Instructions.Length.ToString().Length);
        string line = _text.Line(instruction, timeline, timeline.Now, detail, new string(' ', number.Length + 8));
        output.WriteLine($"    {number}  {line}{_text.Published(instruction, timeline)}");
        _last = instruction;
    }
}
