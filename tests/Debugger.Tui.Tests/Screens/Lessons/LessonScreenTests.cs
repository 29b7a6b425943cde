using System.Drawing;
using Backstep.Debugger.Tui.Screens.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;
using Terminal.Gui.Views;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>The lessons' screens: what keys, clicks and sizes do on them. What messages do is tested without them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class LessonScreenTests
{
    [Test]
    public void A_newcomer_is_told_one_key_and_it_opens_the_first_lesson() => Play(async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("New here? Press Enter."));
        await pilot.Press("Enter");
        Assert.That((stage.State.Place, Play(stage).View.Info.Id), Is.EqualTo((Place.Page, First)));
        await pilot.Press("Esc");
        Assert.That(pilot.Text, Does.Contain("Chapters").And.Not.Contain("New here?"));
    });

    [Test]
    public void The_map_is_walked_with_arrows_letters_and_by_chapters() => Play(async (stage, pilot) =>
    {
        await pilot.Press("] Enter");
        Assert.That(pilot.Text, Does.Contain("comes after"), "the boss of the second chapter waits");
        await pilot.Press("[ j x");
        Assert.That(stage.State.Lessons!.Progress.Profile.Lesson("screens", Second).Position.IsSkipped, Is.False,
            "what waits cannot be skipped");
        await pilot.Press("k x");
        Assert.That(stage.State.Lessons!.Progress.Profile.Lesson("screens", First).Position.IsSkipped, Is.True);
        await pilot.Press("Enter");
        Assert.That(Play(stage).View.Info.Id, Is.EqualTo(Second), "the map points at what comes next");
    });

    [Test]
    public void A_chapter_folds_up_and_opens_again() => Play(async (_, pilot) =>
    {
        await pilot.Press("Left Left");
        Assert.That(pilot.Text, Does.Not.Contain("Four samples"));
        await pilot.Press("Right");
        Assert.That(pilot.Text, Does.Contain("Four samples"));
    });

    [Test]
    public void The_filter_finds_titles_and_programs_and_Esc_takes_it_back() => Play(async (stage, pilot) =>
    {
        await pilot.Press("/ \"network2\"");
        Assert.That(pilot.Text, Does.Contain("Digits").And.Not.Contain("Four samples"));
        await pilot.Press("Backspace Enter");
        Assert.That(pilot.Text, Does.Contain("/network").And.Contain("Digits"));
        await pilot.Press("/ \"zzz\"");
        Assert.That(pilot.Text, Does.Contain("no lesson matches"));
        await pilot.Press("Esc");
        Assert.That(pilot.Text, Does.Contain("Four samples"));
        Assert.That(stage.State.Place, Is.EqualTo(Place.Map));
    });

    [Test]
    public void Forgetting_a_lesson_is_asked_first_and_Enter_stays() => Play(async (stage, pilot) =>
    {
        await pilot.Press("Enter Enter Esc R");
        Assert.That(pilot.Text, Does.Contain("Everything that you did"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Lessons!.Progress.Profile.Lesson("screens", First).Position.Page, Is.EqualTo(1));
        await pilot.Press("R A-f");
        Assert.That(stage.State.Lessons!.Progress.Profile.Lesson("screens", First).Position.IsSeen, Is.False);
    });

    [Test]
    public void A_click_selects_a_lesson_and_a_double_click_opens_it() => Play(async (stage, pilot) =>
    {
        await pilot.Press("x");
        Point row = pilot.Find("The slope of an output")!.Value;
        await pilot.Click(row.X, row.Y);
        Assert.That(stage.State.Place, Is.EqualTo(Place.Map));
        await pilot.DoubleClick(row.X, row.Y);
        Assert.That(Play(stage).View.Info.Id, Is.EqualTo(First));
    });

    [TestCase(60, 20)]
    [TestCase(80, 24)]
    public void The_selected_lesson_is_in_sight_in_a_small_window(int width, int height) => Play(async (stage, pilot) =>
    {
        foreach (Lesson lesson in stage.State.Lessons!.Course.Lessons)
        {
            Assert.That(pilot.Text, Does.Contain(lesson.Title.English));
            await pilot.Press("j");
        }
    }, width, height);

    [Test]
    public void A_page_says_what_comes_next_and_the_same_key_goes_there() => PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Press("n");
        Assert.That(pilot.Lines[^2], Does.Contain("Enter exercise"));
        await pilot.Press("p");
        Assert.That(Play(stage).Position.Page, Is.Zero);
        await pilot.Press("Space Right");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Exercise));
    });

    [TestCase(80, false)]
    [TestCase(100, false)]
    [TestCase(111, false)]
    [TestCase(112, true)]
    [TestCase(200, true)]
    public void The_program_s_picture_stands_beside_page_and_question_where_there_is_room_for_it(int width, bool isThere) =>
        PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        Assert.That(pilot.Lines[1].Contains("╭ two-layer ", StringComparison.Ordinal), Is.EqualTo(isThere));
        Assert.That(pilot.Lines[1].Split('╭'), Has.Length.EqualTo(isThere ? 3 : 2), "and nothing else does");
        await pilot.Do(() => stage.Store.Dispatch(new Back()));
        await pilot.Wait(TimeSpan.Zero);
        Assert.That((stage.State.Place, pilot.Lines[1].Split('╭').Length), Is.EqualTo((Place.Page, isThere ? 3 : 2)));
    }, width, 32);

    [Test]
    public void A_page_that_is_longer_than_its_place_says_so_and_Space_shows_the_rest_before_it_goes_on() =>
        PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Resize(40, 9);
        Assert.That(pilot.Lines[^2], Does.Contain("Space shows more"));
        int page = Play(stage).Position.Page;
        await pilot.Press("Space");
        Assert.That(Play(stage).Position.Page, Is.EqualTo(page));
        for (int i = 0; i < 12 && Play(stage).Position.Page == page; i++) await pilot.Press("Space");
        Assert.That(Play(stage).Position.Page, Is.EqualTo(page + 1));
    });

    [Test]
    public void Skipping_is_asked_first() => PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Press("x Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Page), "Esc closes the question and nothing else");
        await pilot.Press("x A-l");
        Assert.That((stage.State.Place, stage.State.Lessons!.Progress.Profile.Lesson("screens", First).Position.IsSkipped),
            Is.EqualTo((Place.Map, true)));
    });

    [Test]
    public void The_goal_line_counts_movements_and_the_debugger_keeps_its_keys() => PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Press("s s o s b");
        Assert.That(pilot.Lines[1], Does.Contain("◎").And.Contain("4 moves"));
        await pilot.Press("H");
        Assert.That(pilot.Lines[^2], Does.Contain("w5.grad"));
        await pilot.Do(() => ReachGoal(stage));
        Assert.That(pilot.Lines[1], Does.StartWith(" ✓"));
        await pilot.Press("N");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Quiz));
    });

    [Test]
    public void The_page_stays_beside_its_exercise_where_there_is_room_and_one_key_away_where_there_is_not() =>
        PlayLesson(First, async (stage, pilot) =>
    {
        await pilot.Press("n s");
        Assert.That(Play(stage).View.Pages, Has.Length.GreaterThan(1));
        Assert.That(Shown(), Is.EqualTo(Play(stage).View.Pages.Length), "all pages, whatever the exercise is about");
        Assert.That(pilot.App.Navigation!.GetFocused(), Is.Not.TypeOf<ProseView>(), "keys are the debugger's");
        await pilot.Press("L");
        Assert.That(Shown(), Is.Zero);
        await pilot.Resize(120, 40);
        await pilot.Press("L");
        Assert.That(Shown(), Is.Not.Zero);
        await pilot.Resize(80, 24);
        await pilot.Press("L");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Page));
        await pilot.Press("s");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Exercise));

        string Left() => string.Join('\n', pilot.Lines[2..].Select(l => l[..Math.Min(46, l.Length)]));

        int Shown() => Play(stage).View.Pages.Count(
            p => Left().Contains(p.Blocks.OfType<Paragraph>().First().Spans.MaxBy(s => s.Text.Length)!.Text.Trim()[..12],
            StringComparison.Ordinal));
    }, 200, 60);

    [Test]
    public void A_test_that_has_answers_asks_before_it_is_left() => Play(async (stage, pilot) =>
    {
        await pilot.Press("t");
        Assert.That(pilot.Lines[^1], Does.Not.Contain("hint"));
        await pilot.Do(() => stage.Store.Dispatch(new Reply(Right(stage))));
        await pilot.Press("Esc");
        Assert.That((stage.State.Place, pilot.Text.Contains("answered in this test")), Is.EqualTo((Place.Quiz, true)));
        await pilot.Press("A-l");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Map));
    });

    [Test]
    public void In_a_test_a_wrong_answer_promises_no_other_try() => Play(async (_, pilot) =>
    {
        await pilot.Press("t 1 Enter");
        Assert.That(pilot.Text, Does.Contain("✗ Not right").And.Not.Contain("Not yet").And.Contain("Enter  go on"));
    });

    [Test]
    public void A_jump_to_a_chapter_shows_its_lessons() => PlayOwnLesson("hidden-layer", async (stage, pilot) =>
    {
        await pilot.Press("Esc ] ]");
        Chapter chapter = stage.State.Lessons!.Course.Chapters[3];
        Assert.That(chapter.Lessons.Select(l => l.Title.English).Where(t => !pilot.Text.Contains(t, StringComparison.Ordinal)), Is.Empty,
            pilot.Text);
    }, 80, 24);

    [Test]
    public void Where_nothing_is_due_a_review_says_so() => Play(async (stage, pilot) =>
    {
        await pilot.Press("d");
        Assert.That((stage.State.Place, pilot.Text.Contains("nothing to review now")), Is.EqualTo((Place.Map, true)));
    });

    [Test]
    public void A_training_is_begun_told_and_gone_on_from_with_Enter() => PlayLesson(Training, async (stage, pilot) =>
    {
        await pilot.Press("s");
        Assert.That(pilot.Text, Does.Contain("Enter trains"));
        await pilot.Press("Enter");
        Assert.That(pilot.Text, Does.Contain("mnist is not on this machine").And.Contain("test accuracy"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Quiz));
    });

    [Test]
    public void A_chapter_that_is_finished_is_closed_with_each_of_its_lessons() => PlayQuestion(Second, "rates", async (stage, pilot) =>
    {
        while (stage.State.Place == Place.Quiz)
        {
            await pilot.Do(() =>
            {
                stage.Store.Dispatch(new Reply(Right(stage)));
                stage.Store.Dispatch(new GoOn());
            });
        }
        await pilot.Wait(TimeSpan.Zero);
        if (stage.State.Place == Place.Closing)
        {
            Assert.That(pilot.Text, Does.Contain("Four samples at once"));
            await pilot.Press("Enter");
        }
        Assert.That(stage.State.Place, Is.EqualTo(Place.Map));
    });

    [Test]
    public void A_profile_is_named_in_a_dialog_that_refuses_what_cannot_be_a_name() => Play(async (stage, pilot) =>
    {
        await pilot.Press("P n");
        await pilot.Type(new string('x', Backstep.Lessons.Progress.ProfileName.MaxLength + 1));
        await pilot.Press("Enter");
        Assert.That(stage.State.Lessons!.Progress.Profile.Name, Is.EqualTo(Learner));
        await pilot.Press("Esc n \"Grace 1\" Enter");
        Assert.That(stage.State.Lessons!.Progress.Profile.Name, Is.EqualTo("Grace 1"));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Map));
    });

    [Test]
    public void Without_the_game_there_are_no_points_stars_streaks_or_challenges() => Play(async (stage, pilot) =>
    {
        await pilot.Press("P g");
        List<string> screens = [pilot.Text];
        await pilot.Press("Esc");
        screens.Add(pilot.Text);
        await Enter(stage, pilot, Second);
        screens.Add(pilot.Text);
        await pilot.Press("Enter");
        screens.Add(pilot.Text);
        Assert.That(stage.State.Place, Is.EqualTo(Place.Quiz));
        foreach (string screen in screens)
            Assert.That(screen, Does.Not.Contain("XP").And.Not.Contain("★").And.Not.Contain("☆").And.Not.Contain("star ").And.Not.Contain(
                "challenge"));
    });

    [Test]
    public void Fields_lists_and_trees_have_the_focus_where_they_are_what_a_screen_is_about() =>
        PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        Assert.That(pilot.App.Navigation!.GetFocused(), Is.InstanceOf<TextField>());
        await pilot.Press("Esc Esc");
        Assert.That(pilot.App.Navigation!.GetFocused()?.GetType().Name, Is.EqualTo("MapTree"));
        await pilot.Press("P");
        Assert.That(pilot.App.Navigation!.GetFocused(), Is.InstanceOf<ListView>());
    });
}
