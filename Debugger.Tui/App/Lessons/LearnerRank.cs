using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>Rank and points, and how far the next rank is.</summary>
internal static class LearnerRank
{
    /// <summary>Paints three rows: rank and points, a bar, what is missing.</summary>
    public static void Paint(Canvas canvas, AppModel app, Profile profile)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        Rank rank = Ranks.Of(profile.Xp);
        canvas.PutCut(0, 0, canvas.Width, $"{rank.Name.In(app.Look.Language)} · {texts.Xp(profile.Xp)}", theme.Text);
        if (Ranks.After(profile.Xp) is not { } next) return;
        LessonsView.Bar(canvas.Line(1), 0, canvas.Width, (double)(profile.Xp - rank.Xp) / (next.Xp - rank.Xp), theme.Warning);
        canvas.PutCut(0, 2, canvas.Width, texts.ToNextRank(next.Xp - profile.Xp, next.Name.In(app.Look.Language)), theme.Caption);
    }
}
