using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>The learner: name, points, badges, settings, profiles.</summary>
internal static class ProfileView
{
    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        LessonTexts texts = app.Texts.Lessons;
        Profile profile = model.Played.Profile;
        LessonsView.Header(canvas, app, model, profile.Name);
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        int left = Math.Clamp(canvas.Width * 40 / 100, 30, 50), top = model.ShowsGame ? 7 : 3;
        PaintLearner(body.Sub(0, 0, left, top), app, model);
        // As many rows as there are to choose from, and one for the name of a new profile.
        int settings = Math.Min(body.Height - top, ProfileUpdate.FirstProfile + model.Profile.All.Length + 4);
        PaintSettings(body.Sub(0, top, left, settings), app, model, hits);
        PaintBadges(body.Sub(left, 0, body.Width - left, body.Height), app, model);
        LessonsView.Footer(canvas,
            [("↑↓", app.Texts.Quiz.Choose, new(KeyCode.Down)), ("Enter", texts.Take, new(KeyCode.Enter)), ("Esc", texts.Map, new(KeyCode.Escape))], hits);
    }

    private static void PaintLearner(Canvas canvas, AppModel app, LessonsModel model)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        Profile profile = model.Played.Profile;
        Canvas inside = Panel.Paint(canvas, texts.Learner).Inset(1, 0);
        inside.PutCut(0, 0, inside.Width, profile.Name, theme.Bright);
        if (!model.ShowsGame) return;
        LearnerRank.Paint(inside.Sub(0, 1, inside.Width, 3), app, profile);
        inside.PutCut(0, 4, inside.Width, texts.Streak(profile.Streak.On(model.Today)), theme.Caption);
    }

    private static void PaintSettings(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        LessonTexts texts = app.Texts.Lessons;
        ProfileModel state = model.Profile;
        Canvas inside = Panel.Paint(canvas, texts.Settings, focused: true).Inset(1, 0);
        ImmutableArray<string> rows = [texts.GameSwitch(model.ShowsGame), .. state.All.Select(n => n == model.Played.Profile.Name ? $"● {n}" : $"  {n}"), texts.NewProfile];
        Canvas list = inside.Sub(0, 0, inside.Width, inside.Height - 1);
        foreach (Hit hit in ListView.Paint(list, rows, new ListState(state.Selected, 0).Reveal(rows.Length, list.Height), focused: true)) hits.Add(hit.Area, new RowTarget(hit.Index));
        if (state.Name is { } line) InputLine.Paint(inside.Line(inside.Height - 1), line, texts.ProfileNamed);
    }

    private static void PaintBadges(Canvas canvas, AppModel app, LessonsModel model)
    {
        Theme theme = canvas.Theme;
        Profile profile = model.Played.Profile;
        if (!model.ShowsGame) return;
        ImmutableArray<Badge> all = Badges.All;
        Canvas inside = Panel.Paint(canvas, app.Texts.Lessons.Badges(profile.Badges.Count, all.Length)).Inset(1, 0);
        int rows = inside.Height >= 2 * all.Length ? 2 : 1;
        for (int i = 0; i < all.Length && i * rows < inside.Height; i++)
        {
            bool won = profile.Badges.ContainsKey(all[i].Key);
            string name = GameTexts.BadgeName(all[i].Key).In(app.Look.Language), deed = GameTexts.BadgeDeed(all[i].Key).In(app.Look.Language);
            int x = inside.Put(0, i * rows, won ? "◆ " : "◇ ", won ? theme.Warning : theme.Dim);
            x = inside.PutCut(x, i * rows, inside.Width - x, name, won ? theme.Bright : theme.Dim);
            if (rows == 2) inside.PutCut(2, (i * rows) + 1, inside.Width - 2, deed, won ? theme.Caption : theme.Dim);
            else inside.PutCut(x, i, inside.Width - x, $"  {deed}", theme.Dim);
        }
    }
}
