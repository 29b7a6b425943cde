using Backstep.Lessons.Texts;
using Stateless;
using Stateless.Graph;
using static Backstep.Lessons.Flow.LessonState;
using static Backstep.Lessons.Flow.LessonTrigger;
using Stateless.Reflection;

namespace Backstep.Lessons.Flow;

/// <summary>
/// The way of one learner through one lesson: pages, exercise, questions. Nothing advances by itself: after an answer the learner is
/// in <see cref="Feedback"/> until <see cref="Next"/> is fired. Every lesson that is open can be skipped. A flow is cheap: where nothing
/// may change in place, keep its <see cref="Position"/> and make a new flow from it for every trigger.
/// </summary>
public sealed class LessonFlow
{
    // Most flows are made to be asked for their state; the machine is configured when the first trigger comes.
    private readonly Lazy<StateMachine<LessonState, LessonTrigger>> _machine;
    private readonly Dictionary<string, Func<FlowTexts, string>> _needs = [];
    private string? _given;
    private Confidence? _sure;
    private bool _isReason;

    /// <summary>Goes on at <paramref name="position"/>; what the lesson no longer has (a page, a question) is left out.</summary>
    public LessonFlow(LessonInfo lesson, LessonPosition? position = null)
    {
        Lesson = lesson;
        Position = Fitted(position ?? new());
        _machine = new(Configured);
    }

    public LessonInfo Lesson { get; }

    /// <summary>All that is to be kept; give it to a new flow to go on.</summary>
    public LessonPosition Position { get; private set; }

    public LessonState State => Position.State;

    /// <summary>The triggers that are accepted now.</summary>
    public IReadOnlyList<LessonTrigger> PermittedTriggers => [.. Enum.GetValues<LessonTrigger>().Where(CanFire)];

    /// <summary>The number of the question that is asked or comes next, from 0; -1 in a lesson without questions.</summary>
    public int QuestionIndex => Position.Question is { } id ? Lesson.QuestionIds.ToList().IndexOf(id) : -1;

    /// <summary>
    /// The hints that may be shown for the question, or in the exercise for the exercise: all of them once it is done, for then they cost
    /// nothing.
    /// </summary>
    public int HintsShown => State is Solved or SolvedWithHints || IsTargetDone ? LessonPosition.HintLevels
        : AtQuestion ? Current.Hints : Position.ExerciseHints;

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

    private bool AtQuestion => State is Quiz or Feedback;

    private QuestionRecord Current => Position.Question is { } id ? Position.Of(id) : new();

    private bool IsTargetDone => AtQuestion ? Current.Right : Position.IsGoalReached;

    private bool IsExerciseDone => !Lesson.HasExercise || Position.IsGoalReached;

    /// <summary>
    /// The question to ask after the present one: the next that is not answered right, from the first again at the end; null once all are.
    /// </summary>
    private string? NextQuestion =>
        Lesson.QuestionIds.Skip(QuestionIndex + 1).Concat(Lesson.QuestionIds).FirstOrDefault(id => !Position.Of(id).Right);

    /// <summary>What a lesson at its end becomes.</summary>
    private LessonState End => Position.Hints == 0 || Position.SolvedAs == Solved ? Solved : SolvedWithHints;

    /// <summary>Whether <paramref name="trigger"/> is accepted now.</summary>
    public bool CanFire(LessonTrigger trigger) => _machine.Value.CanFire(trigger);

    /// <summary>Lets <paramref name="trigger"/> happen.</summary>
    /// <exception cref="TransitionException">It is refused here; nothing has changed. The message is one line.</exception>
    public void Fire(LessonTrigger trigger) => _machine.Value.Fire(trigger);

    /// <summary>
    /// Enters the lesson from wherever it stands: opens it where it was left, begins a solved one anew, goes on with one that is open.
    /// </summary>
    /// <exception cref="TransitionException">It is locked.</exception>
    public void Enter() => Fire(CanFire(Replay) ? Replay : Open);

