using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Works a tree out over the present values.</summary>
internal static class Evaluator
{
    public static Tensor Evaluate(Node node, IValueResolver values) => node switch
    {
        NumberNode number => Tensor.Scalar(number.Value),
        ValueNode value => Resolve(value, values),
        IndexNode index => Indexing.Select(Evaluate(index.Target, values), index.Subscripts, NameOf(index.Target)),
        UnaryNode unary => Elementwise.Map(Evaluate(unary.Operand, values), unary.Operator.Apply),
        BinaryNode binary =>
            Elementwise.Combine(Evaluate(binary.Left, values), Evaluate(binary.Right, values), binary.Operator, binary.Column),
        CallNode call => Call(call, Evaluate(call.Argument, values)),
        _ => throw new InvalidOperationException($"no rule evaluates {node.GetType().Name}"),
    };

    private static Tensor Resolve(ValueNode node, IValueResolver values) =>
        values.TryResolve(node.Name, out Tensor value) ? value
            : throw new ExpressionException(t => values.WhyMissing(node.Name, t.Language), node.Column);

    private static Tensor Call(CallNode call, Tensor argument)
    {
        if (call.Function.NeedsElements && argument.Length == 0)
            throw new ExpressionException(t => t.EmptyTensor(call.Function.Name, argument.Shape), call.Column);
        return call.Function.Apply(argument);
    }

    private static Func<ExpressionTexts, string> NameOf(Node node) =>
        node is ValueNode value ? _ => ExpressionException.Quote(value.Name) : t => t.TheValue;
}
