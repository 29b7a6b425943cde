using System.Buffers.Binary;
using System.IO.Compression;
using Backstep.Engine.Data;

namespace Backstep.Engine.Tests.Data;

/// <summary>A temporary folder with IDX files that a test writes; removed at the end.</summary>
internal sealed class IdxTemp : IDisposable
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("backstep-idx-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes bytes and returns the path; folders in between are made.</summary>
    internal string Write(string name, byte[] content)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes the four files of a data set of <paramref name="count"/> images each, in <paramref name="folder"/>.</summary>
    internal string WriteSet(string folder, int count = 3, string extension = "", DatasetKind? kind = null)
    {
        foreach (string name in (kind ?? DatasetKind.Mnist).FileNames)
        {
            byte[] content = name.Contains("images", StringComparison.Ordinal) ? Images(count, 28, 28)
                : name.EndsWith("int", StringComparison.Ordinal) ? IntLabels(count) : Labels(count);
            Write(Path.Combine(folder, name + extension), extension == ".gz" ? Gzip(content) : content);
        }
        return Path.Combine(Folder, folder);
    }

    /// <summary>A header: magic number and extents, big-endian.</summary>
    internal static byte[] Header(uint magic, params uint[] extents)
    {
        var header = new byte[4 + 4 * extents.Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        for (int i = 0; i < extents.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + 4 * i), extents[i]);
        return header;
    }

    /// <summary>Images whose pixel j of image i is 7 i + j, modulo 256.</summary>
    internal static byte[] Images(int count, int rows, int columns) =>
    [
        .. Header(IdxFile.ImagesMagic, (uint)count, (uint)rows, (uint)columns),
        .. Enumerable.Range(0, count * rows * columns).Select(k => (byte)(7 * (k / (rows * columns)) + k % (rows * columns))),
    ];

    /// <summary>Labels 0, 1, 2, ... 9, 0, 1, ...</summary>
    internal static byte[] Labels(int count) =>
        [.. Header(IdxFile.LabelsMagic, (uint)count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    /// <summary>The same as QMNIST has them: eight numbers an image, of which all but the first mean something else.</summary>
    internal static byte[] IntLabels(int count)
    {
        var content = new byte[12 + count * 32];
        Header(IdxFile.IntLabelsMagic, (uint)count, 8).CopyTo(content, 0);
        for (int i = 0; i < count; i++)
            for (int k = 0; k < 8; k++)
                BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(12 + i * 32 + k * 4), k == 0 ? i % 10 : 70000 + k);
        return content;
    }

    internal static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
