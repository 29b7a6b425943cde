using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>
/// A trace for people: phases as headings, under them each source line and the instructions that carry it out, and beside a
/// number the digits that the tutorial prints for it.
/// </summary>
internal sealed class TextTrace(TextWriter output, Scenario scenario, TensorDetail detail, int digits, UiTexts texts) : ITraceWriter
{
    private readonly InstructionText _text = new(scenario.Program, digits, texts);
    private Instruction? _last;

    public void Begin(Timeline timeline)
    {
        Program program = scenario.Program;
        output.WriteLine(texts.Reports.TraceHead(program.Name, scenario.Seed, program.Instructions.Length,
            scenario.Batches.Description(texts.Language)));
        if (!scenario.Changes.IsEmpty) output.WriteLine(texts.Reports.OwnNumbers(EditText.Joined(scenario.Changes)));
    }

    public void Write(Instruction instruction, Timeline timeline)
    {
        bool newPhase = _last?.Phase != instruction.Phase || _last.Pass != instruction.Pass;
        if (newPhase)
        {
            bool manyPasses = scenario.Program.Instructions[^1].Pass > 1;
            output.WriteLine();
            output.WriteLine(manyPasses ? texts.Debug.PhaseOfPass(instruction.Phase, instruction.Pass)
                : texts.Debug.PhaseTitle(instruction.Phase));
        }
        if (newPhase || _last!.SourceLine != instruction.SourceLine)
        {
            string source = scenario.Program.Source[instruction.SourceLine].Trim();
            output.WriteLine($"  {texts.Reports.SourceLine(instruction.SourceLine, source)}");
        }
        string number = (instruction.Index + 1).ToString().PadLeft(scenario.Program.Instructions.Length.ToString().Length);
        string line = _text.Line(instruction, timeline, timeline.Now, detail, new string(' ', number.Length + 8));
        output.WriteLine($"    {number}  {line}{_text.Published(instruction, timeline)}");
        _last = instruction;
    }
}
