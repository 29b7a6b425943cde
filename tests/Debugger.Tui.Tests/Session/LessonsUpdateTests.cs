using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Session;

/// <summary>The way through lessons, by messages and without a screen.</summary>
public sealed class LessonsUpdateTests
{
    private static readonly LessonTexts Texts = UiTexts.English.Lessons;

    private static LearnerStore At(string lesson, string question) => new LearnerStore(lesson).AskedFor(question);

    [Test]
    public void A_whole_lesson_is_played_and_earns_stars_and_points()
    {
        using var learner = new LearnerStore(First);
        Assert.That((learner.State.Place, learner.Play.Position.Page), Is.EqualTo((Place.Page, 0)));
        learner.Do(new GoOn());
        Assert.That(learner.Play.Position.Page, Is.EqualTo(1));
        learner.Do(new GoOn());
        Assert.That((learner.State.Place, learner.State.View is null), Is.EqualTo((Place.Exercise, false)));
        learner.Move(Movement.Out, Movement.Out, Movement.Out);
        for (int i = 0; i < 40 && !learner.Play.Position.IsGoalReached; i++) learner.Move(Movement.Into);
        Assert.That(learner.Notice, Is.EqualTo(Texts.GoalReached(isHere: true)));
        learner.Do(new GoOn());
        foreach (string question in (string[])["slope", "factor", "sign", "turn"])
        {
            Assert.That(learner.Question.Question.Id, Is.EqualTo(question));
            learner.Right();
            Assert.That(learner.Play.Position.State, Is.EqualTo(LessonState.Feedback), "nothing goes on by itself");
            learner.Do(new GoOn());
        }
        LessonRecord record = learner.Record(First);
        Profile profile = learner.Lessons.Progress.Profile;
        Assert.Multiple(() =>
        {
            Assert.That(learner.State.Place, Is.EqualTo(Place.Map));
            Assert.That(record.Position.SolvedAs, Is.EqualTo(LessonState.Solved));
            Assert.That(record.Stars,
                Is.EqualTo(Stars.Of(learner.Lessons.Progress.Outline.Find(First)!, record.Position)).And.GreaterThan(0));
            Assert.That(profile.Xp, Is.EqualTo(Stars.Xp(record.Stars) + (profile.Badges.Count * Profile.XpPerBadge)));
            Assert.That(learner.Notice, Does.Contain("XP").And.Contain("★"));
            Assert.That(learner.Lessons.Current, Is.Null, "the map points at what comes next");
            Assert.That(learner.State.Learner, Has.Property("Solved").EqualTo(1).And.Property("Next").EqualTo(Second),
                "and so does the first screen");
        });
    }

