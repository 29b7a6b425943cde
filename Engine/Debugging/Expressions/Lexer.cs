using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Backstep.Engine.Debugging.Expressions;

internal enum TokenKind
{
    Number,

    /// <summary>The name of a value that exists.</summary>
    Value,

    /// <summary>Some other word: a function, or a name that nothing bears.</summary>
    Word,

    /// <summary>An operator, bracket or comma, in its ASCII spelling.</summary>
    Sign,
    End,
}

/// <summary>A piece of an expression; <paramref name="Column"/> counts from 1. <paramref name="Text"/> is a sign's ASCII form
/// (<c>*</c>, <c>&amp;&amp;</c>), <paramref name="Source"/> what was typed (<c>×</c>, <c>and</c>).</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Column, string Source, double Number = 0)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    /// <summary>How a complaint names it.</summary>
    public string In(ExpressionTexts texts) => Kind == TokenKind.End ? texts.TheEnd : $"'{ExpressionException.Quote(Source)}'";
}

/// <summary>
/// Cuts an expression into tokens. Names of values may look like arithmetic (<c>∂E/∂w5</c>), so wherever a value may
/// stand the longest known name is taken first, and only then is the text read as numbers, words and signs.
/// </summary>
internal sealed partial class Lexer(string text, IReadOnlyList<string> names)
{
    private static readonly ImmutableArray<string> Signs =
        ["**", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "<", ">", "!", "(", ")", "[", "]", ",", ":"];

    private readonly List<Token> _tokens = [];
    private int _at;
    private int _brackets;

    /// <summary>All tokens, the last one <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="ExpressionException">A character has no meaning.</exception>
    public IReadOnlyList<Token> Tokens()
    {
        while (true)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            if (_at == text.Length) break;
            Token token = Next();
            if (token.Is("[")) _brackets++;
            if (token.Is("]")) _brackets--;
            _tokens.Add(token);
        }
        _tokens.Add(new(TokenKind.End, "", text.Length + 1, ""));
        return _tokens;
    }

    private Token Next()
    {
        int column = _at + 1;
        bool valueMayStand = _tokens.Count == 0 || (_tokens[^1].Kind == TokenKind.Sign && !_tokens[^1].Is(")") && !_tokens[^1].Is("]"));
        Match number = NumberPattern().Match(text, _at);

        // Inside [ ] there are only integers.
        if (valueMayStand && _brackets <= 0 && LongestName() is { } name && name.Length > number.Length)
            return Take(TokenKind.Value, name.Length);
        if (number.Success)
        {
            Token token = Take(TokenKind.Number, number.Length);
            return token with { Number = double.Parse(token.Text.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture) };
        }
        if (IsNameCharacter(text[_at])) return Word(valueMayStand);

        string? sign = Signs.FirstOrDefault(s => string.CompareOrdinal(text, _at, s, 0, s.Length) == 0);
        if (sign is not null) return Take(TokenKind.Sign, sign.Length);
        string? ascii = text[_at] switch
        {
            '×' or '·' or '⋅' => "*",
            '−' => "-",
            '÷' => "/",
            '≤' => "<=",
            '≥' => ">=",
            '≠' => "!=",
            _ => null,
        };
        if (ascii is not null) return Take(TokenKind.Sign, 1) with { Text = ascii };
        char unknown = text[_at];
        throw new ExpressionException(t => unknown switch
        {
            '=' => t.Assignment,
            '&' => t.Ampersand,
            '|' => t.Bar,
            _ => t.NoMeaning(ExpressionException.Quote(unknown.ToString())),
        }, column);
    }

    private Token Word(bool valueMayStand)
    {
        // An unknown derivative is read whole, so that the message names what was meant.
        Match derivative = DerivativePattern().Match(text, _at);
        if (valueMayStand && derivative.Success) return Take(TokenKind.Word, derivative.Length);

        int end = _at;
        while (!IsBoundary(end)) end++;
        Token word = Take(TokenKind.Word, end - _at);
        return word.Text switch
        {
            "and" => word with { Kind = TokenKind.Sign, Text = "&&" },
            "or" => word with { Kind = TokenKind.Sign, Text = "||" },
            "not" => word with { Kind = TokenKind.Sign },
            _ => word,
        };
    }

    private Token Take(TokenKind kind, int length)
    {
        string piece = text.Substring(_at, length);
        var token = new Token(kind, piece, _at + 1, piece);
        _at += length;
        return token;
    }

    private string? LongestName()
    {
        string? longest = null;
        foreach (string name in names)
            if (name.Length > (longest?.Length ?? 0) && string.CompareOrdinal(text, _at, name, 0, name.Length) == 0
                && IsBoundary(_at + name.Length))
                longest = name;
        return longest;
    }

    /// <summary>Whether a name may end before position <paramref name="at"/>: <c>w5</c> does not end in <c>w5.grad</c>.</summary>
    private bool IsBoundary(int at) => at >= text.Length
        || !(IsNameCharacter(text[at]) || (text[at] == '.' && at + 1 < text.Length && IsNameCharacter(text[at + 1])));

    /// <summary>Letters and digits of all scripts, <c>_</c>, <c>∂</c>, primes, accents, superscripts and subscripts (<c>⁺</c>).</summary>
    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '∂' or '′' or '″' or (>= '\u2070' and <= '\u209F')
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.OtherNumber;

    [GeneratedRegex(@"\G([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+\-−]?[0-9]+)?")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\G(∂[\w.⁺]+/∂[\w.⁺]+|d\([^()/]+\)/d\([^()/]+\))")]
    private static partial Regex DerivativePattern();
}
