using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>The way through a lesson, key by key.</summary>
public sealed class LessonFlowTests
{
    [Test]
    public void A_whole_lesson_is_played_with_Enter_and_answers_and_earns_stars_and_points()
    {
        Pilot pilot = Page(First);
        Assert.That((pilot.State(), pilot.Play().Position.Page), Is.EqualTo((LessonState.Reading, 0)));
        pilot.Press("Enter");
        Assert.That(pilot.Play().Position.Page, Is.EqualTo(1));
        pilot.Press("Enter");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Stepping));
        Assert.That(pilot.Model.Debug, Is.Not.Null);
        pilot.Press("o o o");
        for (int i = 0; i < 40 && !pilot.Play().Position.IsGoalReached; i++) pilot.Press("s");
        Assert.That(pilot.Notice, Is.EqualTo(pilot.Model.Texts.Lessons.GoalReached));
        pilot.Press("N");
        string[] asked = ["slope", "factor", "sign", "turn"];
        foreach (string question in asked)
        {
            Assert.That(pilot.Question().Question.Id, Is.EqualTo(question));
            pilot.AnswerRight();
            Assert.That(pilot.State(), Is.EqualTo(LessonState.Feedback), "nothing goes on by itself");
            pilot.Press("Enter");
        }
        LessonRecord record = pilot.Record(First);
        LessonInfo info = pilot.Lessons().Played.Outline.Find(First)!;
        Assert.Multiple(() =>
        {
            Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
            Assert.That(record.Position.SolvedAs, Is.EqualTo(LessonState.Solved));
            Assert.That(record.Stars, Is.EqualTo(Stars.Of(info, record.Position)).And.GreaterThan(0));
            Assert.That(pilot.Lessons().Played.Profile.Xp, Is.EqualTo(Stars.Xp(record.Stars) + (pilot.Lessons().Played.Profile.Badges.Count * Profile.XpPerBadge)));
            Assert.That(pilot.Notice, Does.Contain("XP").And.Contain("★"));
            Assert.That(pilot.Selected(), Is.EqualTo(Second), "the next lesson is open");
        });
    }

    [Test]
    public void The_questions_wait_until_the_goal_is_reached()
    {
        Pilot pilot = Page(First).Press("N");
        Assert.That((pilot.State(), pilot.Notice), Is.EqualTo((LessonState.Reading, pilot.Model.Texts.Lessons.GoalFirst)));
        pilot.Press("s N");
        Assert.That((pilot.State(), pilot.Notice), Is.EqualTo((LessonState.Stepping, pilot.Model.Texts.Lessons.GoalFirstHere)));
        pilot.ReachGoal().Press("N");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Quiz));
    }

    [Test]
    public void The_goal_line_counts_movements_and_the_debugger_below_keeps_all_its_keys()
    {
        Pilot pilot = Page(First).Press("s o s b");
        Assert.That(pilot.Row(0), Does.Contain("3 moves"));
        pilot.Press("e");
        Assert.That(pilot.Top, Is.Not.Null, "why?");
        pilot.Press("Escape ?");
        Assert.That(pilot.Text, Does.Contain("lesson: back to the page"));
    }

    [Test]
    public void Hint_in_the_exercise_says_how_the_goal_can_be_reached() =>
        Assert.That(Page(First).Press("s H").Notice, Does.Contain("w5.grad"));

    [Test]
    public void Who_leaves_a_page_finds_it_again()
    {
        Pilot pilot = Page(First).Press("Enter Escape");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
        pilot.Press("Enter");
        Assert.That((pilot.State(), pilot.Play().Position.Page), Is.EqualTo((LessonState.Reading, 1)));
    }

    [Test]
    public void Who_leaves_the_exercise_for_the_page_finds_the_debugger_at_the_same_moment()
    {
        Pilot pilot = Page(First).Press("s o s s L");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Reading));
        pilot.Press("s");
        Assert.That((pilot.State(), pilot.View.Now.Executed), Is.EqualTo((LessonState.Stepping, Executed("o s s"))));

        static int Executed(string keys) => Page(First).Press("s " + keys).View.Now.Executed;
    }

    [Test]
    public void Who_leaves_the_questions_finds_the_same_question_with_its_hints()
    {
        Pilot pilot = Page(First).Ask("factor").Press("? Escape Escape");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
        pilot.Select(First).Press("Enter");
        if (pilot.State() == LessonState.Reading) pilot.Press("N");
        Assert.That((pilot.Question().Question.Id, pilot.Lessons().Quiz!.Hints), Is.EqualTo(("factor", 1)));
    }

    [Test]
    public void Tab_looks_into_the_debugger_and_N_comes_back_to_the_question()
    {
        Pilot pilot = Page(First).Ask("slope").Press("Tab");
        Assert.That((pilot.State(), pilot.Model.Debug is null), Is.EqualTo((LessonState.Stepping, false)));
        pilot.Press("N");
        Assert.That(pilot.Question().Question.Id, Is.EqualTo("slope"));
    }

    [Test]
    public void After_a_known_slip_d_opens_the_debugger_where_the_ways_part_and_N_comes_back()
    {
        Pilot pilot = Page(First).Ask("slope").Press("\"d(E)/d(out_o1) * out_h1\" Enter");
        VerdictView verdict = pilot.Verdict();
        Assert.That(verdict.Parting, Is.Not.Null, pilot.Text);
        Assert.That(pilot.Text, Does.Contain("slope of the sigmoid is missing"));
        int moves = pilot.Play().Position.Steps;
        pilot.Press("d");
        Assert.Multiple(() =>
        {
            Assert.That(pilot.State(), Is.EqualTo(LessonState.Stepping));
            Assert.That(pilot.View.Now, Is.EqualTo(verdict.Parting));
            Assert.That(pilot.View.LastInstruction?.Label, Is.EqualTo(verdict.PartingLabel));
            Assert.That(pilot.Play().Position.Steps, Is.EqualTo(moves).Or.EqualTo(0), "to be shown a place is no movement");
        });
        pilot.Press("N");
        Assert.That((pilot.State(), pilot.Question().Question.Id), Is.EqualTo((LessonState.Quiz, "slope")));
    }

    [Test]
    public void A_skipped_lesson_opens_the_next_one()
    {
        Pilot pilot = Page(First).Press("x x");
        Assert.That((pilot.Lessons().Place, pilot.Selected()), Is.EqualTo((LessonPlace.Map, Second)));
        Assert.That(pilot.Record(First).Position.State, Is.EqualTo(LessonState.Skipped));
        pilot.Press("Enter");
        Assert.That(pilot.Play().View.Info.Id, Is.EqualTo(Second));
    }

    [Test]
    public void One_x_alone_skips_nothing()
    {
        Pilot pilot = Page(First).Press("x");
        Assert.That((pilot.State(), pilot.Notice), Is.EqualTo((LessonState.Reading, UiTexts.English.Lessons.ConfirmSkip)));
        pilot.Press("Down x");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Reading), "another key in between takes it back");
    }

    [Test]
    public void Esc_comes_back_to_the_question_from_a_look_into_the_debugger()
    {
        Pilot pilot = Page(First).Ask("slope").Press("Tab");
        Assert.That(pilot.Model.Debug, Is.Not.Null);
        pilot.Press("Escape");
        Assert.That((pilot.State(), pilot.Question().Question.Id), Is.EqualTo((LessonState.Quiz, "slope")));
    }

    [Test]
    public void A_repair_earns_its_badge_and_not_that_of_a_gradient_check()
    {
        Pilot pilot = At(Boss, "repair").AnswerRight();
        Assert.That(pilot.Lessons().Played.Profile.Badges.Keys, Does.Contain("repair").And.Not.Contain("gradient-check"));
    }

    [Test]
    public void Looking_at_a_ReLU_that_never_fires_earns_its_badge()
    {
        const string course = """
            { "format": 1, "id": "dead", "title": "Dead", "chapters": [ { "id": "c", "title": "C", "summary": "S", "closing": "E", "lessons": [ {
              "id": "silent", "title": "Silent", "pages": ["Look at relu."],
              "exercise": { "program": "activations", "set": { "x": "0 - abs(x)" }, "goal": { "kind": "reach", "value": "relu" } },
              "questions": [ { "id": "q", "kind": "shape", "of": "relu", "ask": "Shape?", "hints": { "idea": "Like x.", "formula": "As x.", "numbers": "As x." } } ] } ] } ] }
            """;
        Pilot pilot = new Pilot(lessons: Sources() with { Course = () => CourseReader.Parse(course) }).OpenMap().Press("Enter s s s s");
        Assert.That(pilot.Lessons().Played.Profile.Badges.Keys, Does.Not.Contain("dead-relu"));
        pilot.Press(": \"until s\" Enter / \"relu\" Enter Enter");
        Assert.That(pilot.Lessons().Played.Profile.Badges.Keys, Does.Contain("dead-relu"), pilot.Text);
    }

    [Test]
    public void A_solved_lesson_begins_anew_with_other_numbers()
    {
        Pilot pilot = Page(First);
        double before = pilot.Play().View.After!.Program.Find("w5") is { } w5 ? pilot.Play().View.Before![w5]!.Data[0] : double.NaN;
        pilot.Solve().Select(First).Press("Enter");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Reading));
        LessonView again = pilot.Play().View;
        Assert.That((again.Replay, again.Before![again.Before.Program.Find("w5")!]!.Data[0] == before), Is.EqualTo((1, false)));
    }

    [Test]
    public void A_chapter_that_is_finished_closes_with_a_screen_of_its_own()
    {
        Pilot pilot = Page(First).Solve().Enter(Second).Solve();
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Closing));
        Assert.That(pilot.Text, Does.Contain("You have followed one gradient").And.Contain("2 of 2 lessons solved"));
        Assert.That(pilot.Text, Does.Match("[●◆◍] The slope of an output weight +★").And.Match("[●◆◍] Four samples at once +★"), "each lesson has a row");
        pilot.Press("Enter");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
    }

    [Test]
    public void A_lesson_without_an_exercise_goes_from_the_page_to_its_questions()
    {
        Pilot pilot = Page(Second).Press("Enter");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Quiz));
        Assert.That(pilot.Row(-1), Does.Not.Contain("Tab"), "there is no debugger to look into");
    }

    [Test]
    public void A_boss_is_beaten_without_its_bug_ever_being_named()
    {
        Pilot pilot = Page(Boss);
        var seen = new List<string> { pilot.Text };
        foreach (string question in (string[])["where", "repair"])
        {
            pilot.Press(question == "where" ? "Escape Enter" : "");
            if (pilot.State() == LessonState.Reading) pilot.Ask(question);
            seen.Add(pilot.Text);
            pilot.AnswerWrong().Press("Enter").AnswerRight();
            seen.Add(pilot.Text);
            pilot.Press("Enter");
        }
        Assert.That(seen, Has.None.Contains("no-zero-grad"));
        Assert.That(pilot.Record(Boss).Position.SolvedAs, Is.Not.Null);
    }

    [Test]
    public void A_training_runs_tells_its_accuracy_and_reaches_the_goal()
    {
        Pilot pilot = Page(Training).Press("s");
        Assert.That(pilot.Text, Does.Contain("Enter trains"));
        pilot.Press("Enter");
        Assert.Multiple(() =>
        {
            Assert.That(pilot.Play().Training, Is.Not.Null);
            Assert.That(pilot.Play().Training!.IsRunning, Is.False);
            Assert.That(pilot.Play().Training!.Losses, Is.Not.Empty);
            Assert.That(pilot.Text, Does.Contain("mnist is not on this machine").And.Contain("test accuracy"));
            Assert.That(pilot.Play().Position.IsGoalReached, Is.True);
        });
        pilot.Press("Enter");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Quiz));
    }
}
