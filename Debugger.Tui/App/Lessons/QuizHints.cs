using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>The hints of a question: those that show, and those that could.</summary>
internal static class QuizHints
{
    /// <summary>The hints that show, one below the other, and the key for the next.</summary>
    public static List<List<Fragment>> Shown(AppModel app, QuizModel quiz, QuestionView view, int width)
    {
        var lines = new List<List<Fragment>>();
        for (int i = 0; i < Math.Min(quiz.Hints, view.Hints.Length); i++) lines.AddRange(Hint(app, view, i, width));
        if (quiz.Hints < view.Hints.Length && app.Lessons?.Place != LessonPlace.TestOut) lines.Add(NextKey(app));
        return lines;
    }

    /// <summary>All hints as a ladder: the text of those that show, the names of those that do not yet.</summary>
    public static List<List<Fragment>> Ladder(AppModel app, QuizModel quiz, QuestionView view, int width)
    {
        var lines = new List<List<Fragment>>();
        for (int i = 0; i < view.Hints.Length; i++)
        {
            if (i < quiz.Hints) lines.AddRange(Hint(app, view, i, width));
            else lines.Add([new($"○ {Name(app, view, i)}", app.Look.Theme.Dim)]);
        }
        if (quiz.Hints < view.Hints.Length) lines.AddRange([[], NextKey(app)]);
        return lines;
    }

    private static List<List<Fragment>> Hint(AppModel app, QuestionView view, int level, int width) =>
        [[new($"● {Name(app, view, level)}", app.Look.Theme.Warning)], .. LessonProse.Lines([view.Hints[level]], width - 2, app.Look.Theme).Select(l => (List<Fragment>)[new("  ", app.Look.Theme.Text), .. l])];

    // A question may have fewer hints than there are names; the last one is always the answer.
    private static string Name(AppModel app, QuestionView view, int level) =>
        app.Texts.Quiz.HintName(level == view.Hints.Length - 1 ? LessonPosition.HintLevels - 1 : level);

    private static List<Fragment> NextKey(AppModel app)
    {
        QuizTexts texts = app.Texts.Quiz;
        bool costs = app.Lessons is { ShowsGame: true, Place: LessonPlace.Lesson };
        return [new("?", app.Look.Theme.Key), new($" {(costs ? texts.NextHintCosts : texts.NextHintIsFree)}", app.Look.Theme.Caption)];
    }
}
