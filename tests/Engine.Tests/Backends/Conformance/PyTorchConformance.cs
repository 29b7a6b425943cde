using System.Text.Json;
using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>What PyTorch computed in float64 (tests/fixtures/generate_ops.py, generate_optimizers.py), a backend computes too.</summary>
public abstract class PyTorchConformance(Precision precision)
{
    private readonly IBackend _backend = precision.Create();

    [OneTimeTearDown]
    public void LetGoOfTheBackend() => _backend.Dispose();

    private static IEnumerable<TestCaseData> Operations => Fixtures.Json("ops.json").GetProperty("cases").EnumerateArray()
        .Select(c => new TestCaseData(c).SetArgDisplayNames($"{c.GetProperty("opcode").GetString()} {c.GetProperty("name").GetString()}"));

    private static IEnumerable<TestCaseData> Trajectories => Fixtures.Json("optimizers.json").GetProperty("trajectories").EnumerateArray()
        .Select(
            t => new TestCaseData(t)
                .SetArgDisplayNames(
                    $"{t.GetProperty("kind").GetString()} momentum {Number(t, "momentum")} weight decay {Number(t, "weight_decay")}"
                        + (t.TryGetProperty("decay_steps", out JsonElement n) ? $" falling over {n.GetInt32()} steps" : "")));

    [TestCaseSource(nameof(Operations))]
    public void Results_and_gradients_are_those_of_PyTorch(JsonElement c)
    {
        Opcode opcode = Enum.Parse<Opcode>(c.GetProperty("opcode").GetString()!);
        Tensor[] inputs = [.. c.GetProperty("inputs").EnumerateArray().Select(Read)];
        var one =
            new OneOpProgram(
                opcode, [.. inputs.Select(x => x.Shape)], Attributes(opcode, c.GetProperty("attributes")), null, scalar: false);
        Dictionary<Value, Tensor> values = one.X.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        values[one.V!] = Read(c.GetProperty("v"));
        foreach (Value x in one.X.Where(x => x.RequiresGrad)) values[one.Program[$"{x.Name}.grad"]] = Tensor.Zeros(x.Shape);
        one.Step(_backend, values);
        Closeness.AssertClose(values[one.Y], Read(c.GetProperty("y")).Data, precision.PyTorch, "y");
        JsonElement[] gradients = [.. c.GetProperty("gradients").EnumerateArray()];
        for (int k = 0; k < gradients.Length; k++)
            if (gradients[k].ValueKind != JsonValueKind.Null)
                Closeness.AssertClose(
                    values[one.Program[$"x{k}.grad"]], Read(gradients[k]).Data, precision.PyTorch, $"gradient of input {k}");
    }

    [TestCaseSource(nameof(Trajectories))]
    public void Five_optimizer_steps_go_where_those_of_PyTorch_go(JsonElement trajectory)
    {
        JsonElement fixture = Fixtures.Json("optimizers.json");
        double lr = Number(trajectory, "lr"), decay = Number(trajectory, "weight_decay");
        (double beta1, double beta2) = (Number(trajectory, "beta1", 0.9), Number(trajectory, "beta2", 0.999));
        Program program = WeightedSquares(trajectory.GetProperty("kind").GetString() switch
        {
            "Adam" => OptimizerSpec.Adam(lr, decay, beta1, beta2,
                decaySteps: trajectory.TryGetProperty("decay_steps", out JsonElement n) ? n.GetInt32() : null),
            "AdamW" => OptimizerSpec.AdamW(lr, Number(trajectory, "weight_decay", 0.01), beta1, beta2),
            _ => OptimizerSpec.Sgd(lr, Number(trajectory, "momentum"), decay),
        });
        using ICompiledProgram compiled = _backend.Compile(program);
        foreach (Value state in program.Values.Where(v => v.Kind == ValueKind.OptimizerState))
            compiled.Write(state, Tensor.Zeros(state.Shape));
        compiled.Write(program["w"], Vector(fixture.GetProperty("w0")));
        compiled.Write(program["target"], Vector(fixture.GetProperty("target")));
        compiled.Write(program["c"], Vector(fixture.GetProperty("c")));
        compiled.Write(program["lr"], Tensor.Scalar(lr));
        for (int step = 0; step < 5; step++)
        {
            compiled.Run();
            double loss = trajectory.GetProperty("losses")[step].GetDouble();
            Closeness.AssertClose(compiled.Read(program.Loss!), [loss], precision.Trajectory, $"loss of step {step + 1}");
            Closeness.AssertClose(
                compiled.Read(program["w"]), Vector(trajectory.GetProperty("w")[step]).Data, precision.Trajectory,
                $"w after step {step + 1}");
        }
    }

