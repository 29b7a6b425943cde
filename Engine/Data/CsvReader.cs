using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using nietras.SeparatedValues;

namespace Backstep.Engine.Data;

/// <summary>
/// A table as text, row after row: cells between commas, semicolons, tabs or bars, quoted or not, plain or gzip. The first line, behind
/// empty ones and such that begin with #, is a header if none of its cells is a number, or if one of them is none where the next line has a
/// number. Numbers are written with a point. Every complaint names file and line.
/// </summary>
public sealed class CsvReader : IDisposable
{
    private readonly FileContent _content;
    private readonly SepReader _rows;
    private readonly int _above;

    private CsvReader(string path, FileContent content, (SepReader Rows, int Above) text, ImmutableArray<string> first, bool hasHeader)
    {
        (Path, _content, Columns, HasHeader) = (path, content, first.Length, hasHeader);
        (_rows, _above) = text;
        Header = hasHeader ? first : [.. Enumerable.Range(1, first.Length).Select(c => $"{c}")];
    }

    public string Path { get; }

    /// <summary>Whether the first line names the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>The names of the columns; their numbers, from 1, where no line names them.</summary>
    public ImmutableArray<string> Header { get; }

    /// <summary>The number of cells in each row.</summary>
    public int Columns { get; }

    /// <summary>The line of the present row in the file, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Opens a table and reads its header, if it has one.</summary>
    /// <exception cref="DataException">The file is missing, empty, not to be read, or no text.</exception>
    public static CsvReader Open(string path)
    {
        (ImmutableArray<string> first, bool hasHeader) = Begin(path);
        FileContent content = FileContent.Open(path);
        try
        {
            var reader = new CsvReader(path, content, Rows(path, content), first, hasHeader);
            if (hasHeader) reader.Read();
            return reader;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Goes on to the next row; empty lines are none. False at the end.</summary>
    /// <exception cref="DataException">The row has more or fewer cells than the first one, or cannot be read.</exception>
    public bool Read()
    {
        if (!Next(Path, _content, _rows)) return false;
        Line = _above + _rows.Current.LineNumberFrom;
        int cells = _rows.Current.ColCount;
        if (cells != Columns) throw Problem(l => DataTexts.In(l).OtherCells(cells, Columns));
        return true;
    }

    /// <summary>The text in a cell of the present row.</summary>
    public string Text(int column) => _rows.Current[column].ToString();

    /// <summary>The number in a cell of the present row; infinite and NaN where that is what it says.</summary>
    /// <exception cref="DataException">It is none.</exception>
    public double Number(int column)
    {
        if (IsNumber(_rows.Current[column].Span, out double number)) return number;
        string text = Text(column);
        throw Problem(l => text.Length == 0
            ? DataTexts.In(l).NoCell(Header[column]) : DataTexts.In(l).NoNumber(Header[column], Short(text)));
    }

    /// <summary>Whether a cell of the present row is empty.</summary>
    public bool IsEmpty(int column) => _rows.Current[column].Span.IsEmpty;

    /// <summary>A complaint about the present row.</summary>
    public DataException Problem(Func<Language, string> what)
    {
        int line = Line;
        return new(l => DataTexts.In(l).AtLine(Path, line, what(l)));
    }

    public void Dispose()
    {
        _rows.Dispose();
        _content.Dispose();
    }

    /// <summary>A text from a file, short enough to be quoted.</summary>
    internal static string Short(string text)
    {
        const int most = 40;
        string line = text.ReplaceLineEndings(" ");
        return line.Length > most ? line[..most] + "…" : line;
    }

    private static (ImmutableArray<string> First, bool HasHeader) Begin(string path)
    {
        using FileContent content = FileContent.Open(path);
        using SepReader rows = Rows(path, content).Rows;
        if (!Next(path, content, rows)) throw new DataException(l => DataTexts.In(l).NoRows(path));
        ImmutableArray<string> first = Cells(rows);
        if (first.Any(cell => cell.Contains('\0', StringComparison.Ordinal))) throw new DataException(l => DataTexts.In(l).NoText(path));
        bool[] areNumbers = Numbers(rows);
        if (!areNumbers.Contains(true)) return (first, true);
        return (first, Next(path, content, rows) && Numbers(rows).Zip(areNumbers).Any(n => n.First && !n.Second));
    }

    private static ImmutableArray<string> Cells(SepReader rows) =>
        [.. Enumerable.Range(0, rows.Current.ColCount).Select(c => rows.Current[c].ToString())];

    private static bool[] Numbers(SepReader rows) =>
        [.. Enumerable.Range(0, rows.Current.ColCount).Select(c => IsNumber(rows.Current[c].Span, out _))];

    // Sep's own parser takes 1,5 for 15. Python writes inf.
    private static bool IsNumber(ReadOnlySpan<char> text, out double number)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return true;
        if (!text.EndsWith("inf", StringComparison.OrdinalIgnoreCase) || text[..^3] is not ("" or "-" or "+")) return false;
        number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    private static bool Next(string path, FileContent content, SepReader rows)
    {
        bool isThere = false;
        Reading(path, content, () =>
        {
            do isThere = rows.MoveNext();
            while (isThere && rows.Current.ColCount == 1 && rows.Current[0].Span.IsWhiteSpace());
        });
        return isThere;
    }

    /// <summary>The rows, and how many lines stand above them: empty ones, and remarks that begin with #.</summary>
    private static (SepReader Rows, int Above) Rows(string path, FileContent content)
    {
        SepReader? rows = null;
        int above = 0;
        Reading(path, content, () =>
        {
            var text = new StreamReader(content.Stream, Encoding.UTF8);
            for (; text.Peek() is '#' or '\r' or '\n'; above++) text.ReadLine();
            // What cells are told apart by is told by the first line.
            rows = Sep.Reader(o => o with
            {
                HasHeader = false,
                DisableColCountCheck = true,
                Unescape = true,
                Trim = SepTrim.All,
            }).From(text);
        });
        return (rows!, above);
    }

    private static void Reading(string path, FileContent content, Action read)
    {
        try
        {
            content.Reading(read);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException)
        {
            throw new DataException(l => DataTexts.In(l).NoTable(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.')), e);
        }
    }
}
