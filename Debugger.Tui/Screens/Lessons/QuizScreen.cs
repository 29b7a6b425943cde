using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>A question with the place for its answer and, below, hints or what is said of the answer.</summary>
internal sealed class QuizScreen : LessonScreen
{
    private const int MostColumns = 88;

    /// <summary>From this width on there is a picture of the program beside the question.</summary>
    private const int PictureColumns = 112;

    /// <summary>What a pane's edge and the blank row above the answer take.</summary>
    private const int EdgeRows = 3, LeastAsked = 2, LeastBelow = 5, ComplaintRows = 2;

    private readonly ProseView _ask = new() { MostColumns = MostColumns - 6 }, _below = new() { MostColumns = MostColumns - 6 };
    private readonly Label _equals = new() { Text = "=", X = 1 };
    private readonly AnswerField _field = new() { X = 3, Width = Dim.Fill(1) };
    private readonly ChoiceList _choices = new() { X = 1, Width = Dim.Fill(1) };
    private readonly ProseView _complaint = new() { CanFocus = false };
    private readonly PictureView _picture = new() { Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly PaneFrame _question, _said, _beside;
    private readonly Dictionary<QuestionView, string> _drafts = new(ReferenceEqualityComparer.Instance);
    private QuizState? _shown;
    private (int Width, int Height, QuizState? Quiz) _plannedFor;
    private Plan _plan;

    public QuizScreen(Store store) : base(store)
    {
        _question = new PaneFrame { Width = Dim.Func(_ => Columns), Height = Dim.Func(_ => Planned.Question) };
        _question.X = Pos.Func(_ => HasPicture ? 0 : (Body.Viewport.Width - Columns) / 2);
        _question.Add(_ask, _equals, _field, _choices, _complaint);
        _ask.Height = Dim.Func(_ => Planned.Asked);
        _field.Y = Pos.Bottom(_ask) + 1;
        _equals.Y = Pos.Top(_field);
        (_choices.Y, _choices.Height) = (Pos.Top(_field), Dim.Func(_ => Planned.Answer));
        (_complaint.Y, _complaint.Height) = (Pos.Func(_ => _field.Frame.Y + Planned.Answer), ComplaintRows);
        _said = new PaneFrame(null)
        { X = Pos.Left(_question), Y = Pos.Bottom(_question), Width = Dim.Width(_question), Height = Dim.Func(_ => Planned.Below) };
        _said.Add(_below);
        // Beside a question that has the middle of the screen for itself there is no room.
        Dim rest = Dim.Func(_ => HasPicture ? Math.Max(0, Body.Viewport.Width - Columns) : 0);
        _beside = new PaneFrame(_picture) { X = Pos.Right(_question), Width = rest, CanFocus = false };
        Body.Add(_question, _said, _beside);
        _field.Answered += Answer;
        _field.AsksHint += () => Store.Dispatch(new AskHint());
        _field.ValueChanged += (_, e) => Keep(e.NewValue ?? "");
        _choices.Answered += Answer;
        foreach (View view in (View[])[_ask, _field, _choices, _below]) view.HasFocusChanged += (_, _) => RefreshBars();
        Build(
        [
            new("Enter", t => t.Quiz.AnswerOrGoOn, Enter)
                { Short = t => IsPending ? t.Quiz.NotSaid : AsksReason ? t.Quiz.ChooseReason
                    : IsJudged ? IsRight || IsTest ? t.Quiz.GoOn : t.Quiz.TryAgain : t.Quiz.Answer, Menu = MenuGroup.Run },
            new("n Space Right", t => t.Quiz.GoOnFromVerdict, () => Store.Dispatch(new GoOn()))
                { Can = () => IsJudged && !_field.HasFocus },
            new("g", t => t.Quiz.Guess, () => Confide(Confidence.Guess))
                { Short = t => t.Quiz.Guess, Menu = MenuGroup.Run, Can = () => IsPending },
            new("f", t => t.Quiz.Fairly, () => Confide(Confidence.Fairly))
                { Short = t => t.Quiz.Fairly, Menu = MenuGroup.Run, Can = () => IsPending },
            new("s", t => t.Quiz.Sure, () => Confide(Confidence.Sure))
                { Short = t => t.Quiz.Sure, Menu = MenuGroup.Run, Can = () => IsPending },
            .. Enumerable.Range(1, 5).Select(i => new ScreenAction(i.ToString(CultureInfo.InvariantCulture), t => t.Quiz.TakeReason(i),
                () => Store.Dispatch(new ChooseReason(i)))
                { Can = () => AsksReason && i <= State.Lessons!.Quiz!.Verdict!.Reasons!.Offered.Length }),
            new("? H", t => t.Quiz.NextHint, () => Store.Dispatch(new AskHint()))
                { Short = t => t.Quiz.Hint, Menu = MenuGroup.Run, Can = () => !IsTest && !IsRight },
            new("d", t => t.Quiz.ShowWhereItParts, () => Store.Dispatch(new LookInDebugger(ToParting: true)))
            {
                Short = t => t.Quiz.ShowWhere, Menu = MenuGroup.Run,
                    Can = () => State.Lessons is { Quiz: { For: Asking.Lesson, Verdict.Divergence: not null } },
            },
            new("w", t => t.Quiz.ShowNudge, () => Store.Dispatch(new LookInDebugger(ToNudge: true)))
            {
                Short = t => t.Quiz.SeeNudge, Menu = MenuGroup.Run,
                    Can = () => State.Lessons is { Quiz: { For: Asking.Lesson, Verdict.Nudge: not null }, Play.IsTraining: false }
                        && !_field.HasFocus,
            },
            new("F4", t => t.Quiz.LookInto, () => Store.Dispatch(new LookInDebugger()))
                { Short = t => t.Quiz.Look, Menu = MenuGroup.Run, Can = CanLook },
            new("x", t => t.Quiz.SkipQuestionOrLesson, Skip)
                { Short = t => t.Lessons.Skip, Menu = MenuGroup.Run,
                    Can = () => State.Lessons?.Quiz is { For: Asking.Lesson or Asking.Review, View: not null } && !IsRight },
        ]);
    }

    private readonly record struct Plan(int Question, int Asked, int Answer, int Below);

    private bool IsJudged => State.Lessons?.Quiz?.Verdict is not null;

    private bool IsRight => State.Lessons?.Quiz?.Verdict is { IsRight: true };

    private bool IsPending => State.Lessons?.Quiz is { Pending: not null };

    private bool AsksReason => State.Lessons?.Quiz is { AsksReason: true };

    private bool IsTest => State.Lessons?.Quiz is { For: Asking.TestOut };

    private bool HasPicture =>
        Body.Viewport.Width >= PictureColumns
        && State.Lessons is { Quiz.For: Asking.Lesson, Play.View: { Before: not null, Lesson.Kind: not LessonKind.Boss } };

    private int Columns => Math.Min(MostColumns, HasPicture ? Body.Viewport.Width * 58 / 100 : Body.Viewport.Width);

    /// <summary>
    /// How the rows are shared: what is said of an answer comes first, then the place of the answer, then the question, which scrolls.
    /// </summary>
    private Plan Planned
    {
        get
        {
            if (_plannedFor == (Columns, Body.Viewport.Height, _shown)) return _plan;
            _plannedFor = (Columns, Body.Viewport.Height, _shown);
            int room = Body.Viewport.Height, inside = Columns - 4;
            int asked = Math.Max(1, _ask.RowsAt(inside)), answer = IsTyped(_shown) ? 1 : Math.Max(1, _choices.RowsAt(inside)),
                said = _below.RowsAt(inside);
            int extra = EdgeRows + (_shown?.Complaint is null ? 0 : ComplaintRows);
            bool judged = _shown?.Verdict is not null;
            // An answer that was given needs no more room than to be seen, where there is no more.
            if (judged && extra + asked + answer + said + 2 > room) answer = Math.Min(answer, 3);
            int below = said == 0 ? 0
                : judged ? Math.Min(said + 2, Math.Max(LeastBelow, room - extra - answer - Math.Min(asked, LeastAsked)))
                : Math.Min(said + 2, Math.Max(Math.Min(said + 2, _shown is { Hints: > 0 } ? 2 * LeastBelow : 3),
                    room - extra - answer - asked));
            int question = Math.Max(0, room - below);
            answer = Math.Clamp(answer, 1, Math.Max(1, question - extra - Math.Min(asked, 2 * LeastAsked)));
            asked = Math.Clamp(asked, 1, Math.Max(1, question - extra - answer));
            return _plan = new(Math.Min(question, extra + asked + answer), asked, answer, below);
        }
    }

    protected override void FocusBody() => FocusAnswer();

    protected override void Show(AppState state)
    {
        if (state.Lessons is not { Quiz: { } quiz } lessons || state.Place != Place.Quiz || IsShown(quiz)) return;
        QuizState? before = _shown;
        _shown = quiz;
        QuestionView? view = quiz.View;
        _question.Name(view is null ? Texts.Quiz.Making : Number(lessons, quiz));
        _question.Foot(quiz.For == Asking.Lesson && lessons.Play is { } play ? LessonSigns.Trail(play, Texts.Lessons) : "");
        bool typed = IsTyped(quiz);
        (_field.Visible, _equals.Visible, _choices.Visible, _complaint.Visible) = (typed, typed, view is not null && !typed,
            quiz.Complaint is not null);
        // In another language it is still the same question.
        if (typed && before?.View is { } told && told != view && told.Key == view!.Key) Keep(_field.Text);
        if (before?.View != view) _ask.Show((width, theme) => QuizProse.Question(quiz, Texts.Quiz, width, theme));
        if (view is not null && !typed) _choices.Show(view, quiz.Verdict?.IsRight);
        if (typed && before?.View != view) _field.Text = _drafts.GetValueOrDefault(view!, "");
        _field.ReadOnly = quiz.Verdict is { IsRight: true } || quiz.Pending is not null;
        if (quiz.Complaint is { } complaint)
            _complaint.Show((width, theme) => Widgets.TextWrap.Wrap([new Fragment(complaint, theme.Error)], width));
        ShowBelow(lessons, quiz, before);
        bool pictured = quiz.For == Asking.Lesson && lessons.Play?.View.Before is not null;
        _beside.Visible = pictured;
        // What is asked for is not shown before it is answered.
        if (pictured) _picture.Show(IsOver(lessons) ? lessons.Play!.View.After : lessons.Play!.View.Before);
        if (pictured) _beside.Name(lessons.Play!.View.Lesson.Exercise.Program);
        Body.SetNeedsLayout();
        if ((before?.View, before?.Verdict, before?.Pending) != (view, quiz.Verdict, quiz.Pending)) FocusAnswer();
    }

    protected override bool TakeBack()
    {
        // A test that is left loses its answers; it asks first once there are any.
        if (State.Lessons is not { Quiz.For: Asking.TestOut, Test: { } test } || test.At == 0 && !IsJudged) return false;
        LessonTexts texts = Texts.Lessons;
        OpenDialog(() => new ConfirmDialog(State.Look, texts.TestOut, texts.LeaveTestSure,
            (texts.LeaveTest, () => Store.Dispatch(new Back()))));
        return true;
    }

    protected override bool OnKeyDown(Key key)
    {
        // Who types the next number at once need not say first that there is another try.
        if (_shown is { Verdict.IsRight: false, For: not Asking.TestOut } && IsTyped(_shown) && !_field.HasFocus && BeginsNumber(key))
        {
            _field.Begin(key);
            return true;
        }
        // The same with another choice, once what is said of the wrong one is read.
        if (_shown is { Verdict.IsRight: false, For: not Asking.TestOut } && !IsTyped(_shown) && _choices.Takes(key))
        {
            Store.Dispatch(new GoOn());
            return _choices.NewKeyDownEvent(key);
        }
        return base.OnKeyDown(key);
    }

    protected override string Where(LessonsState lessons) => lessons.Quiz?.For switch
    {
        Asking.TestOut => Texts.Lessons.TestOut,
        Asking.Review => Texts.Lessons.Review,
        _ => lessons.Play?.View.Lesson.Title.In(State.Look.Language) ?? "",
    };

    /// <summary>What is to be entered; or that there is more to read.</summary>
    protected override Action<Canvas> PaintMessage => line =>
    {
        if (_shown is not { View: { } view } quiz) return;
        QuizTexts texts = line.Texts.Quiz;
        string words = quiz.Pending is not null ? texts.InputSure : quiz.AsksReason ? texts.InputReason
            : quiz.Verdict is null ? texts.InputHint(view.Question, view.IsEased) : _below.HasMore ? texts.MoreSaid : "";
        line.PutCut(1, 0, line.Width - 2, words, line.Theme.Caption);
    };

    private static bool IsTyped(QuizState? quiz) =>
        quiz?.View?.Question is NumberQuestion or FactorQuestion or ShapeQuestion or WorkedQuestion;

    private static bool BeginsNumber(Key key) => key.AsRune.Value is (>= '0' and <= '9') or '-' or '.' or '(';

    /// <summary>
    /// Whether the last question is answered: before that, the numbers of the finished run would answer the ones to come.
    /// </summary>
    private static bool IsOver(LessonsState lessons) =>
        lessons is { Quiz.Verdict.IsRight: true, Play: { } play } && play.View.Info.QuestionIds.All(id => play.Position.Of(id).Right);

    private bool CanLook() => State.Lessons is { Quiz.For: Asking.Lesson, Play: { IsTraining: false, View.Info.HasExercise: true } };

    private string Number(LessonsState lessons, QuizState quiz) => quiz.For switch
    {
        Asking.TestOut when lessons.Test is { } test =>
            Texts.Quiz.TestOf(lessons.Course.Chapters.First(c => c.Id == test.Chapter).Title.In(State.Look.Language), test.At + 1,
                test.Questions.Length),
        Asking.Review when lessons.Review is { } review =>
            Texts.Quiz.ReviewOf(quiz.View!.Lesson.Title.In(State.Look.Language), review.At + 1, review.Questions.Length),
        Asking.Lesson when lessons.Play is { } play => Texts.Quiz.QuestionOf(play.Flow.QuestionIndex + 1, play.View.Info.QuestionIds.Count),
        _ => quiz.View!.Lesson.Title.In(State.Look.Language),
    };

    /// <summary>The lower pane: the verdict, or else the hints.</summary>
    private void ShowBelow(LessonsState lessons, QuizState quiz, QuizState? before)
    {
        bool costs = lessons.ShowsGame && quiz.For == Asking.Lesson;
        QuizTexts texts = Texts.Quiz;
        Theme theme = State.Look.Theme;
        bool chosen = before?.Reason != quiz.Reason;
        bool hinted = before?.View == quiz.View && before?.Verdict == quiz.Verdict && before?.Hints != quiz.Hints;
        if (quiz.Pending is not null)
        {
            _said.Name(texts.HowSure);
            _said.Foot("");
            _below.Show((width, look) => QuizProse.HowSure(texts, width, look), fromTop: true);
        }
        else if (quiz.Verdict is { } verdict)
        {
            _said.Name(verdict.IsRight ? $"✓ {texts.Right}" : quiz.IsSurprise ? $"✗ {texts.Surprise}" : $"✗ {texts.Wrong}");
            _said.Foot("", verdict.IsRight ? theme.Success : theme.Warning);
            _below.Show((width, look) => QuizProse.Verdict(quiz, verdict, costs, texts, width, look), fromTop: !hinted);
        }
        else
        {
            _said.Name(texts.Hints);
            _said.Foot("");
            _below.Show((width, look) => QuizProse.Hints(quiz, costs, texts, width, look), fromTop: !hinted);
        }
        _said.Visible = _below.RowsAt(MostColumns) > 0;
        // The newest hint is the one that was asked for, and what is said of a reason stands last.
        if (hinted || chosen && quiz.Reason is not null) App?.AddTimeout(TimeSpan.Zero, () => _below.ScrollToEnd());
    }

    private void FocusAnswer()
    {
        if (_shown is { Verdict: not null } or { Pending: not null }) _below.SetFocus();
        else if (IsTyped(_shown))
        {
            _field.SetFocus();
            _field.SelectAll();
        }
        else if (_choices.Visible) _choices.SetFocus();
        RefreshBars();
    }

    private void Enter()
    {
        if (IsPending) Confide(null);
        else if (AsksReason) Store.Dispatch(new Say(Texts.Quiz.InputReason));
        else if (IsJudged && !_field.HasFocus) Store.Dispatch(new GoOn());
        else Answer();
    }

    /// <summary>A review has nothing but its questions to skip.</summary>
    private void Skip()
    {
        if (State.Lessons?.Quiz is { For: Asking.Review }) Store.Dispatch(new SkipReview());
        else SkipDialog.Open(OpenDialog, State, Store.Dispatch);
    }

    private void Confide(Confidence? sure) => Store.Dispatch(new Confide(sure));

    private void Answer()
    {
        if (AsksReason) return;
        if (IsRight || IsTest && IsJudged) Store.Dispatch(new GoOn());
        else if (_shown?.View is not null) Store.Dispatch(new Reply(IsTyped(_shown) ? _field.Text.Trim() : _choices.Answer));
    }

    private void Keep(string typed)
    {
        if (_shown?.View is { } view && IsTyped(_shown)) _drafts[view] = typed;
    }
}
