using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;

namespace Backstep.Debugger.Tui.Screens.Training;

/// <summary>A view that paints something of the training run; drawn anew only where the run is another.</summary>
internal abstract class RunPart : PaintedView
{
    /// <summary>The run; null before one was begun.</summary>
    protected RunView? Run { get; private set; }

    public void Show(RunView? run)
    {
        if (ReferenceEquals(run, Run)) return;
        Run = run;
        SetNeedsDraw();
    }
}
