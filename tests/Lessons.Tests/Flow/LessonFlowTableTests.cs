using Backstep.Lessons.Flow;
using Backstep.Lessons.Texts;
using static Backstep.Lessons.Flow.LessonState;
using static Backstep.Lessons.Flow.LessonTrigger;

namespace Backstep.Lessons.Tests.Flow;

/// <summary>Every state with every trigger: where it leads, or that it is refused.</summary>
public sealed class LessonFlowTableTests
{
    /// <summary>
    /// Three pages, of which the second is shown; an exercise whose goal is reached; two questions, of which the first is asked.
    /// </summary>
    private static readonly LessonInfo Lesson = new("lesson", "chapter", [], 3, ["a", "b"], HasExercise: true);

    private static readonly LessonPosition Middle = new() { Page = 1, Question = "a", Steps = 4, GoalSteps = 4 };

    /// <summary>What is allowed; every pair that is not here is refused.</summary>
    private static readonly Dictionary<LessonState, Dictionary<LessonTrigger, LessonState>> Allowed = new()
    {
        [Locked] = new() { [Unlock] = Available, [PassTestOut] = Solved },
        [Available] = new() { [Open] = Reading, [Skip] = Skipped, [PassTestOut] = Solved },
        [Reading] = new()
        {
            [Open] = Reading,
            [NextPage] = Reading,
            [PreviousPage] = Reading,
            [StartExercise] = Stepping,
            [StartQuiz] = Quiz,
            [Skip] = Skipped,
            [Leave] = Available,
            [PassTestOut] = Solved,
        },
        [Stepping] = new()
        {
            [Open] = Stepping,
            [Step] = Stepping,
            [GoalReached] = Stepping,
            [StartExercise] = Stepping,
            [PreviousPage] = Reading,
            [StartQuiz] = Quiz,
            [Skip] = Skipped,
            [Leave] = Available,
            [PassTestOut] = Solved,
        },
        [Quiz] = new()
        {
            [Open] = Quiz,
            [SkipQuestion] = Quiz,
            [RightAnswer] = Feedback,
            [WrongAnswer] = Feedback,
            [Hint] = Quiz,
            [PreviousPage] = Reading,
            [StartExercise] = Stepping,
            [Skip] = Skipped,
            [Leave] = Available,
            [PassTestOut] = Solved,
        },
        [Feedback] = new()
        {
            [Open] = Feedback,
            [Next] = Quiz,
            [Hint] = Feedback,
            [SkipQuestion] = Quiz,
            [Skip] = Skipped,
            [Leave] = Available,
            [PassTestOut] = Solved,
        },
        [Solved] = new() { [Replay] = Reading },
        [SolvedWithHints] = new() { [Replay] = Reading },
        [Skipped] = new() { [Open] = Reading, [PassTestOut] = Solved },
    };

    private static IEnumerable<TestCaseData> Pairs() =>
        from state in Allowed.Keys
        from trigger in Enum.GetValues<LessonTrigger>()
        select new TestCaseData(state, trigger)
            .SetName($"{trigger} in {state} {(Allowed[state].TryGetValue(trigger, out LessonState to) ? $"leads to {to}" : "is refused")}");

    [TestCaseSource(nameof(Pairs))]
    public void Pair(LessonState state, LessonTrigger trigger)
    {
        LessonFlow flow = new(Lesson, Middle with { State = state });
        LessonPosition before = flow.Position;
        if (Allowed[state].TryGetValue(trigger, out LessonState to))
        {
            Assert.That(flow.CanFire(trigger), Is.True);
            flow.Fire(trigger);
            Assert.That((flow.State, flow.Position.State), Is.EqualTo((to, to)));
        }
        else
        {
            Assert.That(() => flow.Fire(trigger),
                Throws.TypeOf<TransitionException>().With.Message.Match($"^{trigger} is refused in {state}: [^\n]+$"));
            Assert.That((flow.CanFire(trigger), flow.State, flow.Position), Is.EqualTo((false, state, before)));
        }
        Assert.That(new LessonFlow(Lesson, before).PermittedTriggers, Is.EquivalentTo(Allowed[state].Keys));
    }

