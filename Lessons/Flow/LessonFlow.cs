using static Backstep.Lessons.Flow.LessonState;
using static Backstep.Lessons.Flow.LessonTrigger;

namespace Backstep.Lessons.Flow;

/// <summary>
/// The way of one learner through one lesson: pages, exercise, questions. Nothing advances by itself: after an answer the learner is
/// in <see cref="Feedback"/> until <see cref="Next"/> is fired. Every lesson that is open can be skipped. A flow is cheap: where nothing may
/// change in place, keep its <see cref="Position"/> and make a new flow from it for every trigger.
/// </summary>
public sealed class LessonFlow
{
    private readonly StateMachine<LessonState, LessonTrigger> _machine;
    private LessonPosition _position;
    private string? _given;

    /// <summary>Goes on at <paramref name="position"/>; what the lesson no longer has (a page, a question) is left out.</summary>
    public LessonFlow(LessonInfo lesson, LessonPosition? position = null)
    {
        Lesson = lesson;
        _position = Fitted(position ?? new());
        _machine = new(_position.State);
        ConfigureMap();
        ConfigureExercise();
        ConfigureQuestions();
        _machine.OnTransitioned(t => _position = _position with { State = t.Destination, IsSeen = _position.IsSeen || t.Trigger == Open });
    }

    /// <summary>The lesson.</summary>
    public LessonInfo Lesson { get; }

    /// <summary>All that is to be kept; give it to a new flow to go on.</summary>
    public LessonPosition Position => _position;

    /// <summary>Where the lesson stands.</summary>
    public LessonState State => _machine.State;

    /// <summary>The triggers that are accepted now.</summary>
    public IReadOnlyList<LessonTrigger> PermittedTriggers => _machine.PermittedTriggers;

    /// <summary>The number of the question that is asked or comes next, from 0; -1 in a lesson without questions.</summary>
    public int QuestionIndex => _position.Question is { } id ? Lesson.QuestionIds.ToList().IndexOf(id) : -1;

    /// <summary>
    /// The hints that may be shown for the question, or in the exercise for the exercise: all of them once it is done, for then they cost
    /// nothing.
    /// </summary>
    public int HintsShown => State is Solved or SolvedWithHints || IsTargetDone ? LessonPosition.HintLevels : AtQuestion ? Current.Hints : _position.ExerciseHints;

    /// <summary>The trigger that one key for "go on" means here; null where the learner has to do something first.</summary>
    public LessonTrigger? Onward => State switch
    {
        Available or Skipped => Open,
        Reading => First(NextPage, StartQuiz, Next, StartExercise),
        Stepping => First(StartQuiz, Next),
        Feedback => Next,
        _ => null,
    };

    private int LastPage => Math.Max(0, Lesson.PageCount - 1);

    private bool AtQuestion => State == Quiz || (State == Feedback && !_position.JudgedPrediction);

    private QuestionRecord Current => _position.Question is { } id ? _position.Of(id) : new();

    private bool IsTargetDone => AtQuestion ? Current.Right : _position.IsGoalReached;

    private bool IsExerciseDone => !Lesson.HasExercise || _position.IsGoalReached;

    private bool IsClean => _position.Hints == 0 || _position.SolvedAs == Solved;

    private bool IsAtEnd => QuestionIndex >= Lesson.QuestionIds.Count - 1;

    /// <summary>Whether <paramref name="trigger"/> is accepted now.</summary>
    public bool CanFire(LessonTrigger trigger) => _machine.CanFire(trigger);

    /// <summary>Why <paramref name="trigger"/> is refused now, in one line; null where it is accepted.</summary>
    public string? WhyNot(LessonTrigger trigger) => _machine.WhyNot(trigger);

    /// <summary>Whether the lesson is in <paramref name="state"/>.</summary>
    public bool IsInState(LessonState state) => _machine.IsInState(state);

    /// <summary>Lets <paramref name="trigger"/> happen.</summary>
    /// <exception cref="TransitionException">It is refused here; nothing has changed. The message is one line.</exception>
    public void Fire(LessonTrigger trigger) => _machine.Fire(trigger);

    /// <summary>Judges an answer or a prediction: fires <see cref="RightAnswer"/> or <see cref="WrongAnswer"/>.</summary>
    /// <param name="right">Whether it is right.</param>
    /// <param name="given">What the learner entered, to be kept with the question.</param>
    /// <exception cref="TransitionException">Nothing is asked; nothing has changed.</exception>
    public void Answer(bool right, string? given = null)
    {
        _given = given;
        try
        {
            Fire(right ? RightAnswer : WrongAnswer);
        }
        finally
        {
            _given = null;
        }
    }

    /// <summary>The graph of all lessons in Mermaid's language.</summary>
    public static string Graph() => MermaidGraph.Format(Locked, new LessonFlow(new("", "", [], 0, []))._machine.GetInfo());

