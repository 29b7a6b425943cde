using System.Buffers.Binary;
using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>Tensors under names, as they are kept in a file.</summary>
/// <param name="Tensors">By name, in the order of the file.</param>
/// <param name="Metadata">What the file says of itself.</param>
public sealed record NamedTensors(ImmutableArray<KeyValuePair<string, Tensor>> Tensors, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>Under which the metadata says what part of a checkpoint the tensors are.</summary>
    internal const string TakenFromKey = "taken-from";
}

/// <summary>
/// Reads and writes safetensors files, the format in which PyTorch users exchange weights without running anything:
/// 8 bytes of header length, the header (<see cref="SafetensorsHeader"/>), then the numbers. F64, F32, F16 and BF16 are read; F32 is
/// written where it holds every number exactly, else F64.
/// </summary>
public static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WeightsException">It is missing, not to be opened, damaged, or holds other dtypes.</exception>
    public static NamedTensors Read(string path)
    {
        if (Directory.Exists(path)) throw new WeightsException(l => WeightsTexts.In(l).IsFolder(path));
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(path, file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WeightsException(l => WeightsTexts.In(l).NoFile(path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WeightsException(l => WeightsTexts.In(l).CannotOpen(path, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>Writes a file, whole or not at all (<see cref="AtomicFile"/>);
    /// links are followed, so that what a link names is replaced.</summary>
    /// <exception cref="WeightsException">It cannot be written.</exception>
    public static void Write(string path, NamedTensors content)
    {
        var entries = new List<TensorEntry>();
        long end = 0;
        // F64 first, so that each number lies at a multiple of its size.
        foreach ((string name, Tensor tensor) in content.Tensors.OrderBy(t => IsSingle(t.Value)))
        {
            Dtype dtype = IsSingle(tensor) ? Dtype.F32 : Dtype.F64;
            entries.Add(new(name, dtype, tensor.Shape, end, end += (long)tensor.Length * dtype.Size));
        }
        byte[] header = new SafetensorsHeader([.. entries], content.Metadata).ToBytes();
        Dictionary<string, Tensor> byName = content.Tensors.ToDictionary(StringComparer.Ordinal);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (TensorEntry entry in entries) stream.Write(Encode(entry.Dtype, byName[entry.Name].Data));
        });
    }

    private static NamedTensors Read(string path, FileStream file)
    {
        var lengthBytes = new byte[LengthBytes];
        long rest = file.Length - LengthBytes;
        if (file.ReadAtLeast(lengthBytes, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw new WeightsException(l => WeightsTexts.In(l).TooShort(path, rest + LengthBytes));
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)Math.Min(rest, SafetensorsHeader.MostBytes))
            throw new WeightsException(l => WeightsTexts.In(l).HeaderTooLong(path, length, rest));
        var json = new byte[length];
        file.ReadExactly(json);
        SafetensorsHeader header = SafetensorsHeader.Parse(path, json, rest - json.Length);
        var tensors = ImmutableArray.CreateBuilder<KeyValuePair<string, Tensor>>(header.Tensors.Length);
        foreach (TensorEntry entry in header.Tensors)
        {
            var bytes = new byte[entry.End - entry.Begin];
            file.ReadExactly(bytes);
            tensors.Add(new(entry.Name, new Tensor(entry.Shape, entry.Dtype.Decode(bytes))));
        }
        return new(tensors.MoveToImmutable(), header.Metadata);
    }

    private static bool IsSingle(Tensor tensor)
    {
        foreach (double number in tensor.Data)
            if (BitConverter.DoubleToInt64Bits((float)number) != BitConverter.DoubleToInt64Bits(number) && !double.IsNaN(number))
                return false;
        return true;
    }

    private static byte[] Encode(Dtype dtype, ReadOnlySpan<double> numbers)
    {
        int size = dtype.Size;
        var bytes = new byte[numbers.Length * size];
        for (int i = 0; i < numbers.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(i * size);
            if (dtype == Dtype.F64) BinaryPrimitives.WriteDoubleLittleEndian(at, numbers[i]);
            else BinaryPrimitives.WriteSingleLittleEndian(at, (float)numbers[i]);
        }
        return bytes;
    }
}
