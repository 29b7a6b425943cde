using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Tests.Data;

/// <summary>Data of one's own, under whatever names people keep it.</summary>
public class OwnDataTests
{
    private IdxTemp _temp = null!;

    [SetUp]
    public void MakeFolder() => _temp = new IdxTemp();

    [TearDown]
    public void DropFolder() => _temp.Dispose();

    private string Written(string name, string text) => _temp.Write(name, Encoding.UTF8.GetBytes(text));

    private static (Dataset Train, Dataset Test) Load(string path) => DatasetStore.LoadBoth(DatasetStore.Find(DatasetKind.Parse(path)));

    /// <summary>Kaggle's table: pixel j of row i is (7 i + j) mod 256, the label i mod 10.</summary>
    private static string Kaggle(int rows, int side = 28, bool header = true)
    {
        var text = new StringBuilder();
        if (header) text.Append("label," + string.Join(',', Enumerable.Range(0, side * side).Select(j => $"pixel{j}")) + "\n");
        for (int i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i % 10},")
                .AppendJoin(',', Enumerable.Range(0, side * side).Select(j => (7 * i + j) % 256)).Append('\n');
        return text.ToString();
    }

    [Test]
    public void A_table_as_Kaggle_has_it_becomes_images_of_bytes([Values] bool header)
    {
        (Dataset train, Dataset test) = Load(Written("digits.csv", Kaggle(30, header: header)));
        Assert.Multiple(() =>
        {
            Assert.That((train.Count, test.Count, train.HasPixels, train.HasClasses), Is.EqualTo((30, 30, true, true)),
                "too few to hold any out");
            Assert.That(train.SampleShape, Is.EqualTo(new Shape(1, 28, 28)));
            Assert.That(train.Image(3)[..4].ToArray(), Is.EqualTo(new byte[] { 21, 22, 23, 24 }));
            Assert.That(train.Label(13), Is.EqualTo(3));
            Assert.That(train.ClassNames, Has.Length.EqualTo(10));
        });
    }

    [Test]
    public void Where_nothing_is_there_to_test_on_a_fifth_is_held_out_always_the_same_one_and_that_is_said()
    {
        string path = Written("digits.csv", Kaggle(100, side: 8));
        (Dataset train, Dataset test) = Load(path);
        Assert.That((train.Count, test.Count), Is.EqualTo((80, 20)));
        string[] all = [.. Images(train).Concat(Images(test))];
        Assert.That(all, Is.Unique, "no image on both sides");
        Assert.That(Images(Load(path).Test), Is.EqualTo(Images(test)));
        Assert.That(train.Note!(Language.English),
            Does.Contain("100 rows as images of (1, 8, 8), target label, 10 classes").And.Contain(
            "20 of 100, always the same, are held out"));

        static string[] Images(Dataset d) => [.. Enumerable.Range(0, d.Count).Select(i => Convert.ToHexString(d.Image(i)))];
    }

    [Test]
    public void A_table_beside_it_by_name_is_tested_on_unless_it_has_no_labels()
    {
        string path = Written("train.csv", Kaggle(60, side: 8));
        Written("test.csv", Kaggle(5, side: 8));
        Assert.That(Load(path) is var (train, test) && train.Count == 60 && test.Count == 5);
        Written("test.csv", Kaggle(5, side: 8).Replace("label,", "", StringComparison.Ordinal));
        Assert.That(Load(path) is var (rest, held) && rest.Count == 48 && held.Count == 12, "Kaggle's test.csv is to be filled in");
    }

    [Test]
    public void A_table_of_numbers_keeps_them_and_texts_become_classes()
    {
        (Dataset train, _) = Load(Written("iris.csv", "5.1,3.5,setosa\n4.9,3,virginica\n-1e2,0.25,setosa\n"));
        Batch batch = new DataLoader(train, 3, shuffle: false).NextEpoch(new TorchRandom(0))[0];
        Assert.Multiple(() =>
        {
            Assert.That((train.HasPixels, train.SampleShape), Is.EqualTo((false, new Shape(2))));
            Assert.That(train.ClassNames, Is.EqualTo(new[] { "setosa", "virginica" }));
            Assert.That(batch.Images.Shape, Is.EqualTo(new Shape(3, 2)));
            Assert.That(batch.Images.Data.ToArray(), Is.EqualTo(new double[] { 5.1f, 3.5f, 4.9f, 3, -100, 0.25 }));
            Assert.That(batch.Labels.Data.ToArray(), Is.EqualTo(new double[] { 0, 1, 0 }));
        });
    }

