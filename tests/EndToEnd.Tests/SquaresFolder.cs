using System.Buffers.Binary;

namespace Backstep.EndToEnd.Tests;

/// <summary>A temporary folder with thirty images of bright squares for training and as many for testing; removed at the end.</summary>
internal sealed class SquaresFolder : IDisposable
{
    private const int Count = 30, Side = 28;

    public SquaresFolder()
    {
        foreach (string half in new[] { "train", "t10k" })
        {
            Write($"{half}-images-idx3-ubyte", 0x803, [Count, Side, Side], k => (byte)(k % Side / 5 == k / (Side * Side) % 5 ? 255 : 0));
            Write($"{half}-labels-idx1-ubyte", 0x801, [Count], k => (byte)(k % 10));
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("backstep-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Write(string name, int magic, int[] extents, Func<int, byte> content)
    {
        var bytes = new byte[4 + 4 * extents.Length + extents.Aggregate(1, (a, b) => a * b)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        for (int i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), extents[i]);
        int start = 4 + 4 * extents.Length;
        for (int k = start; k < bytes.Length; k++) bytes[k] = content(k - start);
        File.WriteAllBytes(System.IO.Path.Combine(Path, name), bytes);
    }
}
