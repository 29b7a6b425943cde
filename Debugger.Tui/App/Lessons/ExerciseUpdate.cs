using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What the debugger's screen does more while it shows the exercise of a lesson.</summary>
internal static class ExerciseUpdate
{
    /// <summary>A key that belongs to the lesson rather than to the debugger; null for the debugger's own.</summary>
    public static Step? Key(AppModel app, Keystroke key)
    {
        LessonsModel model = app.Lessons!;
        DebugModel debug = app.Debug!;
        if (debug.IsFiltering) return null;
        if (key.Is('N')) return Onward(app, model);
        if (key.Is('L')) return Leave(app, model);
        if (key.Is('H')) return new(app.Say(app.Texts.Lessons.ExerciseHint(model.Play!.View.Lesson.Exercise.Goal)));
        // Esc clears filter and selection first, as everywhere in the debugger.
        if (key.Is(KeyCode.Escape) && debug is { Filter.Length: 0, ProgramRow: null }) return model.Play!.IsLooking && !app.IsBusy ? Onward(app, model) : Leave(app, model);
        return null;
    }

    /// <summary>The goal was looked at after something was done in the debugger.</summary>
    public static Step Moved(AppModel app, LessonsModel model, LessonPlay play, GoalProgress progress)
    {
        LessonFlow flow = play.Flow;
        if (flow.State != LessonState.Stepping) return new(app);
        bool was = play.Position.IsGoalReached;
        int before = play.Goal?.Movements ?? 0;
        if (progress.Movements < before && flow.CanFire(LessonTrigger.StartExercise)) flow.Fire(LessonTrigger.StartExercise);
        for (int i = flow.Position.Steps; i < progress.Movements && flow.CanFire(LessonTrigger.Step); i++) flow.Fire(LessonTrigger.Step);
        if (progress.ReachedNow && flow.CanFire(LessonTrigger.GoalReached)) flow.Fire(LessonTrigger.GoalReached);
        AppModel next = app with { Lessons = model with { Play = play with { Position = flow.Position, Goal = progress } } };
        if (!progress.ReachedNow || was) return new(next);
        // The screen of a training says itself that it was reached.
        if (play.IsTraining) return new(next, new SessionEffect(new KeepProgress(play.View.Info.Id, flow.Position)));
        bool last = play.View.Info.QuestionIds.Count == 0;
        return new(next.Say(last ? app.Texts.Lessons.GoalReachedLast : app.Texts.Lessons.GoalReached), new SessionEffect(new KeepProgress(play.View.Info.Id, flow.Position)));
    }

    private static Step Onward(AppModel app, LessonsModel model)
    {
        LessonFlow flow = model.Play!.Flow;
        LessonTrigger trigger = flow.Lesson.QuestionIds.Count > 0 ? LessonTrigger.StartQuiz : LessonTrigger.Next;
        return flow.CanFire(trigger) ? LessonsUpdate.Fire(app, model, trigger) : new(app.Say(app.Texts.Lessons.GoalFirstHere, isProblem: true));
    }

    private static Step Leave(AppModel app, LessonsModel model) =>
        // What the engine is about to answer belongs to this screen.
        app.IsBusy ? new(app) : LessonsUpdate.Fire(app, model, LessonTrigger.PreviousPage);
}