    [TestCase("x1,x2,y\n0,0,0.5\n0,1,1.25\n", 1, new[] { 0.5, 1.25 })]
    [TestCase("x,target1,target2\n0,0.5,1\n1,2,3\n", 2, new[] { 0.5, 1, 2, 3 })]
    public void Targets_that_are_no_whole_numbers_are_numbers_to_be_reached(string text, int width, double[] expected)
    {
        (Dataset train, _) = Load(Written("t.csv", text));
        Batch batch = new DataLoader(train, 2, shuffle: false).NextEpoch(new TorchRandom(0))[0];
        Assert.That((train.HasClasses, train.TargetShape), Is.EqualTo((false, new Shape(width))));
        Assert.That(batch.Labels.Shape, Is.EqualTo(new Shape(2, width)));
        Assert.That(batch.Labels.Data.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Numbers_that_hardly_repeat_are_no_classes()
    {
        string rows = string.Concat(Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i * 0.5}\n")));
        Dataset train = Load(Written("t.csv", "x,y\n" + rows)).Train;
        Assert.That((train.HasClasses, train.Count), Is.EqualTo((false, 320)));
    }

    [Test]
    public void An_archive_as_Keras_has_it_holds_both_halves()
    {
        string path = Npz(("x_train", Npy("|u1", "4, 28, 28", new byte[4 * 784])), ("y_train", Npy("|u1", "4,", [1, 0, 3, 2])),
            ("x_test", Npy("|u1", "2, 28, 28", [.. new byte[1567], 9])), ("y_test", Npy("|u1", "2,", [5, 0])));
        (Dataset train, Dataset test) = Load(path);
        Assert.That((train.Count, test.Count, train.HasPixels, test.Image(1)[783], test.Label(0)),
            Is.EqualTo((4, 2, true, (byte)9, (byte)5)));
        Assert.That(train.ClassNames, Has.Length.EqualTo(6), "a class that only the other half has");
    }

    [Test]
    public void Arrays_of_floats_stay_numbers_in_their_shape()
    {
        byte[] x = [.. Enumerable.Range(0, 8).SelectMany(i => BitConverter.GetBytes(i * 0.5f))];
        (Dataset train, _) = Load(Npz(("x", Npy("<f4", "2, 2, 2", x)),
            ("y", Npy("<f4", "2,", [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(4f)]))));
        Assert.That((train.SampleShape, train.HasPixels, train.HasClasses), Is.EqualTo((new Shape(1, 2, 2), false, false)));
        var sample = new double[4];
        train.Write(1, sample);
        Assert.That(sample, Is.EqualTo(new[] { 2, 2.5, 3, 3.5 }));
    }

    [Test]
    public void Single_arrays_find_their_labels_and_their_test_beside_them()
    {
        string path = _temp.Write("x_train.npy", Npy("|u1", "3, 64", new byte[192]));
        Assert.That(() => Load(path),
            Throws.TypeOf<DataException>().With.Message.Contains("no labels beside it; put them there as y_train.npy"));
        _temp.Write("y_train.npy",
            Npy("<i8", "3,", [.. BitConverter.GetBytes(2L), .. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(1L)]));
        _temp.Write("x_test.npy", Npy("|u1", "1, 64", new byte[64]));
        _temp.Write("y_test.npy", Npy("<i8", "1,", BitConverter.GetBytes(1L)));
        (Dataset train, Dataset test) = Load(path);
        Assert.That((train.Count, test.Count, train.Label(0), train.SampleShape), Is.EqualTo((3, 1, (byte)2, new Shape(1, 8, 8))));
    }

    [TestCase(0x08, new byte[] { 1, 2, 3, 4 }, true)]
    [TestCase(0x09, new byte[] { 255, 2, 3, 4 }, false)]
    [TestCase(0x0B, new byte[] { 255, 255, 0, 2, 0, 3, 0, 4 }, false)]
    [TestCase(0x0C, new byte[] { 255, 255, 255, 255, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4 }, false)]
    [TestCase(0x0D, new byte[] { 0xBF, 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0x40, 0, 0, 0x40, 0x80, 0, 0 }, false)]
    [TestCase(0x0E, new byte[]
        { 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 8, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 0, 0, 0, 0, 0, 0 }, false)]
    public void Idx_files_of_every_type_are_read(int type, byte[] numbers, bool arePixels)
    {
        string path = _temp.Write("mine-images-idx3-ubyte", [.. IdxTemp.Header((uint)(type << 8 | 3), 1, 2, 2), .. numbers]);
        _temp.Write("mine-labels-idx1-ubyte", IdxTemp.Labels(1));
        Dataset train = Load(path).Train;
        var sample = new double[4];
        train.Write(0, sample);
        Assert.That(train.HasPixels, Is.EqualTo(arePixels));
        Assert.That(sample, Is.EqualTo(arePixels ? new double[] { 1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f } : [-1, 2, 3, 4]));
    }

    [Test]
    public void Emnist_of_any_part_is_set_upright_and_QMNIST_s_first_number_is_the_class()
    {
        string path = _temp.Write("emnist-letters-train-images-idx3-ubyte.gz", IdxTemp.Gzip(IdxTemp.Images(3, 4, 3)));
        _temp.Write("emnist-letters-train-labels-idx1-ubyte.gz", IdxTemp.Gzip(IdxTemp.Labels(3)));
        (Dataset train, _) = Load(path);
        Assert.That(train.SampleShape, Is.EqualTo(new Shape(1, 3, 4)));
        Assert.That(train.Image(0).ToArray(), Is.EqualTo(new byte[] { 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11 }));
        string qmnist = _temp.Write("xnist-images-idx3-ubyte", IdxTemp.Images(3, 2, 2));
        _temp.Write("xnist-labels-idx2-int", IdxTemp.IntLabels(3));
        Assert.That(Load(qmnist).Train.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2 }));
    }

