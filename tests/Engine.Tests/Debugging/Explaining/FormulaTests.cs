using Backstep.Engine.Autograd;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

public sealed class FormulaTests
{
    [TestCase("l_h1", "w1·i1 + w2·i2 + b1")]
    [TestCase("out_h1", "sigmoid(l_h1)")]
    [TestCase("E_o1", "½·(target_o1 − out_o1)²")]
    [TestCase("E", "E_o1 + E_o2")]
    [TestCase("w5.grad", "0")]
    [TestCase("∂E/∂out_o1", "−(target_o1 − out_o1)")]
    [TestCase("∂out_o1/∂l_o1", "out_o1·(1 − out_o1)")]
    [TestCase("∂l_o1/∂w5", "out_h1")]
    [TestCase("∂l_o1/∂b2", "1")]
    [TestCase("∂E/∂w5", "∂E/∂l_o1 · ∂l_o1/∂w5")]
    [TestCase("∂E/∂out_h1", "∂E_o1/∂out_h1 + ∂E_o2/∂out_h1")]
    [TestCase("∂E/∂b2", "∂E_o1/∂b2 + ∂E_o2/∂b2")]
    [TestCase("∂E/∂b1", "l_h1→∂E/∂b1 + l_h2→∂E/∂b1")]
    [TestCase("w5⁺", "w5 − η·∂E/∂w5")]
    public void Scalars_have_the_formulas_of_the_tutorial(string label, string symbolic)
    {
        Program program = Walkthrough.Start().Program;
        Assert.That(new Formula(program).Symbolic(program.Writing(label)), Is.EqualTo(symbolic));
    }

    [TestCase("l_h1", "0.05×0.1 + 0.15×0.2 + 0.35")]
    [TestCase("out_h1", "sigmoid(0.385)")]
    [TestCase("E_o1", "½×(0.85 − 0.70230750664)²")]
    [TestCase("∂E/∂out_o1", "−(0.85 − 0.70230750664)")]
    [TestCase("∂l_o1/∂w5", "0.595078473866")]
    [TestCase("∂E/∂w5", "-0.030878316641×0.595078473866")]
    [TestCase("w5⁺", "0.25 − 1×(-0.018375021542)")]
    public void Numbers_take_the_places_of_the_symbols(string label, string numeric)
    {
        Timeline timeline = Walkthrough.Run();
        Instruction instruction = timeline.Program.Writing(label);
        Assert.That(new Formula(timeline.Program).Numeric(instruction, timeline, new(0, instruction.Index)), Is.EqualTo(numeric));
    }

    [Test]
    public void Numbers_have_as_many_decimals_as_wanted()
    {
        Timeline timeline = Walkthrough.Run();
        Instruction update = timeline.Program.Writing("w5⁺");
        Assert.That(new Formula(timeline.Program).Numeric(update, timeline, new(0, update.Index), 4), Is.EqualTo("0.25 − 1×(-0.0184)"));
    }

    [Test]
    public void A_gradient_is_the_product_of_all_slopes_from_the_loss()
    {
        Program program = Walkthrough.Start().Program;
        var formula = new Formula(program);
        Assert.That(formula.Chain(program.Writing("∂E/∂w5")), Is.EqualTo("∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5"));
        Assert.That(formula.Chain(program.Writing("∂E/∂w1")), Is.EqualTo("∂E/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1"));
        Assert.That(formula.Chain(program.Writing("l_h1")), Is.Null);
    }

    [Test]
    public void A_gradient_left_from_before_is_added_and_shown()
    {
        Timeline timeline = Walkthrough.Run(iterations: 2, zeroGrad: false);
        Instruction gradient = timeline.Program.Writing("∂E/∂w5");
        var formula = new Formula(timeline.Program);
        Assert.That(formula.Symbolic(gradient, timeline, new(1, gradient.Index)), Is.EqualTo("∂E/∂l_o1 · ∂l_o1/∂w5 + w5.grad"));
        Assert.That(formula.Numeric(gradient, timeline, new(1, gradient.Index)), Does.EndWith(" + (-0.018375021542)"));
        Assert.That(formula.Symbolic(gradient, timeline, new(0, gradient.Index)), Is.EqualTo("∂E/∂l_o1 · ∂l_o1/∂w5"));
    }

