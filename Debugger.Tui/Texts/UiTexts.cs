using Backstep.Engine.Texts;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>Everything that the interface says, in one language, by areas. Immutable; it travels in the look of the screen and in a command's io.</summary>
public sealed class UiTexts
{
    private UiTexts(Language language)
    {
        Language = language;
        Explanations = language == Language.ChineseSimplified ? new ChineseExplanation() : ExplanationWords.English;
        Common = new(language);
        Actions = new(language);
        Home = new(language);
        Debug = new(language);
        Overlays = new(language);
        Inspector = new(language);
        Programs = new(language);
        Reports = new(language);
        Commands = new(language);
        Usage = new(language);
        Lessons = new(language);
        Quiz = new(language);
        LessonCommands = new(language);
        LessonShell = new(language);
        LessonHelp = new(language);
    }

    /// <summary>In English.</summary>
    public static UiTexts English { get; } = new(Language.English);

    /// <summary>In Chinese (simplified characters).</summary>
    public static UiTexts Chinese { get; } = new(Language.ChineseSimplified);

    /// <summary>In a language.</summary>
    public static UiTexts In(Language language) => language == Language.ChineseSimplified ? Chinese : English;

    /// <summary>Which language it is.</summary>
    public Language Language { get; }

    /// <summary>What explanations say besides formulas; the engine is given it.</summary>
    public ExplanationWords Explanations { get; }

    /// <summary>What several screens say.</summary>
    public CommonTexts Common { get; }

    /// <summary>What can be done, by name.</summary>
    public ActionTexts Actions { get; }

    /// <summary>What the lessons' screens say.</summary>
    public LessonTexts Lessons { get; }

    /// <summary>What the screens of questions say.</summary>
    public QuizTexts Quiz { get; }

    /// <summary>The first screen.</summary>
    public HomeTexts Home { get; }

    /// <summary>The debugger's screen.</summary>
    public DebugTexts Debug { get; }

    /// <summary>What lies over a screen: help, lines that are typed, explanations.</summary>
    public OverlayTexts Overlays { get; }

    /// <summary>One value in full.</summary>
    public InspectorTexts Inspector { get; }

    /// <summary>What programs are about.</summary>
    public ProgramTexts Programs { get; }

    /// <summary>What commands print.</summary>
    public ReportTexts Reports { get; }

    /// <summary>Help on commands and options.</summary>
    public CommandTexts Commands { get; }

    /// <summary>Complaints about what was typed.</summary>
    public UsageTexts Usage { get; }

    /// <summary>What the commands about lessons say.</summary>
    public LessonCommandTexts LessonCommands { get; }

    /// <summary>Help on the commands about lessons.</summary>
    public LessonHelpTexts LessonHelp { get; }

    /// <summary>A lesson that is played as plain text.</summary>
    public LessonShellTexts LessonShell { get; }
}
