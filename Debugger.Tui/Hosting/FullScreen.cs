using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Session.Training;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Comparing;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>How the interface is to be shown; null means: as the terminal is.</summary>
/// <param name="Keys">Keys to play without a terminal.</param>
/// <param name="Size">Size of the screen for that, <c>120x40</c>.</param>
/// <param name="Dump">How the last screen is printed: text, ansi or svg.</param>
/// <param name="Theme">The name of a theme.</param>
/// <param name="Colours">One of <see cref="FullScreen.ColourOptions"/>.</param>
/// <param name="Ascii">Whether only ASCII is drawn.</param>
public sealed record ScreenOptions(string? Keys, string? Size, string? Dump, string? Theme, string? Colours, bool Ascii)
{
    /// <summary>Whether it is to be played without a terminal.</summary>
    public bool IsScripted => Keys is not null || Dump is not null;
}

/// <summary>The lessons of a run of the interface.</summary>
/// <param name="Sources">Where they come from.</param>
/// <param name="Opens">Whether to begin on their map.</param>
/// <param name="Lesson">The lesson to begin with; null for the map.</param>
public sealed record LessonStart(LessonSources Sources, bool Opens = false, string? Lesson = null);

/// <summary>What the interface is opened with.</summary>
/// <param name="Lessons">Where lessons come from, and whether to begin there.</param>
/// <param name="Training">What training runs need.</param>
public sealed record ScreenStart(LessonStart Lessons, TrainingServices Training)
{
    /// <summary>What to debug at once; null for nothing.</summary>
    public Scenario? Scenario { get; init; }

    /// <summary>Where to stand in it.</summary>
    public Moment At { get; init; }

    /// <summary>A recorded run that is held against <see cref="Scenario"/>; null where there is none.</summary>
    public Comparison? Beside { get; init; }

    /// <summary>What there is to say of that.</summary>
    public string? Notice { get; init; }

    /// <summary>What to train at once; null for nothing.</summary>
    public RunRequest? Train { get; init; }
}

/// <summary>Starts the interface: on the terminal, or as a script that prints its last screen.</summary>
public static class FullScreen
{
    /// <summary>What <see cref="ScreenOptions.Colours"/> may be.</summary>
    public const string ColourOptions = TerminalCapabilities.ColourOptions;

    // What keeps `debug`, `compare` and `train` from opening the interface.
    private static readonly ImmutableArray<string> Plain = ["--exec", "--script", "--text", "--json", "--log-every", "--help", "-h", "-?"];

    /// <summary>Whether there is a terminal to show it on; a dumb one cannot move its cursor.</summary>
    public static bool IsAvailable(CommandIo io) =>
        io.IsTerminal && !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>
    /// Begins to load what the interface needs where the words look as if they opened it: a tenth of a second's work beside that of
    /// understanding them. A wrong guess costs that and nothing else.
    /// </summary>
    public static void Anticipate(string[] args, CommandIo io)
    {
        if (IsAvailable(io) && (args is [] or ["lessons"] or ["debug" or "train" or "compare", ..] && !args.Any(IsPlain)))
            TuiApp.BeginLoading();

        static bool IsPlain(string word) => Plain.Any(option => word.StartsWith(option, StringComparison.Ordinal));
    }

    /// <summary>Whether the terminal that the environment tells of shows more than ASCII.</summary>
    public static bool ShowsUnicode(Func<string, string?> variable) =>
        TerminalCapabilities.Detect(variable, windows: OperatingSystem.IsWindows()).Unicode;

