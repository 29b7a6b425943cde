using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys do while a question is asked, and after its answer was judged.</summary>
internal static class QuizUpdate
{
    private const int TestReplays = 101;

    /// <summary>The signs that can be answered, in the order in which they stand.</summary>
    public static ImmutableArray<string> Signs { get; } = ["+", "-", "0"];

    /// <summary>Whether the answer is typed; other questions are answered by choosing.</summary>
    public static bool IsTyped(Question question) => question is NumberQuestion or FactorQuestion or ShapeQuestion;

    /// <summary>A question that has just come; <paramref name="before"/> tells how a learner who tries again had laid the items.</summary>
    public static QuizModel Fresh(QuestionView question, int hints, QuizModel? before)
    {
        bool tried = before is { View: null } && before.Order.Length == question.Options.Length;
        return new(question) { Order = tried ? before!.Order : [.. Enumerable.Range(0, question.Options.Length)], Selected = tried ? before!.Selected : 0, Line = before is { View: null } ? before.Line : new(), Hints = hints };
    }

    /// <summary>Asks the test-out's present question; other numbers than the lesson's own.</summary>
    public static AskQuestion Ask(TestRun test) => new(test.Questions[test.At].LessonId, test.Questions[test.At].QuestionId, (TestReplays * test.Try) + test.At);

    public static Step Key(AppModel app, LessonsModel model, Keystroke key)
    {
        if (model.Quiz is not { View: { } view } quiz)
        {
            if (key.Is(KeyCode.Escape) && !app.IsBusy) return Back(app, model);
            // A number that was begun goes on being typed while the engine asks again.
            return model.Quiz is { Line.Text.Length: > 0 } waiting && key.IsText ? With(app, model, waiting with { Line = LineKeys.Apply(waiting.Line, key) }) : new(app);
        }
        if (quiz.Verdict is { } verdict) return Judged(app, model, quiz, verdict, key);
        switch (key)
        {
            case { Code: KeyCode.Escape }: return Back(app, model);
            case { Code: KeyCode.Enter }: return Answer(app, quiz, view);
            case var _ when key.Is('?'): return Hint(app, model, quiz);
            case { Code: KeyCode.Tab } when model is { Place: LessonPlace.Lesson, Play: { IsTraining: false } look }: return LessonsUpdate.Fire(app, model with { Play = look with { IsLooking = true } }, LessonTrigger.StartExercise);
            case { Code: KeyCode.PageUp } when view.Question is not FirstWrongStepQuestion: return Scroll(app, model, -5);
            case { Code: KeyCode.PageDown } when view.Question is not FirstWrongStepQuestion: return Scroll(app, model, 5);
        }
        if (IsTyped(view.Question)) return With(app, model, quiz with { Line = LineKeys.Apply(quiz.Line, key), Complaint = null });
        if (key.Is('H')) return Hint(app, model, quiz);
        if (key.Is('x') && model.Place == LessonPlace.Lesson) return LessonsUpdate.Skip(app, model);
        return Choose(app, model, quiz, view, key);
    }

    /// <summary>A row was clicked: selected, and once more, answered.</summary>
    public static Step Click(AppModel app, LessonsModel model, int row)
    {
        QuizModel quiz = model.Quiz!;
        if (quiz is not { View: { } view, Verdict: null } || row >= Count(view)) return new(app);
        if (row == quiz.Selected && view.Question is not OrderQuestion) return Answer(app, quiz, view);
        return With(app, model, quiz with { Selected = row, Complaint = null });
    }

    public static Step Scroll(AppModel app, LessonsModel model, int rows) => With(app, model, model.Quiz! with { Scroll = Math.Max(0, model.Quiz.Scroll + rows) });

    /// <summary>How many rows there are to choose from.</summary>
    public static int Count(QuestionView view) => view.Question switch
    {
        SignQuestion => Signs.Length,
        FirstWrongStepQuestion => view.Steps.Length,
        _ => view.Options.Length,
    };

    /// <summary>The engine has judged an answer.</summary>
    public static Step Judged(AppModel app, LessonsModel model, QuizModel quiz, VerdictView verdict)
    {
        LessonsModel next = model with { Quiz = quiz with { Verdict = verdict, Complaint = null, Scroll = 0 } };
        switch (model.Place)
        {
            case LessonPlace.TestOut:
                return new(app with { Lessons = next with { Test = model.Test! with { Right = model.Test.Right + (verdict.IsRight ? 1 : 0) } } });
            case LessonPlace.Daily when model.Daily is { } daily:
                return new(app with { Lessons = next }, new SessionEffect(new KeepDaily(daily, verdict.IsRight)));
            default:
                LessonFlow flow = model.Play!.Flow;
                if (flow.State != LessonState.Quiz) return new(app);
                flow.Answer(verdict.IsRight, verdict.Given);
                return new(app with { Lessons = next with { Play = model.Play with { Position = flow.Position } } }, new SessionEffect(new KeepProgress(flow.Lesson.Id, flow.Position)));
        }
    }

