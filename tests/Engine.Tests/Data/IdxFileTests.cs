#pragma warning disable NUnit1027 // The arguments of [Property] methods come from FsCheck.
using System.Text;
using Backstep.Engine.Data;
using PropertyAttribute = FsCheck.NUnit.PropertyAttribute;

namespace Backstep.Engine.Tests.Data;

public class IdxFileTests
{
    private IdxTemp _temp = null!; // set for each test by Begin

    [SetUp]
    public void Begin() => _temp = new();

    [TearDown]
    public void End() => _temp.Dispose();

    /// <summary>What is gzip is told by the content: the names here are all wrong on purpose.</summary>
    [TestCase("images", false)]
    [TestCase("images.gz", false)]
    [TestCase("images", true)]
    [TestCase("images.gz", true)]
    public void Images_are_read_plain_or_gzip_whatever_the_name(string name, bool gzip)
    {
        byte[] content = IdxTemp.Images(3, 4, 5);
        IdxImages images = IdxFile.ReadImages(_temp.Write(name, gzip ? IdxTemp.Gzip(content) : content));
        Assert.That((images.Count, images.Rows, images.Columns), Is.EqualTo((3, 4, 5)));
        Assert.That(images.Pixels, Is.EqualTo(content[16..]));
    }

    [Test]
    public void Content_longer_than_one_read_arrives_whole([Values] bool gzip)
    {
        byte[] content = IdxTemp.Images(300, 28, 28);
        IdxImages images = IdxFile.ReadImages(_temp.Write("images", gzip ? IdxTemp.Gzip(content) : content));
        Assert.That(images.Pixels.AsSpan().SequenceEqual(content.AsSpan(16)));
    }

