using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Grading;

namespace Backstep.Debugger.Tui.Session;

/// <summary>
/// What happens while a question is asked and after its answer was judged: in a lesson, in a test-out, in a review.
/// </summary>
internal static class QuizUpdate
{
    public static Next Update(AppState state, LessonsState lessons, LessonMsg message)
    {
        if (lessons.Quiz is not { } quiz) return Next.At(state);
        switch (message)
        {
            case QuestionMsg question when quiz.View is null: return With(state, lessons, quiz with { View = question.View });
            case UnreadableMsg unreadable when IsOpen(quiz, unreadable.View):
                return With(state, lessons,
                quiz with { Complaint = unreadable.Problem, IsJudging = false });
            case VerdictMsg verdict when IsOpen(quiz, verdict.View):
                return Judged(state, lessons, quiz with { IsJudging = false },
                verdict.Verdict);
            case Reply reply when state.Place == Place.Quiz: return Answer(state, lessons, reply.Answer);
            case Confide confide when quiz.Pending is { } pending:
                return Give(state, lessons, quiz with { Pending = null, Sure = confide.Sure, WasAskedSure = true }, pending);
            case ChooseReason choice when quiz.AsksReason && state.Place == Place.Quiz: return Reason(state, lessons, quiz, choice.Number);
            case SkipReview when quiz.For == Asking.Review && lessons.Review is { } review: return NextReview(state, lessons, review);
            case AskHint when state.Place == Place.Quiz: return Hint(state, lessons, quiz);
            case LookInDebugger look when state.Place == Place.Quiz && quiz.For == Asking.Lesson:
                return look.ToNudge ? LookAtNudge(state, lessons, quiz) : Look(state, lessons, quiz, look.ToParting);
            default: return Next.At(state);
        }
    }

    /// <summary>On from a verdict: to the next question, or to another try.</summary>
    public static Next GoOn(AppState state, LessonsState lessons)
    {
        if (lessons.Quiz is not { Verdict: { } verdict } quiz) return Next.At(state);
        switch (quiz.For)
        {
            case Asking.Lesson: return LessonsUpdate.Fire(state, lessons, LessonTrigger.Next);
            case Asking.Review when verdict.IsRight: return NextReview(state, lessons, lessons.Review!);
            case Asking.Review:
                return IsAsEasy(quiz.View!, quiz.Wrong) ? With(state, lessons, quiz with { Verdict = null })
                    : With(state, lessons, quiz with { Verdict = null, View = null })
                        .Asking(Ask(lessons.Review!) with { Misses = quiz.Wrong });
        }
        TestRun test = lessons.Test! with { At = lessons.Test.At + 1 };
        if (test.At < test.Questions.Length)
            return Next.At(state with { Lessons = lessons with { Test = test, Quiz = new QuizState(Asking.TestOut) } }).Asking(Ask(test));
        bool passed = ChapterTestOut.Passes(test.Right, test.Questions.Length);
        AppState map = ToMap(state, lessons)
            .Say(state.Texts.Lessons.TestResult(test.Right, test.Questions.Length, ChapterTestOut.Needed(test.Questions.Length), passed),
                isProblem: !passed);
        return passed ? Next.At(map).Saving(new SaveTestOut(test.Chapter)) : Next.At(map);
    }

    /// <summary>
    /// Esc: from the verdict on a wrong answer to the question, from the question to the page, from a test or the challenge to the map.
    /// </summary>
    public static Next Back(AppState state, LessonsState lessons)
    {
        if (lessons.Quiz is { Pending: not null } waiting) return With(state, lessons, waiting with { Pending = null });
        if (lessons.Quiz is not { For: Asking.Lesson } quiz) return Next.At(ToMap(state, lessons));
        if (quiz.Verdict is null) return LessonsUpdate.Fire(state, lessons, LessonTrigger.PreviousPage);
        Next next = LessonsUpdate.Fire(state, lessons, LessonTrigger.Next);
        // A right answer has been taken: the page is what lies one level back, with the next question behind it.
        return quiz.Verdict.IsRight && next.State.Place == Place.Quiz
            ? LessonsUpdate.Fire(state, lessons with { Play = next.State.Lessons!.Play, Quiz = null }, LessonTrigger.PreviousPage) : next;
    }

    public static Next BeginTest(AppState state, LessonsState lessons, string chapter)
    {
        if (lessons.Progress.Summary(chapter).IsClosed) return Next.At(state.Say(state.Texts.Lessons.ChapterIsSolved));
        (CourseProgress counted, ImmutableArray<TestOutQuestion> questions) = lessons.Progress.BeginTestOut(chapter);
        if (questions.IsEmpty) return Next.At(state);
        // Who tries again is asked other questions, with other numbers.
        var test = new TestRun(chapter, questions, counted.Profile.Course(counted.Outline.Id).TestOuts[chapter]);
        return Next.At(state.In(lessons with { Test = test, Quiz = new QuizState(Asking.TestOut) }, Place.Map, Place.Quiz))
            .Saving(new CountTestOut(chapter)).Asking(Ask(test));
    }

