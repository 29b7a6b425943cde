using System.Text;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Tests.Hosting;

/// <summary>What a terminal is sent to put a text into the system's clipboard, byte for byte.</summary>
public sealed class ClipboardTests
{
    [Test]
    public void A_text_goes_as_Base64_of_its_UTF_8_between_OSC_52_and_ST()
    {
        Assert.That(Clipboard.Sequence("0.05"), Is.EqualTo("\e]52;c;MC4wNQ==\e\\"));
        Assert.That(Encoding.ASCII.GetBytes(Clipboard.Sequence("∂E/∂w1")), Is.EqualTo("\e]52;c;4oiCRS/iiIJ3MQ==\e\\"u8.ToArray()));
        Assert.That(Clipboard.Sequence("数 a\tb\n"), Is.EqualTo("\e]52;c;5pWwIGEJYgo=\e\\"));
    }

    [TestCase("y", "0.375005297554856")]
    [TestCase("Y", "l_h1 = w1·i1 + w2·i2 + b1 = 0.049575×0.1")]
    [TestCase("T", "w1\t0.049574763409179\n")]
    public void What_keys_copy_can_be_read_back_from_the_sequence(string key, string part)
    {
        using var stage = new Stage("two-layer");
        stage.Play(async pilot => await pilot.Press($"s g Home {key}"));
        string copied = stage.Asked.OfType<CopyEffect>().Single().Text, sequence = Clipboard.Sequence(copied);
        Assert.That(sequence, Does.StartWith("\e]52;c;").And.EndWith("\e\\"));
        Assert.That(sequence[7..^2], Does.Match("^[A-Za-z0-9+/]+=*$"), "no sign of it can end the sequence or act on the terminal");
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(sequence[7..^2])), Is.EqualTo(copied));
        Assert.That(copied, Does.Contain(part));
    }

    [Test]
    public void What_is_too_large_for_a_terminal_is_not_sent_and_said_in_one_line()
    {
        using var stage = new Stage("two-layer");
        var most = new string('数', StateUpdate.MostCopiedBytes / 3);
        stage.Store.Dispatch(new Copy(most, "conv1.weight"));
        Assert.That(stage.Asked.OfType<CopyEffect>().Count(), Is.EqualTo(1));
        Assert.That(Clipboard.Sequence(most), Has.Length.LessThan(1_000_000), "tmux drops a sequence of more than a million bytes");
        stage.Store.Dispatch(new Copy(most + "数", "conv1.weight"));
        Assert.That(stage.Asked.OfType<CopyEffect>().Count(), Is.EqualTo(1));
        Assert.That((stage.State.Notice!.IsProblem, stage.State.Notice.Text), Is.EqualTo((
            true, "conv1.weight is too large for the clipboard: 740 KB, and a terminal takes 740 KB")));
    }
}
