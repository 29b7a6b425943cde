using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// What happens in the lessons: from the map into a lesson, through its pages, exercise and questions, and back. Pure, as
/// <see cref="StateUpdate"/> is.
/// </summary>
internal static class LessonsUpdate
{
    public static (AppState State, ImmutableArray<Effect> Effects) Update(AppState state, LessonMsg message) => message switch
    {
        OpenLessons open => Next.At(state).Asking(new OpenCourse(open.Lesson, open.Reviews)),
        LearnerMsg learner => Next.At(state with { Learner = learner.Learner }),
        CourseMsg course => Opened(state, course),
        // What was asked for on a screen that has been left is of no use any more.
        _ => state.Lessons is { } lessons ? Update(state, lessons, message) : Next.At(state),
    };

    /// <summary>Whether a place belongs to the lessons, where Esc leads along the lesson.</summary>
    public static bool IsLesson(Place place) =>
        place is Place.Map or Place.Page or Place.Exercise or Place.Training or Place.Quiz or Place.Closing or Place.Profile;

    /// <summary>Esc on one of the lessons' screens: one level back.</summary>
    public static (AppState State, ImmutableArray<Effect> Effects) Back(AppState state, LessonsState lessons)
    {
        switch (state.Place)
        {
            case Place.Page: return Fire(state, lessons, LessonTrigger.Leave);
            case Place.Exercise when lessons.Play is { IsLooking: true }: return ExerciseUpdate.Onward(state, lessons);
            case Place.Exercise or Place.Training: return Fire(state, lessons, LessonTrigger.PreviousPage);
            case Place.Quiz: return QuizUpdate.Back(state, lessons);
            default: return Next.At(state with { Places = state.Places.Pop(), Notice = null });
        }
    }

    /// <summary>Lets something happen in the lesson that is played, and asks for what the new state needs.</summary>
    internal static Next Fire(AppState state, LessonsState lessons, LessonTrigger trigger)
    {
        LessonPlay play = lessons.Play!;
        LessonFlow flow = play.Flow;
        LessonState before = flow.State;
        if (!flow.CanFire(trigger)) return Next.At(state);
        flow.Fire(trigger);
        return Entered(state with { Notice = null }, lessons with { Play = play with { Position = flow.Position } }, before);
    }

    /// <summary>What a state of the flow that was just entered needs.</summary>
    internal static Next Entered(AppState state, LessonsState lessons, LessonState before)
    {
        LessonPlay play = lessons.Play!;
        LessonPosition position = play.Position;
        if (position.State != LessonState.Stepping && play.IsLooking) play = play with { IsLooking = false };
        lessons = lessons with { Play = play };
        string id = play.View.Info.Id;
        var keep = new SaveProgress(id, position);
        switch (position.State)
        {
            case LessonState.Stepping:
                Next stepping = Next.At(state.In(lessons, Place.Map, Place.Page, play.IsTraining ? Place.Training : Place.Exercise))
                    .Saving(keep);
                return play.IsTraining || before == LessonState.Stepping ? stepping
                    : stepping.Asking(new OpenExercise(id, play.View.Replay));
            case LessonState.Quiz:
                // Who tries again or comes back from a look into the debugger finds the question as it was.
                bool same = lessons.Quiz is { For: Asking.Lesson, View: { } view } && view.Lesson.Id == id
                    && view.Question.Id == position.Question && view.Replay == play.View.Replay
                    && QuizUpdate.IsAsEasy(view, position.Of(view.Question.Id).Wrong);
                QuizState quiz = same ? lessons.Quiz! with { Verdict = null, Complaint = null, Pending = null, Reason = null }
                    : new QuizState(Asking.Lesson) { Hints = play.Flow.HintsShown, Wrong = position.Of(position.Question!).Wrong };
                Next asking = Next.At(state.In(lessons with { Quiz = quiz }, Place.Map, Place.Page, Place.Quiz)).Saving(keep);
                return quiz.View is null ? asking.Asking(new AskQuestion(id, position.Question!, play.View.Replay, quiz.Wrong)) : asking;
            case LessonState.Reading:
                return Next.At(state.In(lessons, Place.Map, Place.Page)).Saving(keep);
            case LessonState.Feedback:
                return Next.At(state with { Lessons = lessons }).Saving(keep);
            default:
                // Who leaves finds the lesson selected; who has solved or skipped it the one that comes next.
                return Next.At(state.In(lessons with { Quiz = null, Current = position.IsPassed ? null : id }, Place.Map)).Saving(keep);
        }
    }

