using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>
/// A small GPT as a training step: RMSNorm in parts, causal attention of several heads, no biases, Adam with a falling rate.
/// </summary>
/// <param name="Layers">Blocks.</param>
/// <param name="Width">Numbers a position.</param>
/// <param name="Heads">Heads; a divisor of the width.</param>
/// <param name="Positions">Letters that are looked at together.</param>
/// <param name="Batch">Names a step.</param>
/// <param name="Letters">Of the vocabulary.</param>
/// <param name="IsTied">Whether the table of letters is the last layer's weight, too.</param>
internal sealed record Transformer(int Layers, int Width, int Heads, int Positions, int Batch, int Letters, bool IsTied = false)
{
    public Program Build()
    {
        string[] names = ["tok", "pos", "emb", "logits", "rows", "labels", "loss", "zero_grad", "backward", "update"];
        string[] parts = ["sq", "ms", "var", "rms", "norm"];
        string[] inner = ["q", "k", "v", "scores", "scaled", "masked", "weights", "heads", "turned", "x_attn", "attn_out", "x_mid", "mlp",
            "relu", "mlp_out", "x_out"];
        IEnumerable<string> all = [.. names, .. parts.Select(p => $"first.{p}"), .. Enumerable.Range(0, Layers).SelectMany(
            i => (string[])[.. inner.Select(n => $"{i}.{n}"), .. parts.SelectMany(p => new[] { $"{i}.a.{p}", $"{i}.m.{p}" }),
                .. "qkv".SelectMany(n => new[] { $"{i}.{n}.split", $"{i}.{n}.heads" })])];
        var b = new ProgramBuilder("transformer", SourceListing.Parse($"step()  #@ {string.Join(", ", all)}"));
        int depth = Width / Heads;
        Value tokens = b.Input("tokens", new(Batch, Positions)), targets = b.Input("targets", new(Batch, Positions)),
            positions = b.Hyperparameter("positions", "positions", new Shape(Positions)), eps = b.Hyperparameter("eps", "ε");
        Value wte = b.Parameter("wte", new(Letters, Width)), wpe = b.Parameter("wpe", new(Positions, Width));
        Value head = IsTied ? wte : b.Parameter("lm_head", new(Letters, Width));
        Value x = b.Op(
            Opcode.Add, "emb", [b.Op(Opcode.Embedding, "tok", [wte, tokens]), b.Op(Opcode.Embedding, "pos", [wpe, positions])]);
        x = Norm(x, "first");
        for (int i = 0; i < Layers; i++)
        {
            string at = $"{i}.";
            Value a = Norm(x, $"{i}.a"), q = Split("q"), k = Split("k"), v = Split("v");
            Value scores = b.Op(Opcode.MatMul, $"{at}scores", [q, k], new MatMulAttributes(TransposeB: true));
            scores = b.Op(Opcode.CausalMask, $"{at}masked",
                [b.Op(Opcode.Scale, $"{at}scaled", [scores], new ScaleAttributes(1 / Math.Sqrt(depth)))]);
            Value weights = b.Op(Opcode.Softmax, $"{at}weights", [scores], new AxisAttributes(3));
            Value turned = b.Op(
                Opcode.Transpose, $"{at}turned", [b.Op(Opcode.MatMul, $"{at}heads", [weights, v])], new TransposeAttributes(1, 2));
            Value joined = b.Op(Opcode.Reshape, $"{at}x_attn", [turned], target: [Batch, Positions, Width]);
            x = b.Op(Opcode.Add, $"{at}x_mid", [x, Linear(joined, $"{at}attn_out", Width, "attn_wo")]);
            Value hidden = b.Op(Opcode.Relu, $"{at}relu", [Linear(Norm(x, $"{i}.m"), $"{at}mlp", 4 * Width, "mlp_fc1")]);
            x = b.Op(Opcode.Add, $"{at}x_out", [x, Linear(hidden, $"{at}mlp_out", Width, "mlp_fc2")]);

            Value Split(string name)
            {
                Value split = b.Op(
                    Opcode.Reshape, $"{at}{name}.split", [Linear(a, $"{at}{name}", Width, $"attn_w{name}")],
                    target: [Batch, Positions, Heads, depth]);
                return b.Op(Opcode.Transpose, $"{at}{name}.heads", [split], new TransposeAttributes(1, 2));
            }

            Value Linear(Value input, string name, int outputs, string weight) =>
                b.Op(Opcode.Linear, name, [input, b.Parameter($"layer{at}{weight}", new(outputs, input.Shape[-1]))]);
        }
        Value logits = b.Op(Opcode.Linear, "logits", [x, head]);
        b.BeginLoss();
        Value rows = b.Op(Opcode.Reshape, "rows", [logits], target: [-1, Letters]),
            labels = b.Op(Opcode.Reshape, "labels", [targets], target: [-1]);
        Value loss = b.Op(Opcode.CrossEntropy, "loss", [rows, labels]);
        b.Roles(logits, loss, targets).ZeroGrad().Backward(loss);
        Value[] parameters = [wte, wpe, .. IsTied ? (Value[])[] : [head], .. LayerParameters()];
        return b.Step(OptimizerSpec.Adam(0.01, beta1: 0.85, beta2: 0.99, decaySteps: 1000), parameters).Build();

        Value Norm(Value input, string name)
        {
            Value ms = b.Op(Opcode.Mean, $"{name}.ms", [b.Op(Opcode.Square, $"{name}.sq", [input])], new AxisAttributes(2));
            Value rms = b.Op(Opcode.Pow, $"{name}.rms", [b.Op(Opcode.Add, $"{name}.var", [ms, eps])], new PowAttributes(-0.5));
            return b.Op(Opcode.Mul, $"{name}.norm", [input, rms]);
        }

        IEnumerable<Value> LayerParameters() =>
            from i in Enumerable.Range(0, Layers)
            from name in (string[])["attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2"]
            select b.Find($"layer{i}.{name}")!;
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
                wanted[n * positions + t] = t < length ? random.Next(letters - 1) : t == length ? letters - 1 : -100;
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
