using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Autograd;

public class ReverseModeTests
{
    private static ProgramBuilder Builder(bool isScalar = false) =>
        new("test", SourceListing.Parse("y = f(x)  #@ a, b, c, d, y, z, zero_grad, backward, update"), isScalar);

    private static Timeline Run(Program program, params (string Name, double[] Content)[] start)
    {
        var initial = new Dictionary<Value, Tensor>();
        foreach ((string name, double[] content) in start) initial[program[name]] = new Tensor(program[name].Shape, content);
        var batch = new FixedBatch("given", [.. initial.Where(c => c.Key.Kind == ValueKind.Input)]);
        var timeline = new Timeline(new Scenario(program, 0, initial, batch), new ReferenceBackend());
        timeline.MoveTo(new(0, program.Instructions.Length));
        return timeline;
    }

    private static double[] Read(Timeline timeline, string name) => timeline.Read(timeline.Program[name])!.Data.ToArray();

    private static string[] BackwardLabels(Program program) =>
        [.. program.Instructions.Where(i => i.Phase == Phase.Backward).Select(i => i.Label)];

    [Test]
    public void The_walkthrough_goes_back_in_the_tutorials_order()
    {
        string[] labels = BackwardLabels(ProgramCatalog.Get("two-layer").Create(new()).Program);
        Assert.That(labels, Is.EqualTo(new[]
        {
            "∂E/∂out_o1", "∂out_o1/∂l_o1", "∂E/∂l_o1", "∂l_o1/∂w5", "∂E/∂w5", "∂l_o1/∂w6", "∂E/∂w6",
            "∂E/∂out_o2", "∂out_o2/∂l_o2", "∂E/∂l_o2", "∂l_o2/∂w7", "∂E/∂w7", "∂l_o2/∂w8", "∂E/∂w8",
            "∂l_o1/∂b2", "∂E_o1/∂b2", "∂l_o2/∂b2", "∂E_o2/∂b2", "∂E/∂b2",
            "∂l_o1/∂out_h1", "∂E_o1/∂out_h1", "∂l_o2/∂out_h1", "∂E_o2/∂out_h1", "∂E/∂out_h1",
            "∂out_h1/∂l_h1", "∂E/∂l_h1", "∂l_h1/∂w1", "∂E/∂w1", "∂l_h1/∂w2", "∂E/∂w2",
            "∂l_o1/∂out_h2", "∂E_o1/∂out_h2", "∂l_o2/∂out_h2", "∂E_o2/∂out_h2", "∂E/∂out_h2",
            "∂out_h2/∂l_h2", "∂E/∂l_h2", "∂l_h2/∂w3", "∂E/∂w3", "∂l_h2/∂w4", "∂E/∂w4",
            "∂l_h1/∂b1", "l_h1→∂E/∂b1", "∂l_h2/∂b1", "l_h2→∂E/∂b1", "∂E/∂b1",
        }));
    }

    [TestCase("two-layer")]
    [TestCase("network2")]
    [TestCase("tutorial-net")]
    public void Nothing_is_read_before_it_is_written(string name)
    {
        Scenario scenario = ProgramCatalog.Get(name).Create(new());
        var there = scenario.Program.Values.Where(v => v.IsLeaf).ToHashSet();
        foreach (Instruction i in scenario.Program.Instructions)
        {
            Assert.That(i.Inputs.Where(v => !there.Contains(v)), Is.Empty, $"instruction {i.Index} {i.Label}");
            there.Add(i.Output);
        }
    }

    [TestCase("two-layer")]
    [TestCase("network2")]
    public void Every_adjoint_points_to_the_forward_instruction_that_it_differentiates(string name)
    {
        Program program = ProgramCatalog.Get(name).Create(new()).Program;
        foreach (Instruction i in program.Instructions.Where(i => i.Phase == Phase.Backward && i.PrimalOf is not null))
            Assert.That(program.Instructions[i.PrimalOf!.Value].Phase, Is.EqualTo(Phase.Forward).Or.EqualTo(Phase.Loss), i.Label);
        Assert.That(
            program.Instructions.Where(i => i.Phase == Phase.Backward && i.Opcode != Opcode.AddN), Has.All.Property("PrimalOf").Not.Null);
    }