    private void ConfigureMap()
    {
        _machine.Configure(Locked)
            .Permit(Unlock, Available)
            .Permit(BeginTestOut, TestOut);
        _machine.Configure(Available)
            .Permit(Skip, Skipped)
            .Permit(BeginTestOut, TestOut)
            .OnEntry(KeepPlace);
        _machine.Configure(Skipped)
            .Permit(BeginTestOut, TestOut)
            .OnEntry(KeepPlace);
        foreach (LessonState state in (LessonState[])[Available, Skipped])
            foreach (LessonState place in (LessonState[])[Reading, Stepping, Quiz, Feedback])
                _machine.Configure(state).PermitIf(Open, place, () => _position.Resume == place, $"last left in {place}");

        _machine.Configure(TestOut)
            .Permit(PassTestOut, Solved)
            .OnEntry(t => _position = _position with { BeforeTestOut = t.Source });
        foreach (LessonTrigger trigger in (LessonTrigger[])[FailTestOut, Leave])
            foreach (LessonState before in (LessonState[])[Locked, Available, Skipped])
                _machine.Configure(TestOut).PermitIf(trigger, before, () => _position.BeforeTestOut == before, $"{before} before");

        foreach (LessonState state in (LessonState[])[Solved, SolvedWithHints])
        {
            _machine.Configure(state)
                .Permit(Replay, Reading)
                .OnEntry(t => _position = _position with
                {
                    SolvedAs = state,
                    IsRunSolved = t.Trigger is Next or PassTestOut,
                    IsTestedOut = t.Trigger == PassTestOut,
                });
        }
        // A replay that is left or skipped changes nothing of what was solved before.
        foreach (LessonState state in (LessonState[])[Reading, Stepping, Predicting, Quiz, Feedback])
            foreach (LessonTrigger trigger in (LessonTrigger[])[Leave, Skip])
            {
                _machine.Configure(state)
                    .PermitIf(trigger, trigger == Leave ? Available : Skipped, () => _position.SolvedAs is null, "not solved before")
                    .PermitIf(trigger, Solved, () => _position.SolvedAs == Solved, "solved before")
                    .PermitIf(trigger, SolvedWithHints, () => _position.SolvedAs == SolvedWithHints, "solved with hints before");
            }
    }

    private void ConfigureExercise()
    {
        Guard exercise = new(() => Lesson.HasExercise, "an exercise");
        Guard questions = new(() => Lesson.QuestionIds.Count > 0, "a question"), noQuestions = new(() => Lesson.QuestionIds.Count == 0, "no question left");
        Guard goal = new(() => IsExerciseDone, "the goal of the exercise"), end = new(() => _position.Page == LastPage, "the last page");
        Guard hint = new(() => HintsShown < LessonPosition.HintLevels, "a hint that is not shown yet");
        Guard clean = new(() => IsClean, "no hint used"), hinted = new(() => !IsClean, "a hint used");

        _machine.Configure(Reading)
            .PermitReentryIf(NextPage, new Guard(() => _position.Page < LastPage, "a page after this one"))
            .PermitReentryIf(PreviousPage, new Guard(() => _position.Page > 0, "a page before this one"))
            .PermitIf(StartExercise, Stepping, exercise)
            .PermitIf(StartQuiz, Quiz, questions, goal)
            .PermitIf(Next, Solved, noQuestions, goal, end, clean)
            .PermitIf(Next, SolvedWithHints, noQuestions, goal, end, hinted)
            .OnEntry(TurnPage);
        _machine.Configure(Stepping)
            .PermitReentry(Step)
            .PermitReentry(GoalReached)
            .PermitReentry(StartExercise)
            .PermitReentryIf(Hint, hint)
            .Permit(Predict, Predicting)
            .Permit(PreviousPage, Reading)
            .PermitIf(StartQuiz, Quiz, questions, goal)
            .PermitIf(Next, Solved, noQuestions, goal, clean)
            .PermitIf(Next, SolvedWithHints, noQuestions, goal, hinted)
            .OnEntryFrom(Step, () => _position = _position with { Steps = _position.Steps + 1 })
            .OnEntryFrom(GoalReached, () => _position = _position with { GoalSteps = Math.Min(_position.GoalSteps ?? int.MaxValue, _position.Steps) })
            .OnEntryFrom(Hint, CountHint)
            .OnEntry(StartOver);
        _machine.Configure(Predicting)
            .Permit(RightAnswer, Feedback)
            .Permit(WrongAnswer, Feedback)
            .PermitReentryIf(Hint, hint)
            .Permit(Next, Stepping)
            .OnEntryFrom(Hint, CountHint);
    }

