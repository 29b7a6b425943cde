using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backstep.Engine.Data;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>
/// Reads what record.py writes: a line of JSON that says what the file is, then one for each recorded tensor. An .npz file of
/// <c>numpy.savez</c> is read as one step.
/// </summary>
public static partial class RecordingReader
{
    /// <summary>A recording larger than this was left running by mistake; a few steps are enough.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>What the first line calls the format.</summary>
    private const string Format = "backstep recording";

    /// <summary>Reads a file.</summary>
    /// <exception cref="RecordingException">It is missing, too large, damaged, or no recording.</exception>
    public static Recording Read(string path)
    {
        if (Directory.Exists(path)) throw new RecordingException(l => ComparingTexts.In(l).IsFolder(path));
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MaxBytes)
                throw new RecordingException(l => ComparingTexts.In(l).TooLarge(path, file.Length >> 20, MaxBytes >> 20));
            // A device has no length, and no end either.
            if (file is { Exists: true, Length: 0 }) throw new RecordingException(l => ComparingTexts.In(l).Empty(path));
            return IsZip(path) ? OfArrays(path) : Read(path, File.ReadLines(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecordingException(l => ComparingTexts.In(l).NoFile(path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new RecordingException(l => ComparingTexts.In(l).CannotOpen(path, e.Message.ReplaceLineEndings(" ")), e);
        }
    }

    /// <summary>What <c>numpy.savez("run.npz", x=x, W1=W1, dW1=dW1)</c> writes: one step, each number under its name.</summary>
    private static Recording OfArrays(string path)
    {
        ImmutableArray<KeyValuePair<string, NumberArray>> arrays = NumpyFile.ReadAll(path);
        return new(path, null, null, [new(0, [.. arrays.Select(a => new RecordedValue(
            a.Key, RecordedKind.Value, a.Value.ToTensor(), Precisions.Of(a.Value.Dtype), null))])]);
    }

    private static bool IsZip(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.ReadByte() == 'P' && file.ReadByte() == 'K';
    }

    private static Recording Read(string path, IEnumerable<string> lines)
    {
        var values = new List<(long? Step, RecordedValue Value)>();
        (string? model, RecordedOptimizer? optimizer) = (null, null);
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var at = new Place(path, number);
            using JsonDocument document = Parse(line, at);
            JsonElement content = document.RootElement;
            if (content.ValueKind != JsonValueKind.Object) throw at.Fault((t, p, n) => t.NotARecording(p));
            if (values.Count == 0 && content.TryGetProperty("format", out JsonElement format))
            {
                if (format.ValueKind != JsonValueKind.String || format.GetString() != Format)
                    throw at.Fault((t, p, n) => t.NotARecording(p));
                if (!content.TryGetProperty("version", out JsonElement version) || !version.TryGetInt32(out int v) || v != 1)
                    throw at.Fault((t, p, n) => t.OtherVersion(p));
                model = Text(content, "model");
                optimizer = Optimizer(content);
                continue;
            }
            values.Add(Value(content, at));
        }
        if (number == 0) throw new RecordingException(l => ComparingTexts.In(l).Empty(path));
        ImmutableArray<RecordedStep> steps = RecordedSteps.Of(values);
        if (steps.IsEmpty) throw new RecordingException(l => ComparingTexts.In(l).NoSteps(path));
        return new(path, model, optimizer, steps);
    }

    private static JsonDocument Parse(string line, Place at)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            // Python's json writes NaN and Infinity as they stand, which JSON does not know.
            if (BareNumber().Replace(line, "\"$1\"") is var quoted && quoted != line) return Parse(quoted, at);
            bool isCut = line.TrimStart().StartsWith('{') && !line.TrimEnd().EndsWith('}');
            throw at.Fault((t, p, n) => isCut ? t.LineIsCut(p, n) : t.NotJson(p, n), e);
        }
    }

    private static (long? Step, RecordedValue Value) Value(JsonElement line, Place at)
    {
        string name = Text(line, "name") ?? throw at.Fault((t, p, n) => t.NoName(p, n));
        string kindName = Text(line, "kind") ?? "value";
        RecordedKind kind = Kind(kindName) ?? throw at.Fault((t, p, n) => t.OtherKind(p, n, kindName));
        long? step = null;
        if (line.TryGetProperty("step", out JsonElement s) && s.ValueKind != JsonValueKind.Null)
        {
            string written = Short(s);
            step = s.ValueKind == JsonValueKind.Number && s.TryGetInt64(out long whole) && whole >= 0 ? whole
                : throw at.Fault((t, p, n) => t.OtherStep(p, n, written));
        }
        string? module = Text(line, "module");
        bool packed = line.TryGetProperty("base64", out JsonElement base64);
        if (!packed && !line.TryGetProperty("data", out _)) return (step, new(name, kind, null, Precision.Double, module));
        string dtype = Text(line, "dtype") ?? "float64";
        Precision precision = Precisions.Parse(dtype) ?? throw at.Fault((t, p, n) => t.OtherDtype(p, n, name, dtype));
        double[] numbers = packed ? Packed(base64, dtype, name, at) : Numbers(line.GetProperty("data"), name, at);
        return (step, new(name, kind, new(Shape(line, numbers.Length, name, at), numbers), precision, module));
    }

    private static Shape Shape(JsonElement line, int count, string name, Place at)
    {
        if (!line.TryGetProperty("shape", out JsonElement shape)) return count == 1 ? Tensors.Shape.Scalar : new(count);
        var dims = new List<int>();
        long length = 1;
        string written = Short(shape);
        if (shape.ValueKind != JsonValueKind.Array) throw at.Fault((t, p, n) => t.OtherShape(p, n, name, written));
        foreach (JsonElement extent in shape.EnumerateArray())
        {
            if (extent.ValueKind != JsonValueKind.Number || !extent.TryGetInt32(out int d) || d < 0 || dims.Count == 8)
                throw at.Fault((t, p, n) => t.OtherShape(p, n, name, written));
            dims.Add(d);
            length = Math.Min(length * d, int.MaxValue);
        }
        if (length != count) throw at.Fault((t, p, n) => t.ShapeAndNumbers(p, n, name, written, count));
        return new(CollectionsMarshal.AsSpan(dims));
    }

    private static double[] Packed(JsonElement base64, string dtype, string name, Place at)
    {
        if (base64.ValueKind != JsonValueKind.String || !base64.TryGetBytesFromBase64(out byte[]? bytes))
            throw at.Fault((t, p, n) => t.NotBase64(p, n, name));
        int size = dtype == "float64" ? sizeof(double) : sizeof(float);
        if (bytes.Length % size != 0) throw at.Fault((t, p, n) => t.NotBase64(p, n, name));
        return size == sizeof(double) ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
            : [.. Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), x => (double)x)];
    }

    private static double[] Numbers(JsonElement data, string name, Place at)
    {
        if (data.ValueKind != JsonValueKind.Array) return [Number(data, name, at)];
        var numbers = new double[data.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in data.EnumerateArray()) numbers[i++] = Number(number, name, at);
        return numbers;
    }

    private static double Number(JsonElement number, string name, Place at) => Number(number) ?? throw NoNumber(Short(number), name, at);

    private static RecordingException NoNumber(string written, string name, Place at) =>
        at.Fault((t, p, n) => t.NoNumber(p, n, name, written));

    private static double? Number(JsonElement number) => number.ValueKind switch
    {
        JsonValueKind.Number => number.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => number.GetString()!.Trim().ToLowerInvariant() switch
        {
            "nan" or "-nan" or "+nan" => double.NaN,
            "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    private static RecordedOptimizer? Optimizer(JsonElement header)
    {
        if (!header.TryGetProperty("optimizer", out JsonElement optimizer) || optimizer.ValueKind != JsonValueKind.Object) return null;
        var settings = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (JsonProperty p in optimizer.EnumerateObject())
        {
            if (p.Value.ValueKind == JsonValueKind.Number) settings[p.Name] = p.Value.GetDouble();
            else if (p.Value.ValueKind is JsonValueKind.True) settings[p.Name] = 1;
            else if (p.Value.ValueKind is JsonValueKind.Array)
            {
                int i = 0;
                foreach (JsonElement e in p.Value.EnumerateArray())
                    if (e.ValueKind == JsonValueKind.Number) settings[$"{p.Name}.{++i}"] = e.GetDouble();
            }
        }
        return new(Text(optimizer, "name") ?? "", settings.ToImmutable());
    }

    private static RecordedKind? Kind(string name) => name switch
    {
        "input" => RecordedKind.Input,
        "target" => RecordedKind.Target,
        "parameter" => RecordedKind.Parameter,
        "read" => RecordedKind.Read,
        "activation" => RecordedKind.Activation,
        "loss" => RecordedKind.Loss,
        "activation gradient" => RecordedKind.ActivationGradient,
        "gradient" => RecordedKind.Gradient,
        "updated" => RecordedKind.Updated,
        "lr" => RecordedKind.LearningRate,
        "value" => RecordedKind.Value,
        _ => null,
    };

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string Short(JsonElement element) =>
        element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();

    [GeneratedRegex(@"(?<=[\[,:]\s*)([+-]?(?:NaN|Infinity))(?=\s*[,\]}])")]
    private static partial Regex BareNumber();

    /// <summary>Where something is wrong.</summary>
    private readonly record struct Place(string Path, int Line)
    {
        public RecordingException Fault(Func<ComparingTexts, string, string, string> line, Exception? inner = null)
        {
            (string path, string number) = (Path, $"{Line}");
            return new(l => line(ComparingTexts.In(l), path, number), inner);
        }
    }
}
