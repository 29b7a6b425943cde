using System.Globalization;
using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// The forward pass of a small GPT in the parts that its listing names: embeddings, RMSNorm without gain, causal attention of several heads
/// at once, two linear layers with a ReLU, no biases. Shapes: B names, T positions, C wide, H heads of D = C/H.
/// </summary>
internal sealed class GptForward(ProgramBuilder builder, GptSize size)
{
    /// <summary>The epsilon of each RMSNorm.</summary>
    public const double NormEpsilon = 1e-5;

    private const string Head =
        """
        def rmsnorm(x):
            return x * ((x**2).mean(-1, keepdim=True) + eps) ** -0.5

        def gpt(tokens):
            tok_emb = wte[tokens]  #@ tok_emb
            pos_emb = wpe[positions]  #@ pos_emb
            emb = tok_emb + pos_emb  #@ emb
            x = rmsnorm(emb)  #@ {norm emb x}
            for layer in layers:
                attn_norm = rmsnorm(x)  #@ {norm attn_norm}
                q = linear(attn_norm, layer.attn_wq)  #@ {q}
                k = linear(attn_norm, layer.attn_wk)  #@ {k}
                v = linear(attn_norm, layer.attn_wv)  #@ {v}
                q_heads = split_heads(q, {heads})  #@ {q_split}, {q_heads}
                k_heads = split_heads(k, {heads})  #@ {k_split}, {k_heads}
                v_heads = split_heads(v, {heads})  #@ {v_split}, {v_heads}
                attn_scores = q_heads @ k_heads.transpose(-2, -1)  #@ {attn_scores}
                attn_logits = attn_scores / {head_width}**0.5  #@ {attn_logits}
                attn_masked = attn_logits.masked_fill(later, -inf)  #@ {attn_masked}
                attn_weights = softmax(attn_masked, dim=-1)  #@ {attn_weights}
                head_out = attn_weights @ v_heads  #@ {head_out}
                x_attn = join_heads(head_out)  #@ {x_attn_split}, {x_attn}
                attn_out = linear(x_attn, layer.attn_wo)  #@ {attn_out}
                x_mid = x + attn_out  #@ {x_mid}
                mlp_norm = rmsnorm(x_mid)  #@ {norm mlp_norm}
                mlp_hidden = linear(mlp_norm, layer.mlp_fc1)  #@ {mlp_hidden}
                mlp_relu = relu(mlp_hidden)  #@ {mlp_relu}
                mlp_out = linear(mlp_relu, layer.mlp_fc2)  #@ {mlp_out}
                x = x_mid + mlp_out  #@ {x_out}
            return linear(x, lm_head)  #@ {logits}
        """;

    /// <summary>The lines of the forward pass, with markers for every layer's values.</summary>
    /// <param name="logits">What the last line makes.</param>
    public static string Lines(GptSize size, string logits)
    {
        string[] lines = Head.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int marker = lines[i].IndexOf("#@", StringComparison.Ordinal);
            if (marker < 0) continue;
            string made = lines[i][(marker + 2)..];
            bool isOfLayer = lines[i].StartsWith("        ", StringComparison.Ordinal);
            string[] keys = [.. Enumerable.Range(0, isOfLayer ? size.Layers : 1).Select(
                layer => string.Join(",", made.Split(',', StringSplitOptions.TrimEntries).Select(key => Key(key, layer))))];
            lines[i] = lines[i][..marker] + "#@ " + string.Join(", ", keys);
        }
        return string.Join('\n', lines).Replace("{heads}", Number(size.Heads), StringComparison.Ordinal)
            .Replace("{head_width}", Number(size.HeadWidth), StringComparison.Ordinal);

