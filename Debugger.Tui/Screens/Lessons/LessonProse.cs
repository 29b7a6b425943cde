using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>Lays out a lesson's texts: paragraphs, notes with a bar beside them, formulas as they stand.</summary>
internal static class LessonProse
{
    /// <summary>The lines of some texts, one below the other, for a width.</summary>
    public static List<List<Fragment>> Lines(IEnumerable<Markup> texts, int width, Theme theme)
    {
        var lines = new List<List<Fragment>>();
        foreach (TextBlock block in texts.SelectMany(t => t.Blocks))
        {
            if (lines.Count > 0) lines.Add([]);
            lines.AddRange(Lines(block, width, theme));
        }
        return lines;
    }

    private static IEnumerable<List<Fragment>> Lines(TextBlock block, int width, Theme theme) => block switch
    {
        // Code and tables keep their columns; what is wider than the page goes on below, set in.
        CodeBlock code => code.Lines.SelectMany(line => Code(line, width, theme)),
        Note note => TextWrap.Wrap(Fragments(note.Spans, theme, theme.Caption), width - 2)
            .Select(line => (List<Fragment>)[new Fragment("▎ ", theme.Focus), .. line]),
        Paragraph paragraph => TextWrap.Wrap(Fragments(paragraph.Spans, theme, theme.Text), width),
        _ => [],
    };

    private static IEnumerable<List<Fragment>> Code(string line, int width, Theme theme)
    {
        int room = Math.Max(4, width - 2);
        for (string rest = line, indent = "  "; ; indent = "    ")
        {
            int end = rest.Length;
            while (end > 1 && CellWidth.Of(rest.AsSpan()[..end]) > room - indent.Length + 2) end--;
            // Rather between two words than within one.
            if (end < rest.Length && rest.LastIndexOf(' ', end - 1) is > 8 and int blank) end = blank + 1;
            yield return [new Fragment(indent + rest[..end].TrimEnd(), theme.Code)];
            rest = rest[end..].TrimStart();
            if (rest.Length == 0) yield break;
        }
    }

    private static List<Fragment> Fragments(ImmutableArray<TextSpan> spans, Theme theme, Style plain) =>
        [.. spans.Select(s => new Fragment(s.Text,
            s.Style switch { SpanStyle.Bold => theme.Bright, SpanStyle.Code => theme.Code, _ => plain }))];
}
