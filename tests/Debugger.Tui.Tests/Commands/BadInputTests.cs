namespace Backstep.Debugger.Tui.Tests.Commands;

public class BadInputTests
{
    [TestCase("frobnicate", "there is no command frobnicate; there are programs, ")]
    [TestCase("--frobnicate", "there is no option --frobnicate")]
    [TestCase("trace", "trace needs a program")]
    [TestCase("trace nope", "there is no program nope")]
    [TestCase("trace netwrok2", "did you mean network2?")]
    [TestCase("trace two-layer --foo", "there is no option --foo")]
    [TestCase("trace two-layer extra", "'extra' is one word too many")]
    [TestCase("trace two-layer --seed", "--seed needs a value")]
    [TestCase("trace two-layer --seed 1.5", "--seed takes a whole number, not '1.5'")]
    [TestCase("trace two-layer --seed 99999999999999999999", "--seed takes a whole number")]
    [TestCase("trace two-layer --lr abc", "--lr takes a number, not 'abc'")]
    [TestCase("trace two-layer --lr -1", "--lr -1 is not possible")]
    [TestCase("trace two-layer --lr nan", "--lr")]
    [TestCase("trace two-layer --digits 0", "--digits 0 is not possible; give 1 to 17")]
    [TestCase("trace two-layer --digits x", "--digits takes a whole number")]
    [TestCase("trace two-layer --format xml", "--format takes text or jsonl, not xml")]
    [TestCase("trace two-layer --values some", "--values takes head or none or all, not some")]
    [TestCase("trace two-layer --data mnist", "two-layer does not work on batches of images")]
    [TestCase("trace two-layer --data-dir .", "two-layer does not work on batches of images")]
    [TestCase("trace two-layer --batch-size 3", "two-layer does not work on batches of images")]
    [TestCase("trace neuron --lr 1", "neuron updates nothing")]
    [TestCase("trace network2 --batch-size 0", "--batch-size 0 is not possible")]
    [TestCase("trace network2 --batch-size -4", "--batch-size -4 is not possible")]
    [TestCase("trace network2 --batch-size 99999999", "--batch-size 99999999 is not possible")]
    [TestCase("trace network2 --data cifar",
        "cifar: no such data set; there are mnist, fashion-mnist, kmnist, emnist-digits, qmnist, synthetic")]
    [TestCase("trace network2 --device abacus", "there is no device abacus; there are cpu, reference and gpu")]
    [TestCase("trace network2 --device gpu --threads 2", "--threads belongs to --device cpu")]
    [TestCase("trace network2 --optimizer sgdd", "there is no optimizer sgdd; there are sgd, momentum, adam and adamw")]
    [TestCase("trace network2 --momentum 2", "--momentum 2 is not possible")]
    [TestCase("trace network2 --weight-decay -1", "--weight-decay -1 is not possible")]
    [TestCase("trace network2 --weight-decay nan", "--weight-decay")]
    [TestCase("trace network2 --momentum nan", "--momentum")]
    [TestCase("trace network2 --optimizer adam --momentum 0.5", "--momentum belongs to sgd")]
    [TestCase("summary", "summary needs a program")]
    [TestCase("summary nope", "there is no program nope")]
    [TestCase("explain two-layer", "explain needs a value")]
    [TestCase("explain", "explain needs a program and a value")]
    [TestCase("explain two-layer w9", "no value is named w9; did you mean")]
    [TestCase("explain two-layer w1[3]", "w1")]
    [TestCase("explain two-layer iteration", "iteration")]
    [TestCase("explain two-layer w1 --depth -1", "--depth -1 is not possible")]
    [TestCase("explain two-layer w1 --depth 99", "--depth 99 is not possible")]
    [TestCase("explain network2 conv1.weight", "needs 4 indices")]
    [TestCase("explain network2 conv1.weight[9,9,9,9]", "index 9 lies outside dimension 0 of size 6")]
    [TestCase("explain network2 conv1.weight[0,0,0", "']' is missing")]
    [TestCase("debug two-layer --script /no/such/file", "there is no script /no/such/file")]
    [TestCase("debug two-layer --script x --exec y", "give --exec or --script, not both")]
    [TestCase("gradcheck nope", "there is no program nope")]
    [TestCase("train two-layer", "two-layer is not trained on a data set; microgpt, network2, network3, mlp are")]
    [TestCase("train network2 --epochs -1", "--epochs -1 is not possible")]
    [TestCase("train network2 --max-steps 0", "--max-steps 0 is not possible")]
    [TestCase("train network2 --log-every -5", "--log-every -5 is not possible")]
    [TestCase("train network2 --epochs many", "--epochs takes a whole number")]
    [TestCase("train network2 --data-dir /no/such/folder", "/no/such/folder: there is no such folder")]
    [TestCase("train network2 --data mnistt --data-dir /no/such/folder", "mnistt: no such data set")]
    [TestCase("programs extra", "'extra' is one word too many")]
    public void Wrong_input_is_one_line_and_exit_code_2(string args, string message) =>
        Assert.That(Cli.Complaint(2, args.Split(' ')), Does.Contain(message));