    [Test]
    public void Labels_are_read()
    {
        Assert.That(
            IdxFile.ReadLabels(_temp.Write("labels", IdxTemp.Labels(12))), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1 }));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(_temp.Folder, "nowhere", "images");
        AssertRefused(() => IdxFile.ReadImages(path), path, "there is no such file");
    }

    [Test]
    public void A_folder_in_place_of_a_file_is_refused()
    {
        AssertRefused(() => IdxFile.ReadImages(_temp.Folder), _temp.Folder, "is a folder");
    }

    private static IEnumerable<TestCaseData> BadImages()
    {
        byte[] good = IdxTemp.Images(3, 4, 5), packed = IdxTemp.Gzip(good);
        byte[] wrongChecksum = [.. packed];
        wrongChecksum[^5] ^= 0xFF;
        yield return Case("empty", [], "is empty");
        yield return Case("one byte", [0], "is truncated: 1 bytes");
        yield return Case("half a header", good[..10], "is truncated: 10 bytes, the header alone takes 16");
        yield return Case("no pixels", good[..16], "is truncated: the header says 3×4×5 = 60 bytes of images, 0 are there");
        yield return Case("one byte short", good[..^1], "3×4×5 = 60 bytes of images, 59 are there");
        yield return Case("one byte too many", [.. good, 0], "has trailing bytes after the 60 bytes of images");
        yield return Case(
            "labels instead", IdxTemp.Labels(3),
            "wrong magic number 0x00000801: this is an IDX file of labels, images (0x00000803) are wanted");
        yield return Case(
            "text", Encoding.ASCII.GetBytes("<html>not found</html>"), "wrong magic number 0x3c68746d: not an IDX file of images");
        yield return Case("no images", IdxTemp.Header(IdxFile.ImagesMagic, 0, 28, 28), "holds no images");
        yield return Case("no columns", IdxTemp.Header(IdxFile.ImagesMagic, 3, 28, 0), "holds no images");
        yield return Case(
            "a header that promises 2 GB", [.. IdxTemp.Header(IdxFile.ImagesMagic, 2_000_000, 32, 32), 1],
            "= 2048000000 bytes of images, 1 are there");
        yield return Case(
            "a header that overflows", [.. IdxTemp.Header(IdxFile.ImagesMagic, uint.MaxValue, uint.MaxValue, uint.MaxValue), 1],
            "more than can be read");
        yield return Case(
            "a header that overflows to 0", [.. IdxTemp.Header(IdxFile.ImagesMagic, 1u << 31, 1u << 31, 4), 1], "more than can be read");
        yield return Case(
            "gzip of nothing", Convert.FromHexString("1f8b080000000000000303000000000000000000"), "is truncated: 0 bytes when unpacked");
        yield return Case("gzip cut in its header", packed[..5], "");
        yield return Case("gzip cut in the middle", packed[..(packed.Length / 2)], "");
        yield return Case("gzip with a wrong checksum", wrongChecksum, "is damaged gzip");
        yield return Case("gzip's two bytes, then rubbish", [0x1F, 0x8B, .. Enumerable.Repeat((byte)0xAA, 40)], "is damaged gzip");
        yield return Case("gzip with trailing bytes inside", IdxTemp.Gzip([.. good, 1, 2]), "has trailing bytes");
        yield return Case("gzip with pixels missing inside", IdxTemp.Gzip(good[..^7]), "53 are there");
        yield return Case("gzip of text", IdxTemp.Gzip(Encoding.ASCII.GetBytes("hello, world")), "wrong magic number 0x68656c6c");

        static TestCaseData Case(string name, byte[] content, string message) =>
            new TestCaseData(content, message).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BadImages))]
    public void A_bad_images_file_gets_one_clear_line(byte[] content, string message)
    {
        string path = _temp.Write("train-images-idx3-ubyte", content);
        AssertRefused(() => IdxFile.ReadImages(path), path, message);
    }

    [Test]
    public void A_file_that_is_gzip_by_name_only_gets_told_so()
    {
        string path = _temp.Write("train-images-idx3-ubyte.gz", Encoding.ASCII.GetBytes("<html>not found</html>"));
        AssertRefused(
            () => IdxFile.ReadImages(path), path, "is not gzip, though its name says so, and not an IDX file either (it begins 3c68746d)");
    }

    [Test]
    public void Images_in_place_of_labels_are_told_apart()
    {
        string path = _temp.Write("labels", IdxTemp.Images(1, 2, 2));
        AssertRefused(() => IdxFile.ReadLabels(path), path, "this is an IDX file of images, labels (0x00000801) are wanted");
    }

    [Test]
    public void A_label_over_9_is_named_with_its_place()
    {
        byte[] labels = IdxTemp.Labels(9);
        labels[8 + 4] = 10;
        string path = _temp.Write("labels", labels);
        AssertRefused(() => IdxFile.ReadLabels(path), path, "label 10 at position 4 is over 9");
    }

    [Property(MaxTest = 50)]
    public bool What_is_written_is_read_back(byte count, byte rows, byte columns, bool gzip)
    {
        int n = count % 5 + 1, h = rows % 9 + 1, w = columns % 9 + 1;
        using IdxTemp temp = new();
        byte[] content = IdxTemp.Images(n, h, w);
        IdxImages images = IdxFile.ReadImages(temp.Write("images", gzip ? IdxTemp.Gzip(content) : content));
        return (images.Count, images.Rows, images.Columns) == (n, h, w) && images.Pixels.AsSpan().SequenceEqual(content.AsSpan(16));
    }

    /// <summary>However a file is cut. (Of gzip's last bytes, which hold its checksum, no pixel depends.)</summary>
    [Test]
    public void Every_cut_that_loses_pixels_is_refused([Values] bool gzip)
    {
        byte[] plain = IdxTemp.Images(2, 6, 6), content = gzip ? IdxTemp.Gzip(plain) : plain;
        int refused = 0;
        for (int length = 0; length < content.Length; length++)
        {
            string path = _temp.Write("images", content[..length]);
            try
            {
                Assert.That(IdxFile.ReadImages(path).Pixels, Is.EqualTo(plain[16..]), $"cut to {length} bytes");
            }
            catch (DataException)
            {
                refused++;
            }
        }
        Assert.That(refused, gzip ? Is.AtLeast(content.Length - 12) : Is.EqualTo(content.Length));
    }

    internal static void AssertRefused(Func<object> read, string path, string message)
    {
        var error = Assert.Throws<DataException>(() => read());
        Assert.That(error.Message, Does.StartWith(path + ": ").And.Contains(message).And.Not.Contains("\n"));
        // What to do stands behind the last semicolon.
        Assert.That(error.Message, Does.Match("; .*[^.]$"));
    }
}
