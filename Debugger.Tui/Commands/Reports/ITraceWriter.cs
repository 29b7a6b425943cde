using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>Writes the instructions of an iteration down as they run.</summary>
internal interface ITraceWriter
{
    /// <summary>Before the first instruction.</summary>
    void Begin(Timeline timeline);

    /// <summary><paramref name="instruction"/> has just run.</summary>
    void Write(Instruction instruction, Timeline timeline);
}
