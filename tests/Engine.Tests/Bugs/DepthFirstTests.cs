using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Bugs;

/// <summary>The depth-first backward pass against a small autograd of single numbers that is written that way.</summary>
public class DepthFirstTests
{
    [Test]
    public void Micrograd_gets_exactly_the_gradients_that_depth_first_code_gives([Range(0, 20)] int seed)
    {
        Wrong w = new("depth-first-backward", ProgramCatalog.Get("micrograd").Create(new() { Seed = seed }));
        var graph = new Dictionary<string, Node>();
        foreach (string name in new[] { "a", "b", "c", "w1", "w2", "bias" })
            graph[name] = new(w.Right.Initial[w.Right.Program[name]].ScalarValue);
        Node target = new(w.Right.Batches.At(0)[0].Value.ScalarValue);
        Node d = graph["d"] = graph["a"] * graph["b"], e = graph["e"] = d + graph["c"], f = graph["f"] = d * e;
        Node n = graph["n"] = new(
            (graph["w1"].Number * e.Number) + (graph["w2"].Number * f.Number) + graph["bias"].Number,
            (graph["w1"], e.Number), (e, graph["w1"].Number), (graph["w2"], f.Number), (f, graph["w2"].Number), (graph["bias"], 1));
        Node o = graph["o"] = new(Math.Tanh(n.Number), (n, 1 - Math.Pow(Math.Tanh(n.Number), 2)));
        Node loss = new(Math.Pow(o.Number - target.Number, 2), (o, 2 * (o.Number - target.Number))) { Gradient = 1 };
        loss.DepthFirst([]);
        foreach ((string name, Node node) in graph)
            Assert.That(w.Values($"{name}.grad").Wrong.ScalarValue, Is.EqualTo(node.Gradient).Within(1e-14), $"{name}, seed {seed}");
        Assert.That(w.Parameters(), Is.EqualTo(new[] { "a", "b", "c" }), "the neuron's own gradients are right");
    }

    [Test]
    public void In_the_network_by_hand_the_hidden_weights_learn_from_the_first_path_alone()
    {
        Scenario right = ProgramCatalog.Get("two-layer").Create(new());
        Wrong early = new("depth-first-backward", right), left = new("one-path-left-out", right);
        foreach (string name in new[] { "w1", "w2", "w3", "w4" })
            Assert.That(early.Values(name).Wrong.ScalarValue, Is.EqualTo(left.Values(name).Wrong.ScalarValue), name);
        Assert.That(early.Values("out_h1.grad") is var h && h.Wrong.ScalarValue == h.Right.ScalarValue, "what comes late is still added");
        Assert.That(early.Parameters(), Is.EqualTo(new[] { "w1", "w2", "w3", "w4", "b1" }));
    }

    [Test]
    public void Only_the_order_and_the_sums_of_paths_change_and_the_listing_says_so()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("depth-first-backward"))
        {
            Assert.That(w.NewLines, Has.Some.Contains("depth_first"), place);
            Assert.That(
                w.Buggy.Program.Instructions.Where(i => i.Opcode != Opcode.AddN).Select(What),
                Is.EquivalentTo(w.Right.Program.Instructions.Where(i => i.Opcode != Opcode.AddN).Select(What)), place);
            Assert.That(w.Parameters(), Is.Not.Empty, place);
        }

        static (Opcode, string) What(Instruction i) => (i.Opcode, i.Output.Name);
    }

    [Test]
    public void Where_every_value_is_used_once_the_order_cannot_be_wrong()
    {
        Scenario scenario = ProgramCatalog.Get("network2").Create(new() { BatchSize = 1 });
        Assert.That(BugCatalog.Get("depth-first-backward").AppliesTo(scenario), Is.False);
    }

    [Test]
    public void What_is_late_is_added_to_what_was_passed_on_already()
    {
        Scenario wrong = BugCatalog.Apply(ProgramCatalog.Get("micrograd").Create(new()), "depth-first-backward");
        Instruction[] written = [.. wrong.Program.Instructions.Where(i => i.Output.Name == "d.grad")];
        Assert.That(written.Select(i => i.Accumulate), Is.EqualTo(new[] { false, true }));
        Instruction read = wrong.Program.Instructions.First(i => i.Inputs.Contains(wrong.Program["d.grad"]));
        Assert.That(read.Index, Is.InRange(written[0].Index, written[1].Index));
        var timeline = new Timeline(wrong, new ReferenceBackend());
        timeline.MoveTo(new(3, written[0].Index + 1));
        double first = timeline.Read(wrong.Program["d.grad"])!.ScalarValue;
        timeline.MoveTo(new(3, written[1].Index + 1));
        Assert.That(
            timeline.Read(wrong.Program["d.grad"])!.ScalarValue,
            Is.EqualTo(first + timeline.Read(written[1].Inputs[0])!.ScalarValue).Within(1e-15));
    }

    private sealed class Node(double number, params (Node From, double Slope)[] inputs)
    {
        public double Number { get; } = number;

        public double Gradient { get; set; }

        public static Node operator +(Node a, Node b) => new(a.Number + b.Number, (a, 1), (b, 1));

        public static Node operator *(Node a, Node b) => new(a.Number * b.Number, (a, b.Number), (b, a.Number));

        public void DepthFirst(HashSet<Node> visited)
        {
            if (!visited.Add(this)) return;
            foreach ((Node from, double slope) in inputs) from.Gradient += Gradient * slope;
            foreach ((Node from, _) in inputs) from.DepthFirst(visited);
        }
    }
}
