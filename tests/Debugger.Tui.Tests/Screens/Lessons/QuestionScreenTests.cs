using System.Drawing;
using Backstep.Debugger.Tui.Screens.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Lessons.Flow;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>The screen of a question: what keys and clicks do with answer, hint and verdict.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class QuestionScreenTests
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
    public void Every_kind_of_question_is_answered_with_keys_and_the_verdict_is_in_sight(string lesson, string question) =>
        PlayQuestion(lesson, question, async (stage, pilot) =>
    {
        await ChooseOrType(stage, pilot);
        await pilot.Press("Enter");
        Assert.That(Verdict(stage)?.IsRight, Is.True, pilot.Text);
        Assert.That(pilot.Text, Does.Contain("✓ Right").And.Contain("your answer"));
    }, 80, 24);

    [Test]
    public void An_order_that_has_become_easier_lies_anew_and_can_be_answered() => PlayQuestion(Second, "order", async (stage, pilot) =>
    {
        int lines = Question(stage).Options.Length;
        for (int miss = 0; miss < 4 && Question(stage).Options.Length == lines; miss++) await pilot.Press("S-Down Enter");
        Assert.That(Question(stage).Options, Has.Length.LessThan(lines), pilot.Text);
        await ChooseOrType(stage, pilot);
        await pilot.Press("Enter");
        Assert.That(Verdict(stage)?.IsRight, Is.True, pilot.Text);
    });

    [TestCase("Down")]
    [TestCase("Up")]
    [TestCase("j")]
    [TestCase("2")]
    public void After_a_wrong_choice_an_arrow_or_a_digit_chooses_anew(string key) => PlayQuestion(First, "turn", async (stage, pilot) =>
    {
        int right = int.Parse(Right(stage)), wrong = right == 1 ? 2 : 1;
        await pilot.Press($"{wrong} Enter");
        Assert.That(Verdict(stage)?.IsRight, Is.False, pilot.Text);
        await pilot.Press(key);
        Assert.That(Verdict(stage), Is.Null);
        Assert.That(pilot.App.Navigation!.GetFocused(), Is.EqualTo(stage.Screen.Descendants<ChoiceList>().Single()));
        await pilot.Press($"{right} Enter");
        Assert.That(Verdict(stage)?.IsRight, Is.True, pilot.Text);
    });

    [Test]
    public void A_slip_is_named_in_sight_and_the_next_number_can_be_typed_at_once() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        await pilot.Press("\"d(E)/d(out_o1) * out_h1\" Enter");
        Assert.That(pilot.Text, Does.Contain("✗ Not yet").And.Contain("slope of the sigmoid is missing"));
        Assert.That(pilot.Lines[^1], Does.Contain("try again").And.Contain("show the place"));
        await pilot.Type(Right(stage));
        await pilot.Press("Enter");
        Assert.That(Verdict(stage)!.IsRight, Is.True);
    }, 80, 24);

    [TestCase("exp(0)")]
    [TestCase("x*0")]
    [TestCase("(1)")]
    public void After_a_wrong_number_a_formula_can_be_typed_at_once(string formula) => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        await pilot.Press("\"12345\" Enter");
        Assert.That(Verdict(stage)!.IsRight, Is.False);
        await pilot.Type(formula);
        Assert.That(pilot.App.TopRunnableView, Is.EqualTo(stage.Screen), "no letter of it was a command");
        Assert.That(pilot.Text, Does.Contain($"= {formula}"));
    });

    [Test]
    public void After_a_slip_d_opens_the_debugger_and_Esc_comes_back() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        await pilot.Press("\"d(E)/d(out_o1) * out_h1\" Enter d");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Exercise));
        Assert.That(pilot.Lines[^2], Does.Contain("part"));
        await pilot.Press("Esc");
        Assert.That((stage.State.Place, Question(stage).Question.Id), Is.EqualTo((Place.Quiz, "slope")));
    });

    [Test]
    public void What_was_typed_is_not_lost_on_a_look_into_the_debugger_or_the_page() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        await pilot.Type("0.25*");
        foreach (string way in (string[])["F4 Esc", "Esc N"])
        {
            await pilot.Press(way);
            Assert.That((stage.State.Place, pilot.Text.Contains("0.25*")), Is.EqualTo((Place.Quiz, true)), way);
        }
    });

    [Test]
    public void What_is_pasted_goes_into_the_line() => PlayQuestion(First, "slope", async (_, pilot) =>
    {
        await pilot.Paste("-0.018375\nx");
        Assert.That(pilot.Text, Does.Contain("= -0.018375"));
    });

    [Test]
    public void A_question_mark_asks_for_a_hint_also_where_an_answer_is_typed() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("each costs a star").And.Not.Contain("each link times the next"));
        await pilot.Press("?");
        Assert.That(pilot.Text, Does.Contain("each link times the next"));
        await pilot.Press("? ? ?");
        Assert.That(stage.State.Lessons!.Quiz!.Hints, Is.EqualTo(LessonPosition.HintLevels));
    });

    [Test]
    public void The_answer_is_not_on_the_screen_before_it_is_given() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        Assert.That(pilot.Text, Does.Not.Contain("0.01837"));
        await pilot.Type(Right(stage));
        await pilot.Press("Enter");
        Assert.That(pilot.Text, Does.Contain("-0.018375"));
    }, 160, 40);

    [Test]
    public void A_click_chooses_and_a_double_click_answers() => PlayQuestion(First, "turn", async (stage, pilot) =>
    {
        Point row = pilot.Find("It grows")!.Value;
        await pilot.Click(row.X, row.Y);
        Assert.That(Verdict(stage), Is.Null);
        await pilot.DoubleClick(row.X, row.Y);
        Assert.That(Verdict(stage), Is.Not.Null);
    });
}
