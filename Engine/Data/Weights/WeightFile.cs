using System.Collections.Immutable;

namespace Backstep.Engine.Data.Weights;

/// <summary>
/// Reads weights by name out of whatever they are kept in: safetensors, NumPy's <c>.npz</c>, or what <c>torch.save</c> writes. Which it
/// is, is told by the first bytes and never by the name. Nothing that a file says is run.
/// </summary>
public static class WeightFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="WeightsException">It is missing, damaged, or none of these.</exception>
    public static NamedTensors Read(string path)
    {
        try
        {
            byte[] begin = Begin(path);
            return begin switch
            {
                [(byte)'P', (byte)'K', 3, 4, ..] => ReadZip(path),
                [(byte)'P', (byte)'K', 5, 6, ..] => throw new WeightsException(l => WeightsTexts.In(l).NoWeightsInZip(path)),
                [0x1F, 0x8B, 8, ..] => throw new WeightsException(l => WeightsTexts.In(l).Packed(path)),
                [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => throw new WeightsException(l => WeightsTexts.In(l).Hdf(path)),
                _ when NumpyFile.Begins(begin) => throw new WeightsException(l => WeightsTexts.In(l).LoneArray(path)),
                _ when TorchFile.BeginsOld(begin) => ReadOld(path),
                [0x80, >= 2 and <= 5, ..] when begin is not [_, _, 0, 0, ..] =>
                    throw new WeightsException(l => WeightsTexts.In(l).BarePickle(path)),
                _ when begin.Length > 0 && !Begins(begin) && Path.GetExtension(path).ToLowerInvariant() is not ".safetensors" =>
                    throw new WeightsException(l => WeightsTexts.In(l).NoWeightFile(path)),
                _ => Safetensors.Read(path),
            };
        }
        catch (DataException e)
        {
            throw new WeightsException(e.In, e);
        }
    }

    /// <summary>Whether a file that begins so is one of weights.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) =>
        // Safetensors: the length of the header, then the header, which is JSON.
        bytes.Length > 8 && bytes[8] == '{' && bytes[..8].Contains((byte)0)
        || bytes.StartsWith("PK\u0003\u0004"u8) || NumpyFile.Begins(bytes) || TorchFile.BeginsOld(bytes);

    /// <summary>The first bytes; nothing of what cannot be opened, about which the reader that is taken then has words.</summary>
    private static byte[] Begin(string path)
    {
        const int enough = 16;
        try
        {
            var begin = new byte[enough];
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return begin[..file.ReadAtLeast(begin, enough, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }

    private static NamedTensors ReadZip(string path)
    {
        using ZipContent zip = ZipContent.Open(path);
        if (TorchFile.PickleIn(zip) is { } pickle) return TorchFile.Read(zip, pickle);
        if (!zip.Names.Any(n => n.EndsWith(".npy", StringComparison.Ordinal)))
            throw new WeightsException(l => WeightsTexts.In(l).NoWeightsInZip(path));
        return new([.. NumpyFile.ReadAll(zip).Select(a => KeyValuePair.Create(a.Key, a.Value.ToTensor()))],
            ImmutableDictionary<string, string>.Empty);
    }

    private static NamedTensors ReadOld(string path)
    {
        using FileContent content = FileContent.Open(path);
        byte[] bytes = content.ReadUpTo(ZipContent.MostBytes);
        return TorchFile.ReadOld(path, bytes);
    }
}
