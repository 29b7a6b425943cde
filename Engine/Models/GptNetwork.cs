using System.Collections.Immutable;
using Backstep.Engine.Autograd;
using Backstep.Engine.Data;
using Backstep.Engine.Data.Weights;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>A small GPT that learns names, letter by letter.</summary>
public sealed record GptNetwork(string Name, GptSize Size)
    : Network(Name, "GPT", new Shape(Size.Positions), ModulesOf(Size), (_, _) => throw new NotSupportedException())
{
    /// <summary>The learning rate falls to 0 within so many steps, unless a run is longer.</summary>
    public const int UsualSteps = 1000;

    /// <summary>The spread of what the parameters are drawn from.</summary>
    private const double Spread = 0.08;

    private const string Step =
        """

        optimizer = {optimizer}(parameters, {arguments})  #@ lr
        tokens, targets = next(names)  #@ tokens, targets
        logits = gpt(tokens)
        loss = cross_entropy(logits.view(-1, {letters}), targets.view(-1))  #@ logits_flat, targets_flat, loss
        optimizer.zero_grad()  #@ zero_grad
        loss.backward()  #@ backward
        optimizer.step({rate})  #@ update
        """;

    /// <summary>What it is trained with unless something else is asked for.</summary>
    public static OptimizerSpec Optimizer { get; } = OptimizerSpec.Adam(0.01, beta1: 0.85, beta2: 0.99, decaySteps: UsualSteps);

    /// <summary>All in the order in which they are drawn.</summary>
    public override IEnumerable<NamedShape> Parameters =>
        Modules.Select(m => new NamedShape(m.Name, m.Module.OwnParameters[0].Shape));

    private protected override IEnumerable<NamedShape> Zeros => [];

    // All shapes follow from its size. To write the program only to see that would take a third of a command's start.
    internal override ShapeException? Fault => null;

    public override Vocabulary Vocabulary => Size.Vocabulary;

    public override IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>
    {
        ["letters"] = Size.Letters,
        ["heads"] = $"{Size.Heads}",
    };

    public override SourceListing Source(OptimizerSpec optimizer)
    {
        string rate = optimizer.DecaySteps is int steps ? $"lr=lr * (1 - step/{steps})" : "";
        return SourceListing.Parse(GptForward.Lines(Size, "logits") + "\n" + WithOptimizer(Step, optimizer)
            .Replace("{letters}", $"{Vocabulary.Count}", StringComparison.Ordinal).Replace("{rate}", rate, StringComparison.Ordinal));
    }

    /// <summary>The order of the names under a seed, and then the first parameters; the generator is left where sampling begins.</summary>
    /// <param name="names">How many names there are.</param>
    public (int[] Order, Dictionary<string, Tensor> Initial) Draw(PythonRandom random, int names)
    {
        int[] order = [.. Enumerable.Range(0, names)];
        random.Shuffle(order.AsSpan());
        var initial = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (NamedShape p in Parameters)
        {
            var numbers = new double[p.Shape.Length];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = random.Gauss(0, Spread);
            initial[p.Name] = new(p.Shape, numbers);
        }
        initial["positions"] = new(new Shape(Size.Positions), [.. Enumerable.Range(0, Size.Positions).Select(i => (double)i)]);
        initial["eps"] = Tensor.Scalar(GptForward.NormEpsilon);
        return (order, initial);
    }

    /// <summary>The network that a file of weights belongs to: its letters and heads are said by the file, all else by the shapes; what is
    /// not said is as usual.</summary>
    /// <exception cref="WeightsException">The file cannot be used.</exception>
    public static GptNetwork Of(string name, string path)
    {
        NamedTensors content = WeightFile.Read(path);
        var shapes = content.Tensors.ToDictionary(t => t.Key, t => t.Value.Shape, StringComparer.Ordinal);
        GptSize size = GptSize.Usual;
        size = size with { Positions = size.Block };
        if (shapes.GetValueOrDefault("wte") is not { Rank: 2 } table || shapes.GetValueOrDefault("wpe") is not { Rank: 2 } places)
            return new(name, size);
        int heads = int.TryParse(content.Metadata.GetValueOrDefault("heads"), out int said) ? said : size.Heads;
        size = new(content.Metadata.GetValueOrDefault("letters") ?? size.Letters, places[0],
            Enumerable.Range(0, GptSize.MostLayers).TakeWhile(l => shapes.ContainsKey($"layer{l}.attn_wq")).Count(), table[1],
                heads, places[0]);
        return size.IsPossible && size.Vocabulary.Count == table[0] ? new(name, size)
            : throw new WeightsException(l => WeightsTexts.In(l).NoGpt(path, table, size.Vocabulary.Count, size.Heads));
    }

    /// <summary>The same with as many positions as the names need.</summary>
    /// <exception cref="ScenarioException">They are no names.</exception>
    public GptNetwork For(Dataset dataset) => dataset.Names is { } names
        ? new(Name, Size with { Positions = names.Positions(Size.Block) })
        : throw new ScenarioException(l => ModelTexts.In(l).OnlyNames(Name, dataset.Name));

    /// <summary>The samples of names as it takes them.</summary>
    /// <exception cref="ScenarioException">They are no names.</exception>
    /// <exception cref="DataException">They have letters that it does not know.</exception>
    public Dataset Fitted(Dataset dataset)
    {
        if (dataset.Names is not { } names) throw new ScenarioException(l => ModelTexts.In(l).OnlyNames(Name, dataset.Name));
        return dataset.Vocabulary!.Equals(Vocabulary) && dataset.SampleShape.Equals(InputShape) ? dataset
            : names.ToDataset(Vocabulary, Size.Positions);
    }

    private protected override ShapeException? Evaluate(ProgramBuilder builder, int batchSize)
    {
        Value tokens = builder.Input("tokens", BatchShape(batchSize)), targets = builder.Input("targets", BatchShape(batchSize));
        DeclareParameters(builder);
        Value logits = new GptForward(builder, Size).Write(tokens, "logits");
        builder.BeginLoss();
        Value rows = builder.Op(Opcode.Reshape, "logits_flat", [logits], target: [-1, Vocabulary.Count]);
        Value labels = builder.Op(Opcode.Reshape, "targets_flat", [targets], target: [-1]);
        builder.Roles(logits, builder.Op(Opcode.CrossEntropy, "loss", [rows, labels]), targets);
        return null;
    }

    private static ImmutableArray<NamedModule> ModulesOf(GptSize size)
    {
        int width = size.Width, tokens = size.Vocabulary.Count;
        var modules = ImmutableArray.CreateBuilder<NamedModule>();
        modules.Add(new("wte", new Table(tokens, width)));
        modules.Add(new("wpe", new Table(size.Block, width)));
        Add("lm_head", width, tokens);
        for (int layer = 0; layer < size.Layers; layer++)
        {
            foreach (string name in (string[])["attn_wq", "attn_wk", "attn_wv", "attn_wo"]) Add($"layer{layer}.{name}", width, width);
            Add($"layer{layer}.mlp_fc1", width, 4 * width);
            Add($"layer{layer}.mlp_fc2", 4 * width, width);
        }
        return modules.ToImmutable();

        void Add(string name, int inputs, int outputs) => modules.Add(new(name, new Linear(inputs, outputs, HasBias: false)));
    }

    /// <summary><c>nn.Embedding(rows, width)</c>, for the summary.</summary>
    private sealed record Table(int Rows, int Width) : Module
    {
        public override string Repr => $"Embedding({Rows}, {Width})";

        public override IReadOnlyList<NamedShape> OwnParameters => [new("weight", new Shape(Rows, Width))];

        internal override Value Forward(ForwardBuilder forward, string name, Value x) => throw new NotSupportedException();
    }
}