    [Test]
    public void The_questions_wait_until_the_goal_is_reached()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new Pass(LessonTrigger.StartQuiz));
        Assert.That((learner.State.Place, learner.Notice), Is.EqualTo((Place.Page, Texts.GoalFirst)));
        learner.Do(new Pass(LessonTrigger.StartExercise)).Move(Movement.Into).Do(new GoOn());
        Assert.That((learner.State.Place, learner.Notice), Is.EqualTo((Place.Exercise, Texts.GoalFirstHere)));
    }

    [Test]
    public void Back_leads_one_level_from_the_question_to_the_page_to_the_map_to_the_first_screen()
    {
        using LearnerStore learner = At(First, "slope");
        var places = new List<Place>();
        for (int i = 0; i < 4; i++) places.Add(learner.Do(new Back()).State.Place);
        Assert.That(places, Is.EqualTo(new[] { Place.Page, Place.Map, Place.Home, Place.Home }));
    }

    [Test]
    public void Back_from_a_wrong_verdict_is_the_question_and_from_a_right_one_the_page()
    {
        using LearnerStore learner = At(First, "slope");
        learner.Wrong().Do(new Back());
        Assert.That((learner.State.Place, learner.Question.Question.Id, learner.Lessons.Quiz!.Verdict),
            Is.EqualTo((Place.Quiz, "slope", (VerdictView?)null)));
        learner.Right().Do(new Back());
        Assert.That(learner.State.Place, Is.EqualTo(Place.Page));
        Assert.That(learner.Do(new Pass(LessonTrigger.StartQuiz)).Question.Question.Id, Is.EqualTo("factor"),
            "what was right stays answered");
    }

    [Test]
    public void Who_leaves_a_page_finds_it_again()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new GoOn(), new Back());
        Assert.That((learner.State.Place, learner.Lessons.Current), Is.EqualTo((Place.Map, First)));
        learner.Do(new EnterFromMap(First));
        Assert.That((learner.State.Place, learner.Play.Position.Page), Is.EqualTo((Place.Page, 1)));
    }

    [Test]
    public void Who_goes_back_to_the_page_finds_the_exercise_at_the_same_moment()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new Pass(LessonTrigger.StartExercise)).Move(Movement.Out, Movement.Into, Movement.Into);
        long executed = learner.State.View!.Now.Executed;
        learner.Do(new Back(), new Pass(LessonTrigger.StartExercise));
        Assert.That((learner.State.Place, learner.State.View!.Now.Executed), Is.EqualTo((Place.Exercise, executed)));
    }

    [Test]
    public void Who_leaves_the_questions_finds_the_same_question_with_its_hints()
    {
        using LearnerStore learner = At(First, "factor");
        learner.Do(new AskHint(), new Back(), new Back(), new EnterFromMap(First));
        if (learner.State.Place == Place.Page) learner.Do(new Pass(LessonTrigger.StartQuiz));
        Assert.That((learner.Question.Question.Id, learner.Lessons.Quiz!.Hints), Is.EqualTo(("factor", 1)));
    }

    [Test]
    public void A_look_into_the_debugger_comes_back_to_the_question_by_going_on_or_by_Esc()
    {
        using LearnerStore learner = At(First, "slope");
        foreach (Msg way in (Msg[])[new GoOn(), new Back()])
        {
            learner.Do(new LookInDebugger());
            Assert.That(learner.State.Place, Is.EqualTo(Place.Exercise));
            learner.Do(way);
            Assert.That((learner.State.Place, learner.Question.Question.Id), Is.EqualTo((Place.Quiz, "slope")));
        }
    }

    [Test]
    public void After_a_known_slip_the_debugger_opens_where_the_ways_part_and_the_question_waits()
    {
        using LearnerStore learner = At(First, "slope");
        learner.Do(new Reply("d(E)/d(out_o1) * out_h1"));
        VerdictView verdict = learner.Verdict;
        Assert.That(verdict.Divergence, Is.Not.Null);
        int moves = learner.Play.Position.Steps;
        learner.Do(new LookInDebugger(ToParting: true));
        Assert.Multiple(() =>
        {
            Assert.That(learner.State.Place, Is.EqualTo(Place.Exercise));
            Assert.That(learner.State.View!.Now, Is.EqualTo(verdict.Divergence));
            Assert.That(learner.State.View!.LastInstruction?.Label, Is.EqualTo(verdict.DivergenceLabel));
            Assert.That(learner.Play.Position.Steps, Is.EqualTo(moves).Or.EqualTo(0), "to be shown a place is no movement");
        });
        learner.Do(new GoOn());
        Assert.That((learner.State.Place, learner.Question.Question.Id, learner.Lessons.Quiz!.Verdict),
            Is.EqualTo((Place.Quiz, "slope", (VerdictView?)null)));
    }

    [Test]
    public void A_skipped_lesson_opens_the_next_one()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new Pass(LessonTrigger.Skip));
        Assert.That((learner.State.Place, learner.Lessons.Current, learner.Record(First).Position.IsSkipped),
            Is.EqualTo((Place.Map, (string?)null, true)));
        Assert.That(learner.Do(new EnterFromMap(Second)).Play.View.Info.Id, Is.EqualTo(Second));
    }

    [Test]
    public void One_question_can_be_skipped_and_is_asked_again_at_the_end()
    {
        using LearnerStore learner = At(First, "slope");
        learner.Do(new Pass(LessonTrigger.SkipQuestion));
        Assert.That((learner.State.Place, learner.Question.Question.Id), Is.EqualTo((Place.Quiz, "factor")));
        for (int i = 0; i < 3; i++) learner.Right().Do(new GoOn());
        Assert.That(learner.Question.Question.Id, Is.EqualTo("slope"));
    }

    [Test]
    public void A_lesson_that_waits_for_others_says_for_which()
    {
        using var learner = new LearnerStore();
        learner.Do(new EnterFromMap(Second));
        Assert.That(learner.State.Place, Is.EqualTo(Place.Map));
        Assert.That(learner.Notice, Does.Contain("The slope of an output weight"));
    }

    [Test]
    public void A_lesson_that_is_named_opens_whatever_comes_before_it()
    {
        using var learner = new LearnerStore();
        learner.Do(new Back(), new OpenLessons(Boss));
        Assert.That((learner.State.Place, learner.Play.View.Info.Id), Is.EqualTo((Place.Page, Boss)));
    }

    [Test]
    public void A_repair_that_the_gradient_check_accepts_earns_the_badge_of_repairs()
    {
        using LearnerStore learner = At(Boss, "repair");
        learner.Right();
        Assert.That(learner.Lessons.Progress.Profile.Badges.Keys, Does.Contain("repair"));
    }

    [Test]
    public void Looking_at_a_ReLU_that_never_fires_earns_its_badge()
    {
        const string course = """
            { "format": 1, "id": "dead", "title": "Dead", "chapters": [ {
              "id": "c", "title": "C", "summary": "S", "closing": "E", "lessons": [ {
              "id": "silent", "title": "Silent", "pages": ["Look at relu."],
              "exercise": { "program": "activations", "set": { "x": "0 - abs(x)" }, "goal": { "kind": "reach", "value": "relu" } },
              "questions": [ { "id": "q", "kind": "shape", "of": "relu", "ask": "Shape?",
                "hints": { "idea": "Like x.", "formula": "As x.", "numbers": "As x." } } ] } ] } ] }
            """;
        using var learner = new LearnerStore(null, Sources() with { Course = () => CourseReader.Parse(course) });
        learner.Do(new EnterFromMap("silent"), new GoOn(), new TypedLine("until relu"));
        Assert.That(learner.Lessons.Progress.Profile.Badges.Keys, Does.Not.Contain("dead-relu"));
        learner.Do(new Ask(new Inspect(learner.State.View!.Program.Find("relu")!)));
        Assert.That(learner.Lessons.Progress.Profile.Badges.Keys, Does.Contain("dead-relu"));
    }

    [Test]
    public void A_solved_lesson_begins_anew_with_other_numbers()
    {
        using var learner = new LearnerStore(First);
        double before = W5(learner.Play.View);
        learner.Solve().Do(new EnterFromMap(First));
        Assert.That((learner.State.Place, learner.Play.View.Replay, W5(learner.Play.View) == before), Is.EqualTo((Place.Page, 1, false)));

        static double W5(LessonView view) => view.Before![view.Before.Program.Find("w5")!]!.Data[0];
    }

    [Test]
    public void A_chapter_that_is_finished_closes_with_a_screen_of_its_own()
    {
        using var learner = new LearnerStore(First);
        learner.Solve().Enter(Second).Solve();
        Assert.That(learner.State.Place, Is.EqualTo(Place.Closing));
        Assert.That(learner.Do(new GoOn()).State.Place, Is.EqualTo(Place.Map));
    }

    [Test]
    public void A_lesson_without_an_exercise_goes_from_the_page_to_its_questions()
    {
        using var learner = new LearnerStore(Second);
        Assert.That(learner.Do(new GoOn()).State.Place, Is.EqualTo(Place.Quiz));
        Assert.That(learner.Do(new LookInDebugger()).State.Place, Is.EqualTo(Place.Quiz), "there is no debugger to look into");
    }

    [Test]
    public void A_training_tells_its_accuracy_and_reaches_the_goal()
    {
        using var learner = new LearnerStore(Training);
        learner.Do(new GoOn());
        Assert.That(learner.State.Place, Is.EqualTo(Place.Training));
        learner.Do(new BeginTraining());
        TrainingView training = learner.Play.Training!;
        Assert.That((training.IsRunning, training.Losses.IsEmpty, training.Missing is null, learner.Play.Position.IsGoalReached),
            Is.EqualTo((false, false, false, true)));
        Assert.That(learner.Do(new GoOn()).State.Place, Is.EqualTo(Place.Quiz));
    }

    [Test]
    public void While_a_training_runs_nothing_else_goes_on()
    {
        using var learner = new LearnerStore(Training);
        learner.Do(new GoOn(), new TrainingMsg(new TrainingView("synthetic", null, [], 1, 1, null, 0.5, 0, IsRunning: true)));
        foreach (Msg message in (Msg[])[new GoOn(), new Pass(LessonTrigger.PreviousPage), new BeginTraining()])
            Assert.That(learner.Do(message).State.Place, Is.EqualTo(Place.Training));
    }

    [TestCase(First, "slope")]
    [TestCase(First, "factor")]
    [TestCase(First, "sign")]
    [TestCase(First, "turn")]
    [TestCase(Second, "shape")]
    [TestCase(Second, "order")]
    [TestCase(Second, "rates")]
    [TestCase(Boss, "where")]
    [TestCase(Boss, "repair")]
    public void A_wrong_answer_can_be_tried_again_at_once_and_then_be_right(string lesson, string question)
    {
        using LearnerStore learner = At(lesson, question);
        QuestionView asked = learner.Question;
        learner.Wrong().Right();
        Assert.That(learner.Question, Is.SameAs(asked), "the question is not made anew");
        Assert.That(learner.Play.Position.Of(question), Has.Property("Right").True.And.Property("Wrong").EqualTo(1));
    }

    [Test]
    public void An_entry_that_cannot_be_read_does_not_count()
    {
        using LearnerStore learner = At(First, "slope");
        learner.Do(new Reply("two"));
        Assert.That(learner.Lessons.Quiz!.Complaint, Is.Not.Empty);
        Assert.That((learner.Play.Position.State, learner.Play.Position.Wrong), Is.EqualTo((LessonState.Quiz, 0)));
        Assert.That(learner.Do(new Reply("")).Lessons.Quiz!.Verdict, Is.Null, "and nothing is no answer");
    }

    [Test]
    public void Hints_show_one_after_the_other_and_make_it_solved_with_hints()
    {
        using LearnerStore learner = At(First, "slope");
        for (int i = 1; i <= 6; i++)
        {
            learner.Do(new AskHint());
            Assert.That(learner.Lessons.Quiz!.Hints, Is.EqualTo(Math.Min(i, LessonPosition.HintLevels)));
        }
        while (learner.State.Place == Place.Quiz) learner.Right().Do(new GoOn());
        Assert.That((learner.Record(First).Position.SolvedAs, learner.Record(First).Stars), Is.EqualTo((LessonState.SolvedWithHints, 1)));
    }

    [Test]
    public void A_chapter_is_passed_by_a_test_of_one_question_a_lesson()
    {
        using var learner = new LearnerStore();
        learner.Do(new BeginTestOut(learner.Lessons.Course.Chapters[0].Id));
        while (learner.State.Place == Place.Quiz) learner.Right().Do(new GoOn());
        Assert.That(learner.Record(First).Position, Has.Property("IsTestedOut").True.And.Property("SolvedAs").EqualTo(LessonState.Solved));
        Assert.That((learner.Record(Second).Position.IsTestedOut, learner.State.Place), Is.EqualTo((true, Place.Closing)));
    }

    [Test]
    public void A_test_that_goes_wrong_changes_nothing_and_gives_no_hints()
    {
        using var learner = new LearnerStore();
        learner.Do(new BeginTestOut(learner.Lessons.Course.Chapters[0].Id), new AskHint());
        Assert.That((learner.Lessons.Quiz!.Hints, learner.Notice), Is.EqualTo((0, Texts.NoHintsHere)));
        while (learner.State.Place == Place.Quiz) learner.Wrong().Do(new GoOn());
        Assert.That(learner.Notice, Does.StartWith("0 of 2 right"));
        Assert.That(learner.Record(First).Position.IsPassed, Is.False);
    }

    [Test]
    public void A_test_that_is_left_leaves_no_trace_but_asks_other_numbers_the_next_time()
    {
        using var learner = new LearnerStore();
        string chapter = learner.Lessons.Course.Chapters[0].Id;
        learner.Do(new BeginTestOut(chapter));
        int first = learner.Question.Replay;
        learner.Do(new Back());
        Assert.That((learner.State.Place, learner.Lessons.Test), Is.EqualTo((Place.Map, (TestRun?)null)));
        learner.Do(new BeginTestOut(chapter));
        Assert.That((learner.Lessons.Test!.Try, learner.Question.Replay), Is.EqualTo((2, 2 * first)));
    }

    [Test]
    public void A_lesson_that_is_forgotten_begins_as_if_it_had_never_been_seen()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new GoOn(), new Back(), new Ask(new ResetLesson(First)));
        Assert.That(learner.Record(First).Position.IsSeen, Is.False);
    }

    [Test]
    public void A_verdict_on_a_question_that_was_left_is_dropped_and_none_counts_twice()
    {
        using LearnerStore learner = At(First, "slope");
        QuestionView left = learner.Question;
        VerdictView late = learner.Right().Verdict;
        learner.Do(new GoOn(), new VerdictMsg(left, late), new UnreadableMsg(left, "?"));
        Assert.That((learner.Question.Question.Id, learner.Lessons.Quiz!.Verdict, learner.Lessons.Quiz.Complaint),
            Is.EqualTo(("factor", (VerdictView?)null, (string?)null)));
        learner.Do(new Back(), new Back(), new BeginTestOut(learner.Lessons.Course.Chapters[0].Id));
        learner.Right().Do(new VerdictMsg(learner.Question, learner.Verdict));
        Assert.That(learner.Lessons.Test!.Right, Is.EqualTo(1));
    }

    [Test]
    public void While_the_engine_judges_nothing_is_answered_again()
    {
        using LearnerStore learner = At(First, "slope");
        (AppState judging, var effects) = StateUpdate.Update(learner.State, new Reply("1"));
        Assert.That(effects, Has.Length.EqualTo(1));
        Assert.That(StateUpdate.Update(judging, new Reply("1")).Effects, Is.Empty);
    }

    [Test]
    public void Saving_is_nothing_that_one_waits_for()
    {
        using LearnerStore learner = At(First, "slope");
        (AppState judged, var effects) = StateUpdate.Update(learner.State, new AskHint());
        Assert.That(effects, Has.All.Matches<Effect>(e => e is SessionEffect { IsQuiet: true }));
        Assert.That(judged.IsBusy, Is.False);
    }

    [Test]
    public void An_exercise_is_no_program_that_the_first_screen_goes_back_to()
    {
        using var learner = new LearnerStore(First);
        learner.Do(new Pass(LessonTrigger.StartExercise));
        Assert.That(learner.State.IsExercise, Is.True);
    }
}
