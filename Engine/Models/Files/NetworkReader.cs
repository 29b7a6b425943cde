using System.Collections.Immutable;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Json;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>Reads the file of a network: JSON, Python, or what <c>print(net)</c> shows.</summary>
internal sealed class NetworkReader
{
    private readonly string _path;

    /// <summary>What the JSON says; without members where the file is Python.</summary>
    private readonly ObjectPart _root;

    private NetworkReader(string path, ObjectPart root) => (_path, _root) = (path, root);

    /// <summary>Reads a text.</summary>
    /// <param name="path">Where it came from: other files that it names lie beside it.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="NetworkFileException">It describes no network that can be run.</exception>
    public static NetworkFile Read(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new Place("", 0).Fault(t => t.EmptyFile);
        if (!text.AsSpan().TrimStart().StartsWith("{"))
            return new NetworkReader(path, new("$", 0, [])).Read(PythonNetwork.Read(text, new("", 1)));
        JsonPart? root = JsonPartReader.Read(Encoding.UTF8.GetBytes(text),
            (at, line, what) => throw new NetworkFileException(l => NetworkFileTexts.In(l).At(at, line, what(l))));
        return root is ObjectPart o ? new NetworkReader(path, o).Read() : throw PlaceOf(root!).Fault(t => t.ObjectWanted);
    }

    private static Place PlaceOf(JsonPart part) => new(part.Path, part.Line);

    private NetworkFile Read()
    {
        Keys(_root, NetworkFormat.Keys);
        JsonPart? text = _root["network"], list = _root["layers"];
        if (text is not null && list is not null) throw PlaceOf(list).Fault(t => t.NetworkAndLayers);
        if (text is not null) return Read(PythonNetwork.Read(Lines(text), PlaceOf(text)));
        if (list is null) throw PlaceOf(_root).Fault(t => t.KeyMissing("network", "layers"));
        return Read(PythonNetwork.Of([.. Items(list).Select(Layer)], PlaceOf(list)));
    }

    private NetworkFile Read(PythonNetwork described)
    {
        Place place = PlaceOf(_root["network"] ?? _root["layers"] ?? _root);
        NetworkLimits.Check(described.Modules, place);
        JsonPart? data = _root["data"];
        DatasetKind? kind = data is null ? null : SampleReader.KindOf(data, _path);
        Dataset? own = kind?.Path is null ? null : SampleReader.Own(kind, data!);
        SampleTable? table = own is not null ? SampleTable.Of(own) : data is not null && kind is null ? SampleReader.Table(data) : null;
        int outputs = LastLinear(described.Modules)?.OutFeatures ?? 0;
        NetworkLoss loss = _root["loss"] is { } said ? TrainingFormat.Loss(Call(said))
            : described.Loss ?? UsualLoss(described.Modules, table, own, kind);
        if (table is not null) table = SampleReader.Fitting(table, data!, loss, outputs);
        (Shape shape, bool flattens, DatasetKind? images) = Input(described.Modules, table, own?.SampleShape, kind, loss, place);
        bool sharesBias = Flag("shared_bias");
        DenseNetwork? dense = loss.TakesLabels || images is not null || shape.Rank != 1 ? null : DenseNetwork.Of(described.Modules);
        if (dense is not null && shape[0] != dense.Inputs) dense = null;
        Zoom zoom = _root["zoom"] is { } asked ? Zoomed(asked, dense) : dense is null ? Zoom.Tensor : Zoom.Scalar;
        if (sharesBias && zoom == Zoom.Tensor) throw PlaceOf(_root["shared_bias"]!).Fault(t => t.SharesBiasWhere);
        var file = new NetworkFile
        {
            Name = _root["name"] is { } name ? Name(name) : Path.GetFileNameWithoutExtension(_path),
            ClassName = described.ClassName,
            Modules = described.Modules,
            Loss = loss,
            Optimizer = _root["optimizer"] is { } optimizer ? TrainingFormat.Optimizer(Call(optimizer))
                : described.Optimizer ?? OptimizerSpec.Sgd(0.1),
            NamesOptimizer = _root["optimizer"] is not null || described.Optimizer is not null,
            InputShape = shape,
            Flattens = flattens,
            Table = table,
            // Classes that are to be reached as numbers are learnt as this table has them.
            Data = own is null ? images : own.HasClasses == loss.TakesLabels ? kind : null,
            TakesImages = images is not null,
            Seed = _root["seed"] is { } seed ? Whole(seed, 0, long.MaxValue / 2) : described.Seed ?? 0,
            BatchSize = _root["batch_size"] is { } size ? (int)Whole(size, 1, NetworkLimits.MaxBatch) : null,
            Epochs = _root["epochs"] is { } epochs ? (int)Whole(epochs, 1, 1_000_000) : null,
            Zoom = zoom,
            SharesBias = sharesBias,
        };
        NetworkLimits.Check(file, place);
        var names = new ParameterNames(file, dense);
        if (_root["weights"] is { } weights) file = file with { Given = names.Weights(weights) };
        return _root["frozen"] is { } frozen ? names.Freeze(file, frozen) : file;
    }

