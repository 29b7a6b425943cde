using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>An exercise that trains its network: the loss as it falls, speed, accuracy.</summary>
internal sealed class TrainingScreen : LessonScreen
{
    private const int CardColumns = 84, CardRows = 9;

    private readonly Curve _curve = new() { X = 1, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill() };
    private readonly PaneFrame _pane = new();
    private LessonPlay? _shown;

    public TrainingScreen(Store store) : base(store)
    {
        // A curve takes all the room there is; what is to be trained does not need it.
        _pane.Width = Dim.Func(_ => _shown?.Training is null ? Math.Min(CardColumns, Body.Viewport.Width) : Body.Viewport.Width);
        _pane.Height = Dim.Func(_ => _shown?.Training is null ? Math.Min(CardRows, Body.Viewport.Height) : Body.Viewport.Height);
        _pane.X = Pos.Center();
        _pane.Add(_curve);
        Body.Add(_pane);
        Build(
        [
            new("Enter", t => t.Lessons.TrainOrGoOn, Enter)
                { Short = t => IsReached ? t.Lessons.Questions : t.Lessons.Train, Menu = MenuGroup.Run, Can = Rests },
            new("s", t => t.Lessons.TrainNow, () => Store.Dispatch(new BeginTraining()))
                { Short = t => t.Lessons.Train, Menu = MenuGroup.Run, Can = () => Rests() && IsReached },
            new("N", t => t.Lessons.ToQuestions, () => Store.Dispatch(new GoOn())) { Menu = MenuGroup.Run, Can = Rests },
            new("L Left Backspace", t => t.Lessons.ToPage, () => Store.Dispatch(new Pass(LessonTrigger.PreviousPage)))
                { Short = t => t.Lessons.Page, Menu = MenuGroup.Run, Can = Rests },
        ]);
    }

    private bool IsReached => State.Lessons?.Play is { Position.IsGoalReached: true };

    protected override void FocusBody() => _curve.SetFocus();

    protected override void Show(AppState state)
    {
        if (state.Lessons?.Play is not { IsTraining: true } play || IsShown(play)) return;
        if (_shown?.Training is null != play.Training is null) Body.SetNeedsLayout();
        _shown = play;
        Lesson lesson = play.View.Lesson;
        _pane.Name(Texts.Lessons.Training(lesson.Exercise.Program, play.Training?.Data ?? ((TrainGoal)lesson.Exercise.Goal!).Target.Data));
        _pane.Foot(LessonSigns.Trail(play, Texts.Lessons));
        _curve.Show(play);
    }

    protected override string Where(LessonsState lessons) => lessons.Play?.View.Lesson.Title.In(State.Look.Language) ?? "";

    protected override Action<Canvas>? PaintMessage =>
        Rests() ? null : line => line.PutCut(1, 0, line.Width - 2, line.Texts.Lessons.TrainingRuns, line.Theme.Warning);

    private bool Rests() => State.Lessons?.Play?.Training is not { IsRunning: true };

    private void Enter() => Store.Dispatch(IsReached ? new GoOn() : new BeginTraining());

    private sealed class Curve : PaintedView
    {
        private LessonPlay? _play;

        public void Show(LessonPlay play)
        {
            _play = play;
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            if (_play is not { } play) return;
            LessonTexts texts = canvas.Texts.Lessons;
            Theme theme = canvas.Theme;
            Lesson lesson = play.View.Lesson;
            TrainingTarget target = ((TrainGoal)lesson.Exercise.Goal!).Target;
            string wanted = Percent(play.Training?.Wanted ?? target.Accuracy);
            int y = 0;
            if (play.Training is not { } training)
            {
                canvas.PutCut(0, y++, canvas.Width, texts.AccuracyWanted(wanted), theme.Bright);
                string what = ProgramCatalog.All.FirstOrDefault(p => p.Name == lesson.Exercise.Program) is { } program
                    ? $"{program.Title(canvas.Texts.Language)} · " : "";
                y += Prose.Paint(canvas.Sub(0, y, canvas.Width, 2), $"{what}{texts.Epochs(target.Epochs)}", theme.Caption) + 1;
                Prose.Paint(canvas.Sub(0, y, canvas.Width, canvas.Height - y), texts.PressToTrain, theme.Text);
                return;
            }
            if (training.Missing is { } missing)
                y += Prose.Paint(canvas.Sub(0, y, canvas.Width, 2), texts.DataMissing(missing, training.Data), theme.Warning);
            canvas.PutCut(0, y++, canvas.Width, texts.TrainingLine(training.Epoch, training.Epochs, training.SamplesPerSecond), theme.Text);
            bool reached = training.Accuracy >= training.Wanted;
            canvas.PutCut(0, y++, canvas.Width,
                training.Accuracy is { } accuracy ? texts.Accuracy(Percent(accuracy), wanted) : texts.AccuracyWanted(wanted),
                reached ? theme.Success : theme.Bright);
            if (!training.IsRunning)
                canvas.PutCut(0, y++, canvas.Width, reached ? texts.TrainingReached : texts.TrainingMissed,
                    reached ? theme.Success : theme.Warning);
            y++;
            LineChart.Paint(canvas.Sub(0, y, canvas.Width, Math.Max(0, canvas.Height - y)),
                [new ChartSeries(texts.Loss, training.Losses, theme.Loss)], new ChartOptions { Low = 0 });
        }

        private static string Percent(double share) => $"{Numbers.Format(100 * share, 2).ToString(CultureInfo.InvariantCulture)} %";
    }
}