    /// <summary>Judges an answer: fires <see cref="RightAnswer"/> or <see cref="WrongAnswer"/>.</summary>
    /// <param name="right">Whether it is right.</param>
    /// <param name="given">What the learner entered, to be kept with the question.</param>
    /// <param name="sure">How sure the learner was; kept of the first answer.</param>
    /// <exception cref="TransitionException">Nothing is asked; nothing has changed.</exception>
    public void Answer(bool right, string? given = null, Confidence? sure = null)
    {
        (_given, _sure) = (given, sure);
        try
        {
            Fire(right ? RightAnswer : WrongAnswer);
        }
        finally
        {
            (_given, _sure) = (null, null);
        }
    }

    /// <summary>Whether the reason for the answer that was just given is asked for and not chosen yet.</summary>
    public bool AsksReason => CanFire(GiveReason);

    /// <summary>Takes the choice of a reason: it is made once, and the learner may go on without it.</summary>
    /// <exception cref="TransitionException">None is asked for; nothing has changed.</exception>
    public void Reason(bool right)
    {
        _isReason = right;
        Fire(GiveReason);
    }

    /// <summary>The graph of all lessons in Mermaid's language.</summary>
    public static string Graph() =>
        MermaidGraph.Format(new LessonFlow(new("", "", [], 0, []))._machine.Value.GetInfo(), null)
            .ReplaceLineEndings("\n").TrimEnd() + "\n";

    private StateMachine<LessonState, LessonTrigger> Configured()
    {
        StateMachine<LessonState, LessonTrigger> machine = new(() => State, state => Position = Position with { State = state });
        machine.OnUnhandledTrigger((_, trigger, unmet) => throw new TransitionException(Refusal(trigger, unmet)));
        ConfigureMap(machine);
        ConfigureLesson(machine);
        return machine;
    }

    private void ConfigureMap(StateMachine<LessonState, LessonTrigger> machine)
    {
        LessonState LastPlace() => Position.Resume;
        LessonState Aside() => Position.SolvedAs ?? Skipped;
        DynamicStateInfos places = new()
        {
            { Reading, "left there" },
            { Stepping, "left there" },
            { Quiz, "left there" },
            { Feedback, "left there" },
        };
        DynamicStateInfos solvedBefore = new() { { Solved, "solved before" }, { SolvedWithHints, "solved with hints before" } };

        machine.Configure(Locked)
            .Permit(Unlock, Available)
            .Permit(PassTestOut, Solved);
        machine.Configure(Available)
            .PermitDynamic(Open, LastPlace, null, places)
            .Permit(Skip, Skipped)
            .Permit(PassTestOut, Solved);
        machine.Configure(Skipped)
            .PermitDynamic(Open, LastPlace, null, places)
            .Permit(PassTestOut, Solved)
            .OnEntry(() => Position = Position with { IsSkipped = true })
            .OnEntryFrom(SkipQuestion, () => Position = Position with
            {
                Resume = Quiz,
                Question = Lesson.QuestionIds.First(id => !Position.Of(id).Right),
            }, "the first open question");
        foreach (LessonState state in (LessonState[])[Solved, SolvedWithHints])
        {
            machine.Configure(state)
                .Permit(Replay, Reading)
                .OnEntry(t => Position = Position with
                {
                    SolvedAs = state,
                    IsSkipped = false,
                    IsRunSolved = t.Trigger is Next or PassTestOut,
                    IsTestedOut = t.Trigger == PassTestOut,
                });
        }
        // A replay that is left or skipped changes nothing of what was solved before. A lesson that is open already, because the window was
        // closed or another one has it, goes on where it is.
        machine.Configure(Underway)
            .Ignore(Open)
            .PermitDynamic(Leave, () => Position.SolvedAs ?? (Position.IsSkipped ? Skipped : Available), null,
                With(solvedBefore, (Skipped, "skipped before"), (Available, "else")))
            .PermitDynamic(Skip, Aside, null, With(solvedBefore, (Skipped, "else")))
            .Permit(PassTestOut, Solved)
            .OnEntry(() => Position = Position with { IsSeen = true })
            .OnExit(t => Position = Position with { Resume = t.Source });
    }

