using System.Collections.Immutable;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>What can be done on the debugger's screen.</summary>
public enum DebugAction
{
    /// <summary>One instruction.</summary>
    Into,

    /// <summary>A line or layer.</summary>
    Over,

    /// <summary>The rest of the phase.</summary>
    Out,

    /// <summary>Undo one.</summary>
    Back,

    /// <summary>To the next breakpoint.</summary>
    Continue,

    /// <summary>Back to the last breakpoint.</summary>
    ReverseContinue,

    /// <summary>To the end of the iteration.</summary>
    Iterate,

    /// <summary>To the very beginning.</summary>
    Restart,

    /// <summary>Why is this number what it is?</summary>
    Explain,

    /// <summary>Show a value in full.</summary>
    Inspect,

    /// <summary>What if?</summary>
    Edit,

    /// <summary>Predict mode.</summary>
    Predict,

    /// <summary>Breakpoint on or off.</summary>
    Breakpoint,

    /// <summary>Run to the selected instruction.</summary>
    RunTo,

    /// <summary>Watch on or off.</summary>
    Watch,

    /// <summary>The next timeline.</summary>
    Timeline,

    /// <summary>Filter the values.</summary>
    Filter,

    /// <summary>Source lines or instructions.</summary>
    Source,

    /// <summary>The next pane.</summary>
    NextPane,

    /// <summary>The pane before.</summary>
    PreviousPane,

    /// <summary>The program pane.</summary>
    Pane1,

    /// <summary>The network pane.</summary>
    Pane2,

    /// <summary>The values pane.</summary>
    Pane3,

    /// <summary>The formula pane.</summary>
    Pane4,

    /// <summary>Up.</summary>
    Up,

    /// <summary>Down.</summary>
    Down,

    /// <summary>A page up.</summary>
    PageUp,

    /// <summary>A page down.</summary>
    PageDown,

    /// <summary>To the first row.</summary>
    First,

    /// <summary>To the last row.</summary>
    Last,

    /// <summary>A line of the debugger's words.</summary>
    Command,

    /// <summary>All keys.</summary>
    Help,

    /// <summary>The first screen.</summary>
    Home,

    /// <summary>Leave.</summary>
    Quit,
}

/// <summary>The keys of the debugger's screen.</summary>
public static class DebugKeys
{
    /// <summary>In the order in which footer and help list them.</summary>
    public static ImmutableArray<KeyBinding<DebugAction>> All { get; } =
    [
        new(DebugAction.Into, "s F11", "step", "step: run one instruction"),
        new(DebugAction.Back, "b", "back", "step back: undo one instruction"),
        new(DebugAction.Over, "n F10", "next", "step over: the rest of this line; backward, of this layer"),
        new(DebugAction.Out, "o S-F11", "out", "step out: the rest of this phase"),
        new(DebugAction.Explain, "e", "why?", "why is this number what it is? (the selected value)"),
        new(DebugAction.Help, "?", "keys", "all keys"),
        new(DebugAction.Inspect, "Enter", "inspect", "show the selected value in full"),
        new(DebugAction.Continue, "c F5", "continue", "run to the next breakpoint, or to the end of the iteration"),
        new(DebugAction.ReverseContinue, "r S-F5", "reverse", "run backward to the last breakpoint, or to the beginning"),
        new(DebugAction.Command, ":", "command", "type a line of the debugger's words"),
        new(DebugAction.Iterate, "i", "iterate", "run to the end of this iteration, then of the next"),
        new(DebugAction.Edit, "=", "what if", "what if this value were another? makes a new timeline"),
        new(DebugAction.Predict, "p", "predict", "predict mode: say what comes before each step shows it"),
        new(DebugAction.Breakpoint, "F9", "break", "breakpoint at the selected instruction or line, on or off"),
        new(DebugAction.RunTo, "g", "", "go to the selected place, forward or back"),
        new(DebugAction.Watch, "w", "", "watch the selected value, on or off"),
        new(DebugAction.Timeline, "t", "", "walk the next timeline: the first run and the what-ifs"),
        new(DebugAction.Filter, "/", "", "filter the values as you type"),
        new(DebugAction.Source, "v", "", "select in the source listing or in the instructions"),
        new(DebugAction.Restart, "R", "", "back to the very beginning"),
        new(DebugAction.NextPane, "Tab", "pane", "the next pane"),
        new(DebugAction.PreviousPane, "S-Tab", "", "the pane before"),
        new(DebugAction.Pane1, "1", "", "the program"),
        new(DebugAction.Pane2, "2", "", "the network"),
        new(DebugAction.Pane3, "3", "", "the values"),
        new(DebugAction.Pane4, "4", "", "the formula"),
        new(DebugAction.Up, "Up k", "", "select the row above"),
        new(DebugAction.Down, "Down j", "", "select the row below"),
        new(DebugAction.PageUp, "PageUp", "", "a page up"),
        new(DebugAction.PageDown, "PageDown", "", "a page down"),
        new(DebugAction.First, "Home", "", "the first row"),
        new(DebugAction.Last, "End", "", "the last row"),
        new(DebugAction.Home, "Escape", "home", "clear filter or selection; then the first screen"),
        new(DebugAction.Quit, "q C-c", "quit", "leave"),
    ];

    /// <summary>What a key does here; null if nothing.</summary>
    public static DebugAction? Find(Keystroke key)
    {
        foreach (KeyBinding<DebugAction> binding in All)
            if (binding.Keys.Contains(key)) return binding.Action;
        return null;
    }
}
