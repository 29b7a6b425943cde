using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>Where a tensor lies: <paramref name="Begin"/> to <paramref name="End"/> are bytes from the end of the header.</summary>
internal sealed record TensorEntry(string Name, Dtype Dtype, Shape Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file: JSON that maps each tensor's name to dtype, shape and place,
/// and <c>__metadata__</c> to pairs of texts. Whatever it says is checked before a byte of content is believed: places follow one another
/// without gap or overlap and end where the file ends. Source: github.com/huggingface/safetensors, README, "Format".
/// </summary>
internal sealed record SafetensorsHeader(ImmutableArray<TensorEntry> Tensors, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>The most bytes of a header, as in the format's own reader.</summary>
    public const int MostBytes = 100_000_000;

    private const string MetadataName = "__metadata__";

    private static readonly ImmutableArray<Dtype> Known = [Dtype.F64, Dtype.F32, Dtype.F16, Dtype.BF16];

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="contentLength">Bytes of the file behind the header.</param>
    /// <exception cref="WeightsException">It is not JSON, or says what cannot be.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json, long contentLength)
    {
        try
        {
            // A name that stands twice would mean two tensors.
            using JsonDocument document =
                JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("{ is expected");
            ImmutableDictionary<string, string> metadata = ImmutableDictionary<string, string>.Empty;
            var tensors = new List<TensorEntry>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName)
                    metadata =
                        property.Value.EnumerateObject()
                            .ToImmutableDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
                else
                    tensors.Add(Entry(path, property.Name, property.Value));
            }
            tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
            CheckPlaces(path, tensors, contentLength);
            return new([.. tensors], metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or ArgumentException)
        {
            throw new WeightsException(l => WeightsTexts.In(l).HeaderDamaged(path, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>The header's bytes, filled up with spaces so that what follows the length and the header lies at a multiple of 8.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (Metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataName);
                foreach ((string key, string value) in Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            foreach (TensorEntry tensor in Tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Dtype.ToString());
                Numbers("shape", tensor.Shape.Dims.Select(d => (long)d));
                Numbers("data_offsets", [tensor.Begin, tensor.End]);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();

            void Numbers(string name, IEnumerable<long> numbers)
            {
                writer.WriteStartArray(name);
                foreach (long number in numbers) writer.WriteNumberValue(number);
                writer.WriteEndArray();
            }
        }
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        return stream.ToArray();
    }

    private static TensorEntry Entry(string path, string name, JsonElement entry)
    {
        string written = entry.GetProperty("dtype").GetString() ?? "";
        if (!Known.Any(d => d.ToString() == written))
            throw new WeightsException(l => WeightsTexts.In(l).OtherDtype(path, name, written, string.Join(", ", Known)));
        Dtype dtype = Known.First(d => d.ToString() == written);
        long[] dims = [.. entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        UInt128 length = 1;
        foreach (long dim in dims)
        {
            if (dim is < 0 or > int.MaxValue)
                throw new WeightsException(l => WeightsTexts.In(l).ImpossibleShape(path, name, string.Join(", ", dims)));
            length *= (UInt128)dim;
            if (length > (UInt128)Array.MaxLength)
                throw new WeightsException(l => WeightsTexts.In(l).ImpossibleShape(path, name, string.Join(", ", dims)));
        }
        long[] place = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64())];
        if (place is not [var begin, var end] || begin < 0 || end < begin || (UInt128)(end - begin) != length * (UInt128)dtype.Size)
            throw new WeightsException(
                l => WeightsTexts.In(l).ImpossiblePlace(path, name, string.Join(", ", place), string.Join(", ", dims), written));
        return new(name, dtype, new Shape([.. dims.Select(d => (int)d)]), begin, end);
    }

    private static void CheckPlaces(string path, List<TensorEntry> tensors, long contentLength)
    {
        long reached = 0;
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.Begin != reached)
                throw new WeightsException(l => WeightsTexts.In(l).GapOrOverlap(path, tensor.Name, tensor.Begin, reached));
            reached = tensor.End;
        }
        if (reached != contentLength) throw new WeightsException(l => WeightsTexts.In(l).OtherLength(path, reached, contentLength));
    }
}
