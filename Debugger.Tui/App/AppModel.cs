using Backstep.Debugger.Tui.Views;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Home;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.App;

/// <summary>The whole state of the interface; immutable.</summary>
public sealed record AppModel
{
    /// <summary>Columns and rows.</summary>
    public required (int Width, int Height) Size { get; init; }

    /// <summary>Theme and abilities of the terminal.</summary>
    public required Look Look { get; init; }

    /// <summary>What the interface says, in the language of the look.</summary>
    public UiTexts Texts => UiTexts.In(Look.Language);

    /// <summary>The first screen.</summary>
    public HomeModel Home { get; init; } = new();

    /// <summary>The debugger; null while the home screen shows.</summary>
    public DebugModel? Debug { get; init; }

    /// <summary>The lessons' screens; null while none of them shows. The exercise of a lesson shows in <see cref="Debug"/>.</summary>
    public LessonsModel? Lessons { get; init; }

    /// <summary>What lies over the screen, the topmost last: help, command line, explanation, inspector, dialogs.</summary>
    public ImmutableStack<Overlay> Overlays { get; init; } = [];

    /// <summary>A short notice and how many ticks it stays.</summary>
    public (string Text, bool IsProblem, int Ticks)? Toast { get; init; }

    /// <summary>Whether the engine is at work for a command.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Ticks since the start, for what moves by itself.</summary>
    public int Ticks { get; init; }

    /// <summary>Lines typed behind <c>:</c>, oldest first.</summary>
    public ImmutableList<string> CommandHistory { get; init; } = [];

    /// <summary>The time line while the mouse holds its knob: a hand that slips off the row goes on dragging.</summary>
    public TimelineTarget? Dragged { get; init; }

    /// <summary>The regions that the last frame drew, for the mouse.</summary>
    public HitMap Hits { get; init; } = HitMap.Empty;

    /// <summary>How many ticks a notice stays.</summary>
    private const int NoticeTicks = 12;

    /// <summary>The same with a notice.</summary>
    public AppModel Say(string text, bool isProblem = false) => this with { Toast = (text, isProblem, isProblem ? 3 * NoticeTicks : NoticeTicks) };

    /// <summary>The same with something on top.</summary>
    public AppModel Open(Overlay overlay) => this with { Overlays = Overlays.Push(overlay) };

    /// <summary>The same with what lies on top replaced.</summary>
    public AppModel Replace(Overlay overlay) => this with { Overlays = Overlays.Pop().Push(overlay) };

    /// <summary>The same without what lies on top.</summary>
    public AppModel Close() => this with { Overlays = Overlays.IsEmpty ? Overlays : Overlays.Pop() };
}
