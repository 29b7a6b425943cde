using Backstep.Engine.Data;

namespace Backstep.Engine.Tests.Data;

public class AtomicFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atomic").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private static void Text(Stream stream) => stream.Write("new"u8);

    [Test]
    public void A_new_file_is_written_and_an_old_one_replaced()
    {
        AtomicFile.Write(InFolder("a"), Text);
        Assert.That(File.ReadAllText(InFolder("a")), Is.EqualTo("new"));
        AtomicFile.Write(InFolder("a"), s => s.Write("newer"u8));
        Assert.That(File.ReadAllText(InFolder("a")), Is.EqualTo("newer"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "nothing temporary is left");
    }

    [Test]
    public void Checking_leaves_everything_as_it_was()
    {
        File.WriteAllText(InFolder("a"), "old");
        AtomicFile.Check(InFolder("a"));
        AtomicFile.Check(InFolder("b"));
        Assert.That(File.ReadAllText(InFolder("a")), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
        Assert.That(() => AtomicFile.Check(InFolder("no/such")), Throws.TypeOf<WeightsException>());
    }

    [TestCase(typeof(IOException))]
    [TestCase(typeof(UnauthorizedAccessException))]
    public void A_failure_on_the_way_leaves_the_old_file_and_is_said_in_one_line(Type failure)
    {
        File.WriteAllText(InFolder("a"), "old");
        Assert.That(() => AtomicFile.Write(InFolder("a"), s =>
        {
            Text(s);
            throw (Exception)Activator.CreateInstance(failure, "No space left\non device")!;
        }), Throws.TypeOf<WeightsException>().With.Message.Contains("No space left on device").And.Message.Contains("untouched"));
        Assert.That(File.ReadAllText(InFolder("a")), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_fault_of_the_program_leaves_the_old_file_too()
    {
        File.WriteAllText(InFolder("a"), "old");
        Assert.That(() => AtomicFile.Write(InFolder("a"), _ => throw new InvalidOperationException()), Throws.InvalidOperationException);
        Assert.That(File.ReadAllText(InFolder("a")), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_file_behind_a_link_is_replaced_where_it_lies_and_the_link_stays()
    {
        Directory.CreateDirectory(InFolder("elsewhere"));
        File.WriteAllText(InFolder("elsewhere/real"), "old");
        File.CreateSymbolicLink(InFolder("middle"), "elsewhere/real");
        File.CreateSymbolicLink(InFolder("link"), InFolder("middle"));
        AtomicFile.Write(InFolder("link"), Text);
        Assert.That(File.ReadAllText(InFolder("elsewhere/real")), Is.EqualTo("new"));
        Assert.That(new FileInfo(InFolder("link")).LinkTarget, Is.EqualTo(InFolder("middle")));
        Assert.That(new FileInfo(InFolder("middle")).LinkTarget, Is.EqualTo("elsewhere/real"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_to_nothing_is_a_name_for_a_new_file()
    {
        File.CreateSymbolicLink(InFolder("link"), InFolder("later"));
        AtomicFile.Write(InFolder("link"), Text);
        Assert.That(File.ReadAllText(InFolder("later")), Is.EqualTo("new"));
    }

    [TestCase("no/such/folder/a", "there is no folder")]
    [TestCase("", "is a folder")]
    [TestCase("\0", "untouched")]
    public void A_name_that_is_none_is_said(string name, string said) =>
        Assert.That(() => AtomicFile.Write(InFolder(name), Text), Throws.TypeOf<WeightsException>().With.Message.Contains(said));

    [Test]
    [Platform(Exclude = "Win")]
    public void A_device_is_never_replaced() =>
        Assert.That(() => AtomicFile.Write("/dev/null", Text), Throws.TypeOf<WeightsException>().With.Message.Contains("is a device"));
}