    private static Next Update(AppState state, LessonsState lessons, LessonMsg message)
    {
        switch (message)
        {
            case EnterFromMap enter: return OpenLesson(state, lessons, enter.Lesson);
            case SkipFromMap skip: return Skip(state, lessons, skip.Lesson);
            case BeginTestOut test: return QuizUpdate.BeginTest(state, lessons, test.Chapter);
            case BeginReview: return QuizUpdate.BeginReview(state, lessons);
            case LessonReadyMsg ready: return Ready(state, lessons, ready);
            case SavedMsg kept: return Next.At(Saved(state, lessons, kept));
            case ProfileMsg profile:
                // Another learner begins at his own next lesson.
                AppState switched = state with
                {
                    Learner = LearnerView.Of(lessons.Course, profile.Progress, lessons.Today),
                    Lessons = lessons with
                    { Progress = profile.Progress, Profiles = profile.Profiles, Current = null, Play = null, Quiz = null }
                };
                return Next.At(profile.Notice is { } notice ? switched.Say(notice.In(state.Look.Language), isProblem: true) : switched);
            case SpokenMsg when lessons.Play is not null || lessons.Quiz is not null:
                return Next.At(state).Asking(new Retell(lessons.Play?.View, lessons.Quiz?.View, lessons.Quiz?.Answer));
            case RetoldMsg told:
                LessonPlay? retold = lessons.Play is { } open && told.Lesson is { } again && open.View.Key == again.Key
                    ? open with { View = again } : lessons.Play;
                return Next.At(state with { Lessons = lessons with { Play = retold, Quiz = QuizUpdate.Retold(lessons.Quiz, told) } });
            case GoOn when state.Place == Place.Closing: return Next.At(state.In(lessons, Place.Map));
            case GoOn when state.Place == Place.Quiz: return QuizUpdate.GoOn(state, lessons);
            case Reply or Confide or ChooseReason or SkipReview or AskHint or QuestionMsg or VerdictMsg or UnreadableMsg or LookInDebugger:
                return QuizUpdate.Update(state,
                lessons, message);
            default: return lessons.Play is { } play ? InLesson(state, lessons, play, message) : Next.At(state);
        }
    }

    private static Next InLesson(AppState state, LessonsState lessons, LessonPlay play, LessonMsg message)
    {
        bool trains = play.Training is { IsRunning: true };
        switch (message)
        {
            case GoOn when state.Place == Place.Page:
                return play.Flow.Onward is { } onward ? Fire(state, lessons, onward) : Next.At(state);
            case GoOn when !trains:
                return ExerciseUpdate.Onward(state, lessons);
            case Pass { Trigger: LessonTrigger.StartQuiz } when !trains && !play.Flow.CanFire(LessonTrigger.StartQuiz):
                return Next.At(state.Say(state.Place == Place.Page ? state.Texts.Lessons.GoalFirst : state.Texts.Lessons.GoalFirstHere,
                    isProblem: true));
            case Pass pass when !trains:
                return Fire(state, lessons, pass.Trigger);
            case BeginTraining when !trains && play.IsTraining:
                return Next.At(state).Asking(new TrainExercise(play.View.Info.Id, play.View.Replay));
            case GoalMsg goal:
                return ExerciseUpdate.Moved(state, lessons, play, goal.Progress);
            case TrainingMsg training:
                LessonsState trained = lessons with { Play = play with { Training = training.Training } };
                AppState next = state with { Lessons = trained };
                return training.Goal is { } reached ? ExerciseUpdate.Moved(next, trained, trained.Play!, reached) : Next.At(next);
            default:
                return Next.At(state);
        }
    }

