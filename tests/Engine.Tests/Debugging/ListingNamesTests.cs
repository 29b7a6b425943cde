using System.Text.RegularExpressions;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public partial class ListingNamesTests
{
    /// <summary>What a line assigns that is no tensor: a layer, an optimizer, a criterion, a network, what a loop runs over.</summary>
    [GeneratedRegex(@"= (nn\.|torch\.optim|optim\.|Net\(\)|Adam\()|^for (p|f|node|head|layer) in ")]
    private static partial Regex NoTensor();

    private static IEnumerable<TestCaseData> Assigned()
    {
        foreach (string program in Sessions.Sound)
        {
            Program p = Sessions.Scenario(program).Program;
            foreach (string line in p.Source.Lines)
                foreach (string name in NoTensor().IsMatch(line.TrimStart()) ? [] : SourceListing.Targets(line))
                    if (name != "batch") yield return new TestCaseData(program, name, line.Trim());
        }
    }

    [TestCaseSource(nameof(Assigned))]
    public void Every_tensor_that_a_listing_assigns_can_be_printed(string program, string name, string line)
    {
        DebugSession session = Sessions.Session(program);
        session.Iterate();
        Assert.That(session.Values.Names, Does.Contain(name));
        Assert.That(session.Values.TryResolve(name, out _), Is.True, $"{line}: {session.Values.WhyMissing(name, Language.English)}");
        Assert.That(session.Values.Lookup(name), Is.Not.Null);
    }

    [TestCase("one-weight", "y", "y")]
    [TestCase("batch", "y", "fc")]
    [TestCase("conv4x4", "y", "conv1")]
    [TestCase("pool4x4", "y", "pool1")]
    [TestCase("layers", "logits", "layer2")]
    [TestCase("layers", "pred_probab", "softmax")]
    [TestCase("tutorial-net", "input", "x")]
    [TestCase("tutorial-net", "output", "fc3")]
    [TestCase("week4-net", "learning_rate", "lr")]
    [TestCase("network2", "images", "x")]
    [TestCase("network2", "preds", "out")]
    [TestCase("mlp", "pred", "linear_relu_stack.4")]
    [TestCase("mlp", "logits", "linear_relu_stack.4")]
    [TestCase("mlp", "X", "x")]
    [TestCase("mlp", "y", "labels")]
    public void A_name_of_the_listing_stands_for_its_value(string program, string name, string value)
    {
        DebugSession session = Sessions.Session(program);
        session.RunTo(session.Program.Instructions.Any(i => i.Phase == Phase.Update) ? Phase.Update : Phase.Backward);
        Assert.That(session.Values.Lookup(name)!.Name, Is.EqualTo(value));
        Assert.That(session.Condition(name).Evaluate(session.Values), Is.SameAs(session.Timeline.Read(session.Program[value])));
    }

    [Test]
    public void A_name_that_is_assigned_again_and_again_stands_for_what_it_was_assigned_last()
    {
        DebugSession session = Sessions.Session("network2");
        Assert.That(session.Values.Lookup("t")!.Name, Is.EqualTo("x"));
        foreach (string value in new[] { "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "fc1", "relu3", "fc2", "relu4",
            "out" })
        {
            session.Step();
            Assert.That(session.Values.Lookup("t")!.Name, Is.EqualTo(value));
            Assert.That(session.Condition("t").Evaluate(session.Values), Is.SameAs(session.Timeline.Read(session.Program[value])));
        }
        session.Back(11);
        Assert.That(session.Values.Lookup("t")!.Name, Is.EqualTo("conv1"));
    }

    [Test]
    public void A_name_keeps_what_it_was_assigned_when_a_later_pass_computes_the_value_anew()
    {
        DebugSession session = Sessions.Session("week4-net");
        session.RunTo(session.Program["fc3"]);
        Tensor first = session.Timeline.Read(session.Program["fc3"])!;
        Assert.That(session.Values.TryResolve("output", out _), Is.False);
        Assert.That(session.Values.WhyMissing("output", Language.English), Does.Contain("has not been computed yet: instruction 56"));
        session.Iterate();
        Tensor last = session.Timeline.Read(session.Program["fc3"])!;
        Assert.That(last.BitEquals(first), Is.False, "the manual update has changed the weights");
        Assert.That(session.Condition("out").Evaluate(session.Values), Is.SameAs(first));
        Assert.That(session.Condition("output").Evaluate(session.Values), Is.SameAs(last));
    }

    [Test]
    public void A_condition_on_a_name_of_the_listing_stops_where_it_is_assigned()
    {
        DebugSession session = Sessions.Session("network2");
        session.AddBreakpoint(condition: session.Condition("numel(t) > 0"));
        for (int i = 1; i <= 12; i++)
        {
            Assert.That(session.Continue().Kind, Is.EqualTo(StopKind.Breakpoint));
            Assert.That(session.Now.Executed, Is.EqualTo(i));
        }
    }
}
