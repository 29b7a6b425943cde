using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Debugging.Explaining;

public sealed class TermGroupsTests
{
    /// <summary>Six filters of 5×5 over two images of 28×28, all instructions run.</summary>
    private static Timeline Network()
    {
        var timeline = new Timeline(ProgramCatalog.Get("network2").Create(new ScenarioOptions { BatchSize = 2 }), new ReferenceBackend());
        timeline.MoveTo(new(0, timeline.Program.Instructions.Length));
        return timeline;
    }

    private static ElementRef Element(Timeline timeline, string name, int offset) =>
        new(timeline.Program.Find(name)!, offset, timeline.Now);

    [TestCase("conv1.weight.grad", 7, new[] { GroupedBy.Image, GroupedBy.Position })]
    [TestCase("conv1.bias.grad", 3, new[] { GroupedBy.Image, GroupedBy.Position })]
    [TestCase("conv2", 11, new[] { GroupedBy.Channel, GroupedBy.Position })]
    [TestCase("conv1", 11, new GroupedBy[0])]
    [TestCase("fc1.weight.grad", 11, new GroupedBy[0])]
    public void A_long_sum_is_grouped_by_what_its_terms_differ_in(string name, int offset, GroupedBy[] by)
    {
        Timeline timeline = Network();
        Assert.That(new Explainer(timeline).Explain(Element(timeline, name, offset)).Groups.Select(g => g.By), Is.EqualTo(by));
    }

    [TestCase("conv1.weight.grad", 7)]
    [TestCase("conv2", 11)]
    public void The_groups_add_up_and_each_opens_into_its_terms(string name, int offset)
    {
        Timeline timeline = Network();
        var explainer = new Explainer(timeline);
        ElementRef element = Element(timeline, name, offset);
        Explanation whole = explainer.Explain(element);
        foreach (TermGroups groups in whole.Groups)
        {
            Assert.That(groups.Groups.Sum(g => g.Sum) + groups.Others, Is.EqualTo(whole.Result).Within(1e-12));
            Assert.That(groups.Groups.Sum(g => g.Share), Is.EqualTo(1).Within(1e-12));
            Assert.That(groups.Groups.Select(g => Math.Abs(g.Sum)), Is.Ordered.Descending);
            TermGroup largest = groups.Groups[0];
            Explanation part = explainer.Explain(element, largest, maxTerms: 1000);
            Assert.That((part.Within, part.TermCount, part.Subject), Is.EqualTo((largest, largest.Count, whole.Subject)));
            Assert.That(part.Result, Is.EqualTo(largest.Sum).Within(1e-15));
            Assert.That(part.Recombined, Is.EqualTo(largest.Sum).Within(1e-12));
            Assert.That(part.Symbolic, Does.Not.Contain("Σ"));
        }
    }

    [Test]
    public void An_image_has_the_terms_of_all_its_positions()
    {
        Timeline timeline = Network();
        Explanation whole = new Explainer(timeline).Explain(Element(timeline, "conv1.weight.grad", 7));
        Assert.That(whole.Groups[0].Groups.Select(g => g.Count), Is.All.EqualTo(24 * 24));
        Assert.That(whole.Groups[1].Groups, Has.Length.EqualTo(24 * 24));
        Assert.That(whole.Groups[1].Groups.Select(g => g.Count), Is.All.EqualTo(2));
    }
}
