using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>Exact behaviour at the edges: ties, NaN, padding, saturation, values used twice, gradients that pile up.</summary>
public abstract class EdgeConformance(Precision precision)
{
    private readonly IBackend _backend = precision.Create();

    [OneTimeTearDown]
    public void LetGoOfTheBackend() => _backend.Dispose();

    [Test]
    public void Backward_of_max_pool_routes_to_the_first_maximum()
    {
        double[] gx = Gradient(Opcode.MaxPool2d, new Shape(1, 1, 2, 4), [3, 5, 7, 7, 5, 5, 7, 6], new MaxPool2dAttributes(2, 2), [10, 20]);
        Assert.That(gx, Is.EqualTo((double[])[0, 10, 20, 0, 0, 0, 0, 0]));
    }

    [Test]
    public void Overlapping_windows_that_share_a_maximum_add_up_there()
    {
        double[] gx =
            Gradient(Opcode.MaxPool2d, new Shape(1, 1, 3, 3), [0, 0, 0, 0, 9, 0, 0, 0, 0], new MaxPool2dAttributes(2, 1), [1, 2, 4, 8]);
        Assert.That(gx, Is.EqualTo((double[])[0, 0, 0, 0, 15, 0, 0, 0, 0]));
    }

    [Test]
    public void Max_pool_hands_NaN_on()
    {
        double[] y = Forward(Opcode.MaxPool2d, new Shape(1, 1, 2, 4), [1, double.NaN, 1, 2, 3, 4, 3, 4], new MaxPool2dAttributes(2, 2));
        Assert.That(y, Is.EqualTo((double[])[double.NaN, 4]));
    }

    [Test]
    public void Relu_hands_NaN_on_and_stops_the_gradient_at_zero()
    {
        Assert.That(Forward(Opcode.Relu, new Shape(4), [double.NaN, -1, 0, 2]), Is.EqualTo((double[])[double.NaN, 0, 0, 2]));
        Assert.That(Gradient(Opcode.Relu, new Shape(3), [-1, 0, 2], null, [5, 6, 7]), Is.EqualTo((double[])[0, 0, 7]));
    }

    [Test]
    public void Padding_of_a_convolution_counts_as_zero()
    {
        // A kernel of ones over ones: each output counts the pixels under the window.
        var one =
            new OneOpProgram(Opcode.Conv2d, [new(1, 1, 3, 3), new(1, 1, 3, 3), new(1)], new Conv2dAttributes(1, 2), null, scalar: false);
        Tensor y =
            _backend.Execute(
                one.Program.Instructions[0], [Tensor.Full(new(1, 1, 3, 3), 1), Tensor.Full(new(1, 1, 3, 3), 1), Tensor.Zeros(new(1))],
                null);
        Assert.That(y.Data.ToArray(), Is.EqualTo((double[])[1, 2, 3, 2, 1, 2, 4, 6, 4, 2, 3, 6, 9, 6, 3, 2, 4, 6, 4, 2, 1, 2, 3, 2, 1]));
    }

    [Test]
    public void Sigmoid_saturates_without_overflow()
    {
        Assert.That(Forward(Opcode.Sigmoid, new Shape(4), [-1e4, 0, 1e4, double.NaN]), Is.EqualTo((double[])[0, 0.5, 1, double.NaN]));
    }

    [Test]
    public void Cross_entropy_of_huge_logits_stays_finite()
    {
        var one = new OneOpProgram(Opcode.CrossEntropy, [new(2, 3), new(2)], null, null, scalar: false);
        var logits = new Tensor(new(2, 3), [1e4, 0, -1e4, 1e4, 1e4, 0]);
        Tensor loss = _backend.Execute(one.Program.Instructions[0], [logits, new Tensor(new(2), [1, 0])], null);
        Closeness.AssertClose(loss, [(1e4 + Math.Log(2)) / 2], precision.Forward, "loss");
    }

