namespace Backstep.Debugger.Tui.Texts;

/// <summary>Everything that the interface says, in one language, by areas. Immutable; it travels in the look of the screen and in a command's io.</summary>
public sealed class UiTexts
{
    private UiTexts(Language language)
    {
        Language = language;
        Explanations = language == Language.ChineseSimplified ? new ChineseExplanation() : ExplanationWords.English;
        Actions = new(language);
        Commands = new(language);
        Common = new(language);
        Debug = new(language);
        Dialogs = new(language);
        Explanation = new(language);
        Home = new(language);
        Inspector = new(language);
        LessonCommands = new(language);
        LessonHelp = new(language);
        Lessons = new(language);
        LessonShell = new(language);
        Overlays = new(language);
        Programs = new(language);
        Quiz = new(language);
        Reports = new(language);
        Usage = new(language);
    }

    public static UiTexts English { get; } = new(Language.English);

    public static UiTexts Chinese { get; } = new(Language.ChineseSimplified);

    public static UiTexts In(Language language) => language == Language.ChineseSimplified ? Chinese : English;

    public Language Language { get; }

    /// <summary>What explanations say besides formulas; the engine is given it.</summary>
    public ExplanationWords Explanations { get; }

    /// <summary>What can be done, as menus, status bar, palette and help name it. An underscore stands before a menu's letter.</summary>
    public ActionTexts Actions { get; }

    /// <summary>Help on commands and options.</summary>
    public CommandTexts Commands { get; }

    /// <summary>What several screens say.</summary>
    public CommonTexts Common { get; }

    public DebugTexts Debug { get; }

    public DialogTexts Dialogs { get; }

    public ExplanationTexts Explanation { get; }

    public HomeTexts Home { get; }

    public InspectorTexts Inspector { get; }

    /// <summary>What the commands about lessons print.</summary>
    public LessonCommandTexts LessonCommands { get; }

    /// <summary>Help on the commands about lessons.</summary>
    public LessonHelpTexts LessonHelp { get; }

    /// <summary>The lessons' screens: map, page, exercise, training, closing.</summary>
    public LessonTexts Lessons { get; }

    /// <summary>A lesson that is played as plain text.</summary>
    public LessonShellTexts LessonShell { get; }

    /// <summary>What lies over a screen: help, lines that are typed, explanations.</summary>
    public OverlayTexts Overlays { get; }

    /// <summary>What programs are about.</summary>
    public ProgramTexts Programs { get; }

    public QuizTexts Quiz { get; }

    /// <summary>What commands print.</summary>
    public ReportTexts Reports { get; }

    /// <summary>Complaints about what was typed.</summary>
    public UsageTexts Usage { get; }
}
