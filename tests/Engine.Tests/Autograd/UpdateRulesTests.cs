using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Autograd;

public class UpdateRulesTests
{
    private const double Start = 0.8;

    /// <summary>Descends f(w) = e^w, whose gradient is e^w, and gives w after each iteration.</summary>
    private static double[] Descend(OptimizerSpec optimizer, int iterations)
    {
        var b = new ProgramBuilder("descent", SourceListing.Parse("y = exp(w)  #@ y, zero_grad, backward, update"));
        Value w = b.Parameter("w", Shape.Scalar);
        Program program = b.ZeroGrad().Backward(b.Op(Opcode.Exp, "y", [w])).Step(optimizer, w).Build();
        var initial = new Dictionary<Value, Tensor> { [w] = Tensor.Scalar(Start), [program["lr"]] = Tensor.Scalar(optimizer.LearningRate) };
        var timeline = new Timeline(new Scenario(program, 0, initial, new FixedBatch("nothing")), new ReferenceBackend());
        return [.. Enumerable.Range(0, iterations).Select(i =>
        {
            timeline.MoveTo(new(i, program.Instructions.Length));
            return timeline.Read(w)!.ScalarValue;
        })];
    }

    [Test]
    public void Sgd_follows_torch_optim_with_momentum_and_weight_decay()
    {
        foreach ((double momentum, double decay) in new[] { (0.0, 0.0), (0.9, 0.0), (0.0, 0.1), (0.9, 0.1) })
        {
            double w = Start, buffer = 0;
            var expected = new List<double>();
            for (int i = 0; i < 5; i++)
            {
                double g = Math.Exp(w) + decay * w;
                buffer = momentum * buffer + g;
                w -= 0.1 * (momentum == 0 ? g : buffer);
                expected.Add(w);
            }
            Assert.That(
                Descend(OptimizerSpec.Sgd(0.1, momentum, decay), 5), Is.EqualTo(expected).Within(1e-14),
                $"momentum {momentum}, weight decay {decay}");
        }
    }

    [TestCase(0)]
    [TestCase(0.1)]
    public void Adam_follows_torch_optim(double decay)
    {
        double w = Start, m = 0, v = 0;
        var expected = new List<double>();
        for (int t = 1; t <= 5; t++)
        {
            double g = Math.Exp(w) + decay * w;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            w -= 0.01 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
            expected.Add(w);
        }
        Assert.That(Descend(OptimizerSpec.Adam(0.01, decay), 5), Is.EqualTo(expected).Within(1e-13));
    }

    [Test]
    public void A_parameter_without_a_gradient_cannot_be_stepped()
    {
        var b = new ProgramBuilder("p", SourceListing.Parse("y = w  #@ y, backward, update"));
        Value w = b.Parameter("w", Shape.Scalar), u = b.Parameter("u", Shape.Scalar);
        b.Backward(b.Op(Opcode.Exp, "y", [w]));
        Assert.That(() => b.Step(OptimizerSpec.Sgd(1), u), Throws.InvalidOperationException.With.Message.Contains("u has no gradient"));
    }

    [Test]
    public void The_update_keeps_the_parameters_shape_and_the_learning_rate_is_one_value_for_all()
    {
        var b = new ProgramBuilder("p", SourceListing.Parse("y = w  #@ a, y, backward, update"));
        Value w = b.Parameter("w", new Shape(2, 3)), v = b.Parameter("v", new Shape(3));
        Program p = b.Backward(b.Op(Opcode.Sum, "y", [b.Op(Opcode.Add, "a", [w, v])])).Step(OptimizerSpec.Sgd(1), w, v).Build();
        var update = p.Instructions.Where(i => i.Phase == Phase.Update).ToArray();
        Assert.That(update.Select(i => i.Label), Is.EqualTo(new[] { "w⁺", "v⁺" }));
        Assert.That(update.Select(i => i.Inputs[2]), Has.All.SameAs(p["lr"]));
    }
}