    /// <summary>What goes into the first layer: rows of a table, images, or a row of the first layer's size.</summary>
    private (Shape Shape, bool Flattens, DatasetKind? Images) Input(
        ImmutableArray<NamedModule> modules, SampleTable? table, Shape? own, DatasetKind? kind, NetworkLoss loss, Place place)
    {
        Module first = First(modules[0].Module);
        int? width = (first as Linear)?.InFeatures;
        var image = new Shape(1, SyntheticDigits.Side, SyntheticDigits.Side);
        if (_root["input_shape"] is { } said)
        {
            int[] dims = [.. Items(said).Select(d => (int)Whole(d, 1, NetworkLimits.MaxExtent))];
            if (dims.Length is < 1 or > 3) throw PlaceOf(said).Fault(t => t.InputRank);
            NetworkLimits.CheckCount(dims.Aggregate(1L, (a, b) => a * b), PlaceOf(said));
            var shape = new Shape(dims);
            if (table is not null && table.Inputs[0].Length != shape.Length)
                throw PlaceOf(said).Fault(t => t.InputsOfShape(shape, table.Inputs[0].Length));
            bool isImage = table is null && loss.TakesLabels && shape.Equals(image);
            if (own is null && kind is not null && !isImage) throw PlaceOf(said).Fault(t => t.ImagesOf(kind.Name, image));
            return (shape, isImage && width is not null, isImage ? kind ?? DatasetKind.Mnist : null);
        }
        if (table is not null) return (own ?? new Shape(table.Inputs[0].Length), width is not null && own?.Rank > 1, null);
        bool takesImages = kind is not null || first is not Linear || width == image.Length;
        if (!takesImages) return (new Shape(width!.Value), false, null);
        if (kind is not null && !loss.TakesLabels) throw PlaceOf(_root["loss"] ?? _root).Fault(t => t.ImagesNeedLabels(kind.Name));
        if (first is Conv2d { InChannels: > 1 and var channels })
        {
            if (kind is not null) throw place.Fault(t => t.ImagesOf(kind.Name, image));
            return (new Shape(channels, image[1], image[2]), false, null);
        }
        return (image, width is not null, loss.TakesLabels ? kind ?? DatasetKind.Mnist : null);
    }

    private static Module First(Module module) => module is Sequential s ? First(s.Children[0].Module) : module;

    private static Linear? LastLinear(IEnumerable<NamedModule> modules) => modules.Reverse()
        .Select(m => m.Module as Linear ?? (m.Module is Sequential s ? LastLinear(s.Children) : null)).FirstOrDefault(l => l is not null);

    private static NetworkLoss UsualLoss(ImmutableArray<NamedModule> modules, SampleTable? table, Dataset? own, DatasetKind? kind)
    {
        int outputs = LastLinear(modules)?.OutFeatures ?? 2;
        bool hasClasses = table is null ? outputs > 1 && modules[^1].Module is not (Sigmoid or Tanh or ReLU)
            : outputs > 1 && (own?.HasClasses ?? table.Targets[0].Length == 1);
        return (own is null && kind is not null) || hasClasses ? NetworkLoss.CrossEntropy : NetworkLoss.MeanSquaredError;
    }

