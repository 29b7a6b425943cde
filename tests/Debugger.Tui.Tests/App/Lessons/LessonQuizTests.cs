using System.Collections.Immutable;
using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Lessons.Flow;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>Questions: how each kind is answered, hints, and what a wrong answer leads to.</summary>
public sealed class LessonQuizTests
{
    [TestCase(First, "slope")]
    [TestCase(First, "factor")]
    [TestCase(First, "sign")]
    [TestCase(First, "turn")]
    [TestCase(Second, "shape")]
    [TestCase(Second, "order")]
    [TestCase(Second, "rates")]
    [TestCase(Boss, "where")]
    [TestCase(Boss, "repair")]
    public void A_wrong_answer_can_be_tried_again_and_then_be_right(string lesson, string question)
    {
        Pilot pilot = At(lesson, question).AnswerWrong();
        Assert.That(pilot.Text, Does.Contain("Not yet"));
        pilot.Press("Enter");
        Assert.That((pilot.State(), pilot.Question().Question.Id), Is.EqualTo((LessonState.Quiz, question)));
        pilot.AnswerRight();
        Assert.That(pilot.Text, Does.Contain("✓ Right"));
        Assert.That(pilot.Play().Position.Of(question), Has.Property("Right").True.And.Property("Wrong").EqualTo(1));
    }

    [Test]
    public void An_entry_that_cannot_be_read_does_not_count()
    {
        Pilot pilot = At(First, "slope").Press("\"two\" Enter");
        Assert.That(pilot.Lessons().Quiz!.Complaint, Is.Not.Null.And.Not.Empty);
        Assert.That((pilot.State(), pilot.Play().Position.Wrong), Is.EqualTo((LessonState.Quiz, 0)));
        Assert.That(pilot.Press("x").Lessons().Quiz!.Complaint, Is.Null, "it goes as soon as one types on");
    }

    [Test]
    public void Enter_without_an_entry_does_nothing()
    {
        Pilot pilot = At(First, "slope").Press("Enter");
        Assert.That((pilot.Lessons().Quiz!.Verdict, pilot.Lessons().Quiz!.Complaint), Is.EqualTo(((VerdictView?)null, (string?)null)));
    }

    [Test]
    public void Hints_show_one_after_the_other_and_make_it_solved_with_hints()
    {
        Pilot pilot = At(First, "slope");
        Assert.That(pilot.Text, Does.Contain("each costs a star").And.Not.Contain("each link times the next"));
        pilot.Press("?");
        Assert.That(pilot.Text, Does.Contain("each link times the next"));
        pilot.Press("? ? ? ? ?");
        Assert.That(pilot.Lessons().Quiz!.Hints, Is.EqualTo(LessonPosition.HintLevels));
        while (pilot.Lessons().Quiz is not null) pilot.AnswerRight().Press("Enter");
        Assert.That(pilot.Record(First).Position.SolvedAs, Is.EqualTo(LessonState.SolvedWithHints));
        Assert.That(pilot.Record(First).Stars, Is.EqualTo(1));
    }

    [Test]
    public void The_answer_is_not_on_the_screen_before_it_is_given()
    {
        Pilot pilot = At(First, "slope", 160, 40);
        Assert.That(pilot.Text, Does.Not.Contain("0.01837"));
        pilot.AnswerRight();
        Assert.That(pilot.Text, Does.Contain("-0.018375"));
    }

    [Test]
    public void Items_of_an_order_are_carried_with_J_and_K_and_chosen_with_arrows()
    {
        Pilot pilot = At(Second, "order");
        ImmutableArray<int> laid = pilot.Lessons().Quiz!.Order;
        pilot.Press("Home Down");
        Assert.That(pilot.Lessons().Quiz!.Order, Is.EqualTo(laid), "choosing moves nothing");
        pilot.Press("J");
        Assert.That(pilot.Lessons().Quiz!.Order, Is.EqualTo(new[] { laid[0], laid[2], laid[1], laid[3] }));
        pilot.Press("S-Up S-Up");
        Assert.That(pilot.Lessons().Quiz!.Order, Is.EqualTo(new[] { laid[1], laid[0], laid[2], laid[3] }));
    }

    [Test]
    public void A_click_chooses_an_option_and_another_one_answers()
    {
        Pilot pilot = At(First, "turn").Click(new RowTarget(1));
        Assert.That((pilot.Lessons().Quiz!.Selected, pilot.Lessons().Quiz!.Verdict), Is.EqualTo((1, (VerdictView?)null)));
        pilot.Click(new RowTarget(1));
        Assert.That(pilot.Verdict().IsRight, Is.False);
        Assert.That(pilot.Text, Does.Contain("The update takes the gradient away"));
        pilot.ClickFooter("Enter");
        Assert.That(pilot.State(), Is.EqualTo(LessonState.Quiz));
    }

    [Test]
    public void A_sign_is_answered_by_its_own_key()
    {
        Pilot pilot = At(First, "sign").Press("-");
        Assert.That(pilot.Lessons().Quiz!.Selected, Is.EqualTo(1));
        Assert.That(pilot.Press("Enter").Verdict().IsRight, Is.True);
    }

    [Test]
    public void What_is_pasted_goes_into_the_line()
    {
        Pilot pilot = At(First, "slope").Paste("-0.018375\nx");
        Assert.That(pilot.Lessons().Quiz!.Line.Text, Is.EqualTo("-0.018375 x"));
    }

    [Test]
    public void A_lesson_can_be_skipped_after_a_wrong_answer()
    {
        Pilot pilot = At(First, "slope").AnswerWrong().Press("x x");
        Assert.That((pilot.Lessons().Place, pilot.Record(First).Position.State), Is.EqualTo((LessonPlace.Map, LessonState.Skipped)));
    }

    [Test]
    public void All_four_lines_of_a_choice_can_be_seen_in_the_smallest_window()
    {
        Pilot pilot = At(First, "turn", 60, 20);
        foreach (string option in (string[])["It grows.", "It shrinks", "It stays."]) Assert.That(pilot.Text, Does.Contain(option));
    }
}
