using System.IO.Compression;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Data;

public class NumpyFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-npy-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string Written(byte[] content, string name = "a.npy")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Npy(string header, int contentBytes) =>
        [0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header),
            .. new byte[contentBytes]];

    private static string Header(string descr, string shape) => $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n";

    [Test]
    public void Every_dtype_order_and_rank_that_NumPy_writes_is_read()
    {
        Dictionary<string, NumberArray> arrays = NumpyFile.ReadAll(Fixtures.PathOf("own/arrays.npz")).ToDictionary();
        Assert.That(arrays, Has.Count.EqualTo(22));
        Assert.Multiple(() =>
        {
            Assert.That(arrays["cube"].Shape, Is.EqualTo(new Shape(2, 3, 4)));
            Assert.That(arrays["cube"].ToTensor().Data.ToArray(), Is.EqualTo(Enumerable.Range(0, 24).Select(i => (double)i)));
            Assert.That(arrays["scalar"].ToTensor().ScalarValue, Is.EqualTo(1.5));
            Assert.That(arrays["empty"].Shape, Is.EqualTo(new Shape(0, 3)));
            Assert.That(arrays["u1"].Bytes, Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5 }));
        });
        foreach ((string name, NumberArray array) in arrays.Where(a => a.Key is not ("cube" or "scalar" or "empty")))
        {
            double[] expected = name == "bool" ? [0, 1, 1, 1, 1, 1] : [0, 1, 2, 3, 4, 5];
            Assert.That(array.Shape, Is.EqualTo(new Shape(2, 3)), name);
            Assert.That(array.ToTensor().Data.ToArray(), Is.EqualTo(expected), name);
            Assert.That(array[4], Is.EqualTo(expected[4]), name);
        }
    }

    [Test]
    public void Packed_archives_and_headers_of_version_2_are_read()
    {
        NumberArray ones = NumpyFile.ReadAll(Fixtures.PathOf("own/packed.npz")).Single().Value;
        Assert.That((ones.Shape, ones.ToTensor().Data.ToArray().Sum()), Is.EqualTo((new Shape(50, 40), 2000.0)));
        Assert.That(NumpyFile.Read(Fixtures.PathOf("own/version2.npy")).ToTensor().Data.ToArray(),
            Is.EqualTo(new[] { 0.0, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void Bfloat16_is_read_as_ml_dtypes_writes_it()
    {
        byte[] bytes = Npy(Header("<V2", "2,"), 4);
        new byte[] { 0x80, 0x3F, 0x00, 0xC0 }.CopyTo(bytes, bytes.Length - 4);
        Assert.That(NumpyFile.Read(Written(bytes)).ToTensor().Data.ToArray(), Is.EqualTo(new[] { 1.0, -2 }));
    }

    [TestCase("objects", "holds Python objects")]
    [TestCase("fields", "only integers, floats and bool are read")]
    [TestCase("texts", "has dtype <U3")]
    [TestCase("complex", "has dtype <c16")]
    public void What_is_no_number_is_refused(string name, string said)
    {
        string path = Fixtures.PathOf($"own/{name}.npy");
        Assert.That(() => NumpyFile.Read(path), Throws.TypeOf<DataException>().With.Message.Contains(said));
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        yield return Case("other bytes", "hello, this is text"u8.ToArray(), "is no NumPy file");
        yield return Case("the magic alone", [0x93, .. "NUMPY"u8], "header is damaged");
        yield return Case("no header", [0x93, .. "NUMPY\u0001\0"u8], "header is damaged");
        yield return Case("half a header", Npy(Header("<f4", "1,"), 4)[..30], "header is damaged");
        yield return Case("a header of 4 GB", [0x93, .. "NUMPY\u0002\0"u8, 0xFF, 0xFF, 0xFF, 0xFF], "header is damaged");
        yield return Case("a header of no dictionary", Npy("__import__('os').system('true')\n", 4), "header is damaged");
        yield return Case("a negative extent", Npy(Header("<f4", "-1,"), 4), "header is damaged");
        yield return Case("10^9 rows", Npy(Header("<f4", "1000000000,"), 4), "more than the 1024 MB");
        yield return Case("extents whose product overflows", Npy(Header("<f4", "65536, 65536, 65536, 65536, 65536"), 4),
            "more than the 1024 MB");
        yield return Case("an extent beyond any number", Npy(Header("<f4", "99999999999999999999999,"), 4), "more than the 1024 MB");
        yield return Case("numbers cut off", Npy(Header("<f4", "2, 3"), 20), "takes 24 bytes, 20 are there");
        yield return Case("numbers left over", Npy(Header("<f4", "2, 3"), 25), "has bytes behind");
        yield return Case("a dtype of nothing", Npy(Header("<q9", "1,"), 9), "has dtype <q9");

        static TestCaseData Case(string what, byte[] content, string said) => new TestCaseData(content, said).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Damaged))]
    public void A_damaged_file_is_named_in_one_line(byte[] content, string said)
    {
        string path = Written(content);
        DataException e = Assert.Throws<DataException>(() => NumpyFile.Read(path))!;
        Assert.That(e.Message, Does.StartWith(path).And.Contains(said).And.Not.Contains("\n"));
        Assert.That(e.In(Language.ChineseSimplified), Does.StartWith(path).And.Not.EqualTo(e.Message));
    }

    [Test]
    public void An_archive_that_unpacks_to_gigabytes_is_refused()
    {
        string path = Path.Combine(_folder, "bomb.npz");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using Stream entry = zip.CreateEntry("a.npy", CompressionLevel.Fastest).Open();
            entry.Write(Npy(Header("|u1", "1000000000,"), 0));
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 1100; i++) entry.Write(zeros);
        }
        Assert.That(new FileInfo(path).Length, Is.LessThan(20_000_000));
        Assert.That(() => NumpyFile.ReadAll(path), Throws.TypeOf<DataException>().With.Message.Contains("unpacks to more than"));
    }

    [Test]
    public void Names_that_stand_twice_and_archives_without_arrays_are_refused()
    {
        string path = Path.Combine(_folder, "twice.npz");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
            for (int i = 0; i < 2; i++)
            {
                using Stream entry = zip.CreateEntry("a.npy").Open();
                entry.Write(Npy(Header("|u1", "1,"), 1));
            }
        Assert.That(() => NumpyFile.ReadAll(path), Throws.TypeOf<DataException>().With.Message.Contains("holds a.npy twice"));
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create)) zip.CreateEntry("readme.txt");
        Assert.That(() => NumpyFile.ReadAll(path), Throws.TypeOf<DataException>().With.Message.Contains("holds no .npy arrays"));
    }
}
