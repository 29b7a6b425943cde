using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Tests.Backends.Conformance;
using Backstep.Engine.Tests.Debugging.Explaining;

namespace Backstep.Engine.Tests.Operations;

public sealed class OperationTests
{
    private static IEnumerable<Opcode> Opcodes => Enum.GetValues<Opcode>();

    /// <summary>Instructions of small programs that together use every opcode.</summary>
    private static ILookup<Opcode, (Instruction, Program)> Uses { get; } = Networks.All()
        .SelectMany(t => t.Program.Instructions, (t, i) => (i, t.Program)).ToLookup(u => u.i.Opcode);

    [Test]
    public void Every_opcode_has_one_row() => Assert.That(Operation.All.Select(row => row.Opcode), Is.EqualTo(Opcodes));

    [TestCaseSource(nameof(Opcodes))]
    public void A_row_takes_the_inputs_that_instructions_have(Opcode opcode)
    {
        var row = Operation.Of(opcode);
        Assert.That(Uses[opcode], Is.Not.Empty);
        foreach ((Instruction i, _) in Uses[opcode])
        {
            Assert.That(row.Takes(i.Inputs.Length), $"{row.Inputs} for {i.Inputs.Length} inputs");
            if (!row.IsVariadic) Assert.That(row.Takes(i.Inputs.Length + 1 + row.OptionalInputs), Is.False);
        }
    }

    [TestCaseSource(nameof(Opcodes))]
    public void A_row_says_what_an_instruction_does_in_both_languages(Opcode opcode)
    {
        foreach ((Instruction i, Program program) in Uses[opcode])
        {
            var names = new InstructionNames(i, program, k => i.Inputs[k].Label);
            var sentence = Sentence.Of(i);
            Assert.That(sentence.English(names), Does.EndWith(".").And.Match("^[^\u4e00-\u9fff]+$"));
            Assert.That(sentence.Chinese(names), Does.EndWith("。").And.Match("[\u4e00-\u9fff]"));
        }
    }

    [TestCaseSource(nameof(Opcodes))]
    public void The_formula_reads_only_what_there_is(Opcode opcode)
    {
        foreach ((Instruction i, _) in Uses[opcode])
        {
            string formula = Operation.Of(opcode).FormulaOf(i);
            Assert.That(formula, Is.Not.Empty);
            foreach (string key in formula.Split('{').Skip(1).Select(part => part.Split('}')[0]))
                if (int.TryParse(key, out int input)) Assert.That(input, Is.LessThan(i.Inputs.Length), formula);
                else Assert.That(() => i.Attributes!.Constant(key), Throws.Nothing, formula);
        }
    }

    [TestCaseSource(nameof(Opcodes))]
    public void What_a_model_can_contain_has_a_shape_and_all_else_is_somebodys_adjoint_or_step(Opcode opcode)
    {
        bool inForwardPass = Uses[opcode].Any(u => u.Item1.Phase is Phase.Forward or Phase.Loss);
        Assert.That(Operation.Of(opcode).Shape is not null, Is.EqualTo(inForwardPass));
    }

    [Test]
    public void An_adjoint_leads_to_an_opcode_that_reads_what_it_gives()
    {
        foreach (OpCase c in OpCases.All.Where(c => !c.Scalar))
            foreach (Instruction i in new OneOpProgram(c).Program.Instructions)
                Assert.That(Operation.Of(i.Opcode).Takes(i.Inputs.Length), $"{c}: {i.OpName}");
    }

    [Test]
    public void A_wrong_number_of_inputs_is_told_with_what_the_operation_reads()
    {
        var b = new Backstep.Engine.Autograd.ProgramBuilder("p", SourceListing.Parse("y  #@ y"));
        Value x = b.Input("x", new Shape(2, 3));
        Assert.That(() => b.Op(Opcode.Linear, "y", [x]),
            Throws.ArgumentException.With.Message.StartsWith("linear reads x (..., in), weight (out, in), bias (out); 1 inputs are given"));
        Assert.That(
            () => b.Op(Opcode.ReluBackward, "y", [x, x]),
            Throws.ArgumentException.With.Message.StartsWith("relu_backward is not an operation of a model"));
    }

    [Test]
    public void Only_layers_count_as_arithmetic()
    {
        string[] counted =
            [.. Uses.Where(u => u.Any(i => Operation.Of(u.Key).Flops(i.Item1) > 0)).Select(u => Operation.Of(u.Key).Name).Order()];
        Assert.That(
            counted,
            Is.EqualTo(
                (string[])["conv2d", "conv2d_backward_input", "conv2d_backward_weight", "linear", "linear_backward_input",
                "linear_backward_weight", "matmul"]));
    }
}