    [Test]
    public void No_step_has_words_of_a_language_in_its_name_and_a_part_of_a_gradient_names_who_sends_it()
    {
        Instruction[] steps = [.. ProgramCatalog.All.SelectMany(p => p.Create(new()).Program.Instructions)];
        Assert.That(steps.Select(i => i.Label), Has.None.Contains(" "));
        foreach (Instruction part in steps.Where(i => i.Label.Contains('→')))
            Assert.That(part.Label, Does.Match(@"^[\w.⁺]+→∂\w+/∂[\w.]+$"));
        Assert.That(steps.Select(i => i.Label), Has.Some.EqualTo("layer0.q→∂loss/∂layer0.attn_norm"));
    }

    [Test]
    public void Every_parameter_of_every_program_gets_its_gradient_from_the_backward_part()
    {
        foreach (string name in ProgramCatalog.All.Select(p => p.Name).Where(n => n is not ("network1" or "microgpt-sample")))
        {
            Program program = ProgramCatalog.Get(name).Create(new()).Program;
            foreach (Value parameter in program.Parameters)
            {
                Instruction? writer =
                    program.Instructions.LastOrDefault(
                        i => i.Phase == Phase.Backward && i.Output == program.Find($"{parameter.Name}.grad"));
                Assert.That(writer?.Accumulate, Is.True, $"{name}: {parameter.Name}");
            }
        }
    }

    [Test]
    public void Two_uses_of_one_value_add_up()
    {
        ProgramBuilder b = Builder();
        Value x = b.Parameter("x", new Shape(3));
        Value a = b.Op(Opcode.Square, "a", [x]);
        Value c = b.Op(Opcode.Mul, "c", [a, x]);
        Value y = b.Op(Opcode.Sum, "y", [c]);
        Program program = b.ZeroGrad().Backward(y).Build();
        double[] at = [2, -1, 0.5];
        Assert.That(Read(Run(program, ("x", at)), "x.grad"), Is.EqualTo(at.Select(v => 3 * v * v)).Within(1e-12), "d x³ / dx = 3 x²");
        Assert.That(program.Instructions.Count(i => i.Opcode == Opcode.AddN), Is.EqualTo(1));
    }

    [Test]
    public void One_instruction_may_use_a_value_twice()
    {
        foreach ((Opcode opcode, double gradient) in new[] { (Opcode.Mul, 6.0), (Opcode.Add, 2.0), (Opcode.Sub, 0.0), (Opcode.Div, 0.0) })
            foreach (bool isScalar in new[] { false, true })
            {
                ProgramBuilder b = Builder(isScalar);
                Value x = b.Parameter("x", Shape.Scalar);
                Value y = b.Op(opcode, "y", [x, x]);
                Assert.That(
                    Read(Run(b.ZeroGrad().Backward(y).Build(), ("x", [3])), "x.grad").Single(), Is.EqualTo(gradient).Within(1e-15),
                    $"{opcode}, scalar program: {isScalar}");
            }
    }

    [Test]
    public void A_leaf_that_does_not_reach_the_root_gets_no_gradient_from_it()
    {
        ProgramBuilder b = Builder();
        Value x = b.Parameter("x", new Shape(2)), unused = b.Parameter("u", new Shape(2));
        b.Op(Opcode.Exp, "a", [unused]);
        Value y = b.Op(Opcode.Sum, "y", [x]);
        Program program = b.Backward(y).Build();
        Assert.That(program.Find("u.grad"), Is.Null);
        Assert.That(program.Find("a.grad"), Is.Null);
        Assert.That(Read(Run(program, ("x", [1, 2]), ("u", [1, 2])), "x.grad"), Is.EqualTo(new double[] { 1, 1 }));
    }

    [Test]
    public void An_input_that_requires_no_gradient_gets_none()
    {
        ProgramBuilder b = Builder();
        Value x = b.Input("x", new Shape(2)), w = b.Parameter("w", new Shape(2));
        Value y = b.Op(Opcode.Sum, "y", [b.Op(Opcode.Mul, "a", [x, w])]);
        Assert.That(b.Backward(y).Build().Find("x.grad"), Is.Null);
    }

