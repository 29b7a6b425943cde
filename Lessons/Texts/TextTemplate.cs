using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Backstep.Lessons.Texts;

/// <summary>A place in a text that is filled with a number of the engine.</summary>
/// <param name="Expression">What stands there, an expression.</param>
/// <param name="Format">Decimals at most, or <c>t</c>, <c>s</c>, <c>%</c>, <c>,</c>, <c>=</c>; null for the default.</param>
/// <param name="Position">Where it begins in the text, from 1.</param>
public sealed record TextHole(string Expression, string? Format, int Position);

/// <summary>The placeholders of a text are wrong; the message is one line with the position.</summary>
public sealed class TextTemplateException(Func<ExerciseTexts, string> text, int position)
    : LocalizedException(l => ExerciseTexts.In(l).AtCharacter(text(ExerciseTexts.In(l)), position))
{
    /// <summary>Where, from 1.</summary>
    public int Position { get; } = position;
}

/// <summary>
/// A text with placeholders: <c>{w5.grad}</c> or <c>{w5.grad:4}</c> stands for a number, <c>{{</c> and <c>}}</c> for braces.
/// What stands behind the last colon is a format only if it looks like one, so <c>{start:w5}</c> and <c>{w[0:3]}</c> are expressions.
/// </summary>
public sealed partial class TextTemplate
{
    private static readonly FrozenSet<string> Prefixes = new[] { "start", "first", "right" }.ToFrozenSet();

    private readonly ImmutableArray<(string Literal, TextHole? Hole)> _parts;

    private TextTemplate(ImmutableArray<(string, TextHole?)> parts) => _parts = parts;

    /// <summary>The placeholders, in order.</summary>
    public IEnumerable<TextHole> Holes => _parts.Select(p => p.Hole).OfType<TextHole>();

    /// <summary>The text without its placeholders: what the author wrote out.</summary>
    public string Literals => string.Concat(_parts.Select(p => p.Literal));

    /// <summary>Reads a text.</summary>
    /// <exception cref="TextTemplateException">A brace is not closed or not opened, or there is nothing between two.</exception>
    public static TextTemplate Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string, TextHole?)>();
        var literal = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c is not ('{' or '}')) literal.Append(c);
            else if (at + 1 < text.Length && text[at + 1] == c) literal.Append(text[at++]);
            else if (c == '}') throw new TextTemplateException(t => t.ClosesNothing, at + 1);
            else
            {
                int end = text.IndexOfAny(['{', '}'], at + 1);
                if (end < 0 || text[end] == '{') throw new TextTemplateException(t => t.NotClosed, at + 1);
                parts.Add((literal.ToString(), Hole(text[(at + 1)..end], at + 1)));
                literal.Clear();
                at = end;
            }
        }
        parts.Add((literal.ToString(), null));
        return new(parts.ToImmutable());
    }

    /// <summary>The text with every placeholder replaced by what <paramref name="fill"/> gives for it.</summary>
    public string Render(Func<TextHole, string> fill)
    {
        var text = new StringBuilder();
        foreach ((string literal, TextHole? hole) in _parts)
        {
            text.Append(literal);
            if (hole is not null) text.Append(fill(hole));
        }
        return text.ToString();
    }

    private static TextHole Hole(string content, int position)
    {
        int colon = content.LastIndexOf(':');
        bool isFormat = colon >= 0 && FormatPattern().IsMatch(content[(colon + 1)..]) && !IsPrefix(content[..colon].Trim());
        string expression = (isFormat ? content[..colon] : content).Trim();
        if (expression.Length == 0) throw new TextTemplateException(t => t.NoExpression, position);
        return new(expression, isFormat ? content[(colon + 1)..].Trim() : null, position);
    }

    private static bool IsPrefix(string text) => Prefixes.Contains(text) || IterationPattern().IsMatch(text);

    [GeneratedRegex(@"^\s*([0-9]{1,2}|[ts%,=])\s*$")]
    private static partial Regex FormatPattern();

    [GeneratedRegex("^it[0-9]+$")]
    private static partial Regex IterationPattern();
}
