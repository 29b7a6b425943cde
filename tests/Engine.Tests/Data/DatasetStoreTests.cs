using Backstep.Engine.Data;

namespace Backstep.Engine.Tests.Data;

public class DatasetStoreTests
{
    private IdxTemp _temp = null!; // set for each test by Begin

    [SetUp]
    public void Begin() => _temp = new();

    [TearDown]
    public void End() => _temp.Dispose();

    private static DatasetKind Kind(string name) => DatasetKind.Parse(name);

    [TestCase("mnist", "mnist")]
    [TestCase("mnist", "MNIST/raw")]
    [TestCase("mnist", "raw")]
    [TestCase("mnist", "")]
    [TestCase("fashion-mnist", "fashion-mnist")]
    [TestCase("fashion-mnist", "FashionMNIST/raw")]
    [TestCase("fashion-mnist", "raw")]
    [TestCase("fashion-mnist", "")]
    public void Files_are_found_in_every_usual_layout(string name, string layout)
    {
        foreach (string extension in new[] { ".gz", "" })
        {
            _temp.WriteSet(layout, extension: extension);
            DatasetFiles files = DatasetStore.Find(Kind(name), _temp.Folder);
            Assert.That(files.Folder, Is.EqualTo(Path.Combine(_temp.Folder, layout)));
            Assert.That(
                files.Paths.Select(Path.GetFileName), Is.EqualTo(DatasetKind.Mnist.FileNames.Select(f => f + extension)),
                "plain files win over packed ones");
        }
    }

