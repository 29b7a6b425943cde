using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Data.Weights;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>What a network makes of one image.</summary>
/// <param name="Logits">Its output, a number a class.</param>
/// <param name="Probabilities">Their softmax.</param>
/// <param name="Winner">The class with the largest logit, the first of equal ones.</param>
public sealed record ImageReading(ImmutableArray<double> Logits, ImmutableArray<double> Probabilities, int Winner);

/// <summary>A trained network of the catalog, for images that belong to no data set.</summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly ProgramEntry _entry;
    private readonly IReadOnlyDictionary<string, Tensor> _weights;
    private readonly IBackend _backend;
    private ICompiledProgram? _forward, _sensitivity;

    /// <summary>A classifier; the backend stays the caller's.</summary>
    /// <param name="entry">A program that can be trained.</param>
    /// <param name="weights">Its parameters by name.</param>
    /// <param name="kind">The data set that it was trained on: how pixels are normalised, and what classes are called.</param>
    /// <param name="backend">What calculates.</param>
    public ImageClassifier(ProgramEntry entry, IReadOnlyDictionary<string, Tensor> weights, DatasetKind kind, IBackend backend) =>
        (_entry, _weights, Kind, _backend) = (entry, weights, DatasetStore.Described(kind), backend);

    /// <summary>Reads a file of weights.</summary>
    /// <param name="path">A file of weights (<see cref="WeightFile"/>).</param>
    /// <param name="program">The program that it belongs to; null for the first one that it fits.</param>
    /// <param name="kind">The data set that it was trained on; null for what the file says, else the tutorial's.</param>
    /// <param name="backend">What calculates; it stays the caller's.</param>
    /// <param name="say">Is told how the file's names have become the network's, where they are others.</param>
    /// <exception cref="WeightsException">The file cannot be used, or fits no network.</exception>
    public static ImageClassifier Load(
        string path, ProgramEntry? program, DatasetKind? kind, IBackend backend, Action<Func<Language, string>>? say = null)
    {
        NamedTensors content = WeightFile.Read(path);
        ProgramEntry[] all = [.. ProgramCatalog.All.Where(p => p.CanTrain && p.TakesImages)];
        ProgramEntry entry = program ?? StateDict.FirstThatFits(path, content, all);
        DatasetKind? said = content.Metadata.TryGetValue(StateDict.DatasetKey, out string? name)
            ? DatasetKind.All.FirstOrDefault(k => k.Name == name) : null;
        return new(entry, StateDict.Match(path, content, entry.Network!, say), kind ?? said ?? entry.Defaults!.Dataset, backend);
    }

    public DatasetKind Kind { get; }

    /// <summary>The network's name in the catalog.</summary>
    public string Name => _entry.Name;

    /// <summary>The forward pass.</summary>
    /// <param name="pixels">28×28 bytes, light on black.</param>
    public ImageReading Read(ReadOnlySpan<byte> pixels)
    {
        _forward ??= Compile(_entry.Network!.BuildEvaluation(1));
        _forward.Write(_forward.Program["x"], Input(pixels));
        _forward.Write(_forward.Program.Target!, Tensor.Full(new Shape(1), 0));
        _forward.Run();
        ImmutableArray<double> logits = [.. _forward.Read(_forward.Program.Output!).Data];
        double most = logits.Max(), sum = logits.Sum(z => Math.Exp(z - most));
        return new(logits, [.. logits.Select(z => Math.Exp(z - most) / sum)], logits.IndexOf(most));
    }

    /// <summary>
    /// Gradient × input: for each pixel the gradient of a class's logit by it, times what the network reads there, which is how much the
    /// pixel has raised the logit to first order. Source: A. Shrikumar, P. Greenside, A. Shcherbina, A. Kundaje, "Not just a black box",
    /// 2016.
    /// </summary>
    /// <param name="pixels">28×28 bytes, light on black.</param>
    /// <param name="c">The class.</param>
    /// <returns>A number a pixel, row after row.</returns>
    public double[] Why(ReadOnlySpan<byte> pixels, int c)
    {
        _sensitivity ??= Compile(_entry.Network!.BuildSensitivity(1));
        Program program = _sensitivity.Program;
        Tensor input = Input(pixels);
        var direction = new double[program["gradient"].Shape.Length];
        direction[c] = 1;
        _sensitivity.Write(program["x"], input);
        _sensitivity.Write(program["gradient"], new Tensor(program["gradient"].Shape, direction));
        _sensitivity.Run();
        ReadOnlySpan<double> gradient = _sensitivity.Read(program["x.grad"]).Data;
        var product = new double[gradient.Length];
        for (int i = 0; i < product.Length; i++) product[i] = gradient[i] * input.Data[i];
        return product;
    }

    /// <summary>A training step on this image alone, with the tutorial's optimizer, for the debugger.</summary>
    /// <param name="pixels">28×28 bytes, light on black.</param>
    /// <param name="label">What it shows.</param>
    public Scenario Open(ReadOnlySpan<byte> pixels, int label)
    {
        OptimizerSpec optimizer = _entry.Defaults!.Optimizer;
        Program program = _entry.Network!.BuildTraining(1, optimizer);
        Dictionary<Value, Tensor> initial = _weights.ToDictionary(w => program[w.Key], w => w.Value);
        return ProgramEntry.Ready(program, 0, initial, optimizer, new FixedBatch(l => ModelTexts.In(l).OwnImage(label),
            KeyValuePair.Create(program["x"], Input(pixels)), KeyValuePair.Create(program.Target!, Tensor.Full(new Shape(1), label))));
    }

    public void Dispose()
    {
        _forward?.Dispose();
        _sensitivity?.Dispose();
    }

    private Tensor Input(ReadOnlySpan<byte> pixels)
    {
        var input = new double[pixels.Length];
        Kind.Normalization.Apply(pixels, input);
        return new(_entry.Network!.BatchShape(1), input);
    }

    private ICompiledProgram Compile(Program program)
    {
        ICompiledProgram compiled = _backend.Compile(program);
        foreach (Value parameter in program.Parameters) compiled.Write(parameter, _weights[parameter.Name]);
        return compiled;
    }
}
