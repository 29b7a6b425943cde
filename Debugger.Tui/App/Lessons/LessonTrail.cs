using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>The way through a lesson in one line: <c>page ●○ · exercise ○ · questions ○○○</c>.</summary>
internal static class LessonTrail
{
    /// <summary>The line; what is behind the learner is filled.</summary>
    public static string Of(AppModel app, LessonPlay play)
    {
        LessonTexts texts = app.Texts.Lessons;
        LessonPosition position = play.Position;
        int pages = play.View.Pages.Length, read = position.State == LessonState.Reading ? Math.Min(position.Page + 1, pages) : pages;
        List<string> parts = [$"{texts.Page} {Dots(read, pages)}"];
        if (play.View.Info.HasExercise) parts.Add($"{texts.Exercise} {Dots(position.IsGoalReached ? 1 : 0, 1)}");
        IReadOnlyList<string> questions = play.View.Info.QuestionIds;
        if (questions.Count > 0) parts.Add($"{texts.Questions} {string.Concat(questions.Select(q => position.Of(q).Right ? '●' : '○'))}");
        return string.Join(" · ", parts);
    }

    private static string Dots(int filled, int all) => new string('●', filled) + new string('○', all - filled);
}