    [Test]
    public void A_folder_of_a_data_set_that_is_known_is_that_data_set()
    {
        string folder = _temp.WriteSet("somewhere", kind: DatasetKind.EmnistDigits);
        Assert.That(DatasetStore.Find(DatasetKind.Parse(folder)).Kind, Is.EqualTo(DatasetKind.EmnistDigits));
        Assert.That(Load(_temp.WriteSet("kmnist")).Train.Name, Is.EqualTo("kmnist"));
    }

    [Test]
    public void A_folder_with_files_named_as_MNIST_s_is_read_as_anybody_s()
    {
        (Dataset train, Dataset test) = Load(_temp.WriteSet("whatever", count: 60));
        Assert.That((train.Count, test.Count, train.Name), Is.EqualTo((60, 60, "whatever")));
    }

    [Test]
    public void A_folder_with_a_subfolder_a_class_or_the_class_in_the_names_is_read_as_pictures()
    {
        foreach (string file in (string[])["cat/a.png", "cat/b.png", "dog/a.png"])
            _temp.Write("pets/" + file, Png(3, 2, file.StartsWith("dog", StringComparison.Ordinal) ? (byte)200 : (byte)10));
        Dataset pets = Load(Path.Combine(_temp.Folder, "pets")).Train;
        Assert.That(pets.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That((pets.SampleShape, pets.Label(2), pets.Image(2)[0]), Is.EqualTo((new Shape(1, 2, 3), (byte)1, (byte)200)));
        foreach (string file in (string[])["7_1.png", "2_1.png", "7-2.png"]) _temp.Write("digits/" + file, Png(3, 2, 1));
        Dataset digits = Load(Path.Combine(_temp.Folder, "digits")).Train;
        Assert.That(digits.Labels.ToArray(), Is.EqualTo(new byte[] { 2, 7, 7 }));
        foreach (string file in (string[])["train/a/1.png", "train/b/1.png", "test/b/1.png"]) _temp.Write("halves/" + file, Png(3, 2, 1));
        Assert.That(Load(Path.Combine(_temp.Folder, "halves")) is var (train, test) && train.Count == 2 && test.Count == 1
            && test.Label(0) == 1);
    }

    [TestCase("\n# mine\n\na,b,label\n1,2,0\n3,4,1\n", TestName = "Empty lines and remarks above a table are passed over")]
    [TestCase("a,b,label\n1,2,0.0\n3,4,1.0\n", TestName = "Classes may be written as 0.0 and 1.0")]
    [TestCase("a;b;label\r\n1;2;0\r\n3;4;1\r\n", TestName = "Semicolons and the line ends of Windows are a table, too")]
    [TestCase("\uFEFF\"a\",\"b\",\"label\"\n\"1\",\"2\",\"0\"\n\"3\",\"4\",\"1\"\n",
        TestName = "A byte order mark and quotes are left out")]
    public void The_same_table_however_it_is_written(string text)
    {
        Dataset data = Load(Written("table.csv", text)).Train;
        Assert.That((data.Count, data.SampleShape, data.HasClasses), Is.EqualTo((2, new Shape(2), true)));
        Assert.That(data.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1 }));
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "0", "1" }));
    }

    [Test]
    public void Lines_are_counted_from_the_top_of_the_file() => Assert.That(
        Assert.Throws<DataException>(() => Load(Written("table.csv", "# mine\n\na,b,label\n1,x,0\n")))!.Message,
            Does.Contain("line 4: 'x'"));

    [Test]
    public void Whole_numbers_over_255_are_numbers_to_be_reached_unless_they_are_called_labels()
    {
        Dataset data = Load(Written("prices.csv", "a,b,price\n1,2,300\n3,4,120\n")).Train;
        Assert.That((data.HasClasses, data.TargetShape.Length), Is.EqualTo((false, 1)));
    }

    [Test]
    public void Arrays_have_classes_as_whole_numbers_of_any_type_or_as_rows_with_one_1()
    {
        byte[] x = Npy("|u1", "2, 4", new byte[8]);
        foreach ((string name, byte[] y) in new[]
        {
            ("whole.npz", Npy("<f4", "2,", [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)])),
            ("hot.npz", Npy("|u1", "2, 3", [0, 1, 0, 0, 0, 1])),
        })
        {
            // What else lies there need not be numbers.
            Dataset data = Load(_temp.Write(name, Zip(("X.npy", x), ("Y.npy", y), ("names.npy", Npy("<U1", "1,", new byte[4]))))).Train;
            Assert.That((data.HasClasses, data.ClassNames.Length), Is.EqualTo((true, 3)), name);
            Assert.That(data.Labels.ToArray(), Is.EqualTo(new byte[] { 1, 2 }), name);
        }
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        string row = string.Join(',', Enumerable.Repeat("7", 64));
        yield return Case("no file", "none.csv", null, "there is no such file");
        yield return Case("nothing", "a.csv", [], "is empty");
        yield return Case("three cells too few in line 17", "a.csv",
            Text(string.Concat(Enumerable.Repeat($"1,{row}\n", 16)) + "1," + row[..^6] + "\n"), "line 17: 62 cells, the first line has 65");
        yield return Case("a text for a pixel", "a.csv", Text(Kaggle(3, 8).Replace("\n1,7,", "\n1,seven,", StringComparison.Ordinal)),
            "line 3: 'seven' in column pixel0 is no number");
        yield return Case("a pixel of 256", "a.csv", Text(Kaggle(3, 8).Replace("\n1,7,", "\n1,256,", StringComparison.Ordinal)),
            "line 3: 256 in column pixel0 is no pixel");
        yield return Case("a label of 300", "a.csv", Text(Kaggle(3, 8).Replace("\n1,7,", "\n300,7,", StringComparison.Ordinal)),
            "label 300 is over 255");
        yield return Case("an empty label", "a.csv", Text(Kaggle(3, 8).Replace("\n1,7,", "\n,7,", StringComparison.Ordinal)),
            "line 3: nothing in column label");
        yield return Case("NaN", "a.csv", Text("a,b,y\n1,nan,0\n"), "line 2: the number in column b is NaN");
        yield return Case("infinity as a target", "a.csv", Text("a,target1,target2\n1,inf,0\n"),
            "line 2: the number in column target1 is NaN");
        yield return Case("one column", "a.csv", Text("1\n2\n"), "one column alone");
        yield return Case("blanks between cells", "a.csv", Text("a b y\n1 2 0\n"), "its cells are separated by blanks");
        yield return Case("a header alone", "a.csv", Text("a,b\n"), "holds no line of text");
        yield return Case("pixels of no square", "a.csv",
            Text("label," + string.Join(',', Enumerable.Range(0, 65).Select(i => $"pixel{i}")) + "\n" + $"1,{row},7\n"),
            "65 pixels a row make no square");
        yield return Case("257 classes", "a.csv", Text("a,label\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"1,c{i}\n"))),
            "column label has more than 256 different texts");
        yield return Case("bytes of anything", "a.csv", [1, 2, 0, 3, 4, 5], "is no text");
        yield return Case("bzip2", "usps.bz2", Text("BZh91AY&SY"), "is bzip2");
        yield return Case("HDF5", "usps.h5", [0x89, .. "HDF\r\n\u001A\n"u8], "is an HDF5 file");
        yield return Case("one picture", "a.png", Png(2, 2, 1), "is one picture");
        yield return Case("an archive without targets", "a.npz", Zip(("x.npy", Npy("|u1", "1, 4", new byte[4]))),
            "no inputs and targets that belong together among its arrays x");
        yield return Case("an archive with too few targets", "a.npz",
            Zip(("x.npy", Npy("|u1", "2, 4", new byte[8])), ("y.npy", Npy("|u1", "1,", [1]))), "shape (1), but");
        yield return Case("an archive with a target of -1", "a.npz",
            Zip(("x.npy", Npy("|u1", "1, 4", new byte[4])), ("y.npy", Npy("|i1", "1,", [255]))), "label -1 of sample 0 is no class");
        yield return Case("an archive with NaN", "a.npz",
            Zip(("x.npy", Npy("<f4", "1, 1", BitConverter.GetBytes(float.NaN))), ("y.npy", Npy("|u1", "1,", [1]))),
            "sample 0 holds a number that is NaN");
        yield return Case("an archive of nothing", "a.npz", Zip(("x.npy", Npy("<f4", "0, 3", [])), ("y.npy", Npy("|u1", "0,", []))),
            "is no list of samples");
        yield return Case("a damaged archive", "a.npz", Text("PK\u0003\u0004 and no more"), "is a damaged zip file");
        yield return Case("IDX without labels", "a-images-idx3-ubyte", IdxTemp.Images(1, 2, 2), "no labels beside it");
        yield return Case("a picture of another size", "p/b/2.png", Png(3, 3, 1), "3×3 pixels, the first picture has 2×2", "p",
            ("p/a/1.png", Png(2, 2, 1)));
        yield return Case("a damaged picture", "p/b/2.png", Png(2, 2, 1)[..40], "is a damaged PNG", "p", ("p/a/1.png", Png(2, 2, 1)));
        yield return Case("pictures without a class", "p/first.png", Png(2, 2, 1), "no class in its name", "p");
        yield return Case("a folder of other things", "p/readme.txt", Text("hello"), "holds neither pictures nor data files", "p");
        yield return Case("a folder of two tables", "p/a.csv", Text("1,2\n"), "holds several data files", "p", ("p/b.csv", Text("1,2\n")));

        static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
        static TestCaseData Case(
            string what, string name, byte[]? content, string said, string? folder = null, params (string Name, byte[] Content)[] others) =>
            new TestCaseData(name, content, said, folder ?? name, others).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Wrong))]
    public void What_cannot_be_read_is_said_in_one_line_with_its_file(
        string name, byte[]? content, string said, string asked, (string Name, byte[] Content)[] others)
    {
        if (content is not null) _temp.Write(name, content);
        foreach ((string other, byte[] bytes) in others) _temp.Write(other, bytes);
        DataException e = Assert.Throws<DataException>(() => Load(Path.Combine(_temp.Folder, asked)))!;
        Assert.That(e.Message, Does.StartWith(_temp.Folder).And.Contains(said).And.Not.Contains("\n"));
        Assert.That(e.In(Language.ChineseSimplified), Does.StartWith(_temp.Folder).And.Not.EqualTo(e.Message));
    }

    [Test]
    public void A_table_that_unpacks_without_an_end_is_refused()
    {
        string path = Path.Combine(_temp.Folder, "bomb.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            byte[] line = Encoding.ASCII.GetBytes(new string('1', 1 << 20));
            for (int i = 0; i < 40; i++) gzip.Write(line);
        }
        Assert.That(() => Load(path), Throws.TypeOf<DataException>().With.Message.Contains("cannot be read as a table"));
    }

    private string Npz(params (string Name, byte[] Content)[] arrays) =>
        _temp.Write("a.npz", Zip([.. arrays.Select(a => (a.Name + ".npy", a.Content))]));

    private static byte[] Zip(params (string Name, byte[] Content)[] entries) => Weights.HostilePickles.Zip(entries);

    private static byte[] Npy(string descr, string shape, byte[] content)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n";
        return [0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. content];
    }

    private static byte[] Png(int width, int height, byte grey)
    {
        using var stream = new MemoryStream();
        new StbImageWriteSharp.ImageWriter().WritePng([.. Enumerable.Repeat(grey, width * height)], width, height,
            StbImageWriteSharp.ColorComponents.Grey, stream);
        return stream.ToArray();
    }
}
