using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>The training step of a network from a file, layer by layer, and where its samples come from.</summary>
internal static class FilePrograms
{
    /// <summary>Samples that are drawn where the file names none.</summary>
    private const int DrawnSamples = 4;

    /// <summary>
    /// The program ready to run: on images as those of the catalog, on a table all of it as one batch unless another size is asked for.
    /// </summary>
    public static Scenario Tensor(NetworkFile file, ProgramEntry entry, ScenarioOptions options)
    {
        if (file.TakesImages || options.Dataset is not null) return ImagePrograms.Create(entry, options);
        OptimizerSpec optimizer = ProgramEntry.Optimizer(options, file.Optimizer);
        int count = file.Table?.Count ?? DrawnSamples, size = Math.Min(options.BatchSize ?? file.BatchSize ?? count, count);
        Program program = entry.Network!.BuildTraining(size, optimizer);
        var random = new TorchRandom(options.SeedOrZero);
        var initial = entry.Network.Initialize(random).ToDictionary(p => program[p.Key], p => p.Value);
        Value? target = program.Find("labels") ?? program.Find("target");
        return ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer,
            Batches(file, [program["x"]], target is null ? [] : [target], random, options.SeedOrZero));
    }

    /// <summary>
    /// The file's samples, in order and over again: as many a batch as the values have rows. A scalar program takes one, number by number.
    /// Where there are none they are drawn once.
    /// </summary>
    public static IBatchSource Batches(NetworkFile file, Value[] inputs, Value[] targets, TorchRandom random, long seed)
    {
        if (file.Table is { } table) return new TableBatches(table, inputs, targets);
        double[] x = [.. random.Randn(inputs.Sum(v => v.Shape.Length)).Select(f => (double)f)];
        int classes = Math.Max(1, file.Classes);
        double[] y = file.Loss.TakesLabels ? [.. Enumerable.Range(0, targets.Sum(v => v.Shape.Length)).Select(i => (double)(i % classes))]
            : [.. random.Rand(targets.Sum(v => v.Shape.Length)).Select(f => (double)f)];
        return new FixedBatch(l => ModelTexts.In(l).Randn(seed), [.. Spread(inputs, x), .. Spread(targets, y)]);
    }

    /// <summary>Numbers in order to values in order.</summary>
    internal static IEnumerable<KeyValuePair<Value, Tensor>> Spread(Value[] values, double[] numbers)
    {
        int at = 0;
        foreach (Value value in values)
        {
            yield return new(value, new Tensor(value.Shape, numbers[at..(at + value.Shape.Length)]));
            at += value.Shape.Length;
        }
    }
}

/// <summary>
/// A table's samples, batch after batch, from the first again after the last; a batch that would run over the end begins anew there.
/// </summary>
internal sealed class TableBatches(SampleTable table, Value[] inputs, Value[] targets) : IBatchSource
{
    private readonly int _size = inputs[0].Shape.IsScalar ? 1 : inputs[0].Shape[0];

    public string Description(Language language)
    {
        string what = table.Source ?? ModelTexts.In(language).TableOfFile;
        return _size == table.Count ? ModelTexts.In(language).AllSamples(what, table.Count)
            : ModelTexts.In(language).SamplesInOrder(what, table.Count, _size);
    }

    public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
    {
        int first = (int)(iteration % Math.Max(1, table.Count / _size)) * _size;
        return
        [
            .. FilePrograms.Spread(inputs, [.. table.Inputs.Skip(first).Take(_size).SelectMany(r => r)]),
            .. FilePrograms.Spread(targets, [.. table.Targets.Skip(first).Take(_size).SelectMany(r => r)]),
        ];
    }
}
