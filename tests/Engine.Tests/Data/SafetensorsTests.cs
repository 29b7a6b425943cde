using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Data;

public class SafetensorsTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("weights").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private static byte[] File(string header, int contentBytes = 0, long? length = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), bytes = new byte[8 + json.Length + contentBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length ?? json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    private string Written(byte[] content)
    {
        string path = InFolder("w.safetensors");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private static NamedTensors Sample() => new(
        [
            new("fc.weight", new Tensor(new Shape(2, 3), [0.1f, -0.0, float.Epsilon, float.MaxValue, double.NaN, double.NegativeInfinity])),
            new("fine", new Tensor(new Shape(2), [0.1, Math.PI])),
            new("lr", Tensor.Scalar(0.5)),
            new("none", new Tensor(new Shape(0, 4), [])),
            new("名字 \"quoted\"", new Tensor(new Shape(1), [7])),
        ],
        ImmutableDictionary<string, string>.Empty.Add("format", "pt").Add("step", "12"));

    [Test]
    public void What_is_written_is_read_with_the_same_bits_names_shapes_and_metadata()
    {
        string path = InFolder("w.safetensors");
        Safetensors.Write(path, Sample());
        NamedTensors read = Safetensors.Read(path);
        Assert.That(read.Metadata, Is.EquivalentTo(Sample().Metadata));
        Dictionary<string, Tensor> expected = Sample().Tensors.ToDictionary();
        Assert.That(read.Tensors.Select(t => t.Key), Is.EquivalentTo(expected.Keys));
        foreach ((string name, Tensor tensor) in read.Tensors) Assert.That(tensor.BitEquals(expected[name]), name);
    }

    [Test]
    public void Numbers_that_are_floats_take_four_bytes_others_eight()
    {
        string path = InFolder("w.safetensors");
        Safetensors.Write(path, Sample());
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        long header = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.That(header % 8, Is.Zero, "the numbers begin at a multiple of 8");
        Assert.That(bytes.Length - 8 - header, Is.EqualTo(2 * 8 + (6 + 1 + 1) * 4));
    }

    [TestCase("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x7B }, new double[] { 1, -2, 65504 })]
    [TestCase("BF16", new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0x80, 0x7F }, new double[] { 1, -2, double.PositiveInfinity })]
    public void Half_precision_is_read(string dtype, byte[] content, double[] expected)
    {
        byte[] bytes = File($$"""{"a":{"dtype":"{{dtype}}","shape":[3],"data_offsets":[0,6]} }""", 6);
        content.CopyTo(bytes, bytes.Length - 6);
        Assert.That(Safetensors.Read(Written(bytes)).Tensors.Single().Value.Data.ToArray(), Is.EqualTo(expected));
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        yield return Case("empty", [], "it has 0 bytes");
        yield return Case("shorter than the length", [1, 2, 3], "it has 3 bytes");
        yield return Case("header of 2^63 bytes", File("{}", length: long.MinValue), "9223372036854775808 bytes long");
        yield return Case("header beyond the end", File("{}", length: 3), "3 bytes long, 2 follow");
        yield return Case("header without an end", File("{\"a\":", 4), "header is damaged");
        yield return Case("header that is no object", File("[]"), "header is damaged");
        yield return Case("header of no text", File("\0\0\0\0"), "header is damaged");
        yield return Case("deep nesting", File(new string('[', 2000)), "header is damaged");
        yield return Case("a name twice", Tensors(4, A("a", "F32", "1", "0,4"), A("a", "F32", "1", "0,4")), "header is damaged");
        yield return Case("a dtype of integers", Tensors(8, A("a", "I64", "1", "0,8")), "a has dtype I64");
        yield return Case("a dtype by number", Tensors(8, A("a", "0", "1", "0,8")), "a has dtype 0");
        yield return Case("no dtype", File("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4), "header is damaged");
        yield return Case("a text for a shape", File("""{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}""", 4), "header is damaged");
        yield return Case("a fraction in a shape", Tensors(4, A("a", "F32", "1.5", "0,4")), "header is damaged");
        yield return Case("a negative extent", Tensors(4, A("a", "F32", "-1", "0,4")), "(-1), which cannot be");
        yield return Case(
            "extents whose product overflows", Tensors(4, A("a", "F32", "2147483647,2147483647,4", "0,4")), "which cannot be");
        yield return Case("extents too many for a number", Tensors(4, A("a", "F32", "99999999999999999999", "0,4")), "header is damaged");
        yield return Case("a place of one number", Tensors(4, A("a", "F32", "1", "0")), "lies at bytes [0]");
        yield return Case("a place that ends before it begins", Tensors(4, A("a", "F32", "1", "4,0")), "lies at bytes [4, 0]");
        yield return Case("a negative place", Tensors(4, A("a", "F32", "1", "-4,0")), "lies at bytes [-4, 0]");
        yield return Case("a place of another length", Tensors(8, A("a", "F32", "1", "0,8")), "lies at bytes [0, 8]");
        yield return Case("a place beyond the end", Tensors(4, A("a", "F32", "2", "0,8")), "tells of 8 bytes of numbers, there are 4");
        yield return Case("bytes left over", Tensors(9, A("a", "F32", "2", "0,8")), "tells of 8 bytes of numbers, there are 9");
        yield return Case("an overlap", Tensors(12, A("a", "F32", "2", "0,8"), A("b", "F32", "2", "4,12")), "b begins at byte 4");
        yield return Case("a gap", Tensors(12, A("a", "F32", "1", "0,4"), A("b", "F32", "1", "8,12")), "b begins at byte 8");
        yield return Case("metadata of numbers", File("""{"__metadata__":{"a":1}}"""), "header is damaged");
        yield return Case("a pickle", Encoding.ASCII.GetBytes("PK\u0003\u0004 archive/data.pkl and so on"), "no safetensors file");

        static TestCaseData Case(string what, byte[] content, string said) => new TestCaseData(content, said).SetArgDisplayNames(what);
        static string A(string name, string dtype, string shape, string place) =>
            $$"""
            "{{name}}":{"dtype":"{{dtype}}","shape":[{{shape}}],"data_offsets":[{{place}}]}
            """;
        static byte[] Tensors(int contentBytes, params string[] entries) => File("{" + string.Join(',', entries) + "}", contentBytes);
    }

    [TestCaseSource(nameof(Damaged))]
    public void A_damaged_or_hostile_file_is_named_in_one_line(byte[] content, string said)
    {
        string path = Written(content);
        WeightsException e = Assert.Throws<WeightsException>(() => Safetensors.Read(path))!;
        Assert.That(e.Message, Does.StartWith(path).And.Contains(said).And.Not.Contains("\n"));
        Assert.That(e.In(Language.ChineseSimplified), Does.StartWith(path).And.Not.EqualTo(e.Message));
    }

    [Test]
    public void Whatever_byte_of_a_file_is_changed_or_cut_off_it_is_read_or_refused_in_one_line()
    {
        string whole = InFolder("whole.safetensors");
        Safetensors.Write(whole, Sample());
        byte[] bytes = System.IO.File.ReadAllBytes(whole);
        int refused = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x5A;
            refused += Refused(changed) ? 1 : 0;
            Assert.That(Refused(bytes[..i]), $"cut off at {i}");
        }
        Assert.That(refused, Is.GreaterThan(100));

        bool Refused(byte[] content)
        {
            try
            {
                Safetensors.Read(Written(content));
                return false;
            }
            catch (WeightsException e)
            {
                Assert.That(e.Message, Does.Not.Contain("\n"));
                return true;
            }
        }
    }

    [Test]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        Assert.That(() => Safetensors.Read(InFolder("none")), Throws.TypeOf<WeightsException>().With.Message.Contains("no such file"));
        Assert.That(() => Safetensors.Read(_folder), Throws.TypeOf<WeightsException>().With.Message.Contains("is a folder"));
    }
}
