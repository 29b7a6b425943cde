using System.Collections.Immutable;
using System.Globalization;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Builds the tree by precedence climbing: or, and, not, comparisons, + -, * /, unary -,
/// ** (binding to the right), indices.</summary>
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
        if (parser.Current.Kind == TokenKind.End) throw new ExpressionException(t => t.Empty, 1);
        Node root = parser.Operation(lowest: 0);
        if (parser.Current.Kind == TokenKind.End) return root;
        Token rest = parser.Current;
        throw new ExpressionException(
            t => rest.Kind == TokenKind.Sign ? t.DoesNotBelong(rest.In(t)) : t.OperatorMissing(rest.In(t)), rest.Column);
    }

    /// <summary>Operators of at least level <paramref name="lowest"/> and what they bind.</summary>
    private Node Operation(int lowest)
    {
        // Every recursion of the parser passes here.
        if (++_depth > Node.MaxDepth) throw Node.TooDeep(Current.Column);
        Node left = Operand();
        int lastLevel = 0;
        while (Current.Kind == TokenKind.Sign && BinaryOperator.All.TryGetValue(Current.Text, out BinaryOperator? operation)
            && operation.Level >= lowest)
        {
            int column = Take().Column;
            if (operation.Level == BinaryOperator.Comparison && lastLevel == BinaryOperator.Comparison)
                throw new ExpressionException(t => t.ComparisonsDoNotChain, column);
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
                throw new ExpressionException(t => t.EndsEarly, token.Column);
            default:
                if (!token.Is("(")) throw new ExpressionException(t => t.ValueMissing(token.In(t)), token.Column);
                Node inner = Operation(lowest: 0);
                Expect(")", token);
                return inner;
        }
    }

    private CallNode Call(Token name)
    {
        if (!Function.All.TryGetValue(name.Text, out Function? function))
        {
            string[] near = NearMisses.Of(name.Text, Function.All.Keys);
            string quoted = ExpressionException.Quote(name.Text), all = string.Join(", ", Expression.Functions);
            throw new ExpressionException(
                t => near.Length > 0 ? t.NoFunctionNear(quoted, t.Language.Any(near)) : t.NoFunction(quoted, all), name.Column);
        }
        Token open = Take();
        if (Current.Is(")")) throw new ExpressionException(t => t.OneArgument(name.Text), Current.Column);
        Node argument = Operation(lowest: 0);
        if (Current.Is(",")) throw new ExpressionException(t => t.OneArgumentOnly(name.Text), Current.Column);
        Expect(")", open);
        return new CallNode(name.Column, function, argument);
    }

    private ExpressionException Unknown(Token word)
    {
        if (Function.All.ContainsKey(word.Text))
            return new(t => t.IsFunction(word.Text), word.Column);
        string[] near = NearMisses.Of(word.Text, _names);
        return new(t => t.NoValue(ExpressionException.Quote(word.Text), t.Language.Any(near)), word.Column);
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
        if (Current.Is(":")) throw new ExpressionException(t => t.NoStep, Current.Column);
        return new(column, IsSlice: true, start, stop);
    }

    private int Integer()
    {
        int column = Current.Column;
        bool negative = TryTake("-");
        Token token = Current;
        if (token.Kind != TokenKind.Number || !token.Text.All(char.IsAsciiDigit))
            throw new ExpressionException(t => t.IndexKind(token.In(t)), token.Column);
        if (!int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            throw new ExpressionException(t => t.IndexTooLarge(token.In(t)), column);
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
        Token found = Current;
        throw new ExpressionException(
            t => found.Kind is TokenKind.End or TokenKind.Sign ? t.NotClosed(sign, open.In(t), open.Column, found.In(t))
                : t.OperatorMissing(found.In(t)),
            found.Column);
    }
}