    [Test]
    public void A_missing_zero_grad_lets_gradients_of_a_leaf_add_up_but_not_those_in_between()
    {
        ProgramBuilder b = Builder();
        Value x = b.Parameter("x", Shape.Scalar);
        Value y = b.Op(Opcode.Square, "y", [b.Op(Opcode.Exp, "a", [x])]);
        Program program = b.Backward(y).Build();
        Timeline timeline = Run(program, ("x", [0]));
        for (int iteration = 0; iteration < 3; iteration++)
        {
            timeline.MoveTo(new(iteration, program.Instructions.Length));
            Assert.That(Read(timeline, "x.grad").Single(), Is.EqualTo(2.0 * (iteration + 1)).Within(1e-12));
            Assert.That(Read(timeline, "a.grad").Single(), Is.EqualTo(2).Within(1e-12));
        }
    }

    [Test]
    public void Zero_grad_starts_every_iteration_anew()
    {
        ProgramBuilder b = Builder();
        Value x = b.Parameter("x", Shape.Scalar);
        Value y = b.Op(Opcode.Exp, "y", [x]);
        Program program = b.ZeroGrad().Backward(y).Build();
        Timeline timeline = Run(program, ("x", [0]));
        timeline.MoveTo(new(4, program.Instructions.Length));
        Assert.That(Read(timeline, "x.grad").Single(), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void A_given_gradient_is_what_the_backward_part_starts_from()
    {
        ProgramBuilder b = Builder();
        Value x = b.Parameter("x", new Shape(3)), gradient = b.Input("g", new Shape(3));
        Value y = b.Op(Opcode.Square, "y", [x]);
        Program program = b.Backward(y, gradient).Build();
        Assert.That(Read(Run(program, ("x", [1, 2, 3]), ("g", [10, 1, 0])), "x.grad"), Is.EqualTo(new double[] { 20, 4, 0 }));
        Assert.That(program.Roots.Single(), Is.EqualTo(new BackwardRoot(1, y, gradient)));
    }

    [Test]
    public void A_root_of_several_elements_needs_a_gradient()
    {
        ProgramBuilder b = Builder();
        Value y = b.Op(Opcode.Square, "y", [b.Parameter("x", new Shape(3))]);
        Assert.That(
            () => b.Backward(y),
            Throws.ArgumentException.With.Message.StartsWith("grad can be implicitly created only for scalar outputs"));
    }

    [Test]
    public void A_root_that_depends_on_nothing_learnable_has_no_backward()
    {
        ProgramBuilder b = Builder();
        Value y = b.Op(Opcode.Square, "y", [b.Input("x", Shape.Scalar)]);
        Assert.That(() => b.Backward(y), Throws.ArgumentException.With.Message.StartsWith("y does not require grad"));
    }

    [Test]
    public void Broadcast_operands_get_gradients_of_their_own_shape()
    {
        ProgramBuilder b = Builder();
        Value w = b.Parameter("w", new Shape(2, 3)), bias = b.Parameter("v", new Shape(3)), s = b.Parameter("s", Shape.Scalar);
        Value a = b.Op(Opcode.Add, "a", [w, bias]);
        Value y = b.Op(Opcode.Sum, "y", [b.Op(Opcode.Mul, "c", [a, s])]);
        Timeline timeline = Run(b.ZeroGrad().Backward(y).Build(), ("w", [1, 2, 3, 4, 5, 6]), ("v", [0, 0, 1]), ("s", [2]));
        Assert.That(Read(timeline, "v.grad"), Is.EqualTo(new double[] { 4, 4, 4 }));
        Assert.That(Read(timeline, "s.grad"), Is.EqualTo(new double[] { 23 }));
        Assert.That(Read(timeline, "w.grad"), Has.Length.EqualTo(6).And.All.EqualTo(2));
    }

    [Test]
    public void A_long_chain_is_differentiated_without_running_out_of_stack()
    {
        const int Length = 5000;
        string[] names = [.. Enumerable.Range(0, Length).Select(i => $"n{i}")];
        var b = new ProgramBuilder("chain", SourceListing.Parse($"y = x  #@ backward, {string.Join(", ", names)}"));
        Value x = b.Parameter("x", Shape.Scalar), y = x;
        foreach (string name in names) y = b.Op(Opcode.Neg, name, [y]);
        Assert.That(Read(Run(b.Backward(y).Build(), ("x", [1])), "x.grad").Single(), Is.EqualTo(1));
    }
}
