using Backstep.Engine.Data;

namespace Backstep.Engine.Tests.Data;

public class TextFileTests
{
    [Test]
    public void Lines_are_read_as_they_stand_and_a_byte_order_mark_is_none_of_them()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "\uFEFFw1 = 0.15\r\n\nw2 = 0.2");
            Assert.That(TextFile.Lines(path), Is.EqualTo(new[] { "w1 = 0.15", "", "w2 = 0.2" }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_device_without_an_end_is_refused() =>
        Assert.That(() => TextFile.Bytes("/dev/zero"), Throws.TypeOf<DataException>().With.Message.Contains("too large a file"));
}
