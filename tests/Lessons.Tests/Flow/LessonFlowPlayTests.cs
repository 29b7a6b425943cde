using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using static Backstep.Lessons.Flow.LessonState;
using static Backstep.Lessons.Flow.LessonTrigger;

namespace Backstep.Lessons.Tests.Flow;

public sealed class LessonFlowPlayTests
{
    private static readonly LessonInfo Full = new("full", "chapter", [], 2, ["a", "b"], HasExercise: true, Par: 3);

    internal static ImmutableSortedDictionary<string, QuestionRecord> Record(string id, QuestionRecord record) =>
        ImmutableSortedDictionary<string, QuestionRecord>.Empty.WithComparers(StringComparer.Ordinal).Add(id, record);

    private static LessonFlow Opened(LessonInfo lesson, params ReadOnlySpan<LessonTrigger> triggers)
    {
        LessonFlow flow = new(lesson);
        flow.Fire(Unlock);
        flow.Fire(Open);
        Fire(flow, triggers);
        return flow;
    }

    private static void Fire(LessonFlow flow, params ReadOnlySpan<LessonTrigger> triggers)
    {
        foreach (LessonTrigger trigger in triggers) flow.Fire(trigger);
    }

    [Test]
    public void A_lesson_is_played_from_its_first_page_to_its_end()
    {
        LessonFlow flow = Opened(Full, NextPage, StartExercise, Step, Step, Step, GoalReached, StartQuiz);
        Assert.That((flow.State, flow.QuestionIndex, flow.Position.GoalSteps), Is.EqualTo((Quiz, 0, 3)));
        flow.Answer(true, "0.5");
        Assert.That((flow.State, flow.Position.Of("a").Right, flow.QuestionIndex), Is.EqualTo((Feedback, true, 0)));
        flow.Fire(Next);
        flow.Answer(true);
        flow.Fire(Next);
        Assert.That((flow.State, flow.Position.SolvedAs, flow.Position.IsRunSolved, flow.Position.Of("a").Answer),
            Is.EqualTo((Solved, Solved, true, "0.5")));
    }

    [Test]
    public void Nothing_advances_before_the_learner_goes_on()
    {
        LessonFlow flow = Opened(Full, StartExercise, Step, GoalReached);
        Assert.That(flow.State, Is.EqualTo(Stepping));
        flow.Fire(StartQuiz);
        flow.Answer(true);
        Assert.That(flow.State, Is.EqualTo(Feedback));
        Assert.That(() => flow.Answer(true), Throws.TypeOf<TransitionException>());
        Assert.That(flow.Position.Of("a"), Is.EqualTo(new QuestionRecord(Right: true)));
    }

