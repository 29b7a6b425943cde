using System.IO.Compression;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Data;

public class CsvReaderTests
{
    private string _path = "";

    [SetUp]
    public void MakeFolder() => _path = Path.Combine(Directory.CreateTempSubdirectory("backstep-csv-").FullName, "t.csv");

    [TearDown]
    public void DropFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private CsvReader Open(string text)
    {
        File.WriteAllText(_path, text);
        return CsvReader.Open(_path);
    }

    private static List<string> Texts(CsvReader reader)
    {
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.Columns).Select(reader.Text)));
        return rows;
    }

    [TestCase("label,pixel0,pixel1\n7,0,255\n", true, "7|0|255")]
    [TestCase("7,0,255\n8,1,2", false, "7|0|255 8|1|2")]
    [TestCase("label,0,1\n7,0,255\n", true, "7|0|255", Description = "columns named by numbers")]
    [TestCase("name,value\nw1,0.15\n", true, "w1|0.15")]
    [TestCase("w1,0.15\nw2,0.2\n", false, "w1|0.15 w2|0.2")]
    [TestCase("5.1,3.5,setosa\n4.9,3,setosa\n", false, "5.1|3.5|setosa 4.9|3|setosa")]
    [TestCase("x;y\r\n0.5;1\r\n\r\n2;3\r\n", true, "0.5|1 2|3", Description = "semicolons, CRLF, an empty line")]
    [TestCase("a\tb\n1\t2\n", true, "1|2")]
    [TestCase("\"a, b\",\"c \"\"d\"\"\"\n\"1\",\" 2 \"\n", true, "1|2")]
    [TestCase("\uFEFFa,b\n 1 , 2 \n", true, "1|2", Description = "byte order mark, spaces")]
    public void Rows_are_read_whatever_separates_them_and_a_header_is_known(string text, bool hasHeader, string expected)
    {
        using CsvReader reader = Open(text);
        Assert.That(reader.HasHeader, Is.EqualTo(hasHeader));
        Assert.That(string.Join(' ', Texts(reader)), Is.EqualTo(expected));
    }

    [Test]
    public void A_header_names_the_columns_and_where_there_is_none_they_are_counted()
    {
        using (CsvReader reader = Open("x,target\n1,2\n")) Assert.That(reader.Header, Is.EqualTo(["x", "target"]));
        using (CsvReader reader = Open("1,2\n3,4\n")) Assert.That(reader.Header, Is.EqualTo(["1", "2"]));
    }

    [Test]
    public void Numbers_are_exact_and_lines_are_those_of_the_file()
    {
        using CsvReader reader = Open("a,b\n0.1,-1e-300\n\n\"x\ny\",inf\n");
        reader.Read();
        Assert.That((reader.Line, reader.Number(0), reader.Number(1)), Is.EqualTo((2, 0.1, -1e-300)));
        reader.Read();
        Assert.That((reader.Line, reader.Text(0), reader.Number(1)), Is.EqualTo((4, "x\ny", double.PositiveInfinity)));
    }

    [Test]
    public void A_gzip_file_is_unpacked()
    {
        using (FileStream file = File.Create(_path))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest)) gzip.Write("a,b\n1,2\n"u8);
        using CsvReader reader = CsvReader.Open(_path);
        Assert.That(Texts(reader), Is.EqualTo(["1|2"]));
    }

    [TestCase("", "is empty")]
    [TestCase("\n \n", "holds no line of text")]
    [TestCase("a\0b,c", "is no text")]
    [TestCase("a,b\n1,2\n1\n", "line 3: 1 cell, the first line has 2")]
    [TestCase("a,b\n1,2,3\n", "line 2: 3 cells, the first line has 2")]
    [TestCase("a,b\n1,2\n1,two\n", "line 3: 'two' in column b is no number")]
    [TestCase("a,b\n1,2\n1,\n", "line 3: nothing in column b")]
    [TestCase("a;b\n1;1,5\n", "line 2: '1,5' in column b is no number")]
    public void What_is_wrong_is_said_in_one_line_with_file_and_line(string text, string said)
    {
        DataException e = Assert.Throws<DataException>(() => ReadNumbers(text))!;
        Assert.That(e.Message, Does.StartWith(_path).And.Contains(said).And.Not.Contains("\n"));
        Assert.That(e.In(Language.ChineseSimplified), Does.StartWith(_path).And.Not.EqualTo(e.Message));
    }

    private void ReadNumbers(string text)
    {
        using CsvReader reader = Open(text);
        while (reader.Read())
            for (int c = 0; c < reader.Columns; c++) reader.Number(c);
    }

    [Test]
    public void A_line_without_an_end_and_damaged_gzip_are_told_in_one_line()
    {
        File.WriteAllText(_path, new string('1', 40_000_000));
        Assert.That(() => CsvReader.Open(_path), Throws.TypeOf<DataException>().With.Message.Contains("cannot be read as a table"));
        File.WriteAllBytes(_path, [0x1F, 0x8B, 8, 0, .. Encoding.ASCII.GetBytes("no gzip at all")]);
        Assert.That(() => CsvReader.Open(_path), Throws.TypeOf<DataException>().With.Message.Contains("damaged gzip"));
    }
}
