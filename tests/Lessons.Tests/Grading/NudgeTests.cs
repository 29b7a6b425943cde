using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>A wrong gradient is answered by what a small change does.</summary>
public sealed class NudgeTests
{
    private static Nudge? Of(string answer, string typed, LessonWorld world) => Grader.Grade(Worlds.Number(answer), world, typed).Nudge;

    [Test]
    public void A_wrong_gradient_says_what_would_happen_and_what_does()
    {
        LessonWorld world = Worlds.TwoLayer();
        Nudge nudge = Of("w5.grad", "0.03", world)!;
        Assert.That(nudge.Text.English, Is.EqualTo("You say ∂E/∂w5 = 0.03: then w5 + 0.01 raises E by 0.0003; it falls by 0.00018."));
        Assert.That(nudge.Text.Chinese, Is.EqualTo("你说 ∂E/∂w5 = 0.03：那么 w5 加上 0.01 会使 E 增加 0.0003；实际上减少了 0.00018。"));
    }

    [TestCase("w5.grad")]
    [TestCase("out_h1.grad")]
    [TestCase("w1.grad")]
    public void What_it_shows_is_what_the_changed_program_gives(string gradient)
    {
        LessonWorld world = Worlds.TwoLayer();
        Nudge nudge = Of(gradient, "7", world)!;
        var timeline = new Timeline(world.Scenario, world.Backend);
        timeline.MoveTo(nudge.At);
        double before = timeline.Read(nudge.Value)![0];
        timeline = timeline.With([new Edit(nudge.At, nudge.Value, Engine.Tensors.Tensor.Scalar(nudge.To), nudge.Offset)]);
        timeline.MoveTo(nudge.Seen);
        double change = timeline.Read(world.Scenario.Program.Loss!)![0] - world.Number("E");
        Assert.That(change / (nudge.To - before), Is.EqualTo(world.Number(gradient)).Within(10).Percent);
    }

    [Test]
    public void An_element_of_a_tensor_is_nudged_alone()
    {
        Nudge nudge = Of("fc.weight.grad[0,0]", "5", Worlds.Of(new Run { Program = "batch" }))!;
        Assert.That((nudge.Value.Name, nudge.Offset), Is.EqualTo(("fc.weight", 0)));
        Assert.That(nudge.Text.English, Does.Contain("fc.weight[0,0] + 0.01"));
    }

    [TestCase("w5.grad", "-0.0175")]
    [TestCase("E", "7")]
    [TestCase("d(out_o1)/d(l_o1)", "7")]
    public void Nothing_is_said_where_nothing_contradicts_or_no_gradient_is_asked_for(string answer, string typed) =>
        Assert.That(Of(answer, typed, Worlds.TwoLayer()), Is.Null);

    [Test]
    public void A_gradient_that_adds_up_is_no_slope_and_is_not_nudged() =>
        Assert.That(Of("w5.grad", "7", Worlds.Buggy("no-zero-grad", 3)), Is.Null);
}
