using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Engine.Json;

namespace Backstep.Engine.Models.Files;

/// <summary>Reads what a file says of its samples: a table, or the name of a data set.</summary>
internal static class SampleReader
{
    /// <summary>The data set that is named, or the file of samples beside the network's; null where there is something else.</summary>
    /// <param name="part">The key <c>data</c>.</param>
    /// <param name="path">The network's file.</param>
    public static DatasetKind? KindOf(JsonPart part, string path)
    {
        if (part is not TextPart { Text: var name }) return null;
        if (name.AsSpan().ContainsAny('/', '\\') || Path.HasExtension(name))
            return DatasetKind.Parse(ProgramFiles.Absolute(name, Path.GetDirectoryName(path)));
        return DatasetKind.All.FirstOrDefault(k => k.Name == name) ?? throw At(part).Fault(t => t.NoDataset(Quoted.Shown(name),
            Quoted.Near(name, DatasetKind.All.Select(k => k.Name)), string.Join(", ", DatasetKind.All.Select(k => k.Name))));
    }

    /// <summary>The samples of a file, or of its half to train on.</summary>
    public static Dataset Own(DatasetKind kind, JsonPart part)
    {
        try
        {
            return DatasetStore.Load(kind, DatasetSplit.Train, null);
        }
        catch (DataException e)
        {
            throw new NetworkFileException(l => NetworkFileTexts.In(l).At(part.Path, part.Line, e.In(l)));
        }
    }

    /// <summary>The samples in the file.</summary>
    public static SampleTable Table(JsonPart part)
    {
        if (part is not ObjectPart o) throw At(part).Fault(t => t.DataWanted);
        NetworkReader.Keys(o, NetworkFormat.DataKeys);
        if (o["inputs"] is not { } inputs || o["targets"] is not { } targets) throw At(part).Fault(t => t.DataWanted);
        ImmutableArray<ImmutableArray<double>> x = Rows(inputs), y = Rows(targets);
        if (x.Length != y.Length) throw At(targets).Fault(t => t.OtherCount(x.Length, y.Length));
        return new(x, y, null);
    }

    /// <summary>The same table, if the network can take it.</summary>
    public static SampleTable Fitting(SampleTable table, JsonPart data, NetworkLoss loss, int outputs)
    {
        Place place = At((data as ObjectPart)?["targets"] ?? data);
        for (int row = 0; row < table.Count; row++)
        {
            ImmutableArray<double> target = table.Targets[row];
            if (loss.TakesLabels && (target.Length != 1 || target[0] < 0 || target[0] != Math.Floor(target[0])
                || (outputs > 0 && target[0] >= outputs) || target[0] > byte.MaxValue))
                throw place.Fault(t => t.NoClass(row, loss.Name, Math.Max(outputs, 1) - 1));
            if (!loss.TakesLabels && outputs > 0 && target.Length != outputs)
                throw place.Fault(t => t.TargetWidth(row, target.Length, outputs, loss.Name));
            if (loss.Opcode == Programs.Opcode.BinaryCrossEntropy && target.Any(v => v is < 0 or > 1))
                throw place.Fault(t => t.NoProbability(row, loss.Name));
        }
        return table;
    }

    private static ImmutableArray<ImmutableArray<double>> Rows(JsonPart part)
    {
        IReadOnlyList<JsonPart> items = NetworkReader.Items(part);
        if (items.Count == 0) throw At(part).Fault(t => t.NoSamples);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<double>>(items.Count);
        foreach (JsonPart item in items)
        {
            ImmutableArray<double> row = item is ListPart { Items: var numbers } ? [.. numbers.Select(Number)] : [Number(item)];
            if (row.Length == 0) throw At(item).Fault(t => t.NoSamples);
            if (rows.Count > 0 && row.Length != rows[0].Length) throw At(item).Fault(t => t.OtherLength(rows[0].Length, row.Length));
            rows.Add(row);
        }
        return rows.ToImmutable();
    }

    internal static double Number(JsonPart part) => part is NumberPart { Number: var n } && double.IsFinite(n) ? n
        : throw At(part).Fault(t => t.NumberWanted);

    private static Place At(JsonPart part) => new(part.Path, part.Line);
}
