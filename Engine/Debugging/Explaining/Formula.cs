using System.Text.RegularExpressions;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>
/// The instructions of a program as formulas: in symbols (<c>w1·i1 + w2·i2 + b1</c>), with numbers
/// (<c>0.05×0.1 + 0.15×0.2 + 0.35</c>), and as a sentence.
/// </summary>
public sealed partial class Formula
{
    private readonly string[][] _names;
    private readonly Dictionary<Value, Instruction>[] _writers;

    /// <summary>
    /// Looks through <paramref name="program"/> once, to know how each instruction's inputs are called where it reads them.
    /// </summary>
    /// <param name="words">What sentences are made of; English unless given.</param>
    public Formula(Program program, ExplainingTexts? words = null)
    {
        Program = program;
        Words = words ?? ExplainingTexts.In(Language.English);
        var last = new Dictionary<Value, Instruction>();
        foreach (Instruction i in program.Instructions) last[i.Output] = i;
        var writers = new Dictionary<Value, Instruction>();
        _names = new string[program.Instructions.Length][];
        _writers = new Dictionary<Value, Instruction>[program.Instructions.Length];
        foreach (Instruction i in program.Instructions)
        {
            _names[i.Index] = new string[i.Inputs.Length];
            _writers[i.Index] = [];
            for (int k = 0; k < i.Inputs.Length; k++)
            {
                Value input = i.Inputs[k];
                // A gradient has no name apart from what was differentiated; the others are called by their own before they are written.
                if (writers.TryGetValue(input, out Instruction? writer)) _writers[i.Index][input] = writer;
                else if (input.Kind is ValueKind.Gradient or ValueKind.Derivative) last.TryGetValue(input, out writer);
                _names[i.Index][k] = writer?.Label ?? input.Label;
            }
            writers[i.Output] = i;
        }
    }

    public Program Program { get; }
    public ExplainingTexts Words { get; }

    /// <summary>How input <paramref name="input"/> is called where <paramref name="instruction"/> reads it: <c>w5</c>, <c>∂E/∂l_o1</c>,
    /// <c>w5.exp_avg⁺</c>.</summary>
    public string Name(Instruction instruction, int input) => _names[instruction.Index][input];

    /// <summary>The right-hand side in symbols. What an accumulating instruction finds in its output is taken to be zero.</summary>
    public string Symbolic(Instruction instruction) =>
        Template.Render(Operation.Of(instruction.Opcode).FormulaOf(instruction), k => Symbol(instruction, k), numeric: false);

    /// <summary>The right-hand side in symbols; <c>+ w5.grad</c> is there if the instruction adds to a gradient that was not zero at
    /// <paramref name="before"/>.</summary>
    public string Symbolic(Instruction instruction, IValueHistory history, Moment before) =>
        Symbolic(instruction) + (Previous(instruction, history, before) is null ? "" : $" + {instruction.Output.Label}");

    /// <summary>
    /// The right-hand side with the numbers that the instruction reads at <paramref name="before"/>, the moment just before it
    /// runs; for tensors their shapes, and behind an arrow the shape of the result. What has not been computed is <c>?</c>.
    /// </summary>
    /// <param name="instruction">What runs.</param>
    /// <param name="history">Where the numbers are.</param>
    /// <param name="before">The moment just before it runs.</param>
    /// <param name="decimals">Decimals of each number at most.</param>
    public string Numeric(Instruction instruction, IValueHistory history, Moment before, int decimals = 12)
    {
        bool tensors = !instruction.Output.Shape.IsScalar || instruction.Inputs.Any(i => !i.Shape.IsScalar);
        string text = Template.Render(
            KeywordArguments().Replace(Operation.Of(instruction.Opcode).FormulaOf(instruction), ""), Number, numeric: true,
            spaced: tensors);
        if (Previous(instruction, history, before) is { } previous)
            text += " + " + (previous.Shape.IsScalar ? Parenthesised(previous.ScalarValue, decimals) : previous.Shape.ToString());
        return tensors ? $"{text} → {instruction.Output.Shape}" : text;

        string Number(string key)
        {
            if (!char.IsAsciiDigit(key[0])) return Numbers.Format(instruction.Attributes!.Constant(key), decimals);
            Value input = instruction.Inputs[int.Parse(key)];
            if (!input.Shape.IsScalar) return input.Shape.ToString();
            return history.VersionAt(input, before) is { } version ? Numbers.Format(version.Content.ScalarValue, decimals) : "?";
        }
    }

    /// <summary>
    /// The factors that a gradient of a scalar program is the product of, from the loss to the value:
    /// <c>∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5</c>. Where paths meet, their sum is one factor. Null for other instructions.
    /// </summary>
    public string? Chain(Instruction instruction) =>
        instruction.Phase is Phase.Backward && instruction.Opcode is Opcode.Mul
            ? string.Join(" · ", ChainFactors(instruction).Select(f => f.Label))
            : null;

    public string Sentence(Instruction instruction)
    {
        var names = new InstructionNames(instruction, Program, k => Name(instruction, k));
        var sentence = Operations.Sentence.Of(instruction);
        return Words.Choose(sentence.English, sentence.Chinese)(names);
    }

    /// <summary>The instructions that made the factors of <see cref="Chain"/>.</summary>
    internal IReadOnlyList<Instruction> ChainFactors(Instruction product)
    {
        var factors = new List<Instruction>();
        Instruction? at = product;
        while (at is { Opcode: Opcode.Mul, Phase: Phase.Backward })
        {
            factors.Add(_writers[at.Index][at.Inputs[1]]);
            at = _writers[at.Index][at.Inputs[0]];
        }
        factors.Add(at!);
        factors.Reverse();
        return factors;
    }

    /// <summary>What an accumulating instruction adds to; null if there was nothing or only zeros.</summary>
    internal static Tensor? Previous(Instruction instruction, IValueHistory history, Moment before)
    {
        if (!instruction.Accumulate || history.VersionAt(instruction.Output, before) is not { } version) return null;
        return version.Content.Data.ContainsAnyExcept(0.0) ? version.Content : null;
    }

    /// <summary>Stride, dim and the like: said in the symbols, not again among the shapes.</summary>
    [GeneratedRegex(", [a-z_]+=[0-9]+")]
    private static partial Regex KeywordArguments();

    private static string Parenthesised(double number, int decimals) =>
        Numbers.Format(number, decimals) is var text && text.StartsWith('-') ? $"({text})" : text;

    private string Symbol(Instruction instruction, string key) => char.IsAsciiDigit(key[0]) ? Name(instruction, int.Parse(key)) : key;
}
