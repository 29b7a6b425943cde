using System.Collections.Immutable;
using Backstep.Engine.Autograd;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Models;

/// <summary>
/// Draws names from a small GPT, letter by letter, in double precision: as many positions at once as the name has so far, which gives what
/// the script gives that keeps keys and values.
/// </summary>
public sealed class GptSampler(GptNetwork network, IReadOnlyDictionary<string, Tensor> parameters) : IDisposable
{
    /// <summary>So many names the script draws at its end.</summary>
    public const int UsualCount = 20;

    /// <summary>The temperature at which it draws them.</summary>
    public const double UsualTemperature = 0.5;

    private readonly Program?[] _forward = new Program?[network.Size.Block];
    private readonly ReferenceBackend _backend = new();

    /// <summary>What the script draws at its end, with the generator as drawing the first parameters leaves it.</summary>
    /// <param name="read">The present parameters, by name.</param>
    /// <param name="plan">What was trained: its seed, and how many names there are.</param>
    public static ImmutableArray<string> AfterTraining(GptNetwork network, Func<string, Tensor> read, TrainingPlan plan)
    {
        var random = new PythonRandom(plan.Seed);
        network.Draw(random, plan.TrainLoader.Dataset.Count);
        using var sampler = new GptSampler(network, network.Parameters.ToDictionary(p => p.Name, p => read(p.Name)));
        return [.. Enumerable.Range(0, UsualCount).Select(_ => sampler.Name(random, UsualTemperature))];
    }

    /// <summary>One name: until its end is drawn, or no position is left.</summary>
    /// <param name="random">Draws a number a letter.</param>
    /// <param name="temperature">Above 0; the smaller, the more certain.</param>
    public string Name(PythonRandom random, double temperature)
    {
        Vocabulary vocabulary = network.Vocabulary;
        var tokens = new List<int> { vocabulary.Bos };
        while (tokens.Count <= network.Size.Block)
        {
            int token = random.Choice(Probabilities(tokens, temperature));
            if (token == vocabulary.Bos) break;
            tokens.Add(token);
        }
        return vocabulary.Text(tokens);
    }

    /// <summary>What each token has for a chance to come next.</summary>
    public double[] Probabilities(IReadOnlyList<int> tokens, double temperature)
    {
        double[] logits = Logits(tokens);
        double most = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < logits.Length; i++) most = Math.Max(most, logits[i] /= temperature);
        for (int i = 0; i < logits.Length; i++) sum += logits[i] = Math.Exp(logits[i] - most);
        for (int i = 0; i < logits.Length; i++) logits[i] /= sum;
        return logits;
    }

    public void Dispose() => _backend.Dispose();

    private double[] Logits(IReadOnlyList<int> tokens)
    {
        Program program = _forward[tokens.Count - 1] ??= Forward(tokens.Count);
        var contents = new Dictionary<Value, Tensor>
        {
            [program["tokens"]] = new(new Shape(1, tokens.Count), [.. tokens.Select(t => (double)t)]),
            [program["positions"]] = new(new Shape(tokens.Count), [.. Enumerable.Range(0, tokens.Count).Select(i => (double)i)]),
            [program["eps"]] = Tensor.Scalar(GptForward.NormEpsilon),
        };
        foreach (Value p in program.Parameters) contents[p] = parameters[p.Name];
        foreach (Instruction i in program.Instructions)
            contents[i.Output] = _backend.Execute(i, [.. i.Inputs.Select(v => contents[v])], null);
        return contents[program.Output!].Data[^network.Vocabulary.Count..].ToArray();
    }

    private Program Forward(int length)
    {
        var b = new ProgramBuilder(network.Name, SourceListing.Parse(GptForward.Lines(network.Size, "logits")));
        network.DeclareParameters(b);
        return b.Roles(new GptForward(b, network.Size).Write(b.Input("tokens", new Shape(1, length)), "logits")).Build();
    }
}
