using Backstep.Lessons.Flow;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.Session;

/// <summary>What happens in the exercise of a lesson, be it in the debugger or a training.</summary>
internal static class ExerciseUpdate
{
    /// <summary>To the questions or, in a lesson without, to its end.</summary>
    public static Next Onward(AppState state, LessonsState lessons)
    {
        LessonFlow flow = lessons.Play!.Flow;
        LessonTrigger trigger = flow.Lesson.QuestionIds.Count > 0 ? LessonTrigger.StartQuiz : LessonTrigger.Next;
        return flow.CanFire(trigger) ? LessonsUpdate.Fire(state, lessons, trigger)
            : Next.At(state.Say(lessons.Play.IsTraining ? state.Texts.Lessons.GoalFirst : state.Texts.Lessons.GoalFirstHere,
                isProblem: true));
    }

    /// <summary>The goal was looked at after something was done.</summary>
    public static Next Moved(AppState state, LessonsState lessons, LessonPlay play, GoalProgress progress)
    {
        LessonFlow flow = play.Flow;
        if (flow.State != LessonState.Stepping) return Next.At(state);
        bool was = play.Position.IsGoalReached;
        int before = play.Goal?.Movements ?? 0;
        if (progress.Movements < before && flow.CanFire(LessonTrigger.StartExercise)) flow.Fire(LessonTrigger.StartExercise);
        for (int i = flow.Position.Steps; i < progress.Movements && flow.CanFire(LessonTrigger.Step); i++) flow.Fire(LessonTrigger.Step);
        if (progress.ReachedNow && flow.CanFire(LessonTrigger.GoalReached)) flow.Fire(LessonTrigger.GoalReached);
        AppState next = state with { Lessons = lessons with { Play = play with { Position = flow.Position, Goal = progress } } };
        if (!progress.ReachedNow || was) return Next.At(next);
        // The screen of a training says itself that it was reached.
        bool isHere = state.Place == Place.Exercise;
        if (!play.IsTraining) next = next.Say(play.View.Info.QuestionIds.Count == 0 ? state.Texts.Lessons.GoalReachedLast(isHere)
            : state.Texts.Lessons.GoalReached(isHere));
        return Next.At(next).Saving(new SaveProgress(play.View.Info.Id, flow.Position));
    }
}
