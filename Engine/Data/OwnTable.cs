using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>
/// Samples out of a table, a row each. Columns that are called label, class, target or y (or y1, y2, ...) say what is wanted; without them
/// the last column does, or the first where the others are the pixels of square images. Columns of pixels become bytes.
/// </summary>
internal static partial class OwnTable
{
    private const long MostNumbers = ZipContent.MostBytes / sizeof(float);

    /// <exception cref="DataException">The file is no table of numbers; with file, line and column.</exception>
    public static OwnSamples Read(string path)
    {
        using CsvReader reader = CsvReader.Open(path);
        if (reader.Columns < 2)
        {
            bool hasBlanks = (reader.HasHeader ? reader.Header[0] : reader.Read() ? reader.Text(0) : "").Contains(' ',
                StringComparison.Ordinal);
            throw new DataException(l => hasBlanks ? DataTexts.In(l).BlanksBetween(path) : DataTexts.In(l).OneColumn(path));
        }
        int[] wanted = Wanted(reader);
        int[] inputs = [.. Enumerable.Range(0, reader.Columns).Except(wanted)];
        if (inputs.Length == 0) throw new DataException(l => DataTexts.In(l).OneColumn(path));
        bool namesPixels = reader.HasHeader && inputs.All(c => PixelPattern().IsMatch(reader.Header[c]));
        int? side = OwnArrays.Side(inputs.Length);
        if (namesPixels && side is null && inputs.Length >= 64) throw new DataException(l => DataTexts.In(l).NoSquare(path, inputs.Length));
        return new Rows(reader, inputs, wanted, namesPixels && side is not null, side).Read();
    }

    /// <summary>Whether a table has what <paramref name="like"/> has to be learnt.</summary>
    public static bool HasTarget(string path, string like)
    {
        using CsvReader reader = CsvReader.Open(path), other = CsvReader.Open(like);
        return reader.Header.AsSpan().SequenceEqual(other.Header.AsSpan());
    }

    private static int[] Wanted(CsvReader reader)
    {
        if (reader.HasHeader)
        {
            int[] named = [.. Enumerable.Range(0, reader.Columns).Where(c => TargetPattern().IsMatch(reader.Header[c]))];
            if (named.Length > 0) return named;
        }
        return [OwnArrays.Side(reader.Columns - 1) is not null ? 0 : reader.Columns - 1];
    }

    /// <summary>The rows of a table as they are read.</summary>
    private sealed class Rows(CsvReader reader, int[] inputs, int[] wanted, bool arePixels, int? side)
    {
        private readonly List<byte> _pixels = [];
        private readonly List<float> _numbers = [], _targets = [];
        private readonly List<int> _codes = [];
        private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
        private bool _areBytes = true, _areClasses = wanted.Length == 1;
        private int _count;

        public OwnSamples Read()
        {
            while (reader.Read())
            {
                Inputs();
                Targets();
                if (++_count * (long)inputs.Length > MostNumbers)
                    throw new DataException(l => DataTexts.In(l).TableTooLong(reader.Path, MostNumbers));
            }
            if (_count == 0) throw new DataException(l => DataTexts.In(l).HeaderAlone(reader.Path));
            // Numbers without a name that all could be bytes, in a square: pixels.
            bool areImages = arePixels || (side is not null && _areBytes);
            Shape shape = areImages ? new Shape(1, side!.Value, side.Value) : new Shape(inputs.Length);
            byte[] pixels = areImages ? arePixels ? [.. _pixels] : [.. _numbers.Select(n => (byte)n)] : [];
            string[] texts = [.. _texts.OrderBy(t => t.Value).Select(t => t.Key)];
            bool isNamed = reader.HasHeader && LabelPattern().IsMatch(reader.Header[wanted[0]]);
            // A whole number is a class, also as 1.0 and, where the column is called label, below 0 and above 255.
            if (_areClasses && texts.All(t => OwnData.ClassOf(t) is not null)) texts = [.. texts.Select(t => $"{OwnData.ClassOf(t)}")];
            bool areClasses = _areClasses && (!AreNumbers(texts) || texts.All(t => OwnData.ClassOf(t) is not null)
                || (isNamed && texts.All(t => int.TryParse(t, out _))));
            Targets targets = areClasses ? OwnData.Classes(reader.Path, _codes, texts) : new([], [], Numbers(texts));
            ImmutableArray<string> header = reader.Header;
            string names = CsvReader.Short(string.Join(", ", wanted.Select(c => header[c])));
            return new(new Samples(shape, _count, pixels, areImages ? [] : [.. _numbers]), targets,
                l => DataTexts.In(l).HowTable(_count, areImages, shape, names, targets.What(l)));
        }

        private void Inputs()
        {
            foreach (int c in inputs)
            {
                double number = reader.Number(c);
                if (!float.IsFinite((float)number)) throw reader.Problem(l => DataTexts.In(l).CellNotFinite(reader.Header[c]));
                bool isByte = number is >= 0 and <= byte.MaxValue && number == Math.Floor(number);
                if (!arePixels)
                {
                    _areBytes &= isByte;
                    _numbers.Add((float)number);
                    continue;
                }
                if (!isByte) throw reader.Problem(l => DataTexts.In(l).NoPixel(reader.Header[c], number));
                _pixels.Add((byte)number);
            }
        }

        private void Targets()
        {
            foreach (int c in wanted)
            {
                if (reader.IsEmpty(c)) reader.Number(c);
                string text = reader.Text(c);
                // Numbers that do not repeat are no classes; their texts need not be kept.
                if (_areClasses && (_texts.Count <= byte.MaxValue || _texts.ContainsKey(text)))
                {
                    if (!_texts.TryGetValue(text, out int code)) _texts[text] = code = _texts.Count;
                    _codes.Add(code);
                    continue;
                }
                if (_areClasses)
                {
                    _areClasses = false;
                    foreach (int code in _codes) _targets.Add(Parsed(_texts.First(t => t.Value == code).Key, c));
                }
                double number = reader.Number(c);
                if (!float.IsFinite((float)number)) throw reader.Problem(l => DataTexts.In(l).CellNotFinite(reader.Header[c]));
                _targets.Add((float)number);
            }
        }

        private float Parsed(string text, int column) =>
            float.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out float number)
            ? number : throw reader.Problem(l => DataTexts.In(l).TooManyTexts(reader.Header[column], byte.MaxValue + 1));

        private float[] Numbers(string[] texts)
        {
            if (!_areClasses) return [.. _targets];
            float[] numbers = [.. texts.Select(t => Parsed(t, wanted[0]))];
            return [.. _codes.Select(c => numbers[c])];
        }

        private static bool AreNumbers(string[] texts) =>
            texts.All(t => float.TryParse(t, System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [GeneratedRegex("^(label|class|target|species|y)s?[ _]?\\d*$", RegexOptions.IgnoreCase)]
    private static partial Regex TargetPattern();

    [GeneratedRegex("^(label|class|species)s?$", RegexOptions.IgnoreCase)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("^(pixel|px|p)?[ _]?\\d+([x_]\\d+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex PixelPattern();
}
