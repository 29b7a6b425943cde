using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Something for the engine's thread to do; each is answered by one message.</summary>
public abstract record SessionCommand;

/// <summary>Makes a program of the catalog ready and stands at its beginning.</summary>
public sealed record OpenProgram(string Name, ScenarioOptions Options) : SessionCommand
{
    /// <summary>
    /// Whether images are looked for where the program always looks; without any, digits are drawn. What was taken is said.
    /// </summary>
    public bool FindsData { get; init; }
}

/// <summary>Opens what a file holds: trained weights, a course, or words of the debugger; answered by <see cref="FileMsg"/>.</summary>
public sealed record ReadFile(string Path) : SessionCommand;

/// <summary>A movement.</summary>
/// <param name="Movement">How.</param>
/// <param name="Count">How often.</param>
/// <param name="Guess">What the person says the next instruction gives; null where nothing is predicted.</param>
public sealed record Move(Movement Movement, int Count = 1, string? Guess = null) : SessionCommand;

/// <summary>Goes to any moment of this or an earlier iteration (dragging the time line).</summary>
public sealed record GoTo(Moment Moment) : SessionCommand;

/// <summary>Goes to the next number that differs from a recorded run, or to the one before.</summary>
public sealed record GoToDifference(bool Back) : SessionCommand;

/// <summary>Runs until a value has been computed.</summary>
public sealed record RunToValue(Value Value) : SessionCommand;

/// <summary>Sets a breakpoint, or removes the one that is there. Give one of the two.</summary>
public sealed record ToggleBreakpoint(Value? Value, int? Line) : SessionCommand;

/// <summary>
/// What if an element of a value were what <paramref name="Expression"/> says? Others may follow: <c>0.3, w6 = 0.4</c>. An offset of null
/// means the whole value.
/// </summary>
public sealed record SetValue(Value Value, int? Offset, string Expression) : SessionCommand;

/// <summary>What if the program had begun with other numbers? One new timeline with all of them, from its beginning.</summary>
public sealed record SetNumbers(IReadOnlyList<Assignment> Numbers) : SessionCommand;

/// <summary>Judges numbers of the present iteration, by their names in a learner's spelling, and goes to the first wrong one.</summary>
public sealed record CheckHomework(IReadOnlyList<KeyValuePair<string, string>> Numbers) : SessionCommand;

/// <summary>Walks another timeline.</summary>
public sealed record SwitchTimeline(int Index) : SessionCommand;

/// <summary>Adds or removes a watch.</summary>
public sealed record ToggleWatch(string Expression) : SessionCommand;

/// <summary>Asks why an element is what it is, or what one group of its terms makes; answered by <see cref="ExplanationMsg"/>.</summary>
public sealed record Explain(ElementRef Element, TermGroup? Within = null) : SessionCommand;

/// <summary>Asks what a value has been; answered by <see cref="InspectionMsg"/>.</summary>
public sealed record Inspect(Value Value) : SessionCommand;

/// <summary>Another language for what the engine's side says.</summary>
public sealed record Speak(Language Language) : SessionCommand;

/// <summary>A line of the debugger's words, as typed behind <c>:</c>.</summary>
public sealed record TypedCommand(string Line) : SessionCommand;

/// <summary>Numbers with so many decimals from now on.</summary>
public sealed record ShowDigits(int Digits) : SessionCommand;