    [Test]
    public void Binary_cross_entropy_of_a_certain_mistake_is_a_hundred()
    {
        var one = new OneOpProgram(Opcode.BinaryCrossEntropy, [new(2), new(2)], null, null, scalar: false);
        Tensor loss = _backend.Execute(one.Program.Instructions[0], [new Tensor(new(2), [0, 1]), new Tensor(new(2), [1, 0])], null);
        Assert.That(loss.ScalarValue, Is.EqualTo(100));
    }

    [Test]
    public void Absolute_error_has_no_slope_where_output_and_target_are_equal()
    {
        var one = new OneOpProgram(Opcode.AbsoluteError, [new(3), new(3)], null, null, scalar: false);
        Dictionary<Value, Tensor> values = new()
        {
            [one.X[0]] = new Tensor(new(3), [1, 2, 3]),
            [one.X[1]] = new Tensor(new(3), [2, 2, 2]),
            [one.V!] = Tensor.Scalar(4),
            [one.Program["x0.grad"]] = Tensor.Zeros(new(3)),
        };
        one.Step(_backend, values);
        Assert.That(values[one.Program["x0.grad"]].Data.ToArray(), Is.EqualTo((double[])[-4, 0, 4]));
    }

    [Test]
    public void A_value_that_is_used_twice_gets_both_gradients()
    {
        Program program = Square(zeroGrad: true);
        using ICompiledProgram compiled = _backend.Compile(program);
        compiled.Write(program["x"], new Tensor(new(2), [3, -5]));
        compiled.Run();
        Assert.That(compiled.Read(program["x.grad"]).Data.ToArray(), Is.EqualTo((double[])[6, -10]));
    }

    [TestCase(true, 6)]
    [TestCase(false, 18)]
    public void Without_zero_grad_the_gradients_of_three_runs_pile_up(bool zeroGrad, double expected)
    {
        Program program = Square(zeroGrad);
        using ICompiledProgram compiled = _backend.Compile(program);
        compiled.Write(program["x"], new Tensor(new(2), [3, 3]));
        compiled.Write(program["x.grad"], Tensor.Zeros(new(2)));
        for (int run = 0; run < 3; run++) compiled.Run();
        Assert.That(compiled.Read(program["x.grad"]).Data.ToArray(), Is.EqualTo((double[])[expected, expected]));
    }

    [Test]
    public void Writing_a_value_of_another_shape_is_refused_with_both_shapes()
    {
        Program program = Square(zeroGrad: true);
        using ICompiledProgram compiled = _backend.Compile(program);
        Assert.That(
            () => compiled.Write(program["x"], Tensor.Zeros(new(3))),
            Throws.ArgumentException.With.Message.Contains("(2)").And.Message.Contains("(3)"));
    }

    /// <summary>Σ x·x.</summary>
    private static Program Square(bool zeroGrad)
    {
        var builder =
            new ProgramBuilder(
                "square",
                SourceListing.Parse("loss = (x * x).sum()    #@ p, loss\nopt.zero_grad()    #@ zero_grad\nloss.backward()    #@ backward"));
        Value x = builder.Input("x", new Shape(2), requiresGrad: true);
        Value loss = builder.BeginLoss().Op(Opcode.Sum, "loss", [builder.Op(Opcode.Mul, "p", [x, x])]);
        if (zeroGrad) builder.ZeroGrad();
        return builder.Roles(loss, loss).Backward(loss).Build();
    }

    private double[] Forward(Opcode opcode, Shape shape, double[] x, OpAttributes? attributes = null) =>
        _backend.Execute(
            new OneOpProgram(opcode, [shape], attributes, null, scalar: false).Program.Instructions[0], [new Tensor(shape, x)],
            null).Data.ToArray();

    private double[] Gradient(Opcode opcode, Shape shape, double[] x, OpAttributes? attributes, double[] v)
    {
        var one = new OneOpProgram(opcode, [shape], attributes, null, scalar: false);
        Dictionary<Value, Tensor> values = new()
        {
            [one.X[0]] = new Tensor(shape, x),
            [one.V!] = new Tensor(one.Y.Shape, v),
            [one.Program["x0.grad"]] = Tensor.Zeros(shape),
        };
        one.Step(_backend, values);
        return values[one.Program["x0.grad"]].Data.ToArray();
    }
}
