using System.Collections.Frozen;

namespace Backstep.Engine.Data.Weights;

/// <summary>The names that a pickle of weights may use, and what they stand for. Every other name ends the reading.</summary>
internal static class TorchNames
{
    private const string Rebuild = "torch._utils";

    private static readonly FrozenDictionary<string, Dtype> Storages = new Dictionary<string, Dtype>
    {
        ["DoubleStorage"] = Dtype.F64,
        ["FloatStorage"] = Dtype.F32,
        ["HalfStorage"] = Dtype.F16,
        ["BFloat16Storage"] = Dtype.BF16,
        ["LongStorage"] = Dtype.I64,
        ["IntStorage"] = Dtype.I32,
        ["ShortStorage"] = Dtype.I16,
        ["CharStorage"] = Dtype.I8,
        ["ByteStorage"] = Dtype.U8,
        ["BoolStorage"] = Dtype.BOOL,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Dtype> Dtypes = new Dictionary<string, Dtype>
    {
        ["float64"] = Dtype.F64,
        ["float32"] = Dtype.F32,
        ["float16"] = Dtype.F16,
        ["bfloat16"] = Dtype.BF16,
        ["int64"] = Dtype.I64,
        ["int32"] = Dtype.I32,
        ["int16"] = Dtype.I16,
        ["int8"] = Dtype.I8,
        ["uint64"] = Dtype.U64,
        ["uint32"] = Dtype.U32,
        ["uint16"] = Dtype.U16,
        ["uint8"] = Dtype.U8,
        ["bool"] = Dtype.BOOL,
    }.ToFrozenDictionary();

    /// <summary>The name itself, if it is allowed.</summary>
    /// <exception cref="WeightsException">It is not.</exception>
    public static PickledName Known(string path, PickledName name)
    {
        bool isKnown = name.Module switch
        {
            "collections" => name.Name is "OrderedDict",
            Rebuild => name.Name is "_rebuild_tensor_v2" or "_rebuild_tensor_v3" or "_rebuild_parameter",
            "torch" => name.Name is "Size" or "device" || Storages.ContainsKey(name.Name) || Dtypes.ContainsKey(name.Name),
            "torch.storage" => name.Name is "UntypedStorage",
            _ => false,
        };
        if (isKnown) return name;
        string asked = CsvReader.Short(name.ToString());
        if (name.Module.StartsWith("torch.nn", StringComparison.Ordinal) || name.Module.StartsWith("__", StringComparison.Ordinal))
            throw new WeightsException(l => WeightsTexts.In(l).WholeModule(path, asked));
        throw new WeightsException(l => WeightsTexts.In(l).PickleForbidden(path, asked));
    }

    /// <summary>What calling the name would give: a container or a tensor; nothing is called.</summary>
    /// <exception cref="WeightsException">It is nothing that is called.</exception>
    public static object? Made(string path, PickledName name, object?[] arguments) => (name.Module, name.Name) switch
    {
        ("collections", "OrderedDict") => Ordered(arguments),
        (Rebuild, "_rebuild_parameter") => Pickled.As<TorchTensor>(arguments[0]),
        (Rebuild, "_rebuild_tensor_v2") => Tensor(arguments, null),
        (Rebuild, "_rebuild_tensor_v3") => Tensor(arguments, DtypeOf(Dtypes, arguments[6])),
        ("torch", "Size") => Pickled.As<PickledTuple>(arguments[0]),
        ("torch", "device") => arguments[0],
        _ => throw new WeightsException(l => WeightsTexts.In(l).PickleForbidden(path, name.ToString())),
    };

    /// <summary>What <c>torch.save</c> writes for a storage: <c>('storage', class, key, location, length)</c>, and in old files a view of
    /// another storage, which is never there.</summary>
    public static TorchStorage Storage(object?[] id)
    {
        if (id is not ["storage", PickledName type, string key, _, long length, .. var view]
            || length is < 0 or > int.MaxValue || view is not ([] or [null]))
            throw new InvalidDataException();
        bool isUntyped = type.Module == "torch.storage";
        return new(isUntyped ? null : DtypeOf(Storages, type), key, length);
    }

    private static Dtype DtypeOf(FrozenDictionary<string, Dtype> known, object? name) =>
        known.TryGetValue(Pickled.As<PickledName>(name).Name, out Dtype dtype) ? dtype : throw new InvalidDataException();

    private static PickledDict Ordered(object?[] arguments)
    {
        var dict = new PickledDict([]);
        if (arguments is []) return dict;
        // Python 2 hands the entries over.
        foreach (object? pair in Pickled.As<PickledList>(arguments[0]).Items)
        {
            object?[] items = pair is PickledTuple tuple ? tuple.Items : [.. Pickled.As<PickledList>(pair).Items];
            dict.Entries.Add(new(items[0], items[1]));
        }
        return dict;
    }

    private static TorchTensor Tensor(object?[] arguments, Dtype? dtype)
    {
        var storage = Pickled.As<TorchStorage>(arguments[0]);
        return new(storage, dtype ?? storage.Dtype ?? throw new InvalidDataException(), Pickled.As<long>(arguments[1]),
            Numbers(arguments[2]), Numbers(arguments[3]));
    }

    private static long[] Numbers(object? tuple) => [.. Pickled.As<PickledTuple>(tuple).Items.Select(Pickled.As<long>)];
}