    /// <summary>Asks what is due, topic after topic; where nothing is, says when something will be.</summary>
    public static Next BeginReview(AppState state, LessonsState lessons)
    {
        var review = new ReviewRun(ReviewPlan.Session(lessons.Progress, lessons.Today));
        if (review.Questions.IsEmpty) return Next.At(state.Say(state.Texts.Lessons.NothingDue(lessons.Reviews.Next)));
        return Next.At(state.In(lessons with { Review = review, Quiz = new QuizState(Asking.Review) }, Place.Map, Place.Quiz))
            .Asking(Ask(review));
    }

    /// <summary>Whether a question is as easy as it is to be after so many wrong answers.</summary>
    public static bool IsAsEasy(QuestionView view, int wrong) =>
        view.Question is not OrderQuestion || OrderKey.HelpAfter(view.Misses) == OrderKey.HelpAfter(wrong);

    private static Next NextReview(AppState state, LessonsState lessons, ReviewRun review)
    {
        ReviewRun next = review with { At = review.At + 1 };
        if (next.At < next.Questions.Length)
            return Next.At(state with { Lessons = lessons with { Review = next, Quiz = new QuizState(Asking.Review) } }).Asking(Ask(next));
        return Next.At(ToMap(state, lessons).Say(state.Texts.Lessons.ReviewResult(review.Right, review.Questions.Length,
            lessons.Reviews.Due.Length, lessons.Reviews.Next)));
    }

    private static AskQuestion Ask(ReviewRun review) =>
        new(review.Questions[review.At].LessonId, review.Questions[review.At].QuestionId, review.Questions[review.At].Play);

    private static AskQuestion Ask(TestRun test) =>
        new(test.Questions[test.At].LessonId, test.Questions[test.At].QuestionId, ChapterTestOut.PlayOf(test.Try, test.At));

    private static AppState ToMap(AppState state, LessonsState lessons) =>
        state.In(lessons with { Quiz = null, Test = null, Review = null }, Place.Map);

    /// <summary>Whether a verdict on this question is still waited for.</summary>
    private static bool IsOpen(QuizState quiz, QuestionView view) => quiz.Verdict is null && quiz.View?.Key == view.Key;

    private static Next Answer(AppState state, LessonsState lessons, string answer)
    {
        // Who answers again need not say first that there is another try.
        if (lessons.Quiz is { Verdict.IsRight: false, For: not Asking.TestOut })
        {
            Next retry = GoOn(state, lessons);
            Next judged = Answer(retry.State, retry.State.Lessons!, answer);
            return judged with { Effects = [.. retry.Effects, .. judged.Effects] };
        }
        if (lessons.Quiz is not { View: { } view, Verdict: null, IsJudging: false } quiz || answer.Length == 0) return Next.At(state);
        bool asksSure = view.Question.Confidence && lessons.Progress.Profile.AsksSure && quiz is { Wrong: 0, WasAskedSure: false }
            && quiz.For != Asking.TestOut;
        return asksSure ? With(state with { Notice = null }, lessons, quiz with { Pending = answer, Complaint = null })
            : Give(state, lessons, quiz, answer);
    }

    private static Next Give(AppState state, LessonsState lessons, QuizState quiz, string answer) =>
        With(state with { Notice = null }, lessons, quiz with { Answer = answer, IsJudging = true, Complaint = null })
            .Asking(new GiveAnswer(quiz.View!, answer, quiz.For, quiz.Wrong == 0 ? quiz.Sure : null,
                quiz is { For: Asking.Review, Wrong: 0 } ? lessons.Review!.Questions[lessons.Review.At] : null));

    /// <summary>A reason is chosen once; what is right is said with it.</summary>
    private static Next Reason(AppState state, LessonsState lessons, QuizState quiz, int number)
    {
        ReasonsView reasons = quiz.Verdict!.Reasons!;
        if (number < 1 || number > reasons.Offered.Length) return Next.At(state);
        bool right = reasons.Offered[number - 1].Why is null;
        var save = new SaveReason(quiz.View!.Lesson.Id, quiz.View.Question.Id, right);
        LessonsState next = lessons with { Quiz = quiz with { Reason = number } };
        if (quiz.For != Asking.Lesson || lessons.Play!.Flow is not { AsksReason: true } flow)
            return Next.At(state with { Lessons = next }).Saving(save);
        flow.Reason(right);
        return Next.At(state with { Lessons = next with { Play = lessons.Play with { Position = flow.Position } } })
            .Saving(save).Saving(new SaveProgress(flow.Lesson.Id, flow.Position));
    }