    /// <summary>Opens a lesson where it was left; a solved one begins anew with other numbers.</summary>
    /// <param name="state">The state.</param>
    /// <param name="lessons">The lessons' part of it.</param>
    /// <param name="id">The lesson.</param>
    /// <param name="isNamed">Whether it was named on the command line: it opens even if what comes before it is not solved.</param>
    internal static Next OpenLesson(AppState state, LessonsState lessons, string id, bool isNamed = false)
    {
        if (lessons.Progress.Outline.Find(id) is not { } info) return Next.At(state);
        LessonFlow flow = lessons.Progress.Flow(info);
        // Who names a lesson on the command line knows what he wants.
        if (isNamed && flow.CanFire(LessonTrigger.Unlock)) flow.Fire(LessonTrigger.Unlock);
        if (flow.State == LessonState.Locked)
        {
            string before = state.Texts.Common.List(
                lessons.Progress.WaitsFor(info).Select(l => lessons.Course.Find(l.Id)?.Title.In(state.Look.Language) ?? l.Id));
            return Next.At(state.Say(state.Texts.Lessons.Waits(before), isProblem: true));
        }
        flow.Enter();
        // An answer that was judged before the lesson was left is not shown again: the next question is.
        if (flow.State == LessonState.Feedback) flow.Fire(LessonTrigger.Next);
        return Next.At(state).Asking(new EnterLesson(id, flow.Position));
    }

    private static Next Opened(AppState state, CourseMsg course)
    {
        state = state with { Learner = LearnerView.Of(course.Lessons.Course, course.Lessons.Progress, course.Lessons.Today) };
        // Another course has other lessons.
        string? current = state.Lessons is { } before && before.Course.Id == course.Lessons.Course.Id ? before.Current : null;
        AppState next = state.In(course.Lessons with { Current = current }, Place.Map);
        if (course.Notice is { } notice) next = next.Say(notice.In(state.Look.Language), isProblem: true);
        if (course.Reviews) return QuizUpdate.BeginReview(next, next.Lessons!);
        return course.Lesson is { } lesson ? OpenLesson(next, next.Lessons!, lesson, isNamed: true) : Next.At(next);
    }

    private static Next Ready(AppState state, LessonsState lessons, LessonReadyMsg ready) =>
        Entered(state, lessons with { Play = new LessonPlay(ready.View, ready.Position), Quiz = null, Current = ready.View.Info.Id },
            LessonState.Available);

    private static Next Skip(AppState state, LessonsState lessons, string id)
    {
        LessonFlow flow = lessons.Progress.Flow(lessons.Progress.Outline.Find(id)!);
        if (!flow.CanFire(LessonTrigger.Skip)) return Next.At(state.Say(state.Texts.Lessons.CannotSkip, isProblem: true));
        flow.Fire(LessonTrigger.Skip);
        AppState next = state with { Lessons = lessons with { Current = null } };
        return Next.At(next.Say(state.Texts.Lessons.SkippedNow(lessons.Course.Find(id)!.Title.In(state.Look.Language))))
            .Saving(new SaveProgress(id, flow.Position));
    }

    private static AppState Saved(AppState state, LessonsState lessons, SavedMsg kept)
    {
        LessonsState now = lessons with { Progress = kept.Progress };
        state = state with { Learner = LearnerView.Of(now.Course, now.Progress, now.Today) };
        AppState next = kept.ClosedChapter is { } chapter ? state.In(now with { Closing = chapter }, Place.Map, Place.Closing)
            : state with { Lessons = now };
        string won = string.Join(" · ", kept.Awards.Select(a => AwardText.Of(a, state.Texts)).Where(t => t.Length > 0));
        if (won.Length > 0) next = next.Say(won);
        return kept.Notice is { } notice ? next.Say(notice.In(state.Look.Language), isProblem: true) : next;
    }
}

/// <summary>A state and what is to be done, while it is being put together.</summary>
internal readonly record struct Next(AppState State, ImmutableArray<Effect> Effects)
{
    public static Next At(AppState state) => new(state, []);

    /// <summary>The engine has something to do that the learner waits for.</summary>
    public Next Asking(SessionCommand command) =>
        new(State with { Waiting = State.Waiting + 1, IsExercise = State.IsExercise || command is OpenExercise or TrainExercise },
        Effects.Add(new SessionEffect(command)));

    /// <summary>Progress is kept; nobody waits for that.</summary>
    public Next Saving(LessonCommand command) => new(State, Effects.Add(new SessionEffect(command, IsQuiet: true)));

    public static implicit operator (AppState, ImmutableArray<Effect>)(Next next) => (next.State, next.Effects);
}