    /// <summary>One training step on Σ c·(w - target)².</summary>
    private static Program WeightedSquares(OptimizerSpec optimizer)
    {
        var source =
            SourceListing.Parse(
                "loss = (c * (w - target) ** 2).sum()    #@ d, s, p, loss\nopt.zero_grad()    #@ zero_grad\n"
                + "loss.backward()    #@ backward\nopt.step()    #@ update");
        var builder = new ProgramBuilder("weighted-squares", source);
        var shape = new Shape(5);
        Value w = builder.Parameter("w", shape), target = builder.Input("target", shape), c = builder.Input("c", shape);
        Value squares = builder.BeginLoss().Op(Opcode.Square, "s", [builder.Op(Opcode.Sub, "d", [w, target])]);
        Value loss = builder.Op(Opcode.Sum, "loss", [builder.Op(Opcode.Mul, "p", [c, squares])]);
        return builder.Roles(squares, loss, target).ZeroGrad().Backward(loss).Step(optimizer, w).Build();
    }

    private static OpAttributes? Attributes(Opcode opcode, JsonElement a) => opcode switch
    {
        Opcode.Conv2d => new Conv2dAttributes(a.GetProperty("stride").GetInt32(), a.GetProperty("padding").GetInt32()),
        Opcode.MaxPool2d => new MaxPool2dAttributes(a.GetProperty("kernel").GetInt32(), a.GetProperty("stride").GetInt32()),
        Opcode.Softmax or Opcode.LogSoftmax or Opcode.Concat => new AxisAttributes(a.GetProperty("axis").GetInt32()),
        Opcode.Sum or Opcode.Mean when a.TryGetProperty("axis", out JsonElement axis) => new AxisAttributes(axis.GetInt32()),
        Opcode.MatMul => new MatMulAttributes(a.GetProperty("transpose_a").GetBoolean(), a.GetProperty("transpose_b").GetBoolean()),
        Opcode.Transpose => new TransposeAttributes(a.GetProperty("dim0").GetInt32(), a.GetProperty("dim1").GetInt32()),
        Opcode.Slice => new SliceAttributes(
            a.GetProperty("axis").GetInt32(), a.GetProperty("start").GetInt32(), a.GetProperty("length").GetInt32()),
        Opcode.Scale => new ScaleAttributes(a.GetProperty("factor").GetDouble()),
        Opcode.Pow => new PowAttributes(a.GetProperty("exponent").GetDouble()),
        _ => null,
    };

    private static Tensor Read(JsonElement tensor) => new(
        new Shape([.. tensor.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())]),
        [.. tensor.GetProperty("data").EnumerateArray()
            .Select(x => x.ValueKind == JsonValueKind.String ? double.Parse(x.GetString()!) : x.GetDouble())]);

    private static Tensor Vector(JsonElement numbers)
    {
        double[] data = [.. numbers.EnumerateArray().Select(x => x.GetDouble())];
        return new Tensor(new Shape(data.Length), data);
    }

    private static double Number(JsonElement e, string name, double otherwise = 0) =>
        e.TryGetProperty(name, out JsonElement x) ? x.GetDouble() : otherwise;
}