    private void ConfigureLesson(StateMachine<LessonState, LessonTrigger> machine)
    {
        Tuple<Func<bool>, string> exercise = Needs(t => t.Exercise, () => Lesson.HasExercise),
            goal = Needs(t => t.Goal, () => IsExerciseDone);
        Tuple<Func<bool>, string> questions = Needs(t => t.Question, () => Lesson.QuestionIds.Count > 0),
            none = Needs(t => t.NoQuestion, () => Lesson.QuestionIds.Count == 0);
        Tuple<Func<bool>, string> hint = Needs(t => t.Hint, () => HintsShown < LessonPosition.HintLevels);
        Tuple<Func<bool>, string> reason = Needs(t => t.Reason,
            () => Current is { Right: true, Reason: null } && Lesson.Reasoned?.Contains(Position.Question!) == true);
        Tuple<Func<bool>, string> unanswered = Needs(t => t.Unanswered, () => !Current.Right);
        DynamicStateInfos ends = new() { { Solved, "no hint used" }, { SolvedWithHints, "a hint used" } };

        machine.Configure(Reading).SubstateOf(Underway)
            .PermitReentryIf(NextPage, Needs(t => t.PageAfter, () => Position.Page < LastPage))
            .PermitReentryIf(PreviousPage, Needs(t => t.PageBefore, () => Position.Page > 0))
            .PermitIf(StartExercise, Stepping, exercise)
            .PermitIf(StartQuiz, Quiz, questions, goal)
            .PermitDynamicIf(Next, () => End, ends, none, goal, Needs(t => t.LastPage, () => Position.Page == LastPage))
            .OnEntry(TurnPage, "turn the page");
        machine.Configure(Stepping).SubstateOf(Underway)
            .PermitReentry(Step)
            .PermitReentry(GoalReached)
            .PermitReentry(StartExercise)
            .PermitReentryIf(Hint, hint)
            .Permit(PreviousPage, Reading)
            .PermitIf(StartQuiz, Quiz, questions, goal)
            .PermitDynamicIf(Next, () => End, ends, none, goal)
            .OnEntryFrom(Step, () => Position = Position with { Steps = Position.Steps + 1 }, "count it")
            .OnEntryFrom(GoalReached, () => Position =
                Position with { GoalSteps = Math.Min(Position.GoalSteps ?? int.MaxValue, Position.Steps) }, "keep the fewest steps")
            .OnEntryFrom(Hint, () => Position = Position with { ExerciseHints = Position.ExerciseHints + 1 }, "count it")
            .OnEntryFrom(StartExercise, t => Position = t.IsReentry ? Position with { Steps = 0 } : Position, "started over: count anew");
        machine.Configure(Quiz).SubstateOf(Underway)
            .Permit(RightAnswer, Feedback)
            .Permit(WrongAnswer, Feedback)
            .PermitReentryIf(Hint, hint)
            .Permit(PreviousPage, Reading)
            .PermitIf(StartExercise, Stepping, exercise)
            .OnEntryFrom(Hint, () => SetCurrent(Current with { Hints = Current.Hints + 1 }), "count it")
            .OnEntryFrom(Next, () => Position = Current.Right ? Position with { Question = NextQuestion } : Position,
                "the next question, or the same again")
            .OnEntryFrom(SkipQuestion, () => Position = Position with { Question = NextQuestion }, "the next question");
        machine.Configure(Feedback).SubstateOf(Underway)
            .PermitDynamic(Next, () => NextQuestion is null ? End : Quiz, null, With(ends, (Quiz, "a question left")))
            .PermitReentryIf(Hint, hint)
            .PermitReentryIf(GiveReason, reason)
            .OnEntryFrom(Hint, () => SetCurrent(Current with { Hints = Current.Hints + 1 }), "count it")
            .OnEntryFrom(GiveReason, () => SetCurrent(Current with { Reason = _isReason }), "keep the reason")
            .OnEntryFrom(RightAnswer, () => SetCurrent(Answered() with { Right = true }), "keep the answer")
            .OnEntryFrom(WrongAnswer, () => SetCurrent(Answered() with { Right = false, Wrong = Current.Wrong + 1 }), "keep the answer");
        // The questions after it that are still open come first; after the last of them the lesson is put aside with what is open in it.
        foreach (LessonState state in (LessonState[])[Quiz, Feedback])
        {
            machine.Configure(state).PermitDynamicIf(SkipQuestion,
                () => Lesson.QuestionIds.Skip(QuestionIndex + 1).Any(id => !Position.Of(id).Right) ? Quiz : Position.SolvedAs ?? Skipped,
                new DynamicStateInfos
                {
                    { Quiz, "a question after it" },
                    { Solved, "solved before" },
                    { SolvedWithHints, "solved with hints before" },
                    { Skipped, "else" },
                },
                unanswered);
        }
    }

