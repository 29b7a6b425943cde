using System.Collections.Immutable;
using System.Text;

namespace Backstep.Lessons.Texts;

/// <summary>How a piece of a paragraph looks.</summary>
public enum SpanStyle
{
    /// <summary>Ordinary.</summary>
    Plain,

    /// <summary>Bold: between <c>**</c>.</summary>
    Bold,

    /// <summary>Code, a name or a number: between backticks.</summary>
    Code,
}

/// <summary>A piece of a paragraph.</summary>
public sealed record TextSpan(string Text, SpanStyle Style = SpanStyle.Plain);

/// <summary>A part of a text that stands in lines of its own.</summary>
public abstract record TextBlock;

/// <summary>Running text.</summary>
public sealed record Paragraph(ImmutableArray<TextSpan> Spans) : TextBlock;

/// <summary>A remark: lines that begin with <c>&gt; </c>.</summary>
public sealed record Note(ImmutableArray<TextSpan> Spans) : TextBlock;

/// <summary>Code or formulas, line by line and as they stand: lines that begin with four blanks.</summary>
public sealed record CodeBlock(ImmutableArray<string> Lines) : TextBlock;

/// <summary>
/// A text of a course as blocks. The markup is small on purpose: <c>**bold**</c>, <c>`code`</c>, a line that begins with <c>&gt; </c> is a
/// note, one that begins with four blanks is code, a blank line begins a new paragraph. Numbers are filled in before, so that
/// <c>**</c> in an expression is not taken for bold.
/// </summary>
public sealed class Markup
{
    private Markup(ImmutableArray<TextBlock> blocks, ImmutableArray<LocalText> problems)
    {
        Blocks = blocks;
        Problems = problems;
    }

    /// <summary>The blocks, in order.</summary>
    public ImmutableArray<TextBlock> Blocks { get; }

    /// <summary>What the author should mend, one line each: bold or code that is not closed. It is shown as it stands.</summary>
    public ImmutableArray<LocalText> Problems { get; }

    /// <summary>Reads any text.</summary>
    public static Markup Parse(string text)
    {
        var blocks = ImmutableArray.CreateBuilder<TextBlock>();
        var problems = ImmutableArray.CreateBuilder<LocalText>();
        var lines = new List<string>();
        char kind = ' ';
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            char next = string.IsNullOrWhiteSpace(line) ? ' '
                : line.StartsWith("    ", StringComparison.Ordinal) ? 'c'
                : line.StartsWith("> ", StringComparison.Ordinal) ? 'n'
                : 'p';
            if (next != kind)
            {
                Close();
                kind = next;
            }
            if (next != ' ') lines.Add(next == 'c' ? line[4..].TrimEnd() : next == 'n' ? line[2..].Trim() : line.Trim());
        }
        return new(blocks.ToImmutable(), problems.ToImmutable());

        void Close()
        {
            if (lines.Count == 0) return;
            blocks.Add(kind switch
            {
                'c' => new CodeBlock([.. lines]),
                'n' => new Note(Spans(Joined(lines), problems)),
                _ => new Paragraph(Spans(Joined(lines), problems)),
            });
            lines.Clear();
        }
    }

    /// <summary>
    /// The text without markup, for scripts and screen readers: notes begin with
    /// <c>Note: </c>, code is indented, blocks are parted by a blank line.
    /// </summary>
    public string ToPlainText(Language language = Language.English) => string.Join("\n\n", Blocks.Select(b => b switch
    {
        CodeBlock code => string.Join('\n', code.Lines.Select(l => "    " + l)),
        Note note => GameTexts.In(language).Note + Text(note.Spans),
        Paragraph paragraph => Text(paragraph.Spans),
        _ => "",
    }));

    /// <summary>The spans' text.</summary>
    public static string Text(IEnumerable<TextSpan> spans) => string.Concat(spans.Select(s => s.Text));

    /// <summary>Lines of one paragraph run on; between Chinese characters without a blank.</summary>
    private static string Joined(List<string> lines)
    {
        var text = new StringBuilder(lines[0]);
        foreach (string line in lines.Skip(1))
        {
            if (!(IsWide(text[^1]) || IsWide(line[0]))) text.Append(' ');
            text.Append(line);
        }
        return text.ToString();
    }

    private static bool IsWide(char c) => c is >= '\u2E80' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';

    private static ImmutableArray<TextSpan> Spans(string text, ImmutableArray<LocalText>.Builder problems)
    {
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            string mark = text[at] == '`' ? "`" : string.CompareOrdinal(text, at, "**", 0, 2) == 0 ? "**" : "";
            int end = mark.Length == 0 ? -1 : text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal);
            if (end <= at + mark.Length)
            {
                if (mark.Length > 0)
                    problems.Add(LocalText.Of(l => CheckTexts.In(l) is var t && end < 0 ? t.MarkNotClosed(mark) : t.MarkEmpty(mark)));
                int taken = Math.Max(1, end > 0 ? 2 * mark.Length : mark.Length);
                plain.Append(text, at, taken);
                at += taken;
                continue;
            }
            Flush();
            spans.Add(new(text[(at + mark.Length)..end], mark == "`" ? SpanStyle.Code : SpanStyle.Bold));
            at = end + mark.Length;
        }
        Flush();
        return spans.ToImmutable();

        void Flush()
        {
            if (plain.Length > 0) spans.Add(new(plain.ToString()));
            plain.Clear();
        }
    }
}