    [Test]
    public void Momentum_and_Adam_are_written_out()
    {
        Program momentum = Walkthrough.Start(optimizer: OptimizerSpec.Sgd(0.1, momentum: 0.9, weightDecay: 0.01)).Program;
        var formula = new Formula(momentum);
        Assert.That(formula.Symbolic(momentum.Writing("w5.decayed_grad")), Is.EqualTo("∂E/∂w5 + λ·w5"));
        Assert.That(formula.Symbolic(momentum.Writing("w5.momentum_buffer⁺")), Is.EqualTo("μ·w5.momentum_buffer + w5.decayed_grad"));
        Assert.That(formula.Symbolic(momentum.Writing("w5⁺")), Is.EqualTo("w5 − η·w5.momentum_buffer⁺"));

        Timeline adam = Walkthrough.Run(optimizer: OptimizerSpec.Adam(0.1));
        formula = new Formula(adam.Program);
        Instruction second = adam.Program.Writing("w5.exp_avg_sq⁺"), step = adam.Program.Writing("w5⁺");
        Assert.That(formula.Symbolic(second), Is.EqualTo("β2·w5.exp_avg_sq + (1 − β2)·(∂E/∂w5)²"));
        Assert.That(formula.Numeric(second, adam, new(0, second.Index)), Is.EqualTo("0.999×0 + (1 − 0.999)×(-0.018375021542)²"));
        Assert.That(formula.Symbolic(step),
            Is.EqualTo("w5 − η/(1 − β1^adam.step⁺)·w5.exp_avg⁺/(√w5.exp_avg_sq⁺/√(1 − β2^adam.step⁺) + ε)"));
    }

    [Test]
    public void Tensors_are_called_as_in_PyTorch_and_show_their_shapes()
    {
        var b = new ProgramBuilder("net", SourceListing.Parse("net  #@ conv1, pool, flatten, fc1, loss, zero_grad, backward, update"));
        Value x = b.Input("x", new(4, 1, 28, 28)), labels = b.Input("labels", new Shape(4));
        Value conv =
            b.Op(Opcode.Conv2d, "conv1", [x, b.Parameter("conv1.weight", new(6, 1, 5, 5)), b.Parameter("conv1.bias", new Shape(6))],
                new Conv2dAttributes(), layer: "conv1");
        Value pool = b.Op(Opcode.MaxPool2d, "pool", [conv], new MaxPool2dAttributes(2, 2));
        Value flat = b.Op(Opcode.Reshape, "flatten", [pool], target: [4, -1]);
        Value fc = b.Op(Opcode.Linear, "fc1", [flat, b.Parameter("fc1.weight", new(10, 864)), b.Parameter("fc1.bias", new Shape(10))]);
        b.BeginLoss();
        Program program =
            b.Backward(b.Op(Opcode.CrossEntropy, "loss", [fc, labels])).Step(OptimizerSpec.Sgd(0.1), b.Find("fc1.bias")!).Build();
        var formula = new Formula(program);
        var zeros = new Zeros(program);
        (string, string)[] wanted =
        [
            ("conv2d(x, conv1.weight, conv1.bias, stride=1, padding=0)", "conv2d((4, 1, 28, 28), (6, 1, 5, 5), (6)) → (4, 6, 24, 24)"),
            ("max_pool2d(conv1, kernel_size=2, stride=2)", "max_pool2d((4, 6, 24, 24)) → (4, 6, 12, 12)"),
            ("∂loss/∂fc1ᵀ · flatten", "(4, 10)ᵀ × (4, 864) → (10, 864)"),
            ("Σ(n) ∂loss/∂fc1", "Σ(n) (4, 10) → (10)"),
            ("∂loss/∂fc1 · fc1.weight", "(4, 10) × (10, 864) → (4, 864)"),
            ("∂loss/∂loss·(softmax(fc1) − one_hot(labels))/4", "0×(softmax((4, 10)) − one_hot((4)))/4 → (4, 10)"),
            ("fc1.bias − η·∂loss/∂fc1.bias", "(10) − 0×(10) → (10)"),
        ];
        var all = program.Instructions.Select(i => (formula.Symbolic(i), formula.Numeric(i, zeros, default))).ToArray();
        Assert.That(all, Is.SupersetOf(wanted));
    }

    [Test]
    public void Every_instruction_has_a_sentence()
    {
        Program program = Walkthrough.Start(optimizer: OptimizerSpec.Adam()).Program;
        var formula = new Formula(program);
        foreach (Instruction i in program.Instructions) Assert.That(formula.Sentence(i), Does.EndWith("."), i.Label);
        Assert.That(formula.Sentence(program.Writing("∂E/∂w5")),
            Is.EqualTo("How much E changes when w5 changes: how much E changes with l_o1, times how much l_o1 changes with w5."));
        Assert.That(formula.Sentence(program.Writing("l_h1→∂E/∂b1")),
            Is.EqualTo("How much E changes when b1 changes: how much E changes with l_h1, times how much l_h1 changes with b1."));
    }

    /// <summary>A history in which everything is zero.</summary>
    private sealed class Zeros(Program program) : IValueHistory
    {
        public Program Program { get; } = program;

        public Moment Now => default;

        public ValueVersion? VersionAt(Value value, Moment moment) => new(moment, Tensor.Zeros(value.Shape), null);
    }
}
