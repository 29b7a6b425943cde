using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Texts;

public partial class DebugTexts
{
    public string PhaseNow(Phase phase) => phase switch
    {
        Phase.Forward => PhaseNowForward,
        Phase.Loss => PhaseNowLoss,
        Phase.ZeroGrad => PhaseNowZeroGrad,
        Phase.Backward => PhaseNowBackward,
        _ => PhaseNowUpdate,
    };

    public string PhaseTitle(Phase phase) => phase switch
    {
        Phase.Forward => PhaseTitleForward,
        Phase.Loss => PhaseTitleLoss,
        Phase.ZeroGrad => PhaseTitleZeroGrad,
        Phase.Backward => PhaseTitleBackward,
        _ => PhaseTitleUpdate,
    };

    public string PhaseOfPass(Phase phase, int pass) => TitleOfPass(PhaseTitle(phase), pass);
}