    private void ConfigureQuestions()
    {
        Guard hint = new(() => HintsShown < LessonPosition.HintLevels, "a hint that is not shown yet");
        Guard prediction = new(() => _position.JudgedPrediction, "a prediction judged"), answer = new(() => !_position.JudgedPrediction, "an answer judged");
        Guard more = new(() => !_position.LastRight || !IsAtEnd, "a question left"), done = new(() => _position.LastRight && IsAtEnd, "no question left");

        _machine.Configure(Quiz)
            .Permit(RightAnswer, Feedback)
            .Permit(WrongAnswer, Feedback)
            .PermitReentryIf(Hint, hint)
            .Permit(PreviousPage, Reading)
            .PermitIf(StartExercise, Stepping, new Guard(() => Lesson.HasExercise, "an exercise"))
            .OnEntryFrom(Hint, CountHint)
            .OnEntryFrom(Next, NextQuestion);
        _machine.Configure(Feedback)
            .PermitIf(Next, Stepping, prediction)
            .PermitIf(Next, Quiz, answer, more)
            .PermitIf(Next, Solved, answer, done, new Guard(() => IsClean, "no hint used"))
            .PermitIf(Next, SolvedWithHints, answer, done, new Guard(() => !IsClean, "a hint used"))
            .PermitReentryIf(Hint, hint)
            .OnEntryFrom(Hint, CountHint)
            .OnEntry(Judge);
    }

    private void KeepPlace(Transition<LessonState, LessonTrigger> t)
    {
        // A prediction belongs to a moment in the debugger that is gone by then.
        if (t.Source is Reading or Stepping or Predicting or Quiz or Feedback)
            _position = _position with { Resume = t.Source == Predicting || (t.Source == Feedback && _position.JudgedPrediction) ? Stepping : t.Source };
    }

    private void TurnPage(Transition<LessonState, LessonTrigger> t) =>
        _position = t.Trigger switch
        {
            NextPage => _position with { Page = _position.Page + 1 },
            PreviousPage => _position with { Page = t.IsReentry ? _position.Page - 1 : LastPage },
            Replay => Fitted(new() { State = Reading, IsSeen = true, SolvedAs = _position.SolvedAs, Replays = _position.Replays + 1 }),
            _ => _position,
        };

    private void StartOver(Transition<LessonState, LessonTrigger> t)
    {
        if (t.Trigger == StartExercise && t.IsReentry) _position = _position with { Steps = 0 };
    }

    private void CountHint()
    {
        if (AtQuestion)
            SetCurrent(Current with { Hints = Current.Hints + 1 });
        else
            _position = _position with { ExerciseHints = _position.ExerciseHints + 1 };
    }

    private void NextQuestion()
    {
        if (_position.LastRight) _position = _position with { Question = Lesson.QuestionIds[QuestionIndex + 1] };
    }

    private void Judge(Transition<LessonState, LessonTrigger> t)
    {
        if (t.Trigger is not (RightAnswer or WrongAnswer)) return;
        bool right = t.Trigger == RightAnswer;
        _position = _position with { LastRight = right, JudgedPrediction = t.Source == Predicting };
        if (t.Source == Predicting)
        {
            _position = right
                ? _position with { PredictionsRight = _position.PredictionsRight + 1 }
                : _position with { PredictionsWrong = _position.PredictionsWrong + 1 };
        }
        else
        {
            SetCurrent(Current with { Right = right, Wrong = Current.Wrong + (right ? 0 : 1), Answer = _given ?? Current.Answer });
        }
    }

    private void SetCurrent(QuestionRecord record) =>
        _position = _position with { Questions = _position.Questions.SetItem(_position.Question!, record) };

    /// <summary>The first of the triggers that is accepted now.</summary>
    private LessonTrigger? First(params ReadOnlySpan<LessonTrigger> triggers)
    {
        foreach (LessonTrigger trigger in triggers)
        {
            if (CanFire(trigger)) return trigger;
        }
        return null;
    }

    /// <summary>A position that the lesson has: a course may have changed since it was kept, or a file been written by hand.</summary>
    private LessonPosition Fitted(LessonPosition kept)
    {
        LessonState? solved = kept.State is Solved or SolvedWithHints ? kept.State : kept.SolvedAs is Solved or SolvedWithHints ? kept.SolvedAs : null;
        bool asked = Lesson.QuestionIds.Contains(kept.Question);
        return kept with
        {
            State = solved is { } done && kept.State is Locked or Available or Skipped or TestOut ? done : Possible(kept.State, kept, asked),
            SolvedAs = solved,
            Resume = kept.Resume is Reading or Stepping or Quiz or Feedback ? Possible(kept.Resume, kept, asked) : Reading,
            BeforeTestOut = kept.BeforeTestOut is Locked or Skipped ? kept.BeforeTestOut : Available,
            Page = Math.Clamp(kept.Page, 0, LastPage),
            Question = asked ? kept.Question : Lesson.QuestionIds.FirstOrDefault(id => !kept.Of(id).Right) ?? (Lesson.QuestionIds.Count > 0 ? Lesson.QuestionIds[^1] : null),
        };
    }

    private LessonState Possible(LessonState state, LessonPosition position, bool asked) => state switch
    {
        Stepping or Predicting => Lesson.HasExercise ? state : Reading,
        Feedback when position.JudgedPrediction => Lesson.HasExercise ? state : Reading,
        Feedback when asked => state,
        Quiz or Feedback => Lesson.QuestionIds.Count > 0 ? Quiz : Reading,
        _ => state,
    };
}
