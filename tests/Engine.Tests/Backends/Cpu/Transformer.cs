using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>
/// Training steps of the small GPT in many sizes, and of a network in which one table is the first and the last layer's weight.
/// </summary>
/// <param name="Layers">Blocks.</param>
/// <param name="Width">Numbers a position.</param>
/// <param name="Heads">Heads; a divisor of the width.</param>
/// <param name="Positions">Letters that are looked at together.</param>
/// <param name="Batch">Names a step.</param>
/// <param name="Letters">Of the vocabulary.</param>
/// <param name="IsTied">Whether it is the network of the table that is used twice, which has no blocks.</param>
internal sealed record Transformer(int Layers, int Width, int Heads, int Positions, int Batch, int Letters, bool IsTied = false)
{
    public Program Build()
    {
        if (IsTied) return BuildTied();
        string letters = string.Concat(Enumerable.Range(0x100, Letters - 1).Select(c => (char)c));
        return new GptNetwork("transformer", new GptSize(letters, Positions, Layers, Width, Heads, Positions))
            .BuildTraining(Batch, GptNetwork.Optimizer);
    }

    /// <summary>Two layers beside the stream instead of blocks, between the table and itself.</summary>
    private Program BuildTied()
    {
        var b = new ProgramBuilder("tied", SourceListing.Parse(
            "step()  #@ tok, hidden, relu, out, x, logits, rows, labels, loss, zero_grad, backward, update"));
        Value tokens = b.Input("tokens", new(Batch, Positions)), targets = b.Input("targets", new(Batch, Positions));
        Value wte = b.Parameter("wte", new(Letters, Width)), fc1 = b.Parameter("fc1", new(4 * Width, Width)),
            fc2 = b.Parameter("fc2", new(Width, 4 * Width));
        Value tok = b.Op(Opcode.Embedding, "tok", [wte, tokens]);
        Value relu = b.Op(Opcode.Relu, "relu", [b.Op(Opcode.Linear, "hidden", [tok, fc1])]);
        Value x = b.Op(Opcode.Add, "x", [tok, b.Op(Opcode.Linear, "out", [relu, fc2])]);
        Value logits = b.Op(Opcode.Linear, "logits", [x, wte]);
        b.BeginLoss();
        Value rows = b.Op(Opcode.Reshape, "rows", [logits], target: [-1, Letters]),
            labels = b.Op(Opcode.Reshape, "labels", [targets], target: [-1]),
            loss = b.Op(Opcode.CrossEntropy, "loss", [rows, labels]);
        return b.Roles(logits, loss, targets).ZeroGrad().Backward(loss).Step(GptNetwork.Optimizer, wte, fc1, fc2).Build();
    }

    /// <summary>Gives every value that must be there a content: weights as the script draws them, in size.</summary>
    public static void Start(ICompiledProgram compiled, int seed)
    {
        var random = new System.Random(seed);
        Program program = compiled.Program;
        foreach (Value value in program.Values)
        {
            double[] content = value switch
            {
                { Kind: ValueKind.Parameter } => Fill(value, () => 0.16 * (random.NextDouble() + random.NextDouble() - 1)),
                { Name: "positions" } => [.. Enumerable.Range(0, value.Shape.Length)],
                { Name: "eps" } => [1e-5],
                { Name: "lr" } => [0.01],
                _ => [],
            };
            if (content.Length > 0) compiled.Write(value, new Tensor(value.Shape, content));
        }
        foreach ((Value value, Tensor content) in Names(program, random)) compiled.Write(value, content);
    }

    /// <summary>Names of different lengths, as a step gets them: what comes after a name has the label -100.</summary>
    public static IEnumerable<(Value, Tensor)> Names(Program program, System.Random random)
    {
        Value tokens = program["tokens"], targets = program["targets"];
        int names = tokens.Shape[0], positions = tokens.Shape[1], letters = program["wte"].Shape[0];
        double[] read = new double[names * positions], wanted = new double[names * positions];
        for (int n = 0; n < names; n++)
        {
            int length = random.Next(1, positions);
            for (int t = 0; t < positions; t++)
            {
                read[n * positions + t] = t == 0 || t > length ? letters - 1 : wanted[n * positions + t - 1];
                wanted[n * positions + t] = t < length ? random.Next(letters - 1) : t == length ? letters - 1 : ClassLabels.Ignored;
            }
        }
        return [(tokens, new Tensor(tokens.Shape, read)), (targets, new Tensor(targets.Shape, wanted))];
    }

    private static double[] Fill(Value value, Func<double> next)
    {
        var data = new double[value.Shape.Length];
        for (int i = 0; i < data.Length; i++) data[i] = next();
        return data;
    }
}
