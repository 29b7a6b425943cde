using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// Attention so small that it can be calculated by hand: the word "ana", four tokens of four numbers, two heads of two, cut out of q, k and
/// v and put side by side again, as the script does it.
/// </summary>
internal static class AttentionProgram
{
    private const int Width = 4, HeadWidth = 2, Heads = 2, Length = 4;

    private const string Lines =
        """
        optimizer = torch.optim.{optimizer}(parameters, {arguments})  #@ lr
        tokens, targets = word                  #@ tokens, targets
        tok_emb = wte[tokens]                   #@ tok_emb
        pos_emb = wpe[positions]                #@ pos_emb
        x = tok_emb + pos_emb                   #@ x
        q = linear(x, attn_wq)                  #@ q
        k = linear(x, attn_wk)                  #@ k
        v = linear(x, attn_wv)                  #@ v
        for head in (0, 1):
            q_head = q[:, 2*head : 2*head + 2]  #@ head0.q, head1.q
            k_head = k[:, 2*head : 2*head + 2]  #@ head0.k, head1.k
            v_head = v[:, 2*head : 2*head + 2]  #@ head0.v, head1.v
            attn_scores = q_head @ k_head.t()   #@ head0.attn_scores, head1.attn_scores
            attn_logits = attn_scores / 2**0.5  #@ head0.attn_logits, head1.attn_logits
            attn_masked = attn_logits.masked_fill(later, -inf)  #@ head0.attn_masked, head1.attn_masked
            attn_weights = softmax(attn_masked, dim=-1)  #@ head0.attn_weights, head1.attn_weights
            head_out = attn_weights @ v_head    #@ head0.head_out, head1.head_out
        x_attn = torch.cat(heads, dim=-1)       #@ x_attn
        attn_out = linear(x_attn, attn_wo)      #@ attn_out
        x_mid = x + attn_out                    #@ x_mid
        logits = linear(x_mid, lm_head)         #@ logits
        loss = cross_entropy(logits, targets)   #@ loss
        optimizer.zero_grad()                   #@ zero_grad
        loss.backward()                         #@ backward
        optimizer.step()                        #@ update
        """;

    /// <summary>One step; seed 0 gives numbers chosen to be easy to calculate with.</summary>
    public static Scenario Create(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = entry.Optimizer(options);
        var vocabulary = new Vocabulary("an");
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(Network.WithOptimizer(Lines, optimizer)));
        Value tokens = b.Input("tokens", new Shape(Length)), targets = b.Input("targets", new Shape(Length));
        Value positions = b.Hyperparameter("positions", "positions", new Shape(Length));
        Value wte = b.Parameter("wte", new Shape(vocabulary.Count, Width)), wpe = b.Parameter("wpe", new Shape(Length, Width));
        Value head = b.Parameter("lm_head", new Shape(vocabulary.Count, Width));
        Value[] w = [.. "qkvo".Select(name => b.Parameter($"attn_w{name}", new Shape(Width, Width)))];
        Value[] parameters = [wte, wpe, head, .. w];

        Value x = b.Op(Opcode.Add, "x",
            [b.Op(Opcode.Embedding, "tok_emb", [wte, tokens], layer: "wte"),
                b.Op(Opcode.Embedding, "pos_emb", [wpe, positions], layer: "wpe")]);
        Value[] qkv = [.. "qkv".Select((name, i) => b.Op(Opcode.Linear, $"{name}", [x, w[i]], layer: w[i].Name))];
        Value[] heads = [.. Enumerable.Range(0, Heads).Select(h => WriteHead(b, qkv, h))];
        Value attention = b.Op(Opcode.Concat, "x_attn", heads, new AxisAttributes(1));
        Value mid = b.Op(Opcode.Add, "x_mid", [x, b.Op(Opcode.Linear, "attn_out", [attention, w[3]], layer: w[3].Name)]);
        Value logits = b.Op(Opcode.Linear, "logits", [mid, head], layer: "lm_head");
        Value loss = b.BeginLoss().Op(Opcode.CrossEntropy, "loss", [logits, targets]);
        Program program = b.ZeroGrad().Backward(loss).Step(optimizer, parameters).Roles(logits, loss, targets).Build();

        var initial = parameters.ToDictionary(p => p, p => new Tensor(p.Shape, Numbers(p)));
        initial[positions] = new(positions.Shape, [0, 1, 2, 3]);
        int bos = vocabulary.Bos;
        var batch = new FixedBatch(
            l => options.SeedOrZero == 0 ? ModelTexts.In(l).ChosenByHand : ModelTexts.In(l).SmallNumbers(options.SeedOrZero),
            new(tokens, new(tokens.Shape, [bos, 0, 1, 0])), new(targets, new(targets.Shape, [0, 1, 0, bos])));
        if (options.SeedOrZero != 0)
        {
            var random = new TorchRandom(options.SeedOrZero);
            foreach (Value p in parameters) initial[p] = new(p.Shape, SmallPrograms.Tenths(random, p.Shape.Length, -10, 10));
        }
        return ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer, batch) with { Vocabulary = vocabulary };
    }

    private static Value WriteHead(ProgramBuilder b, Value[] qkv, int head)
    {
        string name = $"head{head}.";
        Value[] own = [.. qkv.Select(v => b.Op(
            Opcode.Slice, $"{name}{v.Name}", [v], new SliceAttributes(1, head * HeadWidth, HeadWidth)))];
        Value scores = b.Op(Opcode.MatMul, $"{name}attn_scores", [own[0], own[1]], new MatMulAttributes(TransposeB: true));
        Value scaled = b.Op(Opcode.Scale, $"{name}attn_logits", [scores], new ScaleAttributes(1 / Math.Sqrt(HeadWidth)));
        Value masked = b.Op(Opcode.CausalMask, $"{name}attn_masked", [scaled]);
        Value weights = b.Op(Opcode.Softmax, $"{name}attn_weights", [masked], new AxisAttributes(1));
        return b.Op(Opcode.MatMul, $"{name}head_out", [weights, own[2]], new MatMulAttributes());
    }

    /// <summary>Whole numbers and halves, of which each product is easy.</summary>
    private static double[] Numbers(Value parameter) => parameter.Name switch
    {
        "wte" => [1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
        "wpe" => [0, 0, 0, 0, 0.5, 0, 0, 0.5, 0, 0.5, 0.5, 0, -0.5, 0, 0.5, 0],
        "lm_head" => [1, 0, 0.5, 0, 0, 1, 0, 0.5, 0.5, 0, 0, 1],
        "attn_wq" => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1],
        "attn_wk" => [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1],
        "attn_wv" => [1, 0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1],
        _ => [1, 0, 0.5, 0, 0, 1, 0, 0.5, 0.5, 0, 1, 0, 0, 0.5, 0, 1],
    };
}
