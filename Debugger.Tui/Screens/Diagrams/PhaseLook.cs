using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>The colours of the phases.</summary>
public static class PhaseLook
{
    /// <summary>Forward cyan, loss yellow, zero_grad grey, backward magenta, update green.</summary>
    public static Style Style(Theme theme, Phase phase) => phase switch
    {
        Phase.Forward => theme.Forward,
        Phase.Loss => theme.Loss,
        Phase.ZeroGrad => theme.ZeroGrad,
        Phase.Backward => theme.Backward,
        _ => theme.Update,
    };
}
