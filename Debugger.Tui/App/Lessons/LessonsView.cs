using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>A click on a lesson of the map.</summary>
public sealed record LessonTarget(string Id) : HitTarget;

/// <summary>Paints the lessons' screens.</summary>
internal static class LessonsView
{
    /// <summary>Rows that the exercise takes from the debugger's screen.</summary>
    public const int GoalRows = 1;

    public static void Paint(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        LessonsModel model = app.Lessons!;
        switch (model.Place)
        {
            case LessonPlace.Map: MapView.Paint(canvas, app, model, hits); break;
            case LessonPlace.Profile: ProfileView.Paint(canvas, app, model, hits); break;
            case LessonPlace.Closing: ClosingView.Paint(canvas, app, model, hits); break;
            case LessonPlace.TestOut or LessonPlace.Daily: QuizView.Paint(canvas, app, model, hits); break;
            default:
                switch (model.Play!.Position.State)
                {
                    case LessonState.Reading: PageView.Paint(canvas, app, model, hits); break;
                    case LessonState.Stepping when model.Play.IsTraining: TrainingScreen.Paint(canvas, app, model, hits); break;
                    case LessonState.Quiz or LessonState.Feedback: QuizView.Paint(canvas, app, model, hits); break;
                    default: Header(canvas, app, model, model.Play.View.Lesson.Title.In(app.Look.Language)); break;
                }
                break;
        }
    }

    /// <summary>The debugger with the goal of the exercise above it.</summary>
    public static void PaintExercise(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        LessonPlay play = app.Lessons!.Play!;
        Canvas line = canvas.Line(0);
        Theme theme = canvas.Theme;
        var texts = app.Texts.Lessons;
        List<(KeyHint Hint, Keystroke Key)> keys = [(new("H", texts.Hint), new('H')), (new("L", texts.Page), new('L'))];
        if (play.Position.IsGoalReached) keys.Insert(0, (new("N", texts.Questions), new('N')));
        int width = keys.Sum(k => CellWidth.Of(k.Hint.Key) + CellWidth.Of(k.Hint.Text) + 3) + 1;
        Canvas right = line.Sub(Math.Max(0, line.Width - width), 0, width, 1);
        foreach (Hit hit in KeyFooter.Paint(right, [.. keys.Select(k => k.Hint)])) hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Key));
        string moves = texts.Moves(play.Goal?.Movements ?? 0, play.View.Info.Par);
        bool reached = play.Position.IsGoalReached;
        int room = line.Width - width - 2;
        int x = line.Put(1, 0, reached ? "✓ " : "◎ ", reached ? theme.Success : theme.Warning);
        string goal = play.Goal?.Text.In(app.Look.Language) ?? texts.Goal;
        int movesWidth = play.View.Info.Par is null && !app.Lessons.ShowsGame ? 0 : CellWidth.Of(moves) + 2;
        x = line.PutCut(x, 0, Math.Max(0, room - x - (room > 70 ? movesWidth : 0)), goal, reached ? theme.Success : theme.Bright);
        if (room > 70 && movesWidth > 0 && x + 2 < room) line.PutRight(room, 0, moves, theme.Caption);
        DebugView.Paint(canvas.Sub(0, GoalRows, canvas.Width, canvas.Height - GoalRows), app, hits);
    }

    /// <summary>The first row: where the learner is, and what he has won.</summary>
    public static void Header(Canvas canvas, AppModel app, LessonsModel model, string place)
    {
        Canvas line = canvas.Line(0);
        Theme theme = canvas.Theme;
        string won = "";
        if (model.ShowsGame)
        {
            int xp = model.Played.Profile.Xp, days = model.Played.Profile.Streak.On(model.Today);
            won = $"{Ranks.Of(xp).Name.In(app.Look.Language)} · {app.Texts.Lessons.Xp(xp)}{(days > 1 ? $" · {app.Texts.Lessons.Streak(days)}" : "")}";
        }
        int room = line.Width - 1 - (CellWidth.Of(won) < line.Width / 2 ? CellWidth.Of(won) + 1 : 0);
        int x = line.Put(1, 0, "backstep", theme.Focus);
        x = line.PutCut(x, 0, room - x - 2, $" · {place}", theme.Bright);
        if (app.IsBusy) line.Put(x + 1, 0, "…", theme.Warning);
        if (room < line.Width - 1) line.PutRight(line.Width - 1, 0, won, theme.Caption);
    }

    /// <summary>The last row: keys that can also be clicked.</summary>
    public static void Footer(Canvas canvas, IReadOnlyList<(string Name, string Does, Keystroke Key)> keys, HitMap.Builder hits)
    {
        List<Hit> drawn = KeyFooter.Paint(canvas.Line(canvas.Height - 1), [.. keys.Select(k => new KeyHint(k.Name, k.Does))], keepLast: true);
        foreach (Hit hit in drawn) hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Key));
    }

    /// <summary>A bar of progress: <c>━━━━━╌╌╌╌╌</c>.</summary>
    public static void Bar(Canvas line, int x, int width, double share, Style done)
    {
        int filled = (int)Math.Round(width * Math.Clamp(share, 0, 1));
        // In ASCII both lines would be the same.
        line.Fill(new Rect(x, 0, filled, 1), line.Look.Unicode ? '━' : '=', done);
        line.Fill(new Rect(x + filled, 0, width - filled, 1), '─', line.Theme.Border);
    }
}
