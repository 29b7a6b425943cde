using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys and messages do while an exercise trains its network.</summary>
internal static class TrainingUpdate
{
    public static Step Key(AppModel app, LessonsModel model, Keystroke key)
    {
        LessonPlay play = model.Play!;
        bool runs = play.Training is { IsRunning: true };
        switch (key)
        {
            case { Code: KeyCode.Enter } when play.Position.IsGoalReached && !runs:
            case var _ when key.Is('N'):
                return play.Flow.Onward is { } onward && !runs ? LessonsUpdate.Fire(app, model, onward) : new(app.Say(app.Texts.Lessons.GoalFirst, isProblem: true));
            case { Code: KeyCode.Enter } when !runs:
            case var _ when key.Is('s') && !runs:
                return new(app, new TrainExercise(play.View.Info.Id, play.View.Replay));
            case { Code: KeyCode.Escape or KeyCode.Left or KeyCode.Backspace } when !runs:
            case var _ when key.Is('L') && !runs:
                return LessonsUpdate.Fire(app, model, LessonTrigger.PreviousPage);
            case var _ when key.Is('?'): return new(app.Open(new Overlays.HelpOverlay()));
            case var _ when key.Is('q') && !runs: return new(app, new QuitEffect());
            default: return new(app);
        }
    }

    public static Step Progressed(AppModel app, LessonsModel model, LessonPlay play, TrainingMsg training)
    {
        AppModel next = app with { IsBusy = training.Training.IsRunning, Lessons = model with { Play = play with { Training = training.Training } } };
        return training.Goal is { } goal ? ExerciseUpdate.Moved(next, next.Lessons!, next.Lessons!.Play!, goal) : new(next);
    }
}
