using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

/// <summary>BugCatalog of the loss and of the model.</summary>
public class ModelBugTests
{
    [Test]
    public void Softmax_before_cross_entropy_runs_twice_and_flattens_the_gradient()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("softmax-twice"))
        {
            Value logits = w.Right.Program.Output!;
            Assert.That(w.Buggy.Program.Output!.Name, Is.EqualTo(logits.Name), place);
            Assert.That(
                w.Kinds, Is.SubsetOf(new[] { "+ cross_entropy_backward", "+ softmax", "~ cross_entropy", "~ softmax_backward" }), place);
            Assert.That(
                w.Results().Where(n => w.Right.Program.Instructions.Any(i => i.Phase == Phase.Forward && i.Output.Name == n)), Is.Empty,
                $"{place}: the logits are right");
            Assert.That(w.NewLines, Has.Length.EqualTo(1), place);
        }
        var small = new Wrong("softmax-twice", ProgramCatalog.Get("softmax").Create(new()));
        Tensor p = small.Values("p").Right;
        double loss = 0;
        for (int n = 0; n < 2; n++)
        {
            double sum = Enumerable.Range(0, 3).Sum(c => Math.Exp(p[3 * n + c]));
            loss -= Math.Log(Math.Exp(p[3 * n + (n == 0 ? 0 : 2)]) / sum) / 2;
        }
        Assert.That(small.Values("loss").Wrong.ScalarValue, Is.EqualTo(loss).Within(1e-12));
        Assert.That(small.NewLines, Is.EqualTo(new[] { "loss = F.cross_entropy(p, labels)" }));
        Assert.That(
            small.Instructions,
            Is.EqualTo(new[] { "~ cross_entropy loss", "+ cross_entropy_backward p.grad", "~ softmax_backward logits.grad" }));
        Assert.That(
            small.Values("logits.grad") is var g ? TensorStats.Of(g.Wrong).Norm : 0, Is.LessThan(0.5 * TensorStats.Of(g.Right).Norm));
    }

    [Test]
    public void A_sum_instead_of_a_mean_multiplies_loss_and_gradients_by_the_number_of_terms()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("sum-instead-of-mean"))
        {
            Assert.That(w.NewLines, Has.Some.Contains("reduction=\"sum\""), place);
            if (w.Right.Program.Instructions.Any(i => i.Pass > 1)) continue;
            Instruction loss = w.Right.Program.Instructions.Single(i => i.Output == w.Right.Program.Loss);
            int n = loss.Opcode == Opcode.CrossEntropy ? loss.Inputs[0].Shape[0] : loss.Inputs[0].Shape.Length;
            Assert.That(w.Ratio(loss.Output.Name), Is.EqualTo(n).Within(1e-12), place);
            foreach (Value p in w.Right.Program.Parameters)
            {
                (Tensor right, Tensor wrong) = w.Values($"{p.Name}.grad");
                double norm = TensorStats.Of(wrong).Norm;
                for (int i = 0; i < right.Length; i++)
                    Assert.That(wrong[i], Is.EqualTo(n * right[i]).Within(1e-13 * norm), $"{place}: {p.Name}");
            }
            Assert.That(
                w.Results().Where(r => w.Right.Program.Instructions.Any(i => i.Phase == Phase.Forward && i.Output.Name == r)), Is.Empty,
                place);
            var others = w.Pairs.Where(p => !p.IsSame && !(p.Wrong ?? p.Right)!.Output.Name.StartsWith("loss", StringComparison.Ordinal));
            Assert.That(
                others.Single().Wrong!.Output, Is.EqualTo(w.Buggy.Program[$"{loss.Inputs[0].Name}.grad"]),
                $"{place}: only the loss's own adjoint reads another gradient");
        }
    }

    [Test]
    public void Without_flatten_the_program_ends_with_PyTorchs_words_at_the_first_linear_layer()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("missing-flatten"))
        {
            Assert.That(w.Buggy.Program.Fault?.Message, Does.Contain("PyTorch says: mat1 and mat2 shapes cannot be multiplied"), place);
            string[] right =
                [.. w.Right.Program.Instructions.TakeWhile(i => i.Opcode != Opcode.Linear).Where(i => i.Opcode != Opcode.Reshape)
                    .Select(i => i.Label)];
            Assert.That(w.Buggy.Program.Instructions.Select(i => i.Label), Is.EqualTo(right), place);
            Assert.That(w.Results(), Is.Empty, place);
        }
        Assert.That(
            new Wrong("missing-flatten", ProgramCatalog.Get("network2").Create(new())).Buggy.Program.Fault!.Message,
            Does.Contain("(192x4 and 192x120)"));
    }

    [TestCase("network2", 768)]
    [TestCase("network3", 24 * 5 * 5)]
    [TestCase("tutorial-net", 1600)]
    [TestCase("mlp", 28)]
    [TestCase("layers", 28)]
    public void Wrong_in_features_are_those_before_the_last_pooling_or_of_one_row(string program, int wrong)
    {
        var w = new Wrong("wrong-in-features", ProgramCatalog.Get(program).Create(new()));
        Instruction linear = w.Right.Program.Instructions.First(i => i.Opcode == Opcode.Linear);
        Assert.That(
            w.Buggy.Program.Fault?.Message,
            Does.StartWith($"{linear.Layer}: Linear(in_features={wrong}, out_features={linear.Output.Shape[^1]})"));
        Assert.That(
            w.Buggy.Program.Instructions.Select(i => i.Label),
            Is.EqualTo(w.Right.Program.Instructions.TakeWhile(i => i != linear).Select(i => i.Label)));
        Value weight = w.Buggy.Program[linear.Inputs[1].Name];
        Assert.That(weight.Shape[1], Is.EqualTo(wrong));
        Assert.That(w.Buggy.Initial[weight].Shape, Is.EqualTo(weight.Shape));
        Assert.That(w.NewLines, Has.Some.Contains(wrong.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Without_ReLU_nothing_else_is_gone_and_layers_read_each_other_directly()
    {
        foreach ((string place, Wrong w) in Wrong.Everywhere("missing-relu"))
        {
            Assert.That(
                w.Buggy.Program.Instructions.Select(i => i.Opcode), Has.None.EqualTo(Opcode.Relu).And.None.EqualTo(Opcode.ReluBackward),
                place);
            var relus =
                w.Right.Program.Instructions.Where(i => i.Opcode == Opcode.Relu)
                    .SelectMany(i => new[] { i.Output.Name, $"{i.Output.Name}.grad" });
            Assert.That(
                w.Pairs.Where(p => p.Wrong is null).Select(p => p.Right!.Output.Name), Is.SubsetOf(relus),
                $"{place}: only ReLUs and their gradients are gone");
            Assert.That(w.Pairs.Where(p => p.Right is null), Is.Empty, place);
            var kept =
                w.Right.Program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss && i.Opcode != Opcode.Relu)
                    .Select(i => i.Label);
            Assert.That(
                w.Buggy.Program.Instructions.Where(i => i.Phase is Phase.Forward or Phase.Loss).Select(i => i.Label), Is.EqualTo(kept),
                place);
            Assert.That(w.Buggy.Program.Source.Lines.Where(l => l.Contains("relu(", StringComparison.OrdinalIgnoreCase)), Is.Empty, place);
        }
    }

    [Test]
    public void Without_ReLU_the_network_is_linear()
    {
        Scenario right = ProgramCatalog.Get("mlp").Create(new() { BatchSize = 3 });
        Scenario wrong = Engine.Bugs.BugCatalog.Get("missing-relu").Apply(right);
        Assert.That(Bend(right), Is.GreaterThan(1e-3));
        Assert.That(Bend(wrong), Is.LessThan(1e-12));

        // f(a) + f(b) - 2 f((a + b)/2), which is 0 if f is linear.
        static double Bend(Scenario s)
        {
            Value x = s.Program["x"];
            var batch = s.Batches.At(0).ToDictionary();
            double[] images = batch[x].Data.ToArray();
            for (int i = 0; i < 784; i++) images[2 * 784 + i] = (images[i] + images[784 + i]) / 2;
            var given =
                new Scenario(
                    s.Program, 0, s.Initial,
                    new FixedBatch(
                        "two images and their mean", [.. s.Batches.At(0).Where(b => b.Key != x), new(x, new Tensor(x.Shape, images))]));
            var timeline = new Engine.Debugging.Timeline(given, new Engine.Backends.Reference.ReferenceBackend());
            timeline.MoveTo(new(0, s.Program.Instructions.Length));
            Tensor y = timeline.Read(s.Program.Output!)!;
            return Enumerable.Range(0, 10).Max(c => Math.Abs(y[c] + y[10 + c] - 2 * y[20 + c]));
        }
    }
}
