using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Lessons.Flow;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;
using TestRun = Backstep.Debugger.Tui.App.Lessons.TestRun;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>The map: what it lists, and what its keys do.</summary>
public sealed class LessonMapTests
{
    [Test]
    public void A_newcomer_is_told_one_key_and_it_opens_the_first_lesson()
    {
        Pilot pilot = Map();
        Assert.That(pilot.Text, Does.Contain("New here? Press Enter."));
        pilot.Press("Enter");
        Assert.That(pilot.Play().View.Info.Id, Is.EqualTo(First));
        pilot.Press("Escape");
        Assert.That(pilot.Text, Does.Not.Contain("New here?"));
    }

    [Test]
    public void A_lesson_that_waits_for_others_says_for_which()
    {
        Pilot pilot = Map().Select(Second).Press("Enter");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
        Assert.That(pilot.Notice, Does.Contain("The slope of an output weight"));
    }

    [Test]
    public void A_chapter_is_passed_by_a_test_of_one_question_a_lesson()
    {
        Pilot pilot = Map().Press("t");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.TestOut));
        while (pilot.Lessons().Place == LessonPlace.TestOut) pilot.AnswerRight().Press("Enter");
        Assert.That(pilot.Record(First).Position, Has.Property("IsTestedOut").True.And.Property("SolvedAs").EqualTo(LessonState.Solved));
        Assert.That(pilot.Record(Second).Position.IsTestedOut, Is.True);
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Closing));
    }

    [Test]
    public void A_test_that_goes_wrong_changes_nothing_and_gives_no_hints()
    {
        Pilot pilot = Map().Press("t");
        Assert.That(pilot.Row(-1), Does.Not.Contain("hint"));
        while (pilot.Lessons().Place == LessonPlace.TestOut) pilot.AnswerWrong().Press("Enter");
        Assert.That(pilot.Notice, Does.StartWith("0 of 2 right"));
        Assert.That(pilot.Record(First).Position.IsPassed, Is.False);
    }

    [Test]
    public void Escape_leaves_a_test_without_a_trace()
    {
        Pilot pilot = Map().Press("t Escape");
        Assert.That((pilot.Lessons().Place, pilot.Lessons().Test), Is.EqualTo((LessonPlace.Map, (TestRun?)null)));
    }

    [Test]
    public void The_challenge_of_the_day_is_asked_until_it_is_solved_and_only_once_a_day()
    {
        Pilot pilot = Map().Press("d");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Daily));
        Assert.That(pilot.Row(0), Does.Contain("2026-03-14"));
        int xp = pilot.Lessons().Played.Profile.Xp;
        pilot.AnswerWrong().Press("Enter").AnswerRight();
        Assert.That(pilot.Lessons().Played.Profile.Xp, Is.GreaterThan(xp));
        pilot.Press("Enter d");
        Assert.That((pilot.Lessons().Place, pilot.Notice), Is.EqualTo((LessonPlace.Map, pilot.Model.Texts.Lessons.DailyIsDone)));
    }

    [Test]
    public void The_filter_finds_titles_and_programs()
    {
        Pilot pilot = Map().Press("/ \"network2\"");
        Assert.That(pilot.Selected(), Is.EqualTo(Training));
        Assert.That(pilot.Text, Does.Contain("Digits").And.Not.Contain("Four samples"));
        pilot.Press("Backspace");
        Assert.That(pilot.Lessons().Map.Filter, Is.EqualTo("network"));
        pilot.Press("Escape / \"zzz\"");
        Assert.That(pilot.Text, Does.Contain("no lesson matches"));
        pilot.Press("Escape");
        Assert.That(pilot.Text, Does.Contain("Four samples"));
    }

    [Test]
    public void Two_R_forget_a_lesson_and_one_does_not()
    {
        Pilot pilot = Page(First).Press("Enter Escape").Select(First).Press("R");
        Assert.That(pilot.Notice, Does.Contain("R once more"));
        pilot.Press("Down Up R");
        Assert.That(pilot.Record(First).Position.Page, Is.EqualTo(1), "another key in between calls it off");
        pilot.Press("R");
        Assert.That(pilot.Record(First).Position.IsSeen, Is.False);
    }

    [Test]
    public void Arrows_go_from_chapter_to_chapter()
    {
        Pilot pilot = Map().Press("Right");
        Assert.That(pilot.Selected(), Is.EqualTo(Boss));
        Assert.That(pilot.Press("Left").Selected(), Is.EqualTo(First));
        Assert.That(pilot.Press("End").Selected(), Is.EqualTo(Training));
    }

    [Test]
    public void A_click_selects_a_lesson_and_another_one_opens_it()
    {
        Pilot pilot = Map().Press("x").Click(new LessonTarget(First));
        Assert.That((pilot.Lessons().Place, pilot.Selected()), Is.EqualTo((LessonPlace.Map, First)));
        pilot.Click(new LessonTarget(First));
        Assert.That(pilot.Play().View.Info.Id, Is.EqualTo(First));
        pilot.ClickFooter("Enter");
        Assert.That(pilot.Play().Position.Page, Is.EqualTo(1));
        pilot.ClickFooter("Esc");
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
    }

    [Test]
    public void The_wheel_moves_the_selection()
    {
        Pilot pilot = Map().Wheel("Slopes", down: true);
        Assert.That(pilot.Selected(), Is.EqualTo(Second));
    }

    [Test]
    public void Escape_goes_home_and_Enter_comes_back()
    {
        Pilot pilot = Map().Select(Training).Press("Escape");
        Assert.That(pilot.Model.Lessons, Is.Null);
        pilot.OpenMap();
        Assert.That(pilot.Lessons().Place, Is.EqualTo(LessonPlace.Map));
    }

    [Test]
    public void The_selected_lesson_and_the_next_one_are_in_sight_in_the_smallest_window()
    {
        Pilot pilot = Map(60, 20);
        foreach (string id in (string[])[First, Second, Boss, Training])
        {
            pilot.Select(id);
            int at = pilot.Lessons().Course.Lessons.ToList().FindIndex(l => l.Id == id);
            foreach (var lesson in pilot.Lessons().Course.Lessons.Skip(at).Take(2)) Assert.That(pilot.Text, Does.Contain(lesson.Title.English));
        }
    }

    [Test]
    public void The_bar_of_progress_can_be_read_in_ASCII()
    {
        var look = new Backstep.Debugger.Tui.Rendering.Look(Backstep.Debugger.Tui.Rendering.Theme.Dark, unicode: false);
        Assert.That(Map(look: look).Row(1), Does.Not.Contain("="));
        Assert.That(Map(look: look).Enter(First).Solve().Row(1), Does.Match("^ =+-+"));
    }

    [Test]
    public void Open_and_closed_lessons_differ_without_colours()
    {
        var theme = Backstep.Debugger.Tui.Rendering.Theme.Dark;
        char[] signs = [.. new[] { LessonState.Locked, LessonState.Available, LessonState.Solved, LessonState.SolvedWithHints, LessonState.Skipped }.Select(s => MapView.Sign(s, false, false, theme).Sign), MapView.Sign(LessonState.Available, true, false, theme).Sign];
        Assert.That(signs, Is.Unique);
    }
}
