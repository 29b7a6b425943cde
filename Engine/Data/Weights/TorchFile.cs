using System.Buffers.Binary;
using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data.Weights;

/// <summary>
/// Reads the files of <c>torch.save</c>: a zip file with a pickle and the storages (since PyTorch 1.6), or pickles and storages one behind
/// the other (before). What is saved may be a <c>state_dict()</c>, a checkpoint that holds one, or a list of parameters.
/// Source: PyTorch, torch/serialization.py.
/// </summary>
internal sealed class TorchFile
{
    /// <summary>The most numbers of all tensors together, which is one gigabyte here.</summary>
    private const long MostNumbers = 1L << 27;

    private const int MostRank = 64;

    /// <summary>What checkpoints call the state_dict.</summary>
    private static readonly ImmutableArray<string> Keys = ["state_dict", "model_state_dict", "model_state", "model", "net", "network"];

    private readonly string _path;
    private readonly Func<TorchStorage, byte[]> _bytes;
    private readonly bool _isBigEndian;
    private long _left = MostNumbers;

    private TorchFile(string path, Func<TorchStorage, byte[]> bytes, bool isBigEndian) =>
        (_path, _bytes, _isBigEndian) = (path, bytes, isBigEndian);

    /// <summary>The pickle in a zip file; null where there is none.</summary>
    public static string? PickleIn(ZipContent zip) => zip.Names.FirstOrDefault(n => n.EndsWith("/data.pkl", StringComparison.Ordinal));

    /// <exception cref="WeightsException">It is damaged, holds something else, or wants something run.</exception>
    /// <exception cref="DataException">The zip file is damaged.</exception>
    public static NamedTensors Read(ZipContent zip, string pickle)
    {
        string root = pickle[..^"data.pkl".Length];
        if (zip.Has(root + "constants.pkl")) throw new WeightsException(l => WeightsTexts.In(l).TorchScript(zip.Path));
        int at = 0;
        object? saved = PickleReader.Read(zip.Path, zip.Read(pickle, PickleReader.MostBytes), ref at);
        bool isBigEndian = zip.Has(root + "byteorder") && zip.Read(root + "byteorder", 16).AsSpan().StartsWith("big"u8);
        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        return new TorchFile(zip.Path, storage =>
        {
            if (read.TryGetValue(storage.Key, out byte[]? bytes)) return bytes;
            string name = $"{root}data/{storage.Key}";
            if (!zip.Has(name)) throw new WeightsException(l => WeightsTexts.In(l).NoStorage(zip.Path, CsvReader.Short(storage.Key)));
            return read[storage.Key] = zip.Read(name, Math.Max(storage.Bytes, 1));
        }, isBigEndian).StateDict(saved);
    }

