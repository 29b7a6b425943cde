namespace Backstep.Debugger.Tui.Texts;

/// <summary>
/// Everything that the interface says, in one language, by areas. Immutable; it travels in the look of the screen and in a command's io.
/// </summary>
public sealed class UiTexts
{
    private UiTexts(Language language) => Language = language;

    public static UiTexts English { get; } = new(Language.English);

    public static UiTexts Chinese { get; } = new(Language.ChineseSimplified);

    public static UiTexts In(Language language) => language == Language.ChineseSimplified ? Chinese : English;

    public Language Language { get; }

    /// <summary>What explanations say besides formulas; the engine is given it.</summary>
    public ExplainingTexts Explanations => ExplainingTexts.In(Language);

    /// <summary>What can be done, as menus, status bar, palette and help name it. An underscore stands before a menu's letter.</summary>
    public ActionTexts Actions => ActionTexts.In(Language);

    /// <summary>Help on commands and options.</summary>
    public CommandTexts Commands => CommandTexts.In(Language);

    /// <summary>A recorded run beside a program, or another.</summary>
    public CompareTexts Compare => CompareTexts.In(Language);

    /// <summary>What several screens say.</summary>
    public CommonTexts Common => CommonTexts.In(Language);

    /// <summary>The commands about data sets.</summary>
    public DataSetTexts DataSets => DataSetTexts.In(Language);

    public DebugTexts Debug => DebugTexts.In(Language);

    public DialogTexts Dialogs => DialogTexts.In(Language);

    public ExplanationTexts Explanation => ExplanationTexts.In(Language);

    public HomeTexts Home => HomeTexts.In(Language);

    public InspectorTexts Inspector => InspectorTexts.In(Language);

    /// <summary>What the commands about lessons print.</summary>
    public LessonCommandTexts LessonCommands => LessonCommandTexts.In(Language);

    /// <summary>Help on the commands about lessons.</summary>
    public LessonHelpTexts LessonHelp => LessonHelpTexts.In(Language);

    /// <summary>The lessons' screens: map, page, exercise, training, closing.</summary>
    public LessonTexts Lessons => LessonTexts.In(Language);

    /// <summary>A lesson that is played as plain text.</summary>
    public LessonShellTexts LessonShell => LessonShellTexts.In(Language);

    /// <summary>What lies over a screen: help, lines that are typed, explanations.</summary>
    public OverlayTexts Overlays => OverlayTexts.In(Language);

    public QuizTexts Quiz => QuizTexts.In(Language);

    /// <summary>What commands print.</summary>
    public ReportTexts Reports => ReportTexts.In(Language);

    /// <summary>What the commands about kept runs say.</summary>
    public RunsTexts Runs => RunsTexts.In(Language);

    /// <summary>A training run on the screen.</summary>
    public TrainingTexts Training => TrainingTexts.In(Language);

    /// <summary>Complaints about what was typed.</summary>
    public UsageTexts Usage => UsageTexts.In(Language);

    /// <summary>What the words of the debugger do.</summary>
    public WordTexts Words => WordTexts.In(Language);
}
