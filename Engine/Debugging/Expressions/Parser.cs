using System.Collections.Immutable;
using System.Globalization;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Builds the tree by precedence climbing: or, and, not, comparisons, + -, * /, unary -, ** (binding to the right), indices.</summary>
internal sealed class Parser
{
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(string text, IReadOnlyList<string> names)
    {
        _names = names;
        _tokens = new Lexer(text, names).Tokens();
    }

    private Token Current => _tokens[_at];

    /// <summary>The whole text as one tree.</summary>
    /// <exception cref="ExpressionException">The text is not an expression over <paramref name="names"/>.</exception>
    public static Node Parse(string text, IReadOnlyList<string> names)
    {
        var parser = new Parser(text, names);
        if (parser.Current.Kind == TokenKind.End) throw new ExpressionException("the expression is empty", 1);
        Node root = parser.Operation(lowest: 0);
        if (parser.Current.Kind == TokenKind.End) return root;
        throw parser.Current.Kind == TokenKind.Sign
            ? new ExpressionException($"{parser.Current} does not belong here", parser.Current.Column)
            : new ExpressionException($"an operator is missing before {parser.Current}", parser.Current.Column);
    }

    /// <summary>Operators of at least level <paramref name="lowest"/> and what they bind.</summary>
    private Node Operation(int lowest)
    {
        // Every recursion of the parser passes here.
        if (++_depth > Node.MaxDepth) throw Node.TooDeep(Current.Column);
        Node left = Operand();
        int lastLevel = 0;
        while (Current.Kind == TokenKind.Sign && BinaryOperator.All.TryGetValue(Current.Text, out BinaryOperator? operation) && operation.Level >= lowest)
        {
            int column = Take().Column;
            if (operation.Level == BinaryOperator.Comparison && lastLevel == BinaryOperator.Comparison)
                throw new ExpressionException("comparisons do not chain; write a < b and b < c", column);
            lastLevel = operation.Level;
            Node right = Operation(operation.Level == BinaryOperator.Power ? operation.Level : operation.Level + 1);
            left = new BinaryNode(column, operation, left, right);
        }
        _depth--;
        return left;
    }

    private Node Operand()
    {
        if (Current.Kind == TokenKind.Sign && UnaryOperator.All.TryGetValue(Current.Text, out UnaryOperator? unary))
        {
            int column = Take().Column;
            return new UnaryNode(column, unary, Operation(unary.OperandLevel));
        }
        Node node = Primary();
        while (Current.Is("[")) node = Indexed(node);
        return node;
    }

    private Node Primary()
    {
        Token token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberNode(token.Column, token.Number);
            case TokenKind.Value:
                return new ValueNode(token.Column, token.Text);
            case TokenKind.Word when Current.Is("("):
                return Call(token);
            case TokenKind.Word:
                throw Unknown(token);
            case TokenKind.End:
                throw new ExpressionException("the expression ends where a value is expected", token.Column);
            default:
                if (!token.Is("(")) throw new ExpressionException($"a value is missing before {token}", token.Column);
                Node inner = Operation(lowest: 0);
                Expect(")", token);
                return inner;
        }
    }

    private CallNode Call(Token name)
    {
        if (!Function.All.TryGetValue(name.Text, out Function? function))
        {
            string hint = NearMisses.Hint(name.Text, Function.All.Keys);
            if (hint.Length == 0) hint = $"; there are {string.Join(", ", Expression.Functions)}";
            throw new ExpressionException($"no function is named {ExpressionException.Quote(name.Text)}{hint}", name.Column);
        }
        Token open = Take();
        if (Current.Is(")")) throw new ExpressionException($"{name.Text} takes one argument, none is given", Current.Column);
        Node argument = Operation(lowest: 0);
        if (Current.Is(",")) throw new ExpressionException($"{name.Text} takes one argument, more are given", Current.Column);
        Expect(")", open);
        return new CallNode(name.Column, function, argument);
    }

    private ExpressionException Unknown(Token word)
    {
        if (Function.All.ContainsKey(word.Text))
            return new($"{word.Text} is a function; write {word.Text}(...)", word.Column);
        return new($"no value is named {ExpressionException.Quote(word.Text)}{NearMisses.Hint(word.Text, _names)}", word.Column);
    }

    private IndexNode Indexed(Node target)
    {
        Token open = Take();
        var subscripts = ImmutableArray.CreateBuilder<Subscript>();
        do
        {
            subscripts.Add(OneSubscript());
        }
        while (TryTake(","));
        Expect("]", open);
        return new IndexNode(open.Column, target, subscripts.ToImmutable());
    }

    private Subscript OneSubscript()
    {
        int column = Current.Column;
        int? start = Current.Is(":") ? null : Integer();
        if (!TryTake(":")) return new(column, IsSlice: false, start, Stop: null);
        int? stop = Current.Is(",") || Current.Is("]") || Current.Is(":") ? null : Integer();
        if (Current.Is(":")) throw new ExpressionException("a slice is start:stop, without a step", Current.Column);
        return new(column, IsSlice: true, start, stop);
    }

    private int Integer()
    {
        int column = Current.Column;
        bool negative = TryTake("-");
        Token token = Current;
        if (token.Kind != TokenKind.Number || !token.Text.All(char.IsAsciiDigit))
            throw new ExpressionException($"an index must be an integer or a slice such as 1:3, not {token}", token.Column);
        if (!int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            throw new ExpressionException($"index {token} is too large", column);
        _at++;
        return negative ? -value : value;
    }

    private Token Take()
    {
        Token token = Current;
        // The end stays, so that looking at it again is safe.
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    private bool TryTake(string sign)
    {
        if (!Current.Is(sign)) return false;
        _at++;
        return true;
    }

    private void Expect(string sign, Token open)
    {
        if (TryTake(sign)) return;
        throw new ExpressionException(Current.Kind is TokenKind.End or TokenKind.Sign
            ? $"'{sign}' is missing: the {open} at column {open.Column} is not closed before {Current}"
            : $"an operator is missing before {Current}", Current.Column);
    }
}