    /// <summary>A condition; Stateless and the graph know it by its English words.</summary>
    private Tuple<Func<bool>, string> Needs(Func<FlowTexts, string> text, Func<bool> holds)
    {
        string english = text(FlowTexts.In(Language.English));
        _needs[english] = text;
        return new(holds, english);
    }

    private static DynamicStateInfos With(DynamicStateInfos states, params ReadOnlySpan<(LessonState State, string When)> more)
    {
        DynamicStateInfos all = [.. states];
        foreach ((LessonState state, string when) in more) all.Add(state, when);
        return all;
    }

    private LocalText Refusal(LessonTrigger trigger, ICollection<string>? unmet) =>
        LocalText.Of(language => FlowTexts.In(language) is var t && unmet is { Count: > 0 }
        ? t.RefusedNeeds($"{trigger}", $"{State}", string.Join(", ", unmet.Distinct().Select(need => _needs[need](t))))
        : t.RefusedHere($"{trigger}", $"{State}", string.Join(", ", PermittedTriggers)));

    private void TurnPage(StateMachine<LessonState, LessonTrigger>.Transition t) =>
        Position = t.Trigger switch
        {
            NextPage => Position with { Page = Position.Page + 1 },
            PreviousPage => Position with { Page = t.IsReentry ? Position.Page - 1 : LastPage },
            Replay => Fitted(new() { State = Reading, IsSeen = true, SolvedAs = Position.SolvedAs, Replays = Position.Replays + 1 }),
            _ => Position,
        };

    private QuestionRecord Answered() => Current with
    {
        Answer = _given ?? Current.Answer,
        Sure = Current.Wrong == 0 ? _sure ?? Current.Sure : Current.Sure,
    };

    private void SetCurrent(QuestionRecord record) =>
        Position = Position with { Questions = Position.Questions.SetItem(Position.Question!, record) };

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
        LessonState? solved = kept.State is Solved or SolvedWithHints ? kept.State
            : kept.SolvedAs is Solved or SolvedWithHints ? kept.SolvedAs : null;
        bool asked = Lesson.QuestionIds.Contains(kept.Question);
        return kept with
        {
            State = solved is { } done && kept.State is Locked or Available or Skipped or Underway ? done : Possible(kept.State, asked),
            SolvedAs = solved,
            IsSkipped = solved is null && kept.IsSkipped,
            Resume = kept.Resume is Reading or Stepping or Quiz or Feedback ? Possible(kept.Resume, asked) : Reading,
            Page = Math.Clamp(kept.Page, 0, LastPage),
            Question = asked ? kept.Question : Lesson.QuestionIds.FirstOrDefault(id => !kept.Of(id).Right)
                ?? (Lesson.QuestionIds is [.., var last] ? last : null),
        };
    }

    private LessonState Possible(LessonState state, bool asked) => state switch
    {
        Stepping => Lesson.HasExercise ? state : Reading,
        Feedback when asked => state,
        Quiz or Feedback => Lesson.QuestionIds.Count > 0 ? Quiz : Reading,
        Underway => Available,
        _ => state,
    };
}

/// <summary>A trigger was refused; the message is one line with the state, the trigger and what is missing.</summary>
public sealed class TransitionException(LocalText text) : LocalizedException(text.In);
