using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>An exercise that trains its network: the loss as it falls, speed, accuracy.</summary>
internal static class TrainingScreen
{
    private const int CardColumns = 84, CardRows = 8;

    public static void Paint(Canvas canvas, AppModel app, LessonsModel model, HitMap.Builder hits)
    {
        LessonPlay play = model.Play!;
        LessonTexts texts = app.Texts.Lessons;
        Theme theme = canvas.Theme;
        Lesson lesson = play.View.Lesson;
        TrainingTarget target = ((TrainGoal)lesson.Exercise.Goal!).Target;
        TrainingView? training = play.Training;
        LessonsView.Header(canvas, app, model, lesson.Title.In(app.Look.Language));
        // A curve takes all the room there is; what is to be trained does not need it.
        int width = training is null ? Math.Min(canvas.Width, CardColumns) : canvas.Width, height = training is null ? Math.Min(canvas.Height - 2, CardRows) : canvas.Height - 2;
        Canvas panel = canvas.Sub((canvas.Width - width) / 2, 1, width, height);
        Canvas inside = Panel.Paint(panel, texts.Training(lesson.Exercise.Program, training?.Data ?? target.Data), focused: true, footer: LessonTrail.Of(app, play)).Inset(2, 1);
        string wanted = Percent(training?.Wanted ?? target.Accuracy);
        int y = 0;
        if (training is null)
        {
            inside.PutCut(0, y++, inside.Width, texts.AccuracyWanted(wanted), theme.Bright);
            string what = ProgramCatalog.All.FirstOrDefault(p => p.Name == lesson.Exercise.Program) is { } program ? $"{program.Title(app.Texts.Language)} · " : "";
            inside.PutCut(0, y++, inside.Width, $"{what}{texts.Epochs(target.Epochs)}", theme.Caption);
            y++;
            Prose.Paint(inside.Sub(0, y, inside.Width, inside.Height - y), texts.PressToTrain, theme.Text);
        }
        else
        {
            if (training.Notice is { } notice) inside.PutCut(0, y++, inside.Width, notice, theme.Warning);
            inside.PutCut(0, y++, inside.Width, texts.TrainingLine(training.Epoch, training.Epochs, training.SamplesPerSecond), theme.Text);
            bool reached = training.Accuracy >= training.Wanted;
            inside.PutCut(0, y++, inside.Width, training.Accuracy is { } accuracy ? texts.Accuracy(Percent(accuracy), wanted) : texts.AccuracyWanted(wanted), reached ? theme.Success : theme.Bright);
            if (!training.IsRunning) inside.PutCut(0, y++, inside.Width, reached ? texts.TrainingReached : texts.TrainingMissed, reached ? theme.Success : theme.Warning);
            y++;
            LineChart.Paint(inside.Sub(0, y, inside.Width, Math.Max(0, inside.Height - y)), [new ChartSeries(texts.Loss, training.Losses, theme.Loss)], new ChartOptions { Low = 0 });
        }
        bool runs = training is { IsRunning: true };
        List<(string, string, Keystroke)> keys = runs ? [("Esc", texts.Stop, new(KeyCode.Escape))]
            : play.Position.IsGoalReached ? [("Enter", texts.Questions, new(KeyCode.Enter)), ("s", texts.Train, new('s')), ("L", texts.Page, new('L'))]
            : [("Enter", texts.Train, new(KeyCode.Enter)), ("L", texts.Page, new('L'))];
        LessonsView.Footer(canvas, keys, hits);
    }

    private static string Percent(double share) => $"{Numbers.Format(100 * share, 2).ToString(CultureInfo.InvariantCulture)} %";
}
