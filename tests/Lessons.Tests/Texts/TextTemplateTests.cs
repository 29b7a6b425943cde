using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Texts;

public sealed class TextTemplateTests
{
    [TestCase("nothing", "")]
    [TestCase("{w5.grad}", "w5.grad|-")]
    [TestCase("a {w5:4} b {E:t}", "w5|4 E|t")]
    [TestCase("{start:w5}", "start:w5|-")]
    [TestCase("{start:w5:3}", "start:w5|3")]
    [TestCase("{it3:t}", "it3:t|-")]
    [TestCase("{hot:it3:loss:2}", "hot:it3:loss|2")]
    [TestCase("{fc.weight[0,0:3]}", "fc.weight[0,0:3]|-")]
    [TestCase("{x:s} {numel(x):,} {p[0]:%}", "x|s numel(x)|, p[0]|%")]
    [TestCase("{{w5}}", "")]
    [TestCase("{{{w5}}}", "w5|-")]
    public void Placeholders_are_found_with_their_formats(string text, string holes) =>
        Assert.That(string.Join(" ", TextTemplate.Parse(text).Holes.Select(h => $"{h.Expression}|{h.Format ?? "-"}")), Is.EqualTo(holes));

    [Test]
    public void The_rest_stays_and_doubled_braces_become_one() =>
        Assert.That(TextTemplate.Parse("{{x}} is {w5:2}, {{").Render(h => $"<{h.Expression}>"), Is.EqualTo("{x} is <w5>, {"));

    [TestCase("a {w5", "not closed", 3)]
    [TestCase("a } b", "closes nothing", 3)]
    [TestCase("{a{b}", "not closed", 1)]
    [TestCase("x{}", "missing", 2)]
    [TestCase("x{:4}", "missing", 2)]
    public void What_is_wrong_is_told_with_its_position(string text, string message, int position)
    {
        var e = Assert.Throws<TextTemplateException>(() => TextTemplate.Parse(text))!;
        Assert.That((e.Message, e.Position), Is.EqualTo((e.Message, position)));
        Assert.That(e.Message, Does.Contain(message).And.Not.Contain("\n"));
    }

    [FsCheck.NUnit.Property]
    public void Any_text_is_read_or_refused(string? text)
    {
        try
        {
            TextTemplate.Parse(text ?? "").Render(h => h.Expression);
        }
        catch (TextTemplateException e)
        {
            Assert.That(e.Position, Is.InRange(1, text!.Length));
        }
    }
}
