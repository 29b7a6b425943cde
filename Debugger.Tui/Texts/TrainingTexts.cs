using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Texts;

public partial class TrainingTexts
{
    public string StateName(RunState state) => state switch
    {
        RunState.Idle => StateIdle,
        RunState.Compiling => StateCompiling,
        RunState.Running => StateRunning,
        RunState.Paused => StatePaused,
        RunState.Stepping => StateStepping,
        RunState.Rewinding => StateRewinding,
        RunState.Forked => StateForked,
        RunState.Finished => StateFinished,
        _ => StateFailed,
    };
}
