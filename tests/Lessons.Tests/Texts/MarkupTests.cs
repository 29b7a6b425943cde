using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Texts;

public sealed class MarkupTests
{
    private static string Tree(string text) => string.Join(" / ", Markup.Parse(text).Blocks.Select(b => b switch
    {
        Paragraph p => $"p[{Spans(p.Spans)}]",
        Note n => $"n[{Spans(n.Spans)}]",
        CodeBlock c => $"c[{string.Join("|", c.Lines)}]",
        _ => "?",
    }));

    private static string Spans(IEnumerable<TextSpan> spans) => string.Join("",
        spans.Select(s => s.Style switch { SpanStyle.Bold => $"<b>{s.Text}</b>", SpanStyle.Code => $"<c>{s.Text}</c>", _ => s.Text }));

    [TestCase("", "")]
    [TestCase("one", "p[one]")]
    [TestCase("one\ntwo\n\nthree", "p[one two] / p[three]")]
    [TestCase("误差\n传回来", "p[误差传回来]")]
    [TestCase("a **b** `c` d", "p[a <b>b</b> <c>c</c> d]")]
    [TestCase("`a**b**c`", "p[<c>a**b**c</c>]")]
    [TestCase("> mind\n> this", "n[mind this]")]
    [TestCase("text\n    y = w*x\n      + b\ntext", "p[text] / c[y = w*x|  + b] / p[text]")]
    [TestCase("    a\n\n    b", "c[a] / c[b]")]
    public void Blocks_and_spans_are_told_apart(string text, string tree) => Assert.That(Tree(text), Is.EqualTo(tree));

    [TestCase("a **b", "p[a **b]", "** is not closed")]
    [TestCase("a `b", "p[a `b]", "` is not closed")]
    [TestCase("a **** b", "p[a **** b]", "there is nothing between ** and **")]
    public void What_is_not_closed_is_shown_as_it_stands_and_told(string text, string tree, string problem) =>
        Assert.That((Tree(text), Markup.Parse(text).Problems.Single().English), Is.EqualTo((tree, problem)));

    [Test]
    public void Plain_text_says_what_styles_showed() =>
        Assert.That(Markup.Parse("a **b**\n\n> `c`\n\n    d").ToPlainText(), Is.EqualTo("a b\n\nNote: c\n\n    d"));

    [FsCheck.NUnit.Property]
    public void No_letter_of_a_paragraph_is_lost(string? text)
    {
        string letters = new([.. (text ?? "").Where(char.IsLetterOrDigit)]);
        string shown = string.Concat(Markup.Parse(text ?? "").Blocks.SelectMany(b => b switch
        {
            CodeBlock c => c.Lines,
            Note n => [Markup.Text(n.Spans)],
            Paragraph p => (IEnumerable<string>)[Markup.Text(p.Spans)],
            _ => [],
        }));
        Assert.That(new string([.. shown.Where(char.IsLetterOrDigit)]), Is.EqualTo(letters));
    }
}