    [Test]
    public void The_broken_network_cannot_be_trained_and_says_why() =>
        Assert.That(Cli.Complaint(1, "train", "network1"), Does.Contain("fc1").And.Contain("PyTorch says: mat1 and mat2"));

    private static IEnumerable<TestCaseData> Damage()
    {
        byte[] images = IdxFolder.Content("train-images-idx3-ubyte"), labels = IdxFolder.Content("train-labels-idx1-ubyte");
        yield return Case("an images file of another magic number", 0, [.. IdxFolder.Header(0x1234, 30, 28, 28), .. images[16..]], false,
            "wrong magic number 0x00001234");
        yield return Case("labels in the place of images", 0, labels, false,
            "this is an IDX file of labels, images (0x00000803) are wanted");
        yield return Case("images in the place of labels", 1, images, false, "this is an IDX file of images");
        yield return Case("truncated images", 0, images[..^5], false, "truncated");
        yield return Case("truncated header", 1, labels[..6], false, "truncated");
        yield return Case("empty file", 1, [], false, "is empty");
        yield return Case("trailing bytes", 1, [.. labels, 1, 2], false, "trailing bytes");
        yield return Case("fewer labels than images", 1, IdxFolder.Labels(29, _ => 1), false,
            "29 labels, but train-images-idx3-ubyte has 30 images");
        yield return Case("a label of 10", 1, IdxFolder.Labels(30, i => (byte)(i == 4 ? 10 : 0)), false,
            "label 10 at position 4 is over 9");
        yield return Case("images of another size", 0, IdxFolder.Images(30, 32), false, "32×32");
        yield return Case("no images at all", 0, IdxFolder.Header(0x803, 0, 28, 28), false, "holds no images");
        yield return Case("a header that promises the moon", 0, IdxFolder.Header(0x803, int.MaxValue, 28, 28), false,
            "more than can be read");
        yield return Case("truncated gzip", 0, IdxFolder.Gzip(images)[..200], true, "truncated");
        yield return Case("damaged gzip", 0, [.. IdxFolder.Gzip(images)[..100], .. new byte[400]], true, "gzip");
        yield return Case("a web page named .gz", 0, [.. "<!DOCTYPE html><html>not found</html>"u8], true, "is not gzip");
        yield return Case("a web page", 1, [.. "<!DOCTYPE html><html>not found</html>"u8], false, "wrong magic number");

        static TestCaseData Case(string what, int file, byte[] content, bool gz, string message) =>
            new TestCaseData(IdxFolder.Names[file], content, gz, message).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Damage))]
    public void A_damaged_file_is_named_with_what_is_wrong(string file, byte[] content, bool gz, string message)
    {
        using var files = new IdxFolder();
        files.With("mnist");
        string path = Path.Combine(files.Root, "mnist", file);
        File.Delete(path);
        if (gz) path += ".gz";
        File.WriteAllBytes(path, content);
        foreach (string command in new[] { "train", "trace" })
        {
            string complaint = Cli.Complaint(2, command, "network2", "--data", "mnist", "--data-dir", files.Root);
            Assert.That(complaint, Does.StartWith($"backstep: {path}: ").And.Contain(message));
        }
    }

    [Test]
    public void A_missing_file_of_four_is_named()
    {
        using var files = new IdxFolder();
        files.With("mnist");
        File.Delete(Path.Combine(files.Root, "mnist", "t10k-labels-idx1-ubyte"));
        Assert.That(Cli.Complaint(2, "train", "network2", "--data-dir", files.Root), Does.Contain("lacks t10k-labels-idx1-ubyte"));
    }

    [Test]
    public void A_damaged_test_file_is_told_before_anything_is_trained()
    {
        using var files = new IdxFolder();
        files.With("mnist");
        files.Write("mnist/t10k-labels-idx1-ubyte", [1, 2, 3]);
        CliResult result = Cli.Run("train", "network2", "--data-dir", files.Root, "--batch-size", "10");
        Assert.That(Cli.Complaint(2, result, "train"), Does.Contain("t10k-labels-idx1-ubyte"));
        Assert.That(result.Out, Is.Empty);
    }

    [Test]
    public void The_folder_of_the_other_data_set_is_not_taken()
    {
        using var files = new IdxFolder();
        files.With("fashion-mnist");
        Assert.That(Cli.Complaint(2, "train", "network2", "--data", "mnist", "--data-dir", Path.Combine(files.Root, "fashion-mnist")),
            Does.Contain("fashion-mnist").And.Contain("mnist is wanted"));
    }

    [Test]
    public void More_images_a_batch_than_there_are_cannot_be_traced()
    {
        using var files = new IdxFolder();
        Assert.That(Cli.Complaint(2, "trace", "network2", "--data-dir", files.With("mnist"), "--batch-size", "31"),
            Does.Contain("a batch of 31 is more than the 30 images"));
    }
}