    private static Step Choose(AppModel app, LessonsModel model, QuizModel quiz, QuestionView view, Keystroke key)
    {
        int count = Count(view), to = quiz.Selected;
        bool isOrder = view.Question is OrderQuestion;
        bool carries = isOrder && (key.Modifiers.HasFlag(KeyModifiers.Shift) || key.Is('K') || key.Is('J'));
        switch (key)
        {
            case { Code: KeyCode.Up or KeyCode.Left }: case var _ when key.Is('k') || key.Is('K'): to--; break;
            case { Code: KeyCode.Down or KeyCode.Right }: case var _ when key.Is('j') || key.Is('J'): to++; break;
            // A whole iteration may stand in the list.
            case { Code: KeyCode.PageUp }: to -= 10; break;
            case { Code: KeyCode.PageDown }: to += 10; break;
            case { Code: KeyCode.Home }: to = 0; break;
            case { Code: KeyCode.End }: to = count - 1; break;
            case var _ when key.IsText && int.TryParse(key.Text, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= count && view.Question is not SignQuestion: to = number - 1; break;
            case var _ when view.Question is SignQuestion && Signs.IndexOf(key.Text) is >= 0 and var sign: to = sign; break;
            default: return new(app);
        }
        to = Math.Clamp(to, 0, Math.Max(0, count - 1));
        if (carries && to != quiz.Selected)
        {
            int moved = quiz.Order[quiz.Selected];
            quiz = quiz with { Order = quiz.Order.RemoveAt(quiz.Selected).Insert(to, moved) };
        }
        return With(app, model, quiz with { Selected = to, Complaint = null });
    }

    private static Step Answer(AppModel app, QuizModel quiz, QuestionView view)
    {
        string answer = view.Question switch
        {
            SignQuestion => Signs[quiz.Selected],
            OrderQuestion => string.Join(' ', quiz.Order.Select(i => (i + 1).ToString(CultureInfo.InvariantCulture))),
            FirstWrongStepQuestion => view.Steps[quiz.Selected].Number.ToString(CultureInfo.InvariantCulture),
            ChoiceQuestion or FixQuestion or ExperimentQuestion => (quiz.Selected + 1).ToString(CultureInfo.InvariantCulture),
            _ => quiz.Line.Text.Trim(),
        };
        return answer.Length == 0 || app.IsBusy ? new(app) : new(app, new GiveAnswer(view, answer));
    }

    private static Step Judged(AppModel app, LessonsModel model, QuizModel quiz, VerdictView verdict, Keystroke key)
    {
        switch (key)
        {
            case { Code: KeyCode.Enter or KeyCode.Right }: case var _ when key.Is(' ') || key.Is('n'): return Next(app, model, quiz, verdict);
            case var _ when !verdict.IsRight && model.Place == LessonPlace.Lesson && BeginsNumber(quiz, key): return Begun(Next(app, model, quiz, verdict), key);
            case var _ when key.Is('d') && model.Place == LessonPlace.Lesson && verdict.Parting is not null: return ToParting(app, model, verdict);
            case var _ when key.Is('?') || key.Is('H'): return Hint(app, model, quiz);
            case var _ when key.Is('x') && model.Place == LessonPlace.Lesson: return LessonsUpdate.Skip(app, model);
            case { Code: KeyCode.Escape }: return Back(app, model);
            case { Code: KeyCode.Up or KeyCode.PageUp }: return Scroll(app, model, key.Code == KeyCode.Up ? -1 : -5);
            case { Code: KeyCode.Down or KeyCode.PageDown }: return Scroll(app, model, key.Code == KeyCode.Down ? 1 : 5);
            default: return new(app);
        }
    }

    private static Step Next(AppModel app, LessonsModel model, QuizModel quiz, VerdictView verdict)
    {
        switch (model.Place)
        {
            case LessonPlace.Lesson when !verdict.IsRight: return Retry(LessonsUpdate.Fire(app, model, LessonTrigger.Next), quiz);
            case LessonPlace.Lesson: return LessonsUpdate.Fire(app, model, LessonTrigger.Next);
            case LessonPlace.Daily when !verdict.IsRight: return With(app, model, new QuizModel(quiz.View) { Order = quiz.Order, Hints = quiz.Hints });
            case LessonPlace.Daily: return new(app with { Lessons = model with { Place = LessonPlace.Map, Quiz = null } });
        }
        TestRun test = model.Test! with { At = model.Test.At + 1 };
        if (test.At < test.Questions.Length) return new(app with { Lessons = model with { Test = test, Quiz = new QuizModel(View: null) } }, Ask(test));
        bool passed = ChapterTestOut.Passes(test.Right, test.Questions.Length);
        AppModel map = app with { Lessons = model with { Place = LessonPlace.Map, Test = null, Quiz = null } };
        map = map.Say(app.Texts.Lessons.TestResult(test.Right, test.Questions.Length, ChapterTestOut.Needed(test.Questions.Length), passed), isProblem: !passed);
        return passed ? new(map, new KeepTestOut(test.Chapter)) : new(map);
    }

    private static bool BeginsNumber(QuizModel quiz, Keystroke key) =>
        quiz.View is { } view && IsTyped(view.Question) && key.IsText && (char.IsAsciiDigit(key.Text[0]) || key.Text[0] is '-' or '.' or '(');

    /// <summary>Who types the next number at once need not say first that there is another try.</summary>
    private static Step Begun(Step asked, Keystroke key) => asked.Model.Lessons is { Quiz: { View: null } waiting } model
        ? asked with { Model = asked.Model with { Lessons = model with { Quiz = waiting with { Line = LineKeys.Apply(waiting.Line, key) } } } }
        : asked;

    /// <summary>Who tries again finds the items as laid and the row as chosen.</summary>
    private static Step Retry(Step asked, QuizModel quiz) => asked.Model.Lessons is { Quiz: { View: null } waiting } model
        ? asked with { Model = asked.Model with { Lessons = model with { Quiz = waiting with { Order = quiz.Order, Selected = quiz.Selected } } } }
        : asked;

    /// <summary>Into the debugger, where the learner's path parts from the right one; the question waits.</summary>
    private static Step ToParting(AppModel app, LessonsModel model, VerdictView verdict)
    {
        LessonPlay play = model.Play!;
        LessonFlow flow = play.Flow;
        if (!verdict.IsRight && flow.CanFire(LessonTrigger.Next)) flow.Fire(LessonTrigger.Next);
        if (flow.State != LessonState.Quiz || !flow.CanFire(LessonTrigger.StartExercise)) return new(app);
        flow.Fire(LessonTrigger.StartExercise);
        AppModel next = app with { Lessons = model with { Quiz = null, Play = play with { Position = flow.Position, IsLooking = true } } };
        return new(next.Say(app.Texts.Lessons.PartsHere(verdict.PartingLabel)), new OpenExercise(play.View.Info.Id, play.View.Replay, verdict.Parting));
    }

    private static Step Hint(AppModel app, LessonsModel model, QuizModel quiz)
    {
        // A test-out is without hints; the challenge of the day costs nothing but pride.
        if (model.Place == LessonPlace.TestOut) return new(app.Say(app.Texts.Lessons.NoHintsHere));
        if (model.Place == LessonPlace.Daily) return With(app, model, quiz with { Hints = Math.Min(quiz.Hints + 1, LessonPosition.HintLevels) });
        LessonFlow flow = model.Play!.Flow;
        if (!flow.CanFire(LessonTrigger.Hint)) return new(app);
        flow.Fire(LessonTrigger.Hint);
        LessonsModel next = model with { Play = model.Play with { Position = flow.Position }, Quiz = quiz with { Hints = flow.HintsShown } };
        return new(app with { Lessons = next }, new SessionEffect(new KeepProgress(flow.Lesson.Id, flow.Position)));
    }

    private static Step Back(AppModel app, LessonsModel model) => model.Place == LessonPlace.Lesson
        ? LessonsUpdate.Fire(app, model, model.Play!.Flow.CanFire(LessonTrigger.PreviousPage) ? LessonTrigger.PreviousPage : LessonTrigger.Leave)
        : new(app with { Lessons = model with { Place = LessonPlace.Map, Quiz = null, Test = null } });

    private static Step With(AppModel app, LessonsModel model, QuizModel quiz) => new(app with { Lessons = model with { Quiz = quiz } });
}