    private static Zoom Zoomed(JsonPart part, DenseNetwork? dense)
    {
        string word = Text(part);
        if (word == "tensor") return Zoom.Tensor;
        if (word != "scalar") throw PlaceOf(part)
            .Fault(t => t.NotPossible(Quoted.Shown(word), Quoted.Near(word, NetworkFormat.Zooms), "scalar, tensor"));
        return dense is not null ? Zoom.Scalar : throw PlaceOf(part).Fault(t => t.NotScalar(DenseNetwork.MaxUnits, DenseNetwork.MaxLayers));
    }

    private KeyValuePair<string?, PyCall> Layer(JsonPart part)
    {
        if (part is not ObjectPart o || o["name"] is not { } name) return new(null, Call(part));
        return new(Text(name), Call(new ObjectPart(o.Path, o.Line, [.. o.Members.Where(m => m.Key != "name")])));
    }

    /// <summary>A call as Python writes it, its name alone, or as an object: <c>{"type": "Linear", "in_features": 2}</c>.</summary>
    private static PyCall Call(JsonPart part)
    {
        Place place = PlaceOf(part);
        if (part is TextPart { Text: var text })
        {
            var reader = new PythonReader(text, place, _ => null);
            PyNode node = reader.Read(0);
            if (text[reader.End..].Trim() is { Length: > 0 } rest) throw place.Fault(t => t.Unexpected(Quoted.Shown(rest)));
            return node switch
            {
                PyCall call => call,
                PyName { Name: var name } => new(place, name, [], [], []),
                _ => throw place.Fault(t => t.CallWanted),
            };
        }
        if (part is not ObjectPart o) throw place.Fault(t => t.CallWanted);
        string type = o["type"] is { } said ? Text(said) : throw place.Fault(t => t.TypeMissing);
        return new(PlaceOf(o["type"]!), type, [],
            [.. o.Members.Where(m => m.Key != "type").Select(m => KeyValuePair.Create(m.Key, Node(m.Value)))], []);
    }

    private static PyNode Node(JsonPart part) => part switch
    {
        NumberPart n => new PyNumber(PlaceOf(part), n.Number),
        TextPart t => new PyText(PlaceOf(part), t.Text),
        ListPart l => new PyList(PlaceOf(part), [.. l.Items.Select(Node)]),
        OtherPart { Literal: var word } => new PyName(PlaceOf(part), word switch { "true" => "True", "false" => "False", _ => "None" }),
        _ => throw PlaceOf(part).Fault(t => t.NoObjectHere),
    };

    private static string Lines(JsonPart part) =>
        part is ListPart list ? string.Join('\n', list.Items.Select(Text)) : Text(part);

    private static string Name(JsonPart part) => Text(part) is { Length: > 0 and <= 60 } name && !name.Any(char.IsControl) ? name
        : throw PlaceOf(part).Fault(t => t.NoName);

    private bool Flag(string key) => _root[key] switch
    {
        null => false,
        OtherPart { Literal: "true" } => true,
        OtherPart { Literal: "false" } => false,
        { } other => throw PlaceOf(other).Fault(t => t.FlagWanted(key)),
    };

    internal static IReadOnlyList<JsonPart> Items(JsonPart part) => part is ListPart { Items: var items } ? items
        : throw PlaceOf(part).Fault(t => t.ListWanted);

    internal static string Text(JsonPart part) => part is TextPart { Text: var text } ? text : throw PlaceOf(part).Fault(t => t.TextWanted);

    internal static long Whole(JsonPart part, long least, long most) =>
        part is NumberPart { Number: var n } && n == Math.Floor(n) && n >= least && n <= most ? (long)n
            : throw PlaceOf(part).Fault(t => t.NumberFromTo(least, most));

    internal static void Keys(ObjectPart part, IReadOnlyList<string> keys)
    {
        foreach ((string key, JsonPart member) in part.Members)
            if (!keys.Contains(key))
                throw PlaceOf(member).Fault(t => t.NoKey(Quoted.Shown(key), Quoted.Near(key, keys), string.Join(", ", keys)));
    }
}
