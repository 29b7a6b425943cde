using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Backstep.Engine.Tests.Data.Weights;

/// <summary>Pickles and zip files made byte by byte, as nobody's library would write them.</summary>
internal static class HostilePickles
{
    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    public static byte[] Name(string module, string name) => Ascii($"c{module}\n{name}\n");

    public static byte[] Text(string text) => Join(Ascii("X"), Int32(text.Length), Ascii(text));

    public static byte[] Int(int number) => Join(Ascii("J"), Int32(number));

    public static byte[] Tuple(params byte[][] items) => Join(Ascii("("), Join(items), Ascii("t"));

    public static byte[] Ints(params int[] numbers) => Tuple([.. numbers.Select(Int)]);

    public static byte[] Call(byte[] what, params byte[][] arguments) => Join(what, Tuple(arguments), Ascii("R"));

    public static byte[] Storage(string key = "0", int length = 4, string type = "FloatStorage", string kind = "storage") =>
        Join(Tuple(Text(kind), Name("torch", type), Text(key), Text("cpu"), Int(length)), Ascii("Q"));

    public static byte[] Tensor(byte[]? storage = null, byte[]? offset = null, byte[]? size = null, byte[]? stride = null) => Call(
        Name("torch._utils", "_rebuild_tensor_v2"), storage ?? Storage(), offset ?? Int(0), size ?? Ints(4), stride ?? Ints(1), [0x89],
        Call(Name("collections", "OrderedDict")));

    public static byte[] Dict(params (string Key, byte[] Value)[] entries) =>
        Join(Ascii("}("), Join([.. entries.Select(e => Join(Text(e.Key), e.Value))]), Ascii("u"));

    public static byte[] Pickle(params byte[][] parts) => Join([0x80, 2], Join(parts), Ascii("."));

    /// <summary>A file of torch.save with the pickle, and one storage of four floats.</summary>
    public static byte[] File(byte[] pickle, params (string Name, byte[] Content)[] others) => Zip(
        [("archive/data.pkl", pickle),
            .. others.Any(o => o.Name == "archive/data/0") ? [] : (ReadOnlySpan<(string, byte[])>)[("archive/data/0", new byte[16])],
                .. others]);

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        return stream.ToArray();
    }

    public static byte[] Int32(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    public static byte[] Int64(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }

    /// <summary>The pickles before the storages of a file of before PyTorch 1.6.</summary>
    public static byte[] Old(byte[] system, byte[] saved, byte[] keys, byte[] storages) => Join(
        [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'], Pickle(Ascii("M\u00e9\u0003")),
            Pickle(system),
        Pickle(saved), Pickle(keys), storages);
}
