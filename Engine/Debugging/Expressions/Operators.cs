using System.Collections.Frozen;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>An operator between two values, element by element. A higher level binds more tightly;
/// comparisons and truth give 0 or 1.</summary>
internal sealed record BinaryOperator(string Symbol, int Level, Func<double, double, double> Apply)
{
    public const int Comparison = 4;

    /// <summary>The level of unary minus: above * and below **, as in Python.</summary>
    public const int Unary = 7;

    public const int Power = 8;

    public static FrozenDictionary<string, BinaryOperator> All { get; } = new BinaryOperator[]
    {
        new("||", 1, (a, b) => Truth(a != 0 || b != 0)),
        new("&&", 2, (a, b) => Truth(a != 0 && b != 0)),
        new("<", Comparison, (a, b) => Truth(a < b)),
        new("<=", Comparison, (a, b) => Truth(a <= b)),
        new(">", Comparison, (a, b) => Truth(a > b)),
        new(">=", Comparison, (a, b) => Truth(a >= b)),
        new("==", Comparison, (a, b) => Truth(a == b)),
        new("!=", Comparison, (a, b) => Truth(a != b)),
        new("+", 5, (a, b) => a + b),
        new("-", 5, (a, b) => a - b),
        new("*", 6, (a, b) => a * b),
        new("/", 6, (a, b) => a / b),
        new("**", Power, Math.Pow),
    }.ToFrozenDictionary(o => o.Symbol);

    private static double Truth(bool b) => b ? 1 : 0;
}

/// <summary>An operator before one value. <paramref name="OperandLevel"/>: the weakest operator that its operand may hold.</summary>
internal sealed record UnaryOperator(string Symbol, int OperandLevel, Func<double, double> Apply)
{
    /// <summary><c>!</c> binds as in C, <c>not</c> as in Python: <c>not a == b</c> is <c>not (a == b)</c>.</summary>
    public static FrozenDictionary<string, UnaryOperator> All { get; } = new UnaryOperator[]
    {
        new("-", BinaryOperator.Unary, a => -a),
        new("!", BinaryOperator.Unary, a => a == 0 ? 1 : 0),
        new("not", BinaryOperator.Comparison, a => a == 0 ? 1 : 0),
    }.ToFrozenDictionary(o => o.Symbol);
}