    private static IEnumerable<TestCaseData> Guards()
    {
        static TestCaseData Case(string what, LessonInfo lesson, LessonPosition at, LessonTrigger trigger, object expected) =>
            new TestCaseData(lesson, at, trigger, expected).SetName($"{trigger} in {at.State} {what}");

        LessonInfo bare = new("bare", "chapter", [], 1, []), quizOnly = new("quiz", "chapter", [], 1, ["a"]),
            exerciseOnly = new("exercise", "chapter", [], 1, [], HasExercise: true);
        LessonPosition unreached = Middle with { GoalSteps = null };
        LessonPosition right = Middle with { State = Feedback, Questions = LessonFlowPlayTests.Record("a", new(Right: true)) };
        LessonInfo reasoned = new("lesson", "chapter", [], 3, ["a", "b"], HasExercise: true, Reasoned: ["a"]);
        LessonPosition chosen = right with { Questions = right.Questions.SetItem("a", new(Right: true, Reason: false)) };
        LessonPosition last = right with { Question = "b", Questions = right.Questions.Add("b", new(Right: true)) };

        yield return Case("needs a page after", Lesson, Middle with { State = Reading, Page = 2 }, NextPage, "a page after this one");
        yield return Case("needs a page before", Lesson, Middle with { State = Reading, Page = 0 }, PreviousPage, "a page before this one");
        yield return Case("needs an exercise", quizOnly, new() { State = Reading }, StartExercise, "an exercise");
        yield return Case("needs an exercise", quizOnly, new() { State = Quiz }, StartExercise, "an exercise");
        yield return Case("needs the goal", Lesson, unreached with { State = Reading }, StartQuiz, "the goal of the exercise");
        yield return Case("needs the goal", Lesson, unreached with { State = Stepping }, StartQuiz, "the goal of the exercise");
        yield return Case("needs a question", exerciseOnly, Middle with { State = Stepping }, StartQuiz, "a question");
        yield return Case("needs both", exerciseOnly, unreached with { State = Stepping }, StartQuiz,
            "a question, the goal of the exercise");
        yield return Case("leads to the quiz without an exercise", quizOnly, new() { State = Reading }, StartQuiz, Quiz);
        yield return Case("solves a lesson of pages", bare, new() { State = Reading }, Next, Solved);
        yield return Case("needs the last page", bare with { PageCount = 2 }, new() { State = Reading }, Next, "the last page");
        yield return Case("needs the goal", exerciseOnly, new() { State = Reading }, Next, "the goal of the exercise");
        yield return Case("needs the goal", exerciseOnly, unreached with { State = Stepping }, Next, "the goal of the exercise");
        yield return Case("solves a lesson without questions", exerciseOnly, Middle with { State = Stepping }, Next, Solved);
        yield return Case("solves a lesson without questions with hints", exerciseOnly, Middle with { State = Stepping, ExerciseHints = 1 },
            Next, SolvedWithHints);
        yield return Case("solves a lesson without questions from its page", exerciseOnly,
            Middle with { State = Reading, ExerciseHints = 1 }, Next, SolvedWithHints);
        yield return Case("gives a hint before the goal", Lesson, unreached with { State = Stepping, ExerciseHints = 3 }, Hint, Stepping);
        yield return Case("needs a hint that is left", Lesson, unreached with { State = Stepping, ExerciseHints = 4 }, Hint,
            "a hint that is not shown yet");
        yield return Case("needs a hint that is left", Lesson,
            Middle with { State = Quiz, Questions = LessonFlowPlayTests.Record("a", new(Hints: 4)) }, Hint, "a hint that is not shown yet");
        yield return Case("needs no hint after a right answer", Lesson, right, Hint, "a hint that is not shown yet");
        yield return Case("needs a question with reasons", Lesson, right, GiveReason, "a right answer whose reason is asked for");
        yield return Case("keeps a reason", reasoned, right, GiveReason, Feedback);
        yield return Case("takes a reason once", reasoned, chosen, GiveReason, "a right answer whose reason is asked for");
        yield return Case("goes on without a reason", reasoned, right, Next, Quiz);
        yield return Case("goes to the next question", Lesson, right, Next, Quiz);
        yield return Case("goes back to the question that was left open", Lesson,
            last with { Questions = last.Questions.Remove("a") }, Next, Quiz);
        yield return Case("solves after the last question", Lesson, last, Next, Solved);
        yield return Case("solves after the last question with hints", Lesson, last with { ExerciseHints = 2 }, Next, SolvedWithHints);
        yield return Case("asks the last question again", Lesson, right with { Question = "b" }, Next, Quiz);
        yield return Case("leads back to a solved lesson", Lesson, Middle with { State = Quiz, SolvedAs = Solved }, Leave, Solved);
        yield return Case("leads back to a lesson solved with hints", Lesson, Middle with { State = Quiz, SolvedAs = SolvedWithHints },
            Skip, SolvedWithHints);
        yield return Case("leads back to a lesson left aside", Lesson, Middle with { State = Quiz, IsSkipped = true }, Leave, Skipped);
        yield return Case("leaves the lesson aside after its last question", Lesson, Middle with { State = Quiz, Question = "b" },
            SkipQuestion, Skipped);
        yield return Case("leads back to a solved lesson after its last question", Lesson,
            Middle with { State = Quiz, Question = "b", SolvedAs = Solved }, SkipQuestion, Solved);
        yield return Case("asks the next question", Lesson, Middle with { State = Feedback }, SkipQuestion, Quiz);
        yield return Case("needs a question that is open", Lesson, right, SkipQuestion, "a question that is not answered right");
        foreach (LessonState place in (LessonState[])[Reading, Stepping, Quiz, Feedback])
        {
            yield return Case($"leads back to {place}", Lesson, Middle with { State = Available, Resume = place }, Open, place);
            yield return Case($"leads back to {place}", Lesson, Middle with { State = Skipped, Resume = place }, Open, place);
        }
    }

    [TestCaseSource(nameof(Guards))]
    public void Guard(LessonInfo lesson, LessonPosition at, LessonTrigger trigger, object expected)
    {
        LessonFlow flow = new(lesson, at);
        if (expected is LessonState to)
        {
            flow.Fire(trigger);
            Assert.That(flow.State, Is.EqualTo(to));
        }
        else
        {
            Assert.That(() => flow.Fire(trigger),
                Throws.TypeOf<TransitionException>().With.Message.EqualTo($"{trigger} is refused in {at.State}: it needs {expected}"));
        }
    }
}
