using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>
/// What lies beside a screen and does not belong to it: above and beside the debugger the goal and the page of a lesson. It takes its room
/// from the screen's body; its actions come before the screen's own.
/// </summary>
public abstract class Companion
{
    /// <summary>Across the whole width, below the first row; it sets its own height.</summary>
    public abstract View Above { get; }

    /// <summary>At the left of the body; it sets its own width, 0 where there is no room.</summary>
    public abstract View Beside { get; }

    public abstract IEnumerable<ScreenAction> Actions { get; }

    /// <summary>Shows a state, after the screen did.</summary>
    public abstract void Show(AppState state);
}