        string Key(string key, int layer) => key.Trim('{', '}').Split(' ') switch
        {
            ["norm", var of, var to] => $"{of}.sq, {of}.ms, {of}.var, {of}.rms, {to}",
            ["norm", var of] => $"layer{layer}.{of}.sq, layer{layer}.{of}.ms, layer{layer}.{of}.var, layer{layer}.{of}.rms, "
                + $"layer{layer}.{of}",
            ["logits"] => logits,
            [var one] => key.StartsWith('{') ? $"layer{layer}.{one}" : one,
            _ => key,
        };
    }

    /// <summary>Writes the forward pass.</summary>
    /// <param name="tokens">(B, T).</param>
    /// <param name="logits">The name of what it makes, (B, T, V).</param>
    public Value Write(Value tokens, string logits)
    {
        Value positions = builder.Hyperparameter("positions", "positions", new Shape(tokens.Shape[1]));
        Value tokEmb = builder.Op(Opcode.Embedding, "tok_emb", [Parameter("wte"), tokens], layer: "wte");
        Value posEmb = builder.Op(Opcode.Embedding, "pos_emb", [Parameter("wpe"), positions], layer: "wpe");
        Value x = Norm(builder.Op(Opcode.Add, "emb", [tokEmb, posEmb]), "emb", "x");
        for (int layer = 0; layer < size.Layers; layer++) x = Block(x, $"layer{layer}.");
        return Linear(x, "lm_head", logits);
    }

    private Value Block(Value x, string layer)
    {
        Value norm = Norm(x, $"{layer}attn_norm", $"{layer}attn_norm");
        Value q = Heads(norm, layer, "q"), k = Heads(norm, layer, "k"), v = Heads(norm, layer, "v");
        Value scores = builder.Op(Opcode.MatMul, $"{layer}attn_scores", [q, k], new MatMulAttributes(TransposeB: true));
        Value scaled = builder.Op(Opcode.Scale, $"{layer}attn_logits", [scores], new ScaleAttributes(1 / Math.Sqrt(size.HeadWidth)));
        Value masked = builder.Op(Opcode.CausalMask, $"{layer}attn_masked", [scaled]);
        Value weights = builder.Op(Opcode.Softmax, $"{layer}attn_weights", [masked], new AxisAttributes(3));
        Value heads = builder.Op(Opcode.MatMul, $"{layer}head_out", [weights, v], new MatMulAttributes());
        Value side = builder.Op(Opcode.Transpose, $"{layer}x_attn_split", [heads], new TransposeAttributes(1, 2));
        Value attention = builder.Op(Opcode.Reshape, $"{layer}x_attn", [side], target: [.. x.Shape.Dims]);
        Value mid = builder.Op(Opcode.Add, $"{layer}x_mid", [x, Linear(attention, $"{layer}attn_wo", $"{layer}attn_out")]);
        Value hidden = Linear(Norm(mid, $"{layer}mlp_norm", $"{layer}mlp_norm"), $"{layer}mlp_fc1", $"{layer}mlp_hidden");
        Value relu = builder.Op(Opcode.Relu, $"{layer}mlp_relu", [hidden]);
        return builder.Op(Opcode.Add, $"{layer}x_out", [mid, Linear(relu, $"{layer}mlp_fc2", $"{layer}mlp_out")]);
    }

    /// <summary>x·(mean(x²) + ε)^-½ along the last dimension, part by part.</summary>
    private Value Norm(Value x, string name, string output)
    {
        Value square = builder.Op(Opcode.Square, $"{name}.sq", [x]);
        Value mean = builder.Op(Opcode.Mean, $"{name}.ms", [square], new AxisAttributes(x.Shape.Rank - 1));
        Value variance = builder.Op(Opcode.Add, $"{name}.var", [mean, builder.Hyperparameter("eps", "ε")]);
        return builder.Op(Opcode.Mul, output, [x, builder.Op(Opcode.Pow, $"{name}.rms", [variance], new PowAttributes(-0.5))]);
    }

    /// <summary>(B, T, C) to (B, H, T, D).</summary>
    private Value Heads(Value x, string layer, string name)
    {
        Value wide = Linear(x, $"{layer}attn_w{name}", $"{layer}{name}");
        Value split = builder.Op(Opcode.Reshape, $"{layer}{name}_split", [wide],
            target: [x.Shape[0], x.Shape[1], size.Heads, size.HeadWidth]);
        return builder.Op(Opcode.Transpose, $"{layer}{name}_heads", [split], new TransposeAttributes(1, 2));
    }

    private Value Linear(Value x, string weight, string output) =>
        builder.Op(Opcode.Linear, output, [x, Parameter(weight)], layer: weight);

    private Value Parameter(string name) => builder.Find(name)!;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