    /// <summary>Runs until the person leaves; in the debugger if a scenario is given, else from the first screen.</summary>
    /// <param name="options">How it is shown.</param>
    /// <param name="io">The console.</param>
    /// <param name="backend">What calculates.</param>
    /// <param name="opened">What it begins with.</param>
    /// <returns>0, or 128 and the number of the signal that ended it.</returns>
    /// <exception cref="UsageException">An option cannot be understood.</exception>
    public static int Run(ScreenOptions options, CommandIo io, IBackend backend, ScreenStart opened)
    {
        LessonStart lessons = opened.Lessons;
        Scenario? scenario = opened.Scenario;
        ThemeFile own = ThemeFile.Read(ThemeFile.Path(Environment.GetEnvironmentVariable), io.Texts.Usage);
        // A picture does not depend on what the user prefers.
        string? kept = options.IsScripted ? null : ThemeFile.Path(Environment.GetEnvironmentVariable, "settings.json");
        (Settings settings, string? damage) = Settings.Read(kept, io.Texts.Usage);
        Theme? theme = Chosen(options.Theme ?? (options.IsScripted ? null : own.Preferred), own.Themes, io.Texts.Usage);
        string format = options.Dump ?? "text";
        if (format is not ("text" or "ansi" or "svg"))
            throw new UsageException(io.Texts.Usage.TakesOneOf("--dump-screen", "text, ansi" + io.Texts.Usage.Or + "svg", format));
        (int, int) size = ParseSize(options.Size ?? "120x40", io.Texts.Usage);
        TerminalCapabilities capabilities = Capabilities(options);
        Settings worn = Worn(settings, options, io);
        // Chinese that was not asked for is of no use in ASCII.
        UiTexts texts = worn.Language is { } chosen ? UiTexts.In(chosen)
            : io.IsLanguageOfSystem && !capabilities.Unicode ? UiTexts.English : io.Texts;
        AppState state = worn.On(new AppState
        {
            Look = capabilities.Look(theme) with { Language = texts.Language },
            Themes = own.Themes,
            Places = scenario is not null ? [Place.Home, Place.Debug] : [Place.Home],
        });
        Look look = state.Look;
        var host = new SessionHost(backend, texts) { Digits = look.Digits };
        var course = new LessonHost(lessons.Sources, host, new ReferenceBackend(), texts);
        using var training = new TrainingHost(host, texts, opened.Training);
        Msg[] first = opened.Beside is { } beside ? [host.Adopt(beside)]
            : scenario is not null ? [Begun(host, scenario, opened)]
            : opened.Train is { } request ? [new Train(request)]
            : lessons.Opens ? [.. course.Execute(new OpenCourse(lessons.Lesson), CancellationToken.None)] : [];
        // What was asked for by name is worth a line of its own when it cannot be had.
        if (lessons.Opens && first is [ProblemMsg { Problem: var problem }]) throw new UsageException(problem);
        var keeper = new SettingsKeeper(kept, settings, state, texts.Usage);
        // Who gets English for want of Unicode is told why.
        if (worn.Language is null && look.Language != io.Texts.Language) state = state.Say(texts.Common.NoUnicode);
        if (damage is not null) state = state.Say(damage, isProblem: true);
        var start = new TuiStart(state, new InterfaceHost(host, course, training).Execute, first)
        {
            // Not on the session's backend, which the caller may let go of before the pictures are made.
            // What a form may ask for comes first; it takes some milliseconds.
            Later = [FirstLook.DataSets, training.KeptRuns, () => Demo.Make(new ReferenceBackend()),
                () => FirstLook.Learner(lessons.Sources)],
            Keep = keeper.Keep,
            Meanwhile = post => host.Working += progress => post(new ProgressMsg(progress)),
        };
        if (!options.IsScripted) return TuiApp.Run(start, CommandIo.ShowsTrace ? null : Crash) ?? 0;
        io.Out.Write(TuiApp.Play(start, size, options.Keys ?? "", format));
        return 0;

        void Crash(Exception e)
        {
            io.Complain(texts.Usage.InternalError(e.Message));
            Environment.Exit(1);
        }
    }

    /// <summary>What was asked for now comes before what was chosen once.</summary>
    private static SessionMsg Begun(SessionHost host, Scenario scenario, ScreenStart opened)
    {
        SessionMsg begun = host.Adopt(scenario);
        if (opened.At != default && host.Execute(new GoTo(opened.At), CancellationToken.None) is SessionMsg there) begun = there;
        return begun with { Notice = opened.Notice };
    }

    private static Settings Worn(Settings settings, ScreenOptions options, CommandIo io) => settings with
    {
        Theme = options.Theme is null ? settings.Theme : null,
        Colours = options.Colours is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? settings.Colours : null,
        Ascii = options.Ascii ? null : settings.Ascii,
        Language = io.IsLanguageOfSystem ? settings.Language : null,
    };

    private static Theme? Chosen(string? name, ImmutableArray<Theme> themes, UsageTexts texts) => name is null or "auto" ? null
        : themes.FirstOrDefault(t => t.Name == name)
            ?? throw new UsageException(texts.TakesOneOf("--theme", string.Join(texts.Or, themes.Select(t => t.Name)), name));

    private static TerminalCapabilities Capabilities(ScreenOptions options)
    {
        try
        {
            // A picture does not depend on the terminal that happens to be there.
            Func<string, string?> environment = options.IsScripted ? name => name == "COLORTERM" ? "truecolor" : null
                : Environment.GetEnvironmentVariable;
            return TerminalCapabilities.Detect(environment, options.Colours, options.Ascii, OperatingSystem.IsWindows());
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static (int Width, int Height) ParseSize(string text, UsageTexts texts)
    {
        string[] parts = text.Split('x');
        bool valid = parts.Length == 2 & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int height);
        return valid && width is >= 1 and <= 500 && height is >= 1 and <= 300
            ? (width, height)
            : throw new UsageException(texts.Size(text));
    }
}