    /// <summary>Whether the bytes begin as a file of before PyTorch 1.6.</summary>
    public static bool BeginsOld(ReadOnlySpan<byte> bytes) =>
        bytes is [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', ..];

    /// <summary>The same for a file of before PyTorch 1.6.</summary>
    /// <exception cref="WeightsException">It is damaged, holds something else, or wants something run.</exception>
    public static NamedTensors ReadOld(string path, byte[] bytes)
    {
        int at = 0;
        PickleReader.Read(path, bytes, ref at);
        PickleReader.Read(path, bytes, ref at);
        object? system = PickleReader.Read(path, bytes, ref at), saved = PickleReader.Read(path, bytes, ref at);
        if (PickleReader.Read(path, bytes, ref at) is not PickledList keys) throw Damaged(path, at);
        var places = new Dictionary<string, (int Begin, long Length)>(StringComparer.Ordinal);
        var dtypes = new Dictionary<string, Dtype>(StringComparer.Ordinal);
        foreach (TorchStorage storage in Tensors(saved).Select(t => t.Storage))
            if (storage.Dtype is { } dtype) dtypes[storage.Key] = dtype;
        foreach (object? item in keys.Items)
        {
            // A storage that no tensor looks at has a size that nothing tells.
            if (item is not string key || !dtypes.TryGetValue(key, out Dtype dtype)) break;
            if (bytes.Length - at < sizeof(long)) throw Damaged(path, at);
            long length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            at += sizeof(long);
            if (length < 0 || length > (bytes.Length - at) / dtype.Size) throw Damaged(path, at);
            places[key] = (at, length * dtype.Size);
            at += (int)(length * dtype.Size);
        }
        bool isBigEndian = system is PickledDict facts && facts.Find("little_endian") is false;
        return new TorchFile(path, storage => places.TryGetValue(storage.Key, out (int Begin, long Length) place)
            ? bytes[place.Begin..(place.Begin + (int)place.Length)]
            : throw new WeightsException(l => WeightsTexts.In(l).NoStorage(path, CsvReader.Short(storage.Key))),
                isBigEndian).StateDict(saved);
    }

    private NamedTensors StateDict(object? saved)
    {
        var metadata = ImmutableDictionary<string, string>.Empty;
        if (saved is PickledDict checkpoint && Inner(checkpoint) is var (key, inner))
            (saved, metadata) = (inner, metadata.Add(NamedTensors.TakenFromKey, key));
        KeyValuePair<string, TorchTensor>[] tensors = [.. Named(saved)];
        if (tensors.Length == 0) throw new WeightsException(l => WeightsTexts.In(l).NoStateDict(_path));
        // Before a byte of them is read.
        foreach ((string name, TorchTensor tensor) in tensors) Check(CsvReader.Short(name), tensor);
        var named = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((string name, TorchTensor tensor) in tensors)
            if (!named.TryAdd(name, Numbers(CsvReader.Short(name), tensor)))
                throw new WeightsException(l => WeightsTexts.In(l).NameTwice(_path, CsvReader.Short(name)));
        return new([.. tensors.Select(t => KeyValuePair.Create(t.Key, named[t.Key]))], metadata);
    }

    private static IEnumerable<KeyValuePair<string, TorchTensor>> Named(object? saved) => saved switch
    {
        PickledDict dict => dict.Entries.Where(e => e is { Key: string, Value: TorchTensor })
            .Select(e => KeyValuePair.Create((string)e.Key!, (TorchTensor)e.Value!)),
        PickledList list => Numbered(list.Items),
        PickledTuple tuple => Numbered(tuple.Items),
        _ => [],
    };

    /// <summary>The state_dict in a checkpoint, under one of the usual names; null where the whole is one.</summary>
    private static (string Key, PickledDict Inner)? Inner(PickledDict checkpoint)
    {
        foreach (string key in Keys)
            if (checkpoint.Find(key) is PickledDict inner && inner.Entries.Any(e => e.Value is TorchTensor)) return (key, inner);
        return null;
    }

    private static IEnumerable<KeyValuePair<string, TorchTensor>> Numbered(IReadOnlyList<object?> items) =>
        items.All(i => i is TorchTensor) ? items.Select((item, i) => KeyValuePair.Create($"{i}", (TorchTensor)item!)) : [];

    /// <summary>Every tensor that what was saved reaches, as far as a state_dict lies in it.</summary>
    private static IEnumerable<TorchTensor> Tensors(object? saved)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>([saved]);
        while (open.TryPop(out object? item))
        {
            if (item is null || !seen.Add(item)) continue;
            if (item is TorchTensor tensor) yield return tensor;
            foreach (object? inner in item switch
            {
                PickledDict dict => dict.Entries.Select(e => e.Value),
                PickledList list => list.Items,
                PickledTuple tuple => tuple.Items,
                _ => [],
            })
                open.Push(inner);
        }
    }

    /// <summary>Whether a tensor can be where it says, and there are not too many numbers.</summary>
    private void Check(string name, TorchTensor tensor)
    {
        (TorchStorage storage, Dtype dtype, long offset, long[] size, long[] stride) = tensor;
        if (size.Length != stride.Length || size.Length > MostRank || offset < 0 || size.Any(s => s is < 0 or > int.MaxValue)
            || stride.Any(s => s is < 0 or > int.MaxValue))
            throw Impossible(name, size);
        UInt128 count = 1, last = (UInt128)offset;
        for (int d = 0; d < size.Length; d++)
        {
            // Where there are no numbers, the other extents tell nothing, but a shape of them must be possible.
            count *= (UInt128)Math.Max(size[d], 1);
            if (count > (UInt128)_left) throw new WeightsException(l => WeightsTexts.In(l).TooManyNumbers(_path, MostNumbers));
            last += (UInt128)Math.Max(size[d] - 1, 0) * (UInt128)stride[d];
        }
        if (size.Contains(0)) return;
        _left -= (long)count;
        if ((last + 1) * (UInt128)dtype.Size > (UInt128)storage.Bytes) throw Impossible(name, size);
    }

    private Tensor Numbers(string name, TorchTensor tensor)
    {
        (TorchStorage storage, Dtype dtype, long offset, long[] size, long[] stride) = tensor;
        byte[] bytes = _bytes(storage);
        if (bytes.Length != storage.Bytes)
            throw new WeightsException(l => WeightsTexts.In(l).StorageLength(_path, name, storage.Length, bytes.Length));
        var shape = new Shape([.. size.Select(s => (int)s)]);
        var numbers = new double[shape.Length];
        var index = new long[size.Length];
        long from = offset;
        for (int to = 0; to < numbers.Length; to++)
        {
            numbers[to] = dtype.Read(bytes.AsSpan(checked((int)(from * dtype.Size)), dtype.Size), _isBigEndian);
            for (int d = size.Length - 1; d >= 0; d--)
            {
                from += stride[d];
                if (++index[d] < size[d]) break;
                from -= stride[d] * size[d];
                index[d] = 0;
            }
        }
        return new(shape, numbers);
    }

    private WeightsException Impossible(string name, long[] size) =>
        new(l => WeightsTexts.In(l).ImpossibleShape(_path, name, CsvReader.Short(string.Join(", ", size))));

    private static WeightsException Damaged(string path, int at) => new(l => WeightsTexts.In(l).PickleDamaged(path, at));
}
