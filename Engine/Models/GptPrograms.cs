using Backstep.Engine.Autograd;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>The programs of the small GPT: a training step, and a token drawn.</summary>
internal static class GptPrograms
{
    private const double Temperature = 0.5;

    private const string SampleLines =
        """

        logits = gpt(tokens)[position]  #@ context, rows, logits
        scaled = logits / temperature  #@ scaled
        probs = softmax(scaled, dim=0)  #@ probs
        token = random.choices(range({letters}), weights=probs, u=u)  #@ u, token
        tokens[position + 1] = token  #@ next, slot, change, written, update
        position = 0 if token == BOS or position + 1 == {positions} else position + 1  #@ ended, full, going, room, kept
        """;

    /// <summary>
    /// One step of training on names. The order of the names is drawn first and then the parameters, both with Python's generator, as the
    /// script does; without names words are made up.
    /// </summary>
    public static Scenario Train(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = ProgramEntry.Optimizer(options, entry.Defaults!.Optimizer);
        Dataset names = options.Dataset ?? NameList.MadeUp().ToDataset();
        GptNetwork network = ((GptNetwork)entry.Network!).For(names);
        names = network.Fitted(names);
        int batchSize = options.BatchSize ?? entry.Defaults.BatchSize;
        if (names.Count < batchSize) throw new ScenarioException(l => ModelTexts.In(l).BatchTooLarge(batchSize, names.Count, names.Name));
        Program program = network.BuildTraining(batchSize, optimizer);
        (int[] order, Dictionary<string, Tensor> drawn) = network.Draw(new PythonRandom(options.SeedOrZero), names.Count);
        var initial = drawn.ToDictionary(p => program[p.Key], p => p.Value);
        var loader = new DataLoader(options.Shuffle ?? true ? names.At(order) : names, batchSize, shuffle: false);
        var batches = new LoaderBatches(program.Samples!, program.Target!, loader, new TorchRandom(options.SeedOrZero), options.SeedOrZero)
        {
            Says = l => names.Names!.Path is { } path
                ? ModelTexts.In(l).NamesOfFile(Path.GetFileName(path), batchSize, options.SeedOrZero)
                : ModelTexts.In(l).NamesMadeUp(batchSize, options.SeedOrZero),
        };
        return ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer, batches) with { Vocabulary = network.Vocabulary };
    }

    /// <summary>
    /// One token drawn: what is there of a name, its logits, its probabilities, and the choice by a number that Python's generator draws. A
    /// name that is over is followed by the next.
    /// </summary>
    public static Scenario Sample(ProgramEntry entry, ScenarioOptions options)
    {
        entry.RefuseUpdateOptions(options);
        GptSize asked = ((GptNetwork)entry.Network!).Size, size = asked with { Positions = asked.Block };
        var network = new GptNetwork(entry.Name, size);
        int length = size.Positions, letters = size.Vocabulary.Count;
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse((GptForward.Lines(size, "out") + SampleLines)
            .Replace("{letters}", $"{letters}", StringComparison.Ordinal).Replace("{positions}", $"{length}", StringComparison.Ordinal)));
        Value tokens = b.OptimizerState("tokens", new Shape(length)), position = b.OptimizerState("position", Shape.Scalar);
        Value temperature = b.Hyperparameter("temperature", "temperature"), one = b.Hyperparameter("one", "1");
        Value slots = b.Hyperparameter("slots", "slots", new Shape(length + 1, length));
        network.DeclareParameters(b);
        Value output = new GptForward(b, size).Write(b.Op(Opcode.Reshape, "context", [tokens], target: [1, length]), "out");
        Value rows = b.Op(Opcode.Reshape, "rows", [output], target: [length, letters]);
        Value logits = b.Op(Opcode.Embedding, "logits", [rows, position]);
        Value probs = b.Op(Opcode.Softmax, "probs", [b.Op(Opcode.Div, "scaled", [logits, temperature])], new AxisAttributes(0));
        Value token = b.Op(Opcode.Choice, "token", [probs, b.Input("u", Shape.Scalar)]);
        // What is drawn comes behind the rest; a sum with a row of zeros and a one writes it there.
        Value next = b.Op(Opcode.Add, "next", [position, one]), slot = b.Op(Opcode.Embedding, "slot", [slots, next]);
        Value written = b.Op(Opcode.Mul, "written", [slot, b.Op(Opcode.Sub, "change", [token, tokens])]);
        Value ended = b.Op(Opcode.InRange, "ended", [token], new RangeAttributes(size.Vocabulary.Bos - 0.5, size.Vocabulary.Bos + 0.5));
        Value full = b.Op(Opcode.InRange, "full", [next], new RangeAttributes(length - 0.5, length + 0.5));
        Value going = b.Op(Opcode.Sub, "going", [one, ended]), room = b.Op(Opcode.Sub, "room", [one, full]);
        Value kept = b.Op(Opcode.Mul, "kept", [going, room]);
        b.Append(Opcode.Add, Phase.Update, [tokens, written], tokens, null, "tokens⁺", "update", null);
        b.Append(Opcode.Mul, Phase.Update, [next, kept], position, null, "position⁺", "kept", null);
        Program program = b.Roles(probs).Build();

        var random = new PythonRandom(options.SeedOrZero);
        Dataset names = options.Dataset ?? NameList.MadeUp().ToDataset();
        (_, Dictionary<string, Tensor> drawn) = network.Draw(random, names.Count);
        var initial = drawn.ToDictionary(p => program[p.Key], p => p.Value);
        initial[tokens] = Tensor.Full(tokens.Shape, size.Vocabulary.Bos);
        initial[position] = Tensor.Scalar(0);
        initial[temperature] = Tensor.Scalar(Temperature);
        initial[one] = Tensor.Scalar(1);
        var table = new double[slots.Shape.Length];
        for (int i = 0; i < length; i++) table[i * length + i] = 1;
        initial[slots] = new(slots.Shape, table);
        return new(program, options.SeedOrZero, initial, new DrawnNumbers(program["u"], random, options.SeedOrZero))
        { Vocabulary = size.Vocabulary };
    }

    /// <summary>A uniform number for each token.</summary>
    private sealed class DrawnNumbers(Value u, PythonRandom random, long seed) : IBatchSource
    {
        private readonly List<double> _drawn = [];

        public string Description(Language language) => ModelTexts.In(language).NumbersOfPython(seed);

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
        {
            while (_drawn.Count <= iteration) _drawn.Add(random.Random());
            return [new(u, Tensor.Scalar(_drawn[(int)iteration]))];
        }
    }
}