    [Test]
    public void A_wrong_answer_asks_the_same_question_again_and_is_counted()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz);
        flow.Answer(false, "1");
        flow.Fire(Next);
        flow.Answer(false, "2");
        flow.Fire(Next);
        Assert.That((flow.State, flow.QuestionIndex, flow.Position.Of("a"), flow.Position.Wrong),
            Is.EqualTo((Quiz, 0, new QuestionRecord(Wrong: 2, Answer: "2"), 2)));
    }

    [Test]
    public void A_right_answer_after_wrong_ones_keeps_their_count()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz, WrongAnswer, Next, RightAnswer);
        Assert.That(flow.Position.Of("a"), Is.EqualTo(new QuestionRecord(Right: true, Wrong: 1)));
    }

    [Test]
    public void Hints_of_the_exercise_and_of_each_question_are_counted_apart()
    {
        LessonFlow flow = Opened(Full, StartExercise, Hint, Hint, GoalReached, StartQuiz, Hint, WrongAnswer, Hint, Hint);
        Assert.That((flow.Position.ExerciseHints, flow.Position.Of("a").Hints, flow.Position.Hints, flow.HintsShown),
            Is.EqualTo((2, 3, 5, 3)));
        Fire(flow, Next, RightAnswer, Next);
        Assert.That(flow.HintsShown, Is.Zero, "the next question begins without hints");
    }

    [Test]
    public void All_hints_are_free_once_it_is_done()
    {
        LessonFlow flow = Opened(Full, StartExercise);
        Assert.That(flow.HintsShown, Is.Zero);
        Fire(flow, GoalReached);
        Assert.That(flow.HintsShown, Is.EqualTo(4));
        Fire(flow, StartQuiz, RightAnswer);
        Assert.That((flow.HintsShown, flow.Position.Hints), Is.EqualTo((4, 0)));
        Fire(flow, Next, RightAnswer, Next);
        Assert.That((flow.State, flow.HintsShown), Is.EqualTo((Solved, 4)));
    }

    [Test]
    public void One_hint_makes_it_solved_with_hints_and_a_replay_without_any_makes_it_solved()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz, Hint, RightAnswer, Next, RightAnswer, Next);
        Assert.That(flow.State, Is.EqualTo(SolvedWithHints));
        Fire(flow, Replay, StartExercise, GoalReached, StartQuiz, RightAnswer, Next, RightAnswer, Next);
        Assert.That(flow.State, Is.EqualTo(Solved));
        Fire(flow, Replay, StartExercise, Hint, GoalReached, StartQuiz, RightAnswer, Next, RightAnswer, Next);
        Assert.That(flow.State, Is.EqualTo(Solved), "a worse replay takes nothing away");
    }

    [Test]
    public void A_replay_begins_anew_with_another_seed()
    {
        LessonFlow flow = Opened(Full, NextPage, StartExercise, Step, Hint, GoalReached, StartQuiz, WrongAnswer, Next, RightAnswer, Next,
            RightAnswer, Next, Replay);
        LessonPosition at = flow.Position;
        Assert.That((at.State, at.Replays, at.Page, at.Question, at.Steps, at.GoalSteps, at.Hints, at.Wrong, at.IsRunSolved),
            Is.EqualTo((Reading, 1, 0, "a", 0, default(int?), 0, 0, false)));
        Assert.That(at.SolvedAs, Is.EqualTo(SolvedWithHints));
    }

    [Test]
    public void A_replay_that_is_left_is_not_a_run_that_was_solved()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz, RightAnswer, Next, RightAnswer, Next, Replay, Leave);
        Assert.That((flow.State, flow.Position.IsRunSolved, flow.Position.SolvedAs), Is.EqualTo((Solved, false, Solved)));
    }

    private static IEnumerable<TestCaseData> Places()
    {
        yield return new TestCaseData(Reading, new[] { NextPage }).SetName("Leaving a page resumes at it");
        yield return new TestCaseData(Stepping, new[] { StartExercise, Step, Hint }).SetName("Leaving the exercise resumes in it");
        yield return new TestCaseData(Quiz, new[] { StartExercise, GoalReached, StartQuiz, RightAnswer, Next, Hint })
            .SetName("Leaving the second question resumes at it");
        yield return new TestCaseData(Feedback, new[] { StartExercise, GoalReached, StartQuiz, WrongAnswer })
            .SetName("Leaving feedback resumes at it");
    }

    [TestCaseSource(nameof(Places))]
    public void Leaving_and_opening_resumes(LessonState place, LessonTrigger[] way)
    {
        foreach (LessonTrigger exit in (LessonTrigger[])[Leave, Skip])
        {
            LessonFlow flow = Opened(Full, way);
            LessonPosition before = flow.Position;
            flow.Fire(exit);
            LessonFlow later = new(Full, flow.Position);
            later.Fire(Open);
            Assert.That(later.State, Is.EqualTo(place));
            Assert.That(later.Position, Is.EqualTo(before with { Resume = place, IsSeen = true, IsSkipped = exit == Skip }));
        }
    }

    [TestCaseSource(nameof(Places))]
    public void A_lesson_that_is_open_already_goes_on_where_it_is(LessonState place, LessonTrigger[] way)
    {
        // A crash, a closed terminal or another window keeps the place without leaving it.
        LessonFlow flow = new(Full, Opened(Full, way).Position);
        LessonPosition before = flow.Position;
        flow.Enter();
        Assert.That((flow.State, flow.Position), Is.EqualTo((place, before)));
    }

    [Test]
    public void A_skipped_lesson_that_is_looked_into_again_stays_skipped()
    {
        LessonFlow flow = Opened(Full, Leave, Skip, Open);
        Assert.That((flow.State, flow.Position.IsPassed, flow.Position.Status), Is.EqualTo((Reading, true, LessonStatus.Skipped)));
        Fire(flow, NextPage, Leave);
        Assert.That((flow.State, flow.Position.IsPassed), Is.EqualTo((Skipped, true)));
        Fire(flow, Open, StartExercise, GoalReached, StartQuiz, RightAnswer, Next, RightAnswer, Next);
        Assert.That((flow.State, flow.Position.IsSkipped, flow.Position.Status), Is.EqualTo((Solved, false, LessonStatus.Solved)));
    }

    [Test]
    public void A_question_can_be_skipped_and_comes_again_at_the_end()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz, SkipQuestion);
        Assert.That((flow.State, flow.Position.Question), Is.EqualTo((Quiz, "b")));
        Fire(flow, RightAnswer, Next);
        Assert.That((flow.State, flow.Position.Question), Is.EqualTo((Quiz, "a")));
        Fire(flow, RightAnswer, Next);
        Assert.That(flow.State, Is.EqualTo(Solved));
    }

    [Test]
    public void A_lesson_whose_last_question_is_skipped_is_left_aside_and_asks_what_is_open_when_it_is_opened_again()
    {
        LessonFlow flow = Opened(Full, StartExercise, GoalReached, StartQuiz, SkipQuestion, WrongAnswer, SkipQuestion);
        Assert.That((flow.State, flow.Position.IsPassed), Is.EqualTo((Skipped, true)));
        flow.Fire(Open);
        Assert.That((flow.State, flow.Position.Question, flow.Position.Of("b").Wrong), Is.EqualTo((Quiz, "a", 1)));
    }

    [Test]
    public void The_pages_can_be_read_again_in_the_middle_of_the_questions()
    {
        LessonFlow flow = Opened(Full, StartExercise, Step, GoalReached, StartQuiz, RightAnswer, Next, PreviousPage);
        Assert.That((flow.State, flow.Position.Page), Is.EqualTo((Reading, 1)));
        Fire(flow, PreviousPage, StartExercise, PreviousPage, StartQuiz);
        Assert.That((flow.State, flow.QuestionIndex, flow.Position.GoalSteps), Is.EqualTo((Quiz, 1, 1)));
    }

    [Test]
    public void An_exercise_started_over_counts_its_steps_anew_and_keeps_the_best()
    {
        LessonFlow flow = Opened(Full, StartExercise, Step, Step, GoalReached, StartExercise);
        Assert.That((flow.Position.Steps, flow.Position.GoalSteps), Is.EqualTo((0, 2)));
        Fire(flow, Step, GoalReached, Step, Step, GoalReached);
        Assert.That(flow.Position.GoalSteps, Is.EqualTo(1));
        Fire(flow, PreviousPage, StartExercise);
        Assert.That(flow.Position.Steps, Is.EqualTo(3), "a look at the pages is no new start");
    }

    [Test]
    public void Going_on_leads_through_the_whole_lesson()
    {
        LessonFlow flow = new(Full);
        Assert.That(flow.Onward, Is.Null);
        flow.Fire(Unlock);
        List<LessonTrigger> way = [];
        while (flow.State is not Solved)
        {
            if (flow.Onward is { } trigger)
            {
                way.Add(trigger);
                flow.Fire(trigger);
            }
            else if (flow.State == Stepping)
                flow.Fire(GoalReached);
            else
                flow.Answer(true);
        }
        Assert.That(way, Is.EqualTo([Open, NextPage, StartExercise, StartQuiz, Next, Next]));
        Assert.That(flow.Onward, Is.Null);
    }

    [Test]
    public void A_lesson_that_is_tested_out_says_so()
    {
        LessonFlow flow = new(Full);
        Fire(flow, PassTestOut);
        Assert.That((flow.State, flow.Position.IsTestedOut, flow.Position.IsRunSolved), Is.EqualTo((Solved, true, true)));
        flow.Fire(Replay);
        Assert.That(flow.Position.IsTestedOut, Is.False);
    }

    [Test]
    public void A_question_that_the_course_lost_is_replaced_by_the_first_that_is_open()
    {
        LessonPosition kept = new() { State = Feedback, Question = "gone", Questions = Record("a", new(Right: true)), Page = 9 };
        LessonFlow flow = new(Full, kept);
        Assert.That((flow.State, flow.Position.Question, flow.Position.Page), Is.EqualTo((Quiz, "b", 1)));
    }

    [TestCase(Stepping)]
    [TestCase(Quiz)]
    [TestCase(Feedback)]
    public void A_place_that_the_course_lost_is_replaced_by_the_pages(LessonState place)
    {
        LessonInfo bare = new("bare", "chapter", [], 0, []);
        Assert.That(new LessonFlow(bare, new() { State = place }).State, Is.EqualTo(Reading));
        LessonFlow left = new(bare, new() { State = Available, Resume = place });
        left.Fire(Open);
        Assert.That(left.State, Is.EqualTo(Reading));
    }

    [Test]
    public void Seen_begun_skipped_and_solved_are_different()
    {
        LessonFlow flow = new(Full);
        List<LessonStatus> standings = [flow.Position.Status];
        foreach (LessonTrigger[] way in (LessonTrigger[][])
            [[Unlock], [Open, Leave], [Open, NextPage, Leave], [Skip],
                [Open, StartExercise, Hint, GoalReached, StartQuiz, RightAnswer, Next, RightAnswer, Next], [Replay]])
        {
            Fire(flow, way);
            standings.Add(flow.Position.Status);
        }
        Assert.That(standings, Is.EqualTo(
        [
            LessonStatus.Locked, LessonStatus.Open, LessonStatus.Seen, LessonStatus.Begun, LessonStatus.Skipped,
            LessonStatus.SolvedWithHints, LessonStatus.SolvedWithHints,
        ]));
    }

    [Test]
    public void Every_random_walk_keeps_the_flow_in_order([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        LessonInfo lesson = new("l", "c", [], random.Next(0, 4), [.. Enumerable.Range(0, random.Next(0, 4)).Select(i => $"q{i}")],
            HasExercise: random.Next(2) == 0);
        LessonFlow flow = new(lesson);
        for (int i = 0; i < 2000; i++)
        {
            Assert.That(flow.PermittedTriggers, Is.Not.Empty, $"stuck in {flow.State}");
            flow.Fire(flow.PermittedTriggers[random.Next(flow.PermittedTriggers.Count)]);
            LessonPosition at = flow.Position;
            Assert.That(at.Page, Is.InRange(0, Math.Max(0, lesson.PageCount - 1)));
            Assert.That(flow.HintsShown, Is.InRange(0, LessonPosition.HintLevels));
            Assert.That(at.Questions.Keys, Is.SubsetOf(lesson.QuestionIds));
            if (at.State is Solved or SolvedWithHints) Assert.That(at.SolvedAs, Is.EqualTo(at.State), "a solved lesson knows how");
            Assert.That(new LessonFlow(lesson, at).Position, Is.EqualTo(at), "what is kept is what there is");
        }
    }
}
