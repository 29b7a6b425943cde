using System.Text.Json.Nodes;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.Tests.Session;

/// <summary>How sure, because, orders that get easier, nudges and reviews: what the screens' state makes of them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LearningTests : IDisposable
{
    private const string First = LearnerStore.First;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backstep-learning-");

    private readonly Clock _clock = new();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The tests' course, whose number asks how sure and why, and whose order has a line that does not belong.</summary>
    private LessonSources Sources()
    {
        JsonNode course = JsonNode.Parse(File.ReadAllText(LearnerStore.CourseFile))!;
        foreach (JsonNode? lesson in course["chapters"]!.AsArray().SelectMany(c => c!["lessons"]!.AsArray()))
            foreach (JsonNode? question in lesson!["questions"]!.AsArray())
            {
                if ((string)question!["kind"]! == "number")
                {
                    question["confidence"] = true;
                    question["because"] = JsonNode.Parse("""
                        { "reason": "it is so", "distractors": [{ "text": "of the weather", "why": "no" }] }
                        """);
                }
                if ((string)question["kind"]! == "order")
                    question["distractors"] = JsonNode.Parse("""[{ "text": "dropout", "why": "nothing is dropped" }]""");
            }
        string json = course.ToJsonString();
        return new(() => CourseReader.Parse(json),
            new SavedGame(new ProgressStore(_folder.FullName, _clock), null, LearnerStore.Learner), _clock,
            new TrainingData { SyntheticOnly = true, SyntheticImages = 200 });
    }

    private LearnerStore AtNumber()
    {
        var learner = new LearnerStore(First, Sources());
        learner.ReachGoal().Do(new Pass(LessonTrigger.StartQuiz));
        for (int i = 0; i < 10 && learner.Question.Question.Kind != "number"; i++) learner.Right().Do(new GoOn());
        Assert.That(learner.Question.Question.Kind, Is.EqualTo("number"));
        return learner;
    }

    private static AnswerRecord Answers(LearnerStore learner, string lesson, string question) =>
        learner.Lessons.Progress.Profile.Course(learner.Lessons.Course.Id).Lessons[lesson].Answers[question];

    [Test]
    public void An_answer_waits_until_the_learner_has_said_how_sure_he_is_and_is_told_when_he_was_wrong()
    {
        using LearnerStore learner = AtNumber();
        string question = learner.Question.Question.Id;
        learner.Do(new Reply("12345"));
        Assert.That((learner.Lessons.Quiz!.Pending, learner.Lessons.Quiz.Verdict), Is.EqualTo(("12345", (VerdictView?)null)));
        learner.Do(new Confide(Confidence.Sure));
        Assert.That((learner.Lessons.Quiz!.IsSurprise, learner.Verdict.IsRight), Is.EqualTo((true, false)));
        Assert.That(Answers(learner, First, question).Sure, Is.EqualTo(new Tally(1, 0)));
        Assert.That(learner.Lessons.Reviews.Due.Select(t => (t.Lesson.Id, t.IsSurprise)), Is.EqualTo(new[] { (First, true) }));
        // The second try is not asked about any more.
        learner.Right();
        Assert.That((learner.Lessons.Quiz.Sure, Answers(learner, First, question).Sure.Asked), Is.EqualTo((Confidence.Sure, 1)));
    }

    [Test]
    public void Nobody_has_to_say_and_Esc_takes_the_answer_back()
    {
        using LearnerStore learner = AtNumber();
        learner.Do(new Reply("12345"), new Back());
        Assert.That((learner.State.Place, learner.Lessons.Quiz!.Pending), Is.EqualTo((Place.Quiz, (string?)null)));
        learner.Do(new Reply("12345"), new Confide(null));
        Assert.That((learner.Verdict.IsRight, learner.Lessons.Quiz.IsSurprise, learner.Lessons.Reviews.Due.Length),
            Is.EqualTo((false, false, 0)));
    }

    [Test]
    public void Who_has_switched_it_off_is_not_asked()
    {
        using LearnerStore learner = AtNumber();
        learner.Do(new Ask(new SwitchSure(false)), new Reply("12345"));
        Assert.That((learner.Verdict.IsRight, learner.Lessons.Progress.Profile.AsksSure), Is.EqualTo((false, false)));
        using var again = new LearnerStore(null, Sources());
        Assert.That(again.Lessons.Progress.Profile.AsksSure, Is.False, "it is kept");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_reason_is_chosen_once_and_kept(bool right)
    {
        using LearnerStore learner = AtNumber();
        string question = learner.Question.Question.Id;
        learner.Do(new Reply(learner.RightAnswer), new Confide(Confidence.Guess));
        Assert.That(learner.Lessons.Quiz!.AsksReason, Is.True);
        int number = learner.Verdict.Reasons!.Offered.ToList().FindIndex(r => r.Why is null == right) + 1;
        learner.Do(new ChooseReason(9), new ChooseReason(number), new ChooseReason(number == 1 ? 2 : 1));
        Assert.That((learner.Lessons.Quiz!.AsksReason, learner.Lessons.Quiz.Reason, learner.Play.Position.Of(question).Reason),
            Is.EqualTo((false, (int?)number, (bool?)right)));
        Assert.That(Answers(learner, First, question).Reasons, Is.EqualTo(new Tally(1, right ? 1 : 0)));
    }

    [Test]
    public void A_wrong_gradient_is_tried_in_the_debugger_and_the_question_waits()
    {
        using LearnerStore learner = AtNumber();
        learner.Do(new Reply("12345"), new Confide(null));
        NudgeView nudge = learner.Verdict.Nudge!;
        Assert.That(learner.Verdict.Lines.Select(l => l.ToPlainText()), Has.Some.StartsWith("You say"));
        learner.Do(new LookInDebugger(ToNudge: true));
        Assert.That((learner.State.Place, learner.State.View!.Now), Is.EqualTo((Place.Exercise, nudge.Seen)));
        Assert.That(learner.State.View.Timelines, Has.Length.EqualTo(2), "the change is a what-if beside the run");
        learner.Do(new GoOn());
        Assert.That((learner.State.Place, learner.Question.Question.Kind), Is.EqualTo((Place.Quiz, "number")));
    }

    [Test]
    public void An_order_gets_easier_with_the_second_wrong_answer_and_is_right_without_what_does_not_belong()
    {
        using var learner = new LearnerStore(LearnerStore.Second, Sources());
        learner.Do(new Pass(LessonTrigger.StartQuiz));
        for (int i = 0; i < 10 && learner.Question.Question.Kind != "order"; i++)
        {
            learner.Do(new Reply(learner.RightAnswer));
            if (learner.Lessons.Quiz!.Pending is not null) learner.Do(new Confide(null));
            learner.Do(new GoOn());
        }
        int lines = learner.Question.Options.Length;
        learner.Wrong().Do(new GoOn()).Wrong();
        Assert.That((learner.Question.Options.Length, learner.Question.IsEased), Is.EqualTo((lines, false)));
        learner.Do(new GoOn());
        Assert.That((learner.Question.Options.Length, learner.Question.IsEased, learner.Question.Options.Contains("dropout")),
            Is.EqualTo((lines - 1, true, false)));
        learner.Do(new Reply(AnswerKey.Of(learner.Question.Question,
            new LessonWorld(learner.Question.Lesson.Exercise, new Engine.Backends.Reference.ReferenceBackend(),
                learner.Question.Replay), 2).Typed));
        Assert.That(learner.Verdict.IsRight, Is.True);
    }

    [Test]
    public void What_is_due_is_asked_topic_after_topic_and_the_first_screen_says_when_the_next_is()
    {
        using (LearnerStore before = AtNumber())
        {
            for (int i = 0; i < 10 && before.State.Place == Place.Quiz; i++)
            {
                before.Do(new Reply(before.RightAnswer));
                if (before.Lessons.Quiz!.Pending is not null) before.Do(new Confide(Confidence.Sure));
                before.Do(new GoOn());
            }
            Assert.That(before.Record(First).SolvedOn, Is.Not.Null);
            before.Do(new BeginReview());
            Assert.That((before.State.Place, before.Notice), Is.EqualTo((Place.Map, "nothing to review now; the next on 2026-03-15")));
        }
        _clock.Days = 1;
        var home = (LearnerMsg)FirstLook.Learner(Sources())!;
        Assert.That((home.Learner.Due.Length, home.Learner.NextReview), Is.EqualTo((1, (DateOnly?)null)));
        using var learner = new LearnerStore(null, Sources());
        int xp = learner.Lessons.Progress.Profile.Xp;
        learner.Do(new BeginReview());
        Assert.That((learner.State.Place, learner.Lessons.Quiz!.For, learner.Question.Replay),
            Is.EqualTo((Place.Quiz, Asking.Review, 200)));
        learner.Do(new Reply(learner.RightAnswer));
        if (learner.Lessons.Quiz.Pending is not null) learner.Do(new Confide(Confidence.Fairly));
        Assert.That(learner.Verdict.IsRight, Is.True);
        learner.Do(new GoOn());
        Assert.That((learner.State.Place, learner.Notice),
            Is.EqualTo((Place.Map, "review: 1 of 1 right at the first try; the next on 2026-03-17")));
        Assert.That(learner.Lessons.Progress.Profile.Xp - xp, Is.GreaterThanOrEqualTo(ReviewPlan.Xp));
    }

    [Test]
    public void A_question_of_a_review_can_be_left_and_a_wrong_answer_brings_it_back_tomorrow()
    {
        using (LearnerStore before = AtNumber()) before.Do(new Reply("12345"), new Confide(Confidence.Sure));
        using var learner = new LearnerStore(null, Sources());
        learner.Do(new OpenLessons(Reviews: true));
        string question = learner.Question.Question.Id;
        Assert.That(learner.Question.Question.Kind, Is.EqualTo("number"), "what was wrong and sure comes first");
        learner.Do(new Reply("12345"), new Confide(Confidence.Guess), new SkipReview());
        Assert.That(learner.State.Place, Is.EqualTo(Place.Map));
        Assert.That((learner.Record(First).Review!.Due, learner.Record(First).Review!.Box), Is.EqualTo((new DateOnly(2026, 3, 15), 0)));
        Assert.That(Answers(learner, First, question).Wrong, Is.EqualTo(2));
    }

    /// <summary>Noon of a day in March, and some days later.</summary>
    private sealed class Clock : TimeProvider
    {
        public int Days { get; set; }

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero).AddDays(Days);
    }
}
