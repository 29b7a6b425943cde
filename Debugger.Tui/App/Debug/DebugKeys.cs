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
        new(DebugAction.Into, "s F11", new("step", "单步"), new("step: run one instruction", "单步：执行一条指令")),
        new(DebugAction.Back, "b", new("back", "后退"), new("step back: undo one instruction", "后退：撤销一条指令")),
        new(DebugAction.Over, "n F10", new("next", "下一行"), new("step over: the rest of this line; backward, of this layer", "逐行：执行完这一行；反向传播时执行完这一层")),
        new(DebugAction.Out, "o S-F11", new("out", "跳出"), new("step out: the rest of this phase", "跳出：执行完这一阶段")),
        new(DebugAction.Explain, "e", new("why?", "为什么"), new("why is this number what it is? (the selected value)", "所选的值为什么是这个数？")),
        new(DebugAction.Help, "?", new("keys", "按键"), new("all keys", "所有按键")),
        new(DebugAction.Inspect, "Enter", new("inspect", "查看"), new("show the selected value in full", "完整显示所选的值")),
        new(DebugAction.Continue, "c F5", new("continue", "继续"), new("run to the next breakpoint, or to the end of the iteration", "运行到下一个断点，或到本次迭代结束")),
        new(DebugAction.ReverseContinue, "r S-F5", new("reverse", "反向"), new("run backward to the last breakpoint, or to the beginning", "反向运行到上一个断点，或到最开头")),
        new(DebugAction.Command, ":", new("command", "命令"), new("type a line of the debugger's words", "输入一行调试器命令")),
        new(DebugAction.Iterate, "i", new("iterate", "迭代"), new("run to the end of this iteration, then of the next", "运行到本次迭代结束，再按则到下一次结束")),
        new(DebugAction.Edit, "=", new("what if", "假设"), new("what if this value were another? makes a new timeline", "假设这个值是另一个数会怎样？新建一条时间线")),
        new(DebugAction.Predict, "p", new("predict", "预测"), new("predict mode: say what comes before each step shows it", "预测模式：每一步先说出结果再看")),
        new(DebugAction.Breakpoint, "F9", new("break", "断点"), new("breakpoint at the selected instruction or line, on or off", "在所选指令或行上设置或取消断点")),
        new(DebugAction.RunTo, "g", null, new("go to the selected place, forward or back", "转到所选位置，向前或向后")),
        new(DebugAction.Watch, "w", null, new("watch the selected value, on or off", "监视所选的值，或取消监视")),
        new(DebugAction.Timeline, "t", null, new("walk the next timeline: the first run and the what-ifs", "切换时间线：首次运行和各个假设")),
        new(DebugAction.Filter, "/", null, new("filter the values as you type", "边输入边筛选数值")),
        new(DebugAction.Source, "v", null, new("select in the source listing or in the instructions", "在源代码中或在指令中选择")),
        new(DebugAction.Restart, "R", null, new("back to the very beginning", "回到最开头")),
        new(DebugAction.NextPane, "Tab", new("pane", "窗格"), new("the next pane", "下一个窗格")),
        new(DebugAction.PreviousPane, "S-Tab", null, new("the pane before", "上一个窗格")),
        new(DebugAction.Pane1, "1", null, new("the program", "程序")),
        new(DebugAction.Pane2, "2", null, new("the network", "网络")),
        new(DebugAction.Pane3, "3", null, new("the values", "数值")),
        new(DebugAction.Pane4, "4", null, new("the formula", "公式")),
        new(DebugAction.Up, "Up k", null, new("select the row above", "选择上一行")),
        new(DebugAction.Down, "Down j", null, new("select the row below", "选择下一行")),
        new(DebugAction.PageUp, "PageUp", null, new("a page up", "向上一页")),
        new(DebugAction.PageDown, "PageDown", null, new("a page down", "向下一页")),
        new(DebugAction.First, "Home", null, new("the first row", "第一行")),
        new(DebugAction.Last, "End", null, new("the last row", "最后一行")),
        new(DebugAction.Home, "Escape", new("home", "主页"), new("clear filter or selection; then the first screen", "清除筛选或选择；再按回到主页")),
        new(DebugAction.Quit, "q C-c", new("quit", "退出"), new("leave", "退出")),
    ];

    /// <summary>What a key does here; null if nothing.</summary>
    public static DebugAction? Find(Keystroke key)
    {
        foreach (KeyBinding<DebugAction> binding in All)
            if (binding.Keys.Contains(key)) return binding.Action;
        return null;
    }
}
