using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Data;

/// <summary>
/// Reads the arrays that NumPy saves: <c>.npy</c> holds one, <c>.npz</c> is a zip file of them by name. Numbers of every size in either
/// byte order, row-major or column-major; objects, which are pickles, are refused. Source: NumPy, numpy.lib.format.
/// </summary>
public static partial class NumpyFile
{
    private const int MostHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a <c>.npy</c> file.</summary>
    /// <exception cref="DataException">It is missing, damaged, too large, or holds no numbers.</exception>
    public static NumberArray Read(string path)
    {
        using FileContent content = FileContent.Open(path);
        return Read(path, content.ReadUpTo);
    }

    /// <summary>Reads a <c>.npz</c> file: its arrays by name, in the order of the file.</summary>
    /// <exception cref="DataException">It is missing, damaged, too large, or holds something else than arrays of numbers.</exception>
    /// <param name="which">Which of them by name; the others stay as they are. Null for all, and all where it holds for none.</param>
    public static ImmutableArray<KeyValuePair<string, NumberArray>> ReadAll(string path, Func<string, bool>? which = null)
    {
        using ZipContent zip = ZipContent.Open(path);
        return ReadAll(zip, which);
    }

    /// <summary>Whether a file begins as an array does.</summary>
    internal static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    internal static ImmutableArray<KeyValuePair<string, NumberArray>> ReadAll(ZipContent zip, Func<string, bool>? which = null)
    {
        const string extension = ".npy";
        string[] names = [.. zip.Names.Where(n => n.EndsWith(extension, StringComparison.Ordinal))];
        if (names.Length == 0) throw new DataException(l => DataTexts.In(l).NoArrays(zip.Path));
        if (names.Where(n => which?.Invoke(n[..^extension.Length]) == true).ToArray() is { Length: > 0 } chosen) names = chosen;
        return [.. names.Select(name =>
        {
            byte[] bytes = zip.Read(name);
            int at = 0;
            return KeyValuePair.Create(name[..^extension.Length], Read($"{zip.Path}, {CsvReader.Short(name)}", limit =>
            {
                byte[] taken = bytes.AsSpan(at, (int)Math.Min(limit, bytes.Length - at)).ToArray();
                at += taken.Length;
                return taken;
            }));
        })];
    }

    private static NumberArray Read(string path, Func<long, byte[]> take)
    {
        byte[] begin = take(8);
        if (!Begins(begin)) throw new DataException(l => DataTexts.In(l).NoNumpy(path));
        if (begin.Length < 8) throw Damaged(path, "");
        int lengthBytes = begin[6] == 1 ? 2 : 4;
        byte[] length = take(lengthBytes);
        if (length.Length < lengthBytes) throw Damaged(path, "");
        long headerLength = lengthBytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length)
            : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (headerLength > MostHeader) throw Damaged(path, $"{headerLength}");
        byte[] header = take(headerLength);
        if (header.Length < headerLength) throw Damaged(path, "");
        return Read(path, Encoding.UTF8.GetString(header).Trim(), take);
    }

    private static NumberArray Read(string path, string header, Func<long, byte[]> take)
    {
        Match match = HeaderPattern().Match(header);
        if (!match.Success) throw Damaged(path, header);
        if (match.Groups["fields"].Success)
            throw new DataException(l => DataTexts.In(l).NumpyDtype(path, CsvReader.Short(match.Groups["fields"].Value)));
        string descr = match.Groups["descr"].Value;
        bool isFortran = match.Groups["fortran"].Value == "True";
        if (descr.TrimStart('|', '<', '>', '=') is "O") throw new DataException(l => DataTexts.In(l).NumpyObjects(path));
        Dtype dtype = Parse(descr) ?? throw new DataException(l => DataTexts.In(l).NumpyDtype(path, descr));
        string sizes = match.Groups["shape"].Value.Trim();
        var extents = new List<int>();
        UInt128 length = (UInt128)dtype.Size;
        foreach (string size in sizes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(size.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out int extent) || extents.Count == 32)
                throw new DataException(l => DataTexts.In(l).TooManyNumbers(path, sizes, ZipContent.MostBytes >> 20));
            extents.Add(extent);
            length *= (UInt128)extent;
            if (length > (UInt128)ZipContent.MostBytes)
                throw new DataException(l => DataTexts.In(l).TooManyNumbers(path, sizes, ZipContent.MostBytes >> 20));
        }
        byte[] content = take((long)length);
        if (content.Length < (int)length)
            throw new DataException(l => DataTexts.In(l).NumpyTruncated(path, sizes, (long)length, content.Length));
        if (take(1).Length > 0) throw new DataException(l => DataTexts.In(l).NumpyTrailing(path, sizes));
        var shape = new Shape([.. extents]);
        return new(shape, dtype, isFortran ? RowMajor(shape, dtype.Size, content) : content, descr.StartsWith('>'));
    }

    /// <summary>
    /// What NumPy calls <c>&lt;f4</c>. Two bytes of nothing known are what bfloat16 is written as by those who add it to NumPy.
    /// </summary>
    private static Dtype? Parse(string descr) => descr.TrimStart('|', '<', '>', '=') switch
    {
        "f8" => Dtype.F64,
        "f4" => Dtype.F32,
        "f2" => Dtype.F16,
        "V2" or "bfloat16" => Dtype.BF16,
        "i8" => Dtype.I64,
        "i4" => Dtype.I32,
        "i2" => Dtype.I16,
        "i1" => Dtype.I8,
        "u8" => Dtype.U64,
        "u4" => Dtype.U32,
        "u2" => Dtype.U16,
        "u1" => Dtype.U8,
        "b1" => Dtype.BOOL,
        _ => null,
    };

    private static byte[] RowMajor(Shape shape, int size, byte[] columnMajor)
    {
        if (shape.Rank < 2) return columnMajor;
        var result = new byte[columnMajor.Length];
        var index = new int[shape.Rank];
        var strides = new long[shape.Rank];
        long stride = size;
        for (int d = 0; d < shape.Rank; d++) (strides[d], stride) = (stride, stride * shape[d]);
        long from = 0;
        for (int to = 0; to < result.Length; to += size)
        {
            columnMajor.AsSpan((int)from, size).CopyTo(result.AsSpan(to));
            for (int d = shape.Rank - 1; d >= 0; d--)
            {
                from += strides[d];
                if (++index[d] < shape[d]) break;
                from -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return result;
    }

    private static DataException Damaged(string path, string header) =>
        new(l => DataTexts.In(l).NumpyHeader(path, header.Length == 0 ? DataTexts.In(l).NothingAtAll : CsvReader.Short(header)));

    [GeneratedRegex("""
        ^\{\s*'descr':\s*(?:'(?<descr>[^']{1,40})'|(?<fields>[\[(].*?)),\s*'fortran_order':\s*(?<fortran>True|False),
        \s*'shape':\s*\((?<shape>[\d\sL,]*)\),?\s*\}$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex HeaderPattern();
}
