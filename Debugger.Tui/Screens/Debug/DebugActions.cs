using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>All that can be done in the debugger, in the order of status bar, menus and help.</summary>
public sealed partial class DebugScreen
{
    private IEnumerable<ScreenAction> Own() =>
    [
        new("s F11", t => t.Actions.Into, Into) { Short = t => t.Actions.IntoShort, Menu = MenuGroup.Run, Can = HasSession },
        Moves("b F8", Movement.Back, t => t.Actions.StepBack, t => t.Actions.StepBackShort),
        Moves("n F10", Movement.Over, t => t.Actions.Over, t => t.Actions.OverShort),
        Moves("o S-F11", Movement.Out, t => t.Actions.Out, t => t.Actions.OutShort),
        new("e", t => t.Actions.Why, Why) { Short = t => t.Actions.WhyShort, Menu = MenuGroup.Value, Can = HasValue },
        new("Enter", t => t.Actions.Inspect, Inspect) { Short = t => t.Actions.InspectShort, Menu = MenuGroup.Value, Can = HasValue },
        Moves("c F5", Movement.Continue, t => t.Actions.Continue, t => t.Actions.ContinueShort) with { StartsGroup = true },
        Moves("r S-F5", Movement.ReverseContinue, t => t.Actions.Reverse, t => t.Actions.ReverseShort),
        Moves("i", Movement.Iterate, t => t.Actions.Iterate, t => t.Actions.IterateShort),
        Moves("R", Movement.Restart, t => t.Actions.Restart, null),
        new("g", t => t.Actions.GoTo, GoToSelected) { Menu = MenuGroup.Run, Can = HasSession },
        new("x", t => t.Actions.NextDifference, () => Store.Ask(new GoToDifference(Back: false)))
            { Menu = MenuGroup.Run, Can = HasDifferences },
        new("X", t => t.Actions.DifferenceBefore, () => Store.Ask(new GoToDifference(Back: true)))
            { Menu = MenuGroup.Run, Can = HasDifferences },
        new("F9", t => t.Actions.Breakpoint, ToggleBreakpoint)
            { Short = t => t.Actions.BreakpointShort, Menu = MenuGroup.Run, StartsGroup = true, Can = HasValue },
        new("p", t => t.Actions.Predict, () => Store.Dispatch(new TogglePredict()))
            { Short = t => t.Actions.PredictShort, Menu = MenuGroup.Run },
        new("=", t => t.Actions.WhatIf, WhatIf) { Short = t => t.Actions.WhatIfShort, Menu = MenuGroup.Value, Can = HasValue },
        new("V", t => t.Actions.Numbers, OpenNumbers) { Menu = MenuGroup.Value, Can = HasSession },
        new("C", t => t.Actions.Homework, OpenHomework) { Menu = MenuGroup.Value, Can = HasSession },
        new("t", t => t.Actions.NextTimeline, NextTimeline) { Menu = MenuGroup.Value, Can = HasSession },
        new("w", t => t.Actions.Watch, () => Store.Ask(new ToggleWatch(Selected!.Name))) { Menu = MenuGroup.Value, Can = HasValue },
        new("y", t => t.Actions.CopyValue, CopyValue)
            { Menu = MenuGroup.Value, StartsGroup = true, Can = () => HasValue() && State.View![Selected!] is not null },
        new("Y", t => t.Actions.CopyFormula, CopyFormula) { Menu = MenuGroup.Value, Can = () => State.View?.Last is not null },
        new("T", t => t.Actions.CopyTable, () => Store.Dispatch(new Copy(_values.AsText(), Texts.Actions.TableOf(_values.Count))))
            { Menu = MenuGroup.Value, Can = () => _values.Count > 0 },
        new("d", t => t.Actions.Digits, () => Store.Dispatch(new ToggleDigits())) { Menu = MenuGroup.View },
        new("/", t => t.Actions.Filter, FocusFilter) { Short = t => t.Actions.FilterShort, Menu = MenuGroup.View, Can = HasSession },
        new("v", t => t.Actions.Listing, SwitchList) { Menu = MenuGroup.View, Can = HasSession },
        new("Tab", t => t.Actions.NextPane, () => _panes.Step(1))
            { Short = t => t.Actions.NextPaneShort, Menu = MenuGroup.View, StartsGroup = true },
        new("S-Tab", t => t.Actions.PaneBefore, () => _panes.Step(-1)) { Menu = MenuGroup.View },
        Shows("1", Pane.Program, t => t.Actions.ProgramPane),
        Shows("2", Pane.Network, t => t.Actions.NetworkPane),
        Shows("3", Pane.Values, t => t.Actions.ValuesPane),
        Shows("4", Pane.Why, t => t.Actions.WhyPane),
        new("z", t => t.Actions.Zoom, () => _panes.Zoom()) { Menu = MenuGroup.View },
        new("C-Right", t => t.Actions.Wider, () => _panes.Resize(2, 0)) { Menu = MenuGroup.View },
        new("C-Left", t => t.Actions.Narrower, () => _panes.Resize(-2, 0)) { Menu = MenuGroup.View },
        new("C-Down", t => t.Actions.Higher, () => _panes.Resize(0, 1)) { Menu = MenuGroup.View },
        new("C-Up", t => t.Actions.Lower, () => _panes.Resize(0, -1)) { Menu = MenuGroup.View },
    ];

    private bool HasSession() => State.View is not null;

    private bool HasDifferences() => State.View?.HasDifferences == true;

    private bool HasValue() => Selected is not null;

    private ScreenAction Moves(string keys, Movement movement, Func<UiTexts, string> title, Func<UiTexts, string>? shortTitle) =>
        new(keys, title, () => Store.Ask(new Move(movement))) { Short = shortTitle, Menu = MenuGroup.Run, Can = HasSession };

    private ScreenAction Shows(string key, Pane pane, Func<UiTexts, string> title) =>
        new(key, title, () => _panes.Reveal(pane)) { Menu = MenuGroup.View };

    private void FocusFilter()
    {
        _panes.Reveal(Pane.Values);
        _values.FocusFilter();
    }

    private void SwitchList()
    {
        _panes.Reveal(Pane.Program);
        _program.Switch();
    }
}
