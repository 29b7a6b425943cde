using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>What every backend must do, opcode by opcode. A backend's tests derive from this and name a precision.</summary>
public abstract class BackendConformance(Precision precision)
{
    private readonly IBackend _backend = precision.Create();

    [OneTimeTearDown]
    public void LetGoOfTheBackend() => _backend.Dispose();

    private static IEnumerable<TestCaseData> OpCaseSource => OpCases.All.Select(c => new TestCaseData(c).SetArgDisplayNames(c.ToString()));

    private static IEnumerable<TestCaseData> DirectCaseSource =>
        DirectCases.All.Select(c => new TestCaseData(c).SetArgDisplayNames(c.ToString()));

    [TestCaseSource(nameof(OpCaseSource))]
    public void Forward_equals_the_definition(object testCase)
    {
        var c = (OpCase)testCase;
        Tensor[] inputs = c.MakeInputs();
        Tensor y = _backend.Execute(new OneOpProgram(c).Program.Instructions[0], inputs, null);
        Closeness.AssertClose(y, c.Expected(Data(inputs)), precision.Forward, "y");
    }

    [TestCaseSource(nameof(OpCaseSource))]
    public void Backward_equals_central_differences_and_adds_to_what_was_there(object testCase)
    {
        var c = (OpCase)testCase;
        var one = new OneOpProgram(c);
        Dictionary<Value, Tensor> values = Given(c, one);
        Tensor[] inputs = [.. one.X.Select(x => values[x])];
        double[] v = one.V is null ? [1] : values[one.V].Data.ToArray();
        var before = new Dictionary<Value, Tensor>(values);
        one.Step(_backend, values);
        for (int k = 0; k < inputs.Length; k++)
        {
            if (!one.X[k].RequiresGrad) continue;
            Instruction adjoint = one.Program.Instructions.Single(i => i.Output.Name == $"x{k}.grad");
            double[] expected = Naive.Gradient(c.Expected, Data(inputs), k, v);
            Tensor alone = _backend.Execute(adjoint with { Accumulate = false }, [.. adjoint.Inputs.Select(i => values[i])], null);
            Closeness.AssertClose(alone, expected, precision.Gradient, $"gradient of input {k}");
            double[] accumulated = [.. expected.Zip(before[adjoint.Output].Data.ToArray(), (g, old) => g + old)];
            Closeness.AssertClose(values[adjoint.Output], accumulated, precision.Gradient, $"accumulated gradient of input {k}");
        }
    }

    [TestCaseSource(nameof(OpCaseSource))]
    public void A_compiled_program_gives_what_its_single_steps_give(object testCase)
    {
        var c = (OpCase)testCase;
        var one = new OneOpProgram(c);
        Dictionary<Value, Tensor> values = Given(c, one);
        using ICompiledProgram compiled = _backend.Compile(one.Program);
        foreach ((Value value, Tensor content) in values) compiled.Write(value, content);
        compiled.Run();
        one.Step(_backend, values);
        foreach (Value value in one.Program.Values.Where(v => v.IsPersistent || v == one.Y))
            Closeness.AssertClose(compiled.Read(value), values[value].Data, 2 * precision.Forward, value.Name);
    }

    [TestCaseSource(nameof(DirectCaseSource))]
    public void An_opcode_without_adjoint_equals_its_formula_and_accumulates(object testCase)
    {
        var c = (DirectCase)testCase;
        Tensor[] inputs = c.MakeInputs();
        double[] expected = c.Expected(Data(inputs));
        Closeness.AssertClose(_backend.Execute(c.MakeInstruction(accumulate: false), inputs, null), expected, precision.Forward, "result");
        var previous = new Tensor(c.Output, Fills.Any(new System.Random(1), c.Output.Length));
        Tensor sum = _backend.Execute(c.MakeInstruction(accumulate: true), inputs, previous);
        Closeness.AssertClose(sum, [.. expected.Select((x, i) => x + previous[i])], precision.Forward, "accumulated result");
    }

    [Test]
    public void Every_opcode_has_a_case()
    {
        var covered = OpCases.All.SelectMany(c => new OneOpProgram(c).Program.Instructions).Select(i => i.Opcode)
            .Concat(DirectCases.All.Select(c => c.Opcode)).ToHashSet();
        Assert.That(Enum.GetValues<Opcode>().Where(o => !covered.Contains(o)), Is.Empty);
    }

    [Test]
    public void Execute_gives_the_same_bits_every_time()
    {
        foreach (OpCase c in OpCases.All)
        {
            var one = new OneOpProgram(c);
            Dictionary<Value, Tensor> first = Given(c, one), second = Given(c, one);
            one.Step(_backend, first);
            one.Step(_backend, second);
            foreach (Value v in one.Program.Values)
                Assert.That(first[v].BitEquals(second[v]), $"{c}: {v.Name}");
        }
    }

    /// <summary>Inputs, the gradient to start from, and something in every leaf's gradient already.</summary>
    private static Dictionary<Value, Tensor> Given(OpCase c, OneOpProgram one)
    {
        var random = new System.Random(c.Seed + 1);
        var values = one.X.Zip(c.MakeInputs()).ToDictionary(p => p.First, p => p.Second);
        foreach (Value v in one.Program.Values.Where(v => v == one.V || (v.IsPersistent && v.Kind == ValueKind.Gradient)))
            values[v] = new Tensor(v.Shape, Fills.Any(random, v.Shape.Length));
        return values;
    }

    private static double[][] Data(Tensor[] tensors) => [.. tensors.Select(t => t.Data.ToArray())];
}