    [TestCase("-idx", ".idx", "")]
    [TestCase("-idx", ".idx", ".gz")]
    [TestCase("-", "_", "")]
    [TestCase("-", ".", ".gz")]
    [TestCase("train", "Train", "")]
    public void Files_are_found_however_an_unpacker_spells_them(string sign, string other, string extension)
    {
        _temp.WriteSet("mnist", extension: extension);
        string folder = Path.Combine(_temp.Folder, "mnist");
        foreach (string file in Directory.GetFiles(folder))
            File.Move(file, Path.Combine(folder, Path.GetFileName(file).Replace(sign, other, StringComparison.Ordinal)));
        DatasetFiles files = DatasetStore.Find(DatasetKind.Mnist, _temp.Folder);
        Assert.That(
            files.Paths.Select(Path.GetFileName),
            Is.EqualTo(DatasetKind.Mnist.FileNames.Select(f => (f + extension).Replace(sign, other, StringComparison.Ordinal))));
        Assert.That(
            DatasetStore.Load(files, DatasetSplit.Test).Count,
            Is.EqualTo(DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Train, _temp.Folder).Count));
    }

    [Test]
    public void Files_are_found_each_in_a_folder_of_its_own_name()
    {
        _temp.WriteSet("mnist");
        foreach (string file in Directory.GetFiles(Path.Combine(_temp.Folder, "mnist")))
        {
            File.Move(file, file + ".tmp");
            Directory.CreateDirectory(file);
            File.Move(file + ".tmp", Path.Combine(file, Path.GetFileName(file)));
        }
        Assert.That(DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Train, _temp.Folder).Count, Is.GreaterThan(0));
    }

    [Test]
    public void Published_names_win_over_other_spellings()
    {
        _temp.WriteSet("mnist");
        string folder = Path.Combine(_temp.Folder, "mnist");
        foreach (string file in Directory.GetFiles(folder))
            File.WriteAllText(
                Path.Combine(folder, Path.GetFileName(file).Replace("-idx", ".idx", StringComparison.Ordinal)), "not this one");
        Assert.That(DatasetStore.Find(DatasetKind.Mnist, _temp.Folder).Paths.Select(Path.GetFileName),
            Is.EqualTo(DatasetKind.Mnist.FileNames));
    }

    [Test]
    public void Each_set_is_taken_from_its_own_folder_when_both_are_there()
    {
        _temp.WriteSet("mnist", count: 3);
        _temp.WriteSet("fashion-mnist", count: 4, ".gz");
        Assert.That(DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Train, _temp.Folder).Count, Is.EqualTo(3));
        Assert.That(DatasetStore.Load(DatasetKind.FashionMnist, DatasetSplit.Test, _temp.Folder).Count, Is.EqualTo(4));
    }

    [TestCase("mnist", "fashion-mnist")]
    [TestCase("mnist", "FashionMNIST/raw")]
    [TestCase("mnist", "FashionMNIST")]
    [TestCase("fashion-mnist", "mnist")]
    [TestCase("fashion-mnist", "MNIST/raw")]
    public void The_folder_of_the_other_set_is_not_taken(string name, string folder)
    {
        string raw = _temp.WriteSet(folder == "FashionMNIST" ? "FashionMNIST/raw" : folder);
        var error = Assert.Throws<DataException>(() => DatasetStore.Find(Kind(name), Path.Combine(_temp.Folder, folder)));
        Assert.That(error.Message, Does.StartWith(raw).And.Contains($"but {name} is wanted").And.Not.Contains("\n"));
    }

    [Test]
    public void When_nothing_is_found_the_line_says_where_and_for_what()
    {
        var error = Assert.Throws<DataException>(() => DatasetStore.Find(DatasetKind.Mnist, _temp.Folder));
        Assert.That(
            error.Message, Does.Contain(Path.Combine(_temp.Folder, "mnist")).And.Contains(Path.Combine(_temp.Folder, "MNIST", "raw")));
        foreach (string name in DatasetKind.Mnist.FileNames) Assert.That(error.Message, Does.Contain(name));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }

    [Test]
    public void A_folder_that_does_not_exist_is_said_to()
    {
        string folder = Path.Combine(_temp.Folder, "nowhere");
        Assert.That(() => DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Train, folder),
            Throws.TypeOf<DataException>().With.Message.EqualTo(
                $"{folder}: there is no such folder; name the one with the files of mnist"));
    }

    [Test]
    public void Missing_files_of_a_set_are_named()
    {
        string folder = _temp.WriteSet("mnist");
        File.Delete(Path.Combine(folder, "t10k-labels-idx1-ubyte"));
        Assert.That(() => DatasetStore.Find(DatasetKind.Mnist, _temp.Folder),
            Throws.TypeOf<DataException>().With.Message.StartWith($"{folder}: lacks t10k-labels-idx1-ubyte (or"));
    }

    [Test]
    public void The_first_root_that_has_the_files_wins()
    {
        string second = _temp.WriteSet("second/mnist");
        _temp.WriteSet("third/mnist");
        string[] roots = [.. new[] { "first", "second", "third" }.Select(r => Path.Combine(_temp.Folder, r))];
        Assert.That(DatasetStore.Find(DatasetKind.Mnist, [.. roots]).Folder, Is.EqualTo(second));
    }

    [Test]
    public void Without_a_folder_the_variable_comes_first_then_data_then_the_users_data_then_the_cache()
    {
        string cache = Path.Combine("/home/ada", ".cache", "backstep"), user = Path.Combine("/xdg", "backstep", "data");
        Assert.That(Roots(("BACKSTEP_DATA", "/sets"), ("XDG_DATA_HOME", "/xdg")), Is.EqualTo(new[] { "/sets", "data", user, cache }));
        Assert.That(Roots(("XDG_DATA_HOME", "/xdg")), Is.EqualTo(new[] { "data", user, cache }));
        Assert.That(Roots(), Is.EqualTo(new[] { "data", cache }));
        Assert.That(DatasetStore.Roots("/given"), Is.EqualTo(new[] { "/given" }));

        static IEnumerable<string> Roots(params (string Name, string Value)[] variables) =>
            DatasetStore.DefaultRoots(Environment(variables), UserSystem.Linux, "/home/ada");
    }

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(v => v.Name == name).Value;

    [Test]
    public void What_is_fetched_goes_where_it_is_looked_for()
    {
        foreach ((string, string)[] variables in new (string, string)[][]
            { [("BACKSTEP_DATA", "/sets")], [("XDG_DATA_HOME", "/xdg")], [("BACKSTEP_HOME", "/own")], [("HOME", "/home/ada")] })
        {
            string home = DatasetStore.Home(DatasetKind.Kmnist, Environment(variables), UserSystem.Linux)!;
            Assert.That(
                DatasetStore.DefaultRoots(Environment(variables), UserSystem.Linux, "/home/ada").Select(r => Path.Combine(r, "kmnist")),
                Does.Contain(home));
        }
        Assert.That(DatasetStore.Home(DatasetKind.Kmnist, _ => null, UserSystem.Linux), Is.Null);
    }

    [Test]
    public void Labels_of_qmnist_are_the_first_of_eight_integers()
    {
        string folder = _temp.WriteSet("QMNIST/raw", kind: DatasetKind.Qmnist);
        Dataset set = DatasetStore.Load(DatasetKind.Qmnist, DatasetSplit.Test, _temp.Folder);
        Assert.That(set.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2 }));
        string labels = Path.Combine(folder, "qmnist-test-labels-idx2-int");
        byte[] content = File.ReadAllBytes(labels);
        foreach ((byte[] damaged, string line) in new (byte[], string)[]
        {
            (content[..^1], "is truncated: the header says 3×8 = 96 bytes of labels, 95 are there"),
            ([.. content, 0], "has trailing bytes"),
            ([.. content[..12], 0xff, .. content[13..]], "label -16777216 at position 0 is over 9"),
            (IdxTemp.Labels(3), "wrong magic number 0x00000801"),
        })
        {
            File.WriteAllBytes(labels, damaged);
            IdxFileTests.AssertRefused(() => DatasetStore.Load(DatasetKind.Qmnist, DatasetSplit.Test, _temp.Folder), labels, line);
        }
    }

    [Test]
    public void Images_of_emnist_are_set_upright([Values("emnist-digits", "EMNIST/raw")] string folder)
    {
        _temp.WriteSet(folder, kind: DatasetKind.EmnistDigits);
        Dataset set = DatasetStore.Load(DatasetKind.EmnistDigits, DatasetSplit.Train, _temp.Folder);
        Assert.That(
            Enumerable.Range(0, 28 * 28).Select(i => set.Image(2)[i]),
            Is.EqualTo(Enumerable.Range(0, 28 * 28).Select(i => (byte)(14 + i % 28 * 28 + i / 28))));
    }

    [Test]
    public void An_unknown_name_gets_the_known_ones()
    {
        Assert.That(
            () => DatasetKind.Parse("cifar"),
            Throws.TypeOf<DataException>().With.Message.EqualTo(
                "cifar: no such data set; there are mnist, fashion-mnist, kmnist, emnist-digits, qmnist, synthetic, names; "
                + "or name a file or folder that is there"));
    }

    [Test]
    public void Counts_that_disagree_are_told()
    {
        string folder = _temp.WriteSet("mnist", count: 3);
        _temp.Write("mnist/train-labels-idx1-ubyte", IdxTemp.Labels(2));
        IdxFileTests.AssertRefused(() => DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Train, folder),
            Path.Combine(folder, "train-labels-idx1-ubyte"), "2 labels, but train-images-idx3-ubyte has 3 images");
        Assert.That(DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Test, folder).Count, Is.EqualTo(3), "the other half is whole");
    }

    [Test]
    public void Images_of_another_size_are_told()
    {
        string folder = _temp.WriteSet("mnist", count: 3);
        _temp.Write("mnist/t10k-images-idx3-ubyte", IdxTemp.Images(3, 32, 28));
        IdxFileTests.AssertRefused(() => DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Test, folder),
            Path.Combine(folder, "t10k-images-idx3-ubyte"), "images of 32×28 pixels, mnist has 28×28");
    }
}
