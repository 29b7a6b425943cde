using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.App.Lessons;

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

    /// <summary>Paints lines from <paramref name="scroll"/> on; gives how many rows they took.</summary>
    public static int Paint(Canvas canvas, IReadOnlyList<List<Fragment>> lines, int scroll = 0)
    {
        int from = Math.Clamp(scroll, 0, Math.Max(0, lines.Count - canvas.Height)), shown = Math.Min(canvas.Height, lines.Count - from);
        for (int y = 0; y < shown; y++) canvas.Put(0, y, lines[from + y]);
        if (lines.Count > canvas.Height && canvas.Width > 4) Scrollbar.Paint(canvas.Sub(canvas.Width - 1, 0, 1, canvas.Height), from, canvas.Height, lines.Count);
        return Math.Max(0, shown);
    }

    private static IEnumerable<List<Fragment>> Lines(TextBlock block, int width, Theme theme) => block switch
    {
        CodeBlock code => code.Lines.Select(line => (List<Fragment>)[new Fragment(CellWidth.Ellipsis("  " + line, width), theme.Code)]),
        Note note => TextWrap.Wrap(Fragments(note.Spans, theme, theme.Caption), width - 2).Select(line => (List<Fragment>)[new Fragment("▎ ", theme.Focus), .. line]),
        Paragraph paragraph => TextWrap.Wrap(Fragments(paragraph.Spans, theme, theme.Text), width),
        _ => [],
    };

    private static List<Fragment> Fragments(ImmutableArray<TextSpan> spans, Theme theme, Style plain) =>
        [.. spans.Select(s => new Fragment(s.Text, s.Style switch { SpanStyle.Bold => theme.Bright, SpanStyle.Code => theme.Code, _ => plain }))];
}
