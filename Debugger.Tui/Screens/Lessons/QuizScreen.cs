using System.Globalization;
using System.Text;
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

    private const int ComplaintRows = 2;

    private readonly ProseView _ask = new() { MostColumns = MostColumns - 6 }, _below = new() { MostColumns = MostColumns - 6 };
    private readonly Label _equals = new() { Text = "=", X = 1 };
    private readonly AnswerField _field = new() { X = 3, Width = Dim.Fill(1) };
    private readonly ChoiceList _choices = new() { X = 1, Width = Dim.Fill(1) };
    private readonly ProseView _complaint = new() { CanFocus = false };
    private readonly PictureView _picture = new() { Width = Dim.Fill(), Height = Dim.Fill() };
    private readonly PaneFrame _question, _said, _beside;
    private readonly Dictionary<QuestionView, string> _drafts = new(ReferenceEqualityComparer.Instance);
    private QuizState? _shown;
    private (int Width, int Height, QuizState? Quiz, bool Reads) _plannedFor;
    private QuizPlan _plan;

    /// <summary>The reason that the arrows have come to, from 0.</summary>
    private int? _reason;

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
        _below.Moves = Choose;
        _below.Clicked += Click;
        _below.ViewportChanged += (_, _) => RefreshBars();
        foreach (View view in (View[])[_ask, _field, _choices, _below]) view.HasFocusChanged += (_, _) =>
        {
            RefreshBars();
            Body.SetNeedsLayout();
        };
        Build(
        [
            new("g", t => t.Quiz.Guess, () => Confide(Confidence.Guess))
                { Short = t => t.Quiz.Guess, Menu = MenuGroup.Run, Can = () => IsPending },
            new("f", t => t.Quiz.Fairly, () => Confide(Confidence.Fairly))
                { Short = t => t.Quiz.FairlyShort, Menu = MenuGroup.Run, Can = () => IsPending },
            new("s", t => t.Quiz.Sure, () => Confide(Confidence.Sure))
                { Short = t => t.Quiz.Sure, Menu = MenuGroup.Run, Can = () => IsPending },
            new("Enter", t => t.Quiz.AnswerOrGoOn, Enter)
                { Short = t => IsPending ? t.Quiz.NotSaid : AsksReason ? _reason is null ? t.Quiz.ChooseReason : t.Quiz.TakeThis
                    : IsJudged ? IsRight || IsTest ? t.Quiz.GoOn : t.Quiz.TryAgain : t.Quiz.Answer, Menu = MenuGroup.Run },
            new("n", t => t.Quiz.GoOnWithoutReason, () => Store.Dispatch(new GoOn()))
                { Short = t => AsksReason ? t.Quiz.GoOn : "", Can = () => IsJudged && !_field.HasFocus },
            new("Space Right", t => t.Quiz.GoOnFromVerdict, () => Store.Dispatch(new GoOn()))
                { Can = () => IsJudged && !AsksReason && !_field.HasFocus },
            new("Down j", t => t.Quiz.NextReason, () => Choose(1)) { Can = () => AsksReason && _reason != Reasons - 1 },
            new("Up k", t => t.Quiz.ReasonBefore, () => Choose(-1)) { Can = () => AsksReason && _reason != 0 },
            .. Enumerable.Range(1, 5).Select(i => new ScreenAction(i.ToString(CultureInfo.InvariantCulture), t => t.Quiz.TakeReason(i),
                () => Store.Dispatch(new ChooseReason(i)))
                { Can = () => AsksReason && i <= Reasons }),
            new("? H", t => t.Quiz.NextHint, () => Store.Dispatch(new AskHint()))
                { Short = t => t.Quiz.Hint, Menu = MenuGroup.Run, Can = HasHint },
            new("Tab", t => t.Quiz.OtherPart, () => Turn()?.Invoke())
            {
                Short = t => !Planned.IsCrowded ? "" : _said.HasFocus ? t.Quiz.ToQuestion : IsJudged ? t.Quiz.ToVerdict : t.Quiz.ToHints,
                Menu = MenuGroup.View, Can = () => Turn() is not null,
            },
            new("d", t => t.Quiz.ShowWhereItParts, () => Store.Dispatch(new LookInDebugger(ToParting: true)))
            {
                Short = t => t.Quiz.ShowWhere, Menu = MenuGroup.Run,
                    Can = () => State.Lessons is { Quiz: { For: Asking.Lesson, Verdict.Divergence: not null } } && !_field.HasFocus,
            },
            new("w", t => t.Quiz.ShowNudge, () => Store.Dispatch(new LookInDebugger(ToNudge: true)))
            {
                Short = t => t.Quiz.SeeNudge, Menu = MenuGroup.Run,
                    Can = () => State.Lessons is { Quiz: { For: Asking.Lesson, Verdict.Nudge: not null }, Play.IsTraining: false }
                        && !_field.HasFocus,
            },
            new("F4", t => t.Quiz.LookInto, () => Store.Dispatch(new LookInDebugger()))
                { Short = t => t.Quiz.Look, Menu = MenuGroup.Run, Can = CanLook },
            // Where an answer is typed, letters belong to it.
            new("F3 x", t => t.Quiz.SkipQuestionOrLesson, Skip)
                { Short = t => t.Lessons.Skip, Menu = MenuGroup.Run,
                    Can = () => State.Lessons?.Quiz is { For: Asking.Lesson or Asking.Review, View: not null } && !IsRight },
        ]);
    }

    private bool IsJudged => State.Lessons?.Quiz?.Verdict is not null;

    private bool IsRight => State.Lessons?.Quiz?.Verdict is { IsRight: true };

    private bool IsPending => State.Lessons?.Quiz is { Pending: not null };

    private bool AsksReason => State.Lessons?.Quiz is { AsksReason: true };

    private int Reasons => State.Lessons?.Quiz?.Verdict?.Reasons?.Offered.Length ?? 0;

    private bool IsTest => State.Lessons?.Quiz is { For: Asking.TestOut };

    /// <summary>Whether there is a hint that has not been shown yet.</summary>
    private bool HasHint() => State.Lessons?.Quiz is { For: not Asking.TestOut, Pending: null, View: { } view } quiz && !IsRight
        && quiz.Hints < view.Hints.Length;

    private bool HasPicture =>
        Body.Viewport.Width >= PictureColumns
        && State.Lessons is { Quiz.For: Asking.Lesson, Play.View: { Before: not null, Lesson.Kind: not LessonKind.Boss } };

    private int Columns => Math.Min(MostColumns, HasPicture ? Body.Viewport.Width * 58 / 100 : Body.Viewport.Width);

    private QuizPlan Planned
    {
        get
        {
            bool reads = _said.HasFocus;
            if (_plannedFor == (Columns, Body.Viewport.Height, _shown, reads)) return _plan;
            _plannedFor = (Columns, Body.Viewport.Height, _shown, reads);
            int inside = Columns - 4, answer = IsTyped(_shown) ? 1 : _choices.RowsAt(inside);
            return _plan = QuizPlan.Of(Body.Viewport.Height, _ask.RowsAt(inside), answer, _shown?.Complaint is null ? 0 : ComplaintRows,
                _below.RowsAt(inside), reads, isNew: _shown is { Verdict: null, Hints: 0 });
        }
    }

    protected override void FocusBody() => FocusAnswer();

    protected override void Show(AppState state)
    {
        if (state.Lessons is not { Quiz: { } quiz } lessons || state.Place != Place.Quiz || IsShown(quiz)) return;
        QuizState? before = _shown;
        _shown = quiz;
        if (!quiz.AsksReason || before?.Verdict != quiz.Verdict) _reason = null;
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
        // What was asked for is to be read.
        else if (before is not null && before.Hints != quiz.Hints && Planned.IsCrowded) _below.SetFocus();
    }

    protected override bool TakeBack()
    {
        if (_said.HasFocus && !IsJudged && !IsPending)
        {
            ToAnswer();
            return true;
        }
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
        if (_shown is { Verdict.IsRight: false, For: not Asking.TestOut } && IsTyped(_shown) && !_field.HasFocus && Begins(key))
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
        // From a hint, too, one goes on with the answer at once.
        if (_shown is { View: not null, Verdict: null, Pending: null } && !_field.HasFocus && !_choices.HasFocus
            && (IsTyped(_shown) ? Begins(key) : _choices.Takes(key)))
        {
            ToAnswer();
            return (IsTyped(_shown) ? (View)_field : _choices).NewKeyDownEvent(key);
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
        bool reads = _said.HasFocus && quiz.Pending is null;
        string more = reads && _below.HasMore ? texts.MoreSaid : "";
        string words = quiz.Pending is not null ? texts.InputSure : quiz.AsksReason ? texts.InputReason
            : quiz.Verdict is not null ? "" : reads ? texts.BackFromHint : texts.InputHint(view.Question, view.IsEased, CanLook());
        line.PutCut(1, 0, line.Width - 2, string.Join(" · ", new[] { more, words }.Where(w => w.Length > 0)), line.Theme.Caption);
    };

    private static bool IsTyped(QuizState? quiz) =>
        quiz?.View?.Question is NumberQuestion or FactorQuestion or ShapeQuestion or WorkedQuestion;

    /// <summary>Whether a key is the beginning of an answer: a number, a sign, or a letter that means nothing else here.</summary>
    private bool Begins(Key key) => key.AsRune.Value is (>= '0' and <= '9') or '-' or '.' or '('
        || Rune.IsLetter(key.AsRune) && !key.IsCtrl && !key.IsAlt
        && (key == Key.X || !Actions.Any(a => a.Can() && a.AllKeys.Contains(key)));

    /// <summary>
    /// Whether the last question is answered: before that, the numbers of the finished run would answer the ones to come.
    /// </summary>
    private static bool IsOver(LessonsState lessons) =>
        lessons is { Quiz.Verdict.IsRight: true, Play: { } play } && play.View.Info.QuestionIds.All(id => play.Position.Of(id).Right);

    private bool CanLook() => !IsRight && State.Lessons is
    { Quiz: { For: Asking.Lesson, Pending: null }, Play: { IsTraining: false, View.Info.HasExercise: true } };

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
        bool hinted = before?.View == quiz.View && before?.Verdict == quiz.Verdict && before?.Hints != quiz.Hints;
        // The newest hint is the one that was asked for; before the first, how to get one.
        int hint = Math.Max(Math.Min(quiz.Hints, quiz.View?.Hints.Length ?? 0) - 1, 0);
        if (quiz.Pending is not null)
        {
            _said.Name(texts.HowSure);
            _said.Foot("");
            _below.Show((width, look) => QuizProse.HowSure(texts, width, look), fromTop: true);
        }
        else if (quiz.Verdict is { } verdict)
        {
            _said.Name(verdict.IsRight ? $"✓ {texts.Right}" : quiz.IsSurprise ? $"✗ {texts.Surprise}"
                : $"✗ {(IsTest ? texts.WrongInTest : texts.Wrong)}");
            _said.Foot("", verdict.IsRight ? theme.Success : theme.Warning);
            _below.Show((width, look) => QuizProse.Verdict(quiz, verdict, _reason, costs, texts, width, look),
                fromTop: !hinted && before?.Verdict != verdict, hinted ? hint : (quiz.Reason - 1) ?? _reason);
        }
        else
        {
            _said.Name(texts.Hints);
            _said.Foot("");
            _below.Show((width, look) => QuizProse.Hints(quiz, costs, texts, width, look), fromTop: !hinted, hint);
        }
        _said.Visible = _below.RowsAt(MostColumns) > 0;
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

    /// <summary>Back to the answer, which is as it was left.</summary>
    private void ToAnswer()
    {
        View answer = IsTyped(_shown) ? _field : _choices;
        answer.SetFocus();
        if (answer == _field)
        {
            _field.ClearAllSelection();
            _field.MoveEnd();
        }
    }

    /// <summary>What gives the focus to the next part of the screen: the answer, the question where it is read, what is said; null where
    /// there is one part only.</summary>
    private Action? Turn()
    {
        var parts = new List<(View View, Action Go)>();
        if (_shown is not { View: not null, Pending: null } quiz) return null;
        if (!IsJudged || IsTyped(quiz) && !IsRight && !IsTest) parts.Add((IsTyped(quiz) ? _field : _choices, ToAnswer));
        if (IsJudged || _ask.HasMore || _ask.Viewport.Y > 0) parts.Add((_ask, () => _ask.SetFocus()));
        if (_said.Visible) parts.Add((_below, () => _below.SetFocus()));
        return parts.Count < 2 ? null : parts[(parts.FindIndex(p => p.View.HasFocus) + 1) % parts.Count].Go;
    }

    /// <summary>To another reason; without going round.</summary>
    private bool Choose(int reasons)
    {
        if (!AsksReason) return false;
        _reason = Math.Clamp((_reason ?? (reasons > 0 ? -1 : 1)) + reasons, 0, Reasons - 1);
        ShowBelow(State.Lessons!, _shown!, _shown);
        RefreshBars();
        return true;
    }

    private void Click(int place)
    {
        if (AsksReason) Store.Dispatch(new ChooseReason(place + 1));
        else if (_shown is { Verdict: null or { IsRight: false } } quiz && place == quiz.Hints) Store.Dispatch(new AskHint());
    }

    private void Enter()
    {
        if (IsPending) Confide(null);
        else if (AsksReason && _reason is { } reason) Store.Dispatch(new ChooseReason(reason + 1));
        else if (AsksReason) Choose(1);
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
        else if (_shown?.View is { } view)
        {
            string answer = IsTyped(_shown) ? _field.Text.Trim() : _choices.Answer;
            Store.Dispatch(answer.Length > 0 ? new Reply(answer)
                : new Say(Texts.Quiz.NothingEntered(Texts.Quiz.InputHint(view.Question, view.IsEased, CanLook())), IsProblem: true));
        }
    }

    private void Keep(string typed)
    {
        if (_shown?.View is { } view && IsTyped(_shown)) _drafts[view] = typed;
    }
}
