using System.Collections.Immutable;
using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Session.Lessons;
using static Backstep.Debugger.Tui.Tests.App.Lessons.LessonStage;

namespace Backstep.Debugger.Tui.Tests.App.Lessons;

/// <summary>On a terminal the engine answers later than the next keys come.</summary>
public sealed class LessonLateAnswerTests
{
    [Test]
    public void A_verdict_on_a_question_that_was_left_is_dropped()
    {
        Pilot pilot = At(First, "slope");
        QuestionView left = pilot.Question();
        pilot.AnswerRight();
        VerdictView late = pilot.Verdict();
        pilot.Press("Enter");
        pilot.Send(new VerdictMsg(left, late));
        Assert.That((pilot.Question().Question.Id, pilot.Lessons().Quiz!.Verdict), Is.EqualTo(("factor", (VerdictView?)null)));
        pilot.Send(new UnreadableMsg(left, "?"));
        Assert.That(pilot.Lessons().Quiz!.Complaint, Is.Null);
    }

    [Test]
    public void A_second_verdict_on_the_same_answer_does_not_count_twice()
    {
        Pilot pilot = Map().Press("t");
        QuestionView asked = pilot.Question();
        pilot.AnswerRight();
        pilot.Send(new VerdictMsg(asked, pilot.Verdict()));
        Assert.That(pilot.Lessons().Test!.Right, Is.EqualTo(1));
    }

    [Test]
    public void A_question_that_comes_when_nothing_is_asked_any_more_is_dropped()
    {
        Pilot pilot = At(First, "slope");
        var late = new QuestionMsg(pilot.Question());
        pilot.Press("Escape").Send(late);
        Assert.That(pilot.Lessons().Quiz, Is.Null);
    }

    [Test]
    public void While_the_engine_judges_Enter_does_not_answer_again()
    {
        Pilot pilot = At(First, "slope").Type("1");
        Step first = AppUpdate.Update(pilot.Model, new InputMsg(new Backstep.Debugger.Tui.Terminal.KeyEvent(new(Backstep.Debugger.Tui.Terminal.KeyCode.Enter))));
        Assert.That(first.Effects, Has.Length.EqualTo(1));
        Step second = AppUpdate.Update(first.Model, new InputMsg(new Backstep.Debugger.Tui.Terminal.KeyEvent(new(Backstep.Debugger.Tui.Terminal.KeyCode.Enter))));
        Assert.That(second.Effects, Is.Empty);
    }

    [Test]
    public void Who_tries_a_test_again_is_asked_with_other_numbers()
    {
        Pilot pilot = Map().Press("t");
        int first = pilot.Question().Replay;
        pilot.Press("Escape t");
        Assert.That((pilot.Lessons().Test!.Try, pilot.Question().Replay), Is.EqualTo((2, 2 * first)));
    }
}
