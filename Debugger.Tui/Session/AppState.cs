using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging.Explaining;

namespace Backstep.Debugger.Tui.Session;

/// <summary>A screen that a person can be on.</summary>
public enum Place
{
    Home,
    Debug,

    /// <summary>One value in full.</summary>
    Inspector,

    /// <summary>Why one number is what it is.</summary>
    Explanation,

    /// <summary>All chapters and lessons.</summary>
    Map,

    /// <summary>A page of a lesson.</summary>
    Page,

    /// <summary>The exercise of a lesson, in the debugger.</summary>
    Exercise,

    /// <summary>The exercise of a lesson, as a training.</summary>
    Training,

    /// <summary>A training run.</summary>
    Run,

    /// <summary>A digit drawn by hand, and what a network takes it for.</summary>
    Draw,

    /// <summary>A question: of a lesson, a test-out, or a review.</summary>
    Quiz,

    /// <summary>A chapter has been finished.</summary>
    Closing,

    /// <summary>The learner: points, badges, settings, other learners.</summary>
    Profile,
}

/// <summary>A sentence for the notice line. It stays until the next message that changes something, and covers nothing.</summary>
public sealed record Notice(string Text, bool IsProblem = false);

/// <summary>Where a person has put the borders between the debugger's panes; null where they are where the program puts them.</summary>
public sealed record PaneSizes(int? Left = null, int? Right = null, int? Why = null);

/// <summary>How far the engine is with what it does; <paramref name="Of"/> is 0 where the end is not known.</summary>
public sealed record Progress(string What, long Done, long Of);

/// <summary>
/// What is meant: where the person is, what the session looks like, what was chosen. What is seen (focus, selected row, scroll, caret,
/// filter text, menus, dialogs) belongs to the views.
/// </summary>
public sealed record AppState
{
    /// <summary>Theme, colours, ASCII, language.</summary>
    public required Look Look { get; init; }

    /// <summary>The themes to choose from: the program's, and the user's own.</summary>
    public ImmutableArray<Theme> Themes { get; init; } = Theme.All;

    /// <summary>Where the person is, the present screen on top, and by which screens Esc leads back.</summary>
    public ImmutableStack<Place> Places { get; init; } = [Place.Home];

    /// <summary>The debugging session as it is now; null before a program was opened.</summary>
    public SessionView? View { get; init; }

    /// <summary>The debugger's own state.</summary>
    public DebugState Debug { get; init; } = new();

    /// <summary>The value that the inspector shows; null before one was asked for.</summary>
    public InspectionMsg? Inspection { get; init; }

    /// <summary>What was explained, from the number that was asked about to the term that is looked at now.</summary>
    public ImmutableList<Explanation> Trail { get; init; } = [];

    /// <summary>Where the engine was asked last; null once that screen was left, when what it shows is of no use any more.</summary>
    public Place? AskedAt { get; init; }

    /// <summary>How many commands the engine still has to do.</summary>
    public int Waiting { get; init; }

    /// <summary>How far the engine is; null while it has not said.</summary>
    public Progress? Progress { get; init; }

    public Notice? Notice { get; init; }

    /// <summary>Whether the menu bar has a row of its own.</summary>
    public bool ShowsMenu { get; init; } = true;

    /// <summary>Whether the terminal tells of the mouse; else the mouse is the terminal's own, to select text with.</summary>
    public bool UsesMouse { get; init; } = true;

    public PaneSizes Panes { get; init; } = new();

    /// <summary>Lines typed behind <c>:</c>, oldest first.</summary>
    public ImmutableList<string> Typed { get; init; } = [];

    /// <summary>The 2-2-2 network stepping by itself, for the home screen; empty until it is made.</summary>
    public ImmutableArray<SessionView> Demo { get; init; } = [];

    /// <summary>How far the learner is, for the home screen; null before that is known.</summary>
    public LearnerView? Learner { get; init; }

    /// <summary>The course that is open; null before it was.</summary>
    public LessonsState? Lessons { get; init; }

    /// <summary>
    /// Whether the session belongs to the exercise of a lesson, and not to a program that was opened from the first screen.
    /// </summary>
    public bool IsExercise { get; init; }

    /// <summary>The file that was to be opened last, and what is wrong with it; null before one was.</summary>
    public FileMsg? File { get; init; }

    /// <summary>The training run; null before one was begun.</summary>
    public RunView? Run { get; init; }

    /// <summary>The names of the kept runs, oldest first.</summary>
    public ImmutableArray<string> KeptRuns { get; init; } = [];

    /// <summary>What was drawn by hand.</summary>
    public DrawState Draw { get; init; } = new();

    /// <summary>The folders in which data sets were found, by the data set's name.</summary>
    public ImmutableDictionary<string, string> DataFolders { get; init; } = ImmutableDictionary<string, string>.Empty;

    public UiTexts Texts => UiTexts.In(Look.Language);

    public Place Place => Places.Peek();

    public bool IsBusy => Waiting > 0;

    /// <summary>The same within the lessons: at the last of the places, by which Esc leads back to the first screen.</summary>
    internal AppState In(LessonsState lessons, params ReadOnlySpan<Place> places) =>
        this with { Lessons = lessons, Places = [Place.Home, .. places], AskedAt = null };

    /// <summary>The same with a notice.</summary>
    public AppState Say(string text, bool isProblem = false) => this with { Notice = new(text, isProblem) };
}
