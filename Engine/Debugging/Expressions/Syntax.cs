using System.Collections.Immutable;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>A part of a parsed expression. Depth is bounded at construction, so that walking a tree cannot overflow the stack.</summary>
internal abstract record Node
{
    /// <summary>The deepest nesting allowed; a sum of n terms nests n - 1 deep.</summary>
    public const int MaxDepth = 500;

    protected Node(int column, int depthBelow)
    {
        if (depthBelow >= MaxDepth) throw TooDeep(column);
        Column = column;
        Depth = depthBelow + 1;
    }

    /// <summary>Where the part is reported to lie, from 1: an operator's own column for operations.</summary>
    public int Column { get; }

    public int Depth { get; }

    public static ExpressionException TooDeep(int column) => new(t => t.TooDeep(MaxDepth), column);
}

internal sealed record NumberNode(int At, double Value) : Node(At, 0);

internal sealed record ValueNode(int At, string Name) : Node(At, 0);

internal sealed record IndexNode(int At, Node Target, ImmutableArray<Subscript> Subscripts) : Node(At, Target.Depth);

internal sealed record UnaryNode(int At, UnaryOperator Operator, Node Operand) : Node(At, Operand.Depth);

internal sealed record BinaryNode(int At, BinaryOperator Operator, Node Left, Node Right) : Node(At, Math.Max(Left.Depth, Right.Depth));

internal sealed record CallNode(int At, Function Function, Node Argument) : Node(At, Argument.Depth);

/// <summary>What stands for one dimension between brackets: one index (<paramref name="Start"/>),
/// or a slice with either end left out.</summary>
internal readonly record struct Subscript(int Column, bool IsSlice, int? Start, int? Stop);