    /// <summary>The engine has judged an answer.</summary>
    private static Next Judged(AppState state, LessonsState lessons, QuizState quiz, VerdictView verdict)
    {
        int wrong = quiz.Wrong + (verdict.IsRight ? 0 : 1);
        LessonsState next = lessons with { Quiz = quiz with { Verdict = verdict, Complaint = null, Wrong = wrong, Reason = null } };
        switch (quiz.For)
        {
            case Asking.TestOut:
                return Next.At(state with
                { Lessons = next with { Test = lessons.Test! with { Right = lessons.Test.Right + (verdict.IsRight ? 1 : 0) } } });
            case Asking.Review:
                ReviewRun review = lessons.Review!;
                bool first = quiz.Wrong == 0 && verdict.IsRight;
                return Next.At(state with { Lessons = next with { Review = review with { Right = review.Right + (first ? 1 : 0) } } });
            default:
                LessonFlow flow = lessons.Play!.Flow;
                if (flow.State != LessonState.Quiz) return Next.At(state);
                flow.Answer(verdict.IsRight, verdict.Given, quiz.Sure);
                return Next.At(state with { Lessons = next with { Play = lessons.Play with { Position = flow.Position } } })
                    .Saving(new SaveProgress(flow.Lesson.Id, flow.Position));
        }
    }

    private static Next Hint(AppState state, LessonsState lessons, QuizState quiz)
    {
        // A test-out is without hints; in a review they cost nothing.
        if (quiz.For == Asking.TestOut) return Next.At(state.Say(state.Texts.Lessons.NoHintsHere));
        if (quiz.For == Asking.Review)
            return With(state, lessons, quiz with { Hints = Math.Min(quiz.Hints + 1, LessonPosition.HintLevels) });
        LessonFlow flow = lessons.Play!.Flow;
        if (!flow.CanFire(LessonTrigger.Hint)) return Next.At(state);
        flow.Fire(LessonTrigger.Hint);
        LessonsState next = lessons with
        { Play = lessons.Play with { Position = flow.Position }, Quiz = quiz with { Hints = flow.HintsShown } };
        return Next.At(state with { Lessons = next }).Saving(new SaveProgress(flow.Lesson.Id, flow.Position));
    }

    /// <summary>Into the debugger, as it stands or where the learner's path parts from the right one; the question waits.</summary>
    private static Next Look(AppState state, LessonsState lessons, QuizState quiz, bool toParting)
    {
        LessonPlay play = lessons.Play!;
        if (play.IsTraining || toParting && quiz.Verdict?.Divergence is null) return Next.At(state);
        LessonFlow flow = play.Flow;
        if (quiz.Verdict is { IsRight: false }) flow.Fire(LessonTrigger.Next);
        if (flow.State != LessonState.Quiz || !flow.CanFire(LessonTrigger.StartExercise)) return Next.At(state);
        flow.Fire(LessonTrigger.StartExercise);
        LessonsState next = lessons with
        { Quiz = quiz with { Verdict = null }, Play = play with { Position = flow.Position, IsLooking = true } };
        string id = play.View.Info.Id;
        AppState there = state.In(next, Place.Map, Place.Page, Place.Exercise);
        return toParting
            ? Next.At(there.Say(state.Texts.Lessons.PartsHere(quiz.Verdict!.DivergenceLabel)))
                .Asking(new OpenExercise(id, play.View.Replay, quiz.Verdict.Divergence))
            : Next.At(there).Saving(new SaveProgress(id, flow.Position)).Asking(new OpenExercise(id, play.View.Replay));
    }

    /// <summary>Into the debugger at the small change that contradicts the answer; the question waits.</summary>
    private static Next LookAtNudge(AppState state, LessonsState lessons, QuizState quiz)
    {
        if (quiz.Verdict?.Nudge is not { } nudge || lessons.Play!.IsTraining) return Next.At(state);
        Next there = Look(state, lessons, quiz, toParting: false);
        // What was asked of the engine is the same, with the change in it.
        return there with
        {
            Effects = [.. there.Effects.Select(e => e is SessionEffect { Command: OpenExercise open } effect
                ? effect with { Command = open with { At = nudge.At, Nudge = nudge } } : e)],
        };
    }

    /// <summary>What is asked, in another language; null where it has been left since.</summary>
    public static QuizState? Retold(QuizState? quiz, RetoldMsg told) => quiz?.View is not { } view || told.Question?.Key != view.Key ? quiz
        : quiz with
        {
            View = told.Question,
            Verdict = quiz.Verdict is null ? null : told.Verdict,
            Complaint = quiz.Complaint is null ? null : told.Problem
        };

    private static Next With(AppState state, LessonsState lessons, QuizState quiz) =>
        Next.At(state with { Lessons = lessons with { Quiz = quiz } });
}
