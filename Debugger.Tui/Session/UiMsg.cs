using Backstep.Debugger.Tui.Rendering;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Something for the engine to do.</summary>
public sealed record Ask(SessionCommand Command) : Msg;

/// <summary>The engine is done with a command: all its answers have come.</summary>
public sealed record DoneMsg : Msg;

/// <summary>The engine says how far it is.</summary>
public sealed record ProgressMsg(Progress Progress) : Msg;

/// <summary>Go to a screen; Esc leads back to the present one.</summary>
public sealed record Open(Place Place) : Msg;

/// <summary>Open a program in the debugger.</summary>
public sealed record OpenInDebugger(OpenProgram Program) : Msg;

/// <summary>Open what a file holds.</summary>
public sealed record OpenFile(string Path) : Msg;

/// <summary>One level back; on the first screen nothing.</summary>
public sealed record Back : Msg;

/// <summary>Leave the program.</summary>
public sealed record Quit : Msg;

/// <summary>A sentence for the notice line.</summary>
public sealed record Say(string Text, bool IsProblem = false) : Msg;

/// <summary>The notice has been read.</summary>
public sealed record Hush : Msg;

/// <summary>Another theme, by name.</summary>
public sealed record SwitchTheme(string Name) : Msg;

/// <summary>Another language.</summary>
public sealed record SwitchLanguage(Language Language) : Msg;

/// <summary>Other colours: 24 bit, 256, 16, none.</summary>
public sealed record SwitchColours(ColourLevel Colours) : Msg;

/// <summary>ASCII only, or all signs.</summary>
public sealed record ToggleAscii : Msg;

/// <summary>Few digits or all.</summary>
public sealed record ToggleDigits : Msg;

/// <summary>Back to an earlier explanation of the trail.</summary>
public sealed record TrailTo(int Level) : Msg;

/// <summary>Menu bar on or off.</summary>
public sealed record ToggleMenu : Msg;

/// <summary>The mouse is the program's, or the terminal's own.</summary>
public sealed record ToggleMouse : Msg;

/// <summary>A person has put borders between panes somewhere else.</summary>
public sealed record SizePanes(PaneSizes Sizes) : Msg;

/// <summary>A line of the debugger's words was typed.</summary>
public sealed record TypedLine(string Line) : Msg;

/// <summary>A form of the debugger.</summary>
public enum DebugForm
{
    /// <summary>All of the program's first numbers.</summary>
    Numbers,

    /// <summary>Numbers that a person has calculated.</summary>
    Homework,
}

/// <summary>A form is to be opened.</summary>
public sealed record FormMsg(DebugForm Form) : Msg;

/// <summary>Predict mode on or off.</summary>
public sealed record TogglePredict : Msg;

/// <summary>The learner says what the next instruction gives; it runs then.</summary>
public sealed record Predict(string Guess) : Msg;

/// <summary>Text for the system's clipboard; <paramref name="What"/> says what it is.</summary>
public sealed record Copy(string Text, string What) : Msg;
