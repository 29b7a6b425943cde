using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Backstep.Engine.Models.Files;

/// <summary>
/// Reads an expression out of a text of Python, or of what <c>print(net)</c> shows: calls with their arguments, numbers and simple
/// arithmetic, strings, lists. Nothing is ever run.
/// </summary>
/// <param name="text">The whole text.</param>
/// <param name="start">Where it stands in its file.</param>
/// <param name="names">What a plain name stands for; null for a name that is not known.</param>
internal sealed partial class PythonReader(string text, Place start, Func<string, PyNode?> names)
{
    /// <summary>Deeper is no network, and would use up the stack.</summary>
    private const int MaxDepth = 40;

    private int _at, _depth;

    /// <summary>The expression that begins at <paramref name="at"/>.</summary>
    /// <exception cref="NetworkFileException">There is none that can be read.</exception>
    public PyNode Read(int at)
    {
        (_at, _depth) = (at, 0);
        return Sum();
    }

    /// <summary>Where the last expression ended.</summary>
    public int End => _at;

    /// <summary>Where a position of the text stands in the file.</summary>
    public Place PlaceOf(int at) => start.Below(text.AsSpan(0, Math.Min(at, text.Length)).Count('\n'));

    private PyNode Sum()
    {
        PyNode left = Product();
        while (Peek() is { Kind: '+' or '-' } sign)
        {
            Take();
            left = Calculated(left, Product(), sign);
        }
        return left;
    }

    private PyNode Product()
    {
        PyNode left = Factor();
        while (Peek() is { Kind: '*' or '/' } sign)
        {
            Take();
            left = Calculated(left, Factor(), sign);
        }
        return left;
    }

    private PyNumber Calculated(PyNode left, PyNode right, PyToken sign)
    {
        if (left is not PyNumber { Number: var a } || right is not PyNumber { Number: var b })
            throw PlaceOf(sign.At).Fault(t => t.NoArithmetic(sign.Text));
        return new PyNumber(left.Place, sign.Text switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "//" => Math.Floor(a / b),
            "**" => Math.Pow(a, b),
            _ => a / b,
        });
    }

    private PyNode Factor()
    {
        if (++_depth > MaxDepth) throw PlaceOf(_at).Fault(t => t.TooDeep(MaxDepth));
        PyNode factor = Atom();
        _depth--;
        return factor;
    }

    private PyNode Atom()
    {
        PyToken token = Take();
        Place place = PlaceOf(token.At);
        switch (token.Kind)
        {
            case '-' when Factor() is PyNumber { Number: var n }: return new PyNumber(place, -n);
            case 'n': return new PyNumber(place, double.Parse(token.Text.Replace("_", ""), CultureInfo.InvariantCulture));
            case 's': return new PyText(place, token.Text);
            case '(' or '[':
                var items = Items(token.Kind == '(' ? ')' : ']', out bool isOne);
                return isOne && token.Kind == '(' ? items[0] : new PyList(place, items);
            case 'a' when Peek().Kind == '(':
                Take();
                return Call(place, token.Text);
            case 'a': return token.Text.Contains('.') ? new PyName(place, token.Text) : names(token.Text) ?? new PyName(place, token.Text);
            case '\0': throw place.Fault(t => t.EndsTooEarly);
            default: throw place.Fault(t => t.Unexpected(Json.Quoted.Shown(token.Text)));
        }
    }

    private ImmutableArray<PyNode> Items(char close, out bool isOne)
    {
        var items = ImmutableArray.CreateBuilder<PyNode>();
        isOne = true;
        while (!Skip(close))
        {
            items.Add(Sum());
            if (Skip(close)) break;
            isOne = false;
            Expect(',');
        }
        isOne &= items.Count == 1;
        return items.ToImmutable();
    }

    private PyCall Call(Place place, string name)
    {
        var arguments = ImmutableArray.CreateBuilder<PyNode>();
        var named = ImmutableArray.CreateBuilder<KeyValuePair<string, PyNode>>();
        var children = ImmutableArray.CreateBuilder<KeyValuePair<string, PyNode>>();
        while (!Skip(')'))
        {
            if (Child().Match(text, Blank(_at)) is { Success: true } child)
            {
                _at = child.Index + child.Length;
                children.Add(new(child.Groups[1].Value, Sum()));
                // What print shows has no commas between modules.
                Skip(',');
                continue;
            }
            if (Keyword().Match(text, Blank(_at)) is { Success: true } keyword)
            {
                _at = keyword.Index + keyword.Length;
                if (named.Any(n => n.Key == keyword.Groups[1].Value))
                    throw PlaceOf(keyword.Index).Fault(t => t.ArgumentTwice(keyword.Groups[1].Value));
                named.Add(new(keyword.Groups[1].Value, Sum()));
            }
            else
            {
                PyToken next = Peek();
                if (next.Kind == '*') throw PlaceOf(next.At).Fault(t => t.NoStar);
                if (named.Count > 0) throw PlaceOf(next.At).Fault(t => t.PlainBehindNamed(named[^1].Key));
                arguments.Add(Sum());
            }
            if (Skip(')')) break;
            Expect(',');
        }
        return new(place, name, arguments.ToImmutable(), named.ToImmutable(), children.ToImmutable());
    }

    private void Expect(char sign)
    {
        PyToken token = Take();
        if (token.Kind == sign) return;
        throw PlaceOf(token.At).Fault(t => token.Kind == '\0' ? t.EndsTooEarly : t.Wanted($"{sign}", Json.Quoted.Shown(token.Text)));
    }

    private bool Skip(char sign)
    {
        if (Peek().Kind != sign) return false;
        Take();
        return true;
    }

    private PyToken Take()
    {
        PyToken token = Peek(out int end);
        _at = end;
        return token;
    }

    private PyToken Peek() => Peek(out _);

    private PyToken Peek(out int end)
    {
        int at = Blank(_at);
        if (at >= text.Length)
        {
            end = at;
            return new('\0', "", at);
        }
        Match match = Token().Match(text, at);
        end = at + match.Length;
        char kind = match.Groups["number"].Success ? 'n' : match.Groups["string"].Success ? 's' : match.Groups["name"].Success ? 'a'
            : match.Value[0];
        return new(kind, kind == 's' ? match.Groups["string"].Value[1..^1] : match.Value, at);
    }

    /// <summary>The first position that is neither blank nor comment.</summary>
    private int Blank(int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '#' or '\\'))
            if (text[at] == '#') while (at < text.Length && text[at] != '\n') at++;
            else at++;
        return at;
    }

    [GeneratedRegex("""
        \G(?:(?<number>(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?<string>"[^"\n]*"|'[^'\n]*')
        |(?<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)|//|\*\*|.)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Token();

    [GeneratedRegex(@"\G\(\s*(\w+)\s*\)\s*:")]
    private static partial Regex Child();

    [GeneratedRegex(@"\G([^\W\d]\w*)\s*=(?!=)")]
    private static partial Regex Keyword();
}
