using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

/// <summary>Where a derivative has to choose, the explanation says what is chosen.</summary>
public class TieTests
{
    /// <summary>Seed 0: the window on the upper right is 4, 4 over 1, 2.</summary>
    private static (DebugSession Session, Explainer Explainer) Pooled(params (int Offset, double Number)[] edits)
    {
        DebugSession session = new(Backstep.Engine.Models.ProgramCatalog.Get("pool4x4").Create(new()), new ReferenceBackend());
        if (edits.Length > 0) session.Set([.. edits.Select(e => new Assignment(session.Program["x"], Tensor.Scalar(e.Number), e.Offset))]);
        session.Iterate();
        return (session, new Explainer(session.Timeline));
    }

    [Test]
    public void Of_equal_numbers_in_a_window_the_first_wins_and_that_is_said()
    {
        (DebugSession session, Explainer explainer) = Pooled();
        Value y = session.Program["pool1"], gradient = session.Program["x.grad"];
        Assert.That(explainer.Explain(y, 1).Note, Is.EqualTo("the largest of 4 is x[0,0,0,2], the first of 2 equal ones"));
        Assert.That(explainer.Explain(y, 0).Note, Is.EqualTo("the largest of 4 is x[0,0,0,1]"));
        Assert.That(
            explainer.Explain(gradient, 2).Note,
            Is.EqualTo("x[0,0,0,2] is the largest of its window; where others are as large, the first wins"));
        Assert.That(
            explainer.Explain(gradient, 3).Note,
            Is.EqualTo("x[0,0,0,3] gets nothing: x[0,0,0,2] is as large and comes first, and the first of equal ones wins"));
        Assert.That(explainer.Explain(gradient, 6).Note, Is.EqualTo("x[0,0,1,2] gets nothing: larger in its window is x[0,0,0,2]"));
        Assert.That(explainer.Explain(gradient, 1).Note, Is.EqualTo("x[0,0,0,1] is the largest of its window"));
    }

    [Test]
    public void A_window_of_equal_numbers_hands_its_gradient_to_the_first()
    {
        (DebugSession session, Explainer explainer) = Pooled((0, 5), (1, 5), (4, 5), (5, 5));
        Assert.That(
            explainer.Explain(session.Program["pool1"], 0).Note, Is.EqualTo("the largest of 4 is x[0,0,0,0], the first of 4 equal ones"));
        Assert.That(explainer.Explain(session.Program["x.grad"], 5).Note, Does.Contain("x[0,0,0,0] is as large and comes first"));
        Assert.That(session.Timeline.Read(session.Program["x.grad"])!.Data[..6].ToArray(), Is.EqualTo(new double[] { 1, 0, 2, 0, 0, 0 }));
    }

    [Test]
    public void Relu_says_what_it_does_at_zero()
    {
        DebugSession session = Sessions.Session("activations");
        session.Set([new(session.Program["x"], Tensor.Scalar(0), 4)]);
        session.Iterate();
        var explainer = new Explainer(session.Timeline);
        Assert.That(
            explainer.Explain(session.Program["relu"], 4).Note, Is.EqualTo("at exactly 0 there is no slope; as in PyTorch it counts as 0"));
        Assert.That(explainer.Explain(session.Program["relu"], 3).Note, Is.Null);
        Instruction backward = session.Program.Instructions.Single(i => i.Opcode == Opcode.ReluBackward);
        Assert.That(
            explainer.Explain(backward.Output, 4).Note,
            Is.EqualTo("nothing passes where relu[4] is 0, whether its input was negative or exactly 0"));
        Assert.That(explainer.Explain(backward.Output, 9).Note, Is.Null);
    }

    [Test]
    public void The_position_of_the_largest_is_that_of_the_first()
    {
        (DebugSession session, _) = Pooled((0, 9), (7, 9));
        Assert.That(session.Condition("argmax(x)").Evaluate(session.Values).ScalarValue, Is.Zero);
    }
}
