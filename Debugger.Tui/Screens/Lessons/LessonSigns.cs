using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The signs and bars by which the lessons' screens show where a learner stands.</summary>
internal static class LessonSigns
{
    /// <summary>How is drawn where a learner stands with a lesson.</summary>
    public static (char Sign, Style Style) Of(LessonStatus status, bool boss, Theme theme) => status switch
    {
        LessonStatus.Solved => (boss ? '◆' : '●', theme.Success),
        LessonStatus.SolvedWithHints => (boss ? '◆' : '◍', theme.Success),
        // Without colours, too, what is open stands out from what is not.
        LessonStatus.Locked => ('·', theme.Dim),
        LessonStatus.Skipped => ('»', theme.Caption),
        LessonStatus.Begun => (boss ? '◈' : '◐', theme.Warning),
        _ => (boss ? '◇' : '○', theme.Focus),
    };

    /// <summary>A bar of progress: <c>━━━━━─────</c>.</summary>
    public static void Bar(Canvas line, int x, int width, double share, Style done)
    {
        int filled = (int)Math.Round(width * Math.Clamp(share, 0, 1));
        // In ASCII both lines would be the same.
        line.Fill(new Rect(x, 0, filled, 1), line.Look.Unicode ? '━' : '=', done);
        line.Fill(new Rect(x + filled, 0, width - filled, 1), '─', line.Theme.Border);
    }

    /// <summary>Rank and points in three rows: their names, how far the next rank is as a bar, and in words.</summary>
    public static void Rank(Canvas canvas, Profile profile)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = canvas.Texts.Lessons;
        Rank rank = Ranks.Of(profile.Xp);
        canvas.PutCut(0, 0, canvas.Width, $"{rank.Name.In(canvas.Look.Language)} · {texts.Xp(profile.Xp)}", theme.Text);
        if (Ranks.After(profile.Xp) is not { } next) return;
        Bar(canvas.Line(1), 0, canvas.Width, (double)(profile.Xp - rank.Xp) / (next.Xp - rank.Xp), theme.Warning);
        canvas.PutCut(0, 2, canvas.Width, texts.ToNextRank(next.Xp - profile.Xp, next.Name.In(canvas.Look.Language)), theme.Caption);
    }

    /// <summary>The rest of the first row: where the learner is, and what has been won.</summary>
    public static void Header(Canvas line, LessonsState lessons, string place)
    {
        Theme theme = line.Theme;
        LessonTexts texts = line.Texts.Lessons;
        string won = "";
        if (lessons.ShowsGame)
        {
            int xp = lessons.Progress.Profile.Xp, days = lessons.Progress.Profile.Streak.On(lessons.Today);
            won = $" · {Ranks.Of(xp).Name.In(line.Look.Language)} · {texts.Xp(xp)}{(days > 1 ? $" · {texts.Streak(days)}" : "")}";
        }
        int width = CellWidth.Of(place), room = line.Width - 2;
        if (width + CellWidth.Of(won) > room) won = "";
        int x = Math.Max(1, line.Width - 1 - Math.Min(width, room) - CellWidth.Of(won));
        x = line.PutCut(x, 0, room, place, theme.Bright);
        line.Put(x, 0, won, theme.Caption);
    }

    /// <summary>The way through a lesson: <c>page ●○ · exercise ○ · questions ○○○</c>; what is behind the learner is filled.</summary>
    public static string Trail(LessonPlay play, LessonTexts texts)
    {
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
