using System.Text.Json;
using Backstep.Engine.Data;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>Pictures of digits and a network that was trained on drawn ones.</summary>
public class PredictTests
{
    private static readonly Dataset Digits = SyntheticDigits.Create(60, split: DatasetSplit.Test);

    private string _folder = "", _weights = "";

    [OneTimeSetUp]
    public void Train()
    {
        _folder = Directory.CreateTempSubdirectory("predict").FullName;
        _weights = Path.Combine(_folder, "w.safetensors");
        Cli.Good("train", "network2", "--data", "synthetic", "--epochs", "2", "--batch-size", "20", "--no-test", "--save", _weights);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    /// <summary>A digit enlarged, somewhere on a sheet, dark on light or light on dark.</summary>
    private static (int Width, int Height, byte[] Grey) Sheet(int n, int factor, int left, int top, bool inverted)
    {
        int width = 28 * factor + left + 10, height = 28 * factor + top + 20;
        var grey = new byte[width * height];
        if (inverted) Array.Fill(grey, (byte)240);
        for (int y = 0; y < 28 * factor; y++)
            for (int x = 0; x < 28 * factor; x++)
            {
                byte p = Digits.Image(n)[y / factor * 28 + x / factor];
                grey[(y + top) * width + x + left] = (byte)(inverted ? 240 - p * 220 / 255 : p);
            }
        return (width, height, grey);
    }

    private string File(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    private JsonElement Predicted(string name, byte[] content) =>
        Cli.Good("predict", File(name, content), "--weights", _weights, "--json").Json.Single();

    [Test]
    public void Digits_are_recognised_in_pictures_of_any_size_dark_or_light()
    {
        var files = new List<string>();
        for (int n = 0; n < Digits.Count; n++)
        {
            (int width, int height, byte[] grey) = Sheet(n, 1 + n % 7, n * 3, n % 5 * 11, inverted: n % 2 == 0);
            byte[] content = n % 3 == 0 ? Pictures.Jpeg(width, height, grey, colours: n % 6 == 0) : Pictures.Png(width, height, grey);
            files.Add(File($"{n}.picture", content));
        }
        JsonElement[] read = Cli.Good(["predict", .. files, "--weights", _weights, "--json"]).Json;
        Assert.That(read.Select(r => r.GetProperty("file").GetString()), Is.EqualTo(files));
        int right = Enumerable.Range(0, read.Length).Count(n => read[n].GetProperty("predicted").GetInt32() == Digits.Label(n));
        Assert.That(right, Is.GreaterThan(Digits.Count * 3 / 4), "the drawn digits are not centred as the pictures are");
        Assert.That(read.Select(r => r.GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble())),
            Has.All.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void Every_kind_of_PNG_and_JPEG_shows_the_same_digit()
    {
        (int width, int height, byte[] grey) = Sheet(1, 3, 12, 4, inverted: true);
        byte[][] rows = Pictures.Rows(grey, width);
        byte[] of(Func<byte, IEnumerable<byte>> pixel, byte type, byte depth, byte[]? palette = null) =>
            Pictures.Png(width, height, type, depth, [.. rows.Select(r => r.SelectMany(pixel).ToArray())], palette);
        byte[] bits = Pictures.Png(width, height, 0, 1, [.. rows.Select(r => r.Chunk(8).Select(eight =>
            (byte)eight.Select((p, i) => p > 120 ? 128 >> i : 0).Sum()).ToArray())]);
        (string Name, byte[] Content)[] kinds =
        [
            ("grey", Pictures.Png(width, height, grey)),
            ("colour", of(p => [p, p, p], 2, 8)),
            ("grey of 16 bits", of(p => [p, 0], 0, 16)),
            ("ink on nothing", of(p => [0, 0, 0, (byte)(255 - p)], 6, 8)),
            ("light ink on nothing", of(p => [255, (byte)(240 - p)], 4, 8)),
            ("palette", of(p => [(byte)(p / 16)], 3, 8,
                [.. Enumerable.Range(0, 16).SelectMany(i => new[] { (byte)(16 * i), (byte)(16 * i), (byte)(16 * i) })])),
            ("black and white", bits),
            ("JPEG", Pictures.Jpeg(width, height, grey, colours: false)),
            ("JPEG in colours", Pictures.Jpeg(width, height, grey, colours: true)),
        ];
        foreach ((string name, byte[] content) in kinds)
            Assert.That(Predicted(name, content).GetProperty("predicted").GetInt32(), Is.EqualTo(Digits.Label(1)), name);
    }

    [Test]
    public void As_text_each_file_has_a_line_with_the_three_likeliest()
    {
        (int width, int height, byte[] grey) = Sheet(0, 2, 0, 0, inverted: false);
        string path = File("a.png", Pictures.Png(width, height, grey));
        string[] lines = Cli.Good("predict", path, path, "--weights", _weights, "--program", "network2").Lines;
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Match(@"a\.png: \d \d+\.\d %, \d \d+\.\d %, \d \d+\.\d %$"));
    }

    [Test]
    public void What_is_no_picture_is_one_line_each_and_the_others_are_read()
    {
        (int width, int height, byte[] grey) = Sheet(0, 2, 0, 0, inverted: false);
        byte[] png = Pictures.Png(width, height, grey), jpeg = Pictures.Jpeg(width, height, grey, colours: false);
        byte[] header(int w, int h) => Pictures.Png(w, h, 0, 8, [[]]);
        (string Said, string Path)[] cases =
        [
            ("there is no such file", Path.Combine(_folder, "none.png")),
            ("is a folder", _folder),
            ("is empty", File("empty.png", [])),
            ("neither PNG nor JPEG", File("text.png", "hello"u8.ToArray())),
            ("neither PNG nor JPEG", File("short.png", [0x89])),
            ("is a damaged PNG", File("cut.png", png[..(png.Length / 2)])),
            ("is a damaged PNG", File("header.png", png[..20])),
            ("is a damaged PNG", File("bare.png", header(28, 28))),
            ("is a damaged PNG", File("nothing.png", header(0, 28))),
            ("is a damaged JPEG", File("begun.jpg", jpeg[..12])),
            ("40 million", File("huge.png", header(100_000, 100_000))),
            ("40 million", File("huger.png", header(int.MaxValue, int.MaxValue))),
            // A small picture that says so, and 200 MB of zeros.
            ("is a damaged PNG", File("bomb.png", Pictures.Png(28, 28, 0, 8, [new byte[200_000_000]]))),
            ("all of one colour", File("blank.png", Pictures.Png(28, 28, new byte[784]))),
        ];
        foreach ((string said, string path) in cases)
        {
            string line = Cli.Complaint(2, "predict", path, "--weights", _weights);
            Assert.That(line, Does.Contain(said).And.Contain(path));
        }
        CliResult both = Cli.Run("predict", cases[0].Path, File("good.png", png), "--weights", _weights);
        Assert.That((both.ExitCode, both.Lines.Length), Is.EqualTo((2, 1)));
        Assert.That(Cli.Complaint(2, "predict", File("x.png", png)), Does.Contain("--weights"));
        Assert.That(Cli.Complaint(2, "predict", "--weights", _weights), Does.Contain("predict needs"));
        Assert.That(Cli.Complaint(2, "predict", "x", "--weights", _weights, "--program", "two-layer"), Does.Contain("two-layer"));
        Assert.That(Cli.Complaint(2, "predict", "x", "--weights", _weights, "--program", "mlp"), Does.Contain("does not fit mlp"));
        Assert.That(Cli.Complaint(2, "predict", "x", "--weights", File("w", [1, 2])), Does.Contain("w:"));
    }

    [Test]
    public void Damaged_bytes_never_end_in_more_than_a_line()
    {
        (int width, int height, byte[] grey) = Sheet(2, 2, 5, 5, inverted: true);
        byte[][] sound = [Pictures.Png(width, height, grey), Pictures.Jpeg(width, height, grey, colours: true)];
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. sound[i % 2]];
            for (int k = 0; k <= i % 5; k++) damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            if (i % 7 == 0) damaged = damaged[..random.Next(8, damaged.Length)];
            string path = File("damaged", damaged);
            CliResult result = Cli.Run("predict", path, "--weights", _weights);
            Assert.That(result.ExitCode, Is.EqualTo(0).Or.EqualTo(2), result.Error);
            if (result.ExitCode == 2) Assert.That(Cli.Complaint(2, result, "damaged"), Does.Contain(path));
        }
    }

    [Test]
    public void The_file_says_what_its_network_was_trained_on()
    {
        string clothes = Path.Combine(_folder, "mlp.safetensors");
        Cli.Good("train", "mlp", "--data", "synthetic", "--max-steps", "1", "--no-test", "--save", clothes);
        (int width, int height, byte[] grey) = Sheet(0, 2, 0, 0, inverted: false);
        string path = File("mlp.png", Pictures.Png(width, height, grey));
        string name(params string[] more) =>
            Cli.Good(["predict", path, "--weights", clothes, "--json", .. more]).Json[0].GetProperty("name").GetString()!;
        Assert.That(name(), Has.Length.EqualTo(1), "a digit, though the tutorial trains it on clothes");
        Assert.That(DatasetKind.FashionMnist.ClassNames, Does.Contain(name("--data", "fashion-mnist")));
    }
}
