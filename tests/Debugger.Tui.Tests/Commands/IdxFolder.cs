using System.Buffers.Binary;
using System.IO.Compression;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>A temporary folder with a small data set of bright squares in the files' own format; removed at the end.</summary>
internal sealed class IdxFolder : IDisposable
{
    public const int TrainCount = 30, TestCount = 12;

    public static readonly IReadOnlyList<string> Names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte"];

    public string Root { get; } = Directory.CreateTempSubdirectory("backstep-cli-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes the four files into <paramref name="folder"/> and gives the root.</summary>
    public string With(string folder, bool gzip = false)
    {
        foreach (string name in Names) Write(Path.Combine(folder, name), Content(name), gzip);
        return Root;
    }

    /// <summary>Writes one file, packed or as it is.</summary>
    public void Write(string name, byte[] content, bool gzip = false)
    {
        string path = Path.Combine(Root, gzip ? name + ".gz" : name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, gzip ? Gzip(content) : content);
    }

    /// <summary>What a sound file of the name holds.</summary>
    public static byte[] Content(string name)
    {
        int count = name.StartsWith("train", StringComparison.Ordinal) ? TrainCount : TestCount;
        return name.Contains("images", StringComparison.Ordinal) ? Images(count) : Labels(count, i => (byte)(i % 10));
    }

    public static byte[] Images(int count, int side = 28)
    {
        var pixels = new byte[count * side * side];
        for (int n = 0; n < count; n++)
            for (int k = 0; k < 50; k++)
                pixels[n * side * side + (k / 5 + 14 * (n % 10 / 5)) * side + k % 5 + 5 * (n % 5)] = 255;
        return [.. Header(0x803, count, side, side), .. pixels];
    }

    public static byte[] Labels(int count, Func<int, byte> label) => [.. Header(0x801, count), .. Enumerable.Range(0, count).Select(label)];

    public static byte[] Header(uint magic, params int[] extents)
    {
        var header = new byte[4 + 4 * extents.Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        for (int i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), extents[i]);
        return header;
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
