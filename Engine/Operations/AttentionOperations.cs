using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>What attention is made of besides softmax: products of two activations, matrix by matrix, and the causal mask.</summary>
internal static class AttentionOperations
{
    public static Operation[] Rows =>
    [
        // a @ b; transposed operands stand for b.transpose(-2, -1). The adjoints are products again.
        new(Opcode.MatMul, "a (..., n, k), b (..., k, m)")
        {
            Shape = Product,
            Adjoint = Adjoint,
            GradFn = Node,
            FormulaOf = i => "{0}" + (Turned(i).TransposeA ? "ᵀ" : "") + " · {1}" + (Turned(i).TransposeB ? "ᵀ" : ""),
            Terms = ProductTerms,
            Sentence = new(
                n => $"Each number of {n.Output} is a dot product: {Line(n, 0)} of {n[0]} times {Line(n, 1)} of {n[1]}.",
                n => $"{n.Output} 的每个数是一个点积：{n[0]} 的一{(Turned(n.Instruction).TransposeA ? "列" : "行")}乘以 "
                    + $"{n[1]} 的一{(Turned(n.Instruction).TransposeB ? "行" : "列")}。"),
            BackwardSentence = Sentence.Change(
                n => $"the gradients of all numbers of {n.Through ?? "the next step"} that it went into, each times the factor beside it.",
                n => $"它参与的 {n.Through ?? "下一步"} 各数的梯度，分别乘以与它相乘的因子，再求和。"),
            Flops = i => 2L * i.Output.Shape.Length * Inner(i),
        },
        // masked_fill with -inf above the diagonal: query t sees the keys 0 to t.
        new(Opcode.CausalMask, "scores (..., T, T)")
        {
            Shape = Square,
            Adjoint = (_, _, gy) => new(Opcode.CausalMaskBackward, [gy]),
            GradFnNames = ["MaskedFillBackward0"],
            Formula = "causal_mask({0})",
            Terms = c => IsHidden(c)
                ? Recipe.Sum(new RawTerm(double.NegativeInfinity, "−∞", [])) with { Note = c.Words.LaterPosition(c.Entry(^2), c.Entry(^1)) }
                : Recipe.Sum(c.Term(0)) with { Note = c.Words.EarlierPosition(c.Entry(^2), c.Entry(^1)) },
            Sentence = new(
                n => $"No position may look ahead: scores of {n[0]} for later positions become −∞, which softmax turns into 0.",
                n => $"任何位置都不能看到后面：{n[0]} 中对后面位置的分数变为 −∞，softmax 之后就是 0。"),
        },
        new(Opcode.CausalMaskBackward, "gy (..., T, T)")
        {
            Formula = "{0}·(column ≤ row)",
            Terms = c => IsHidden(c)
                ? Recipe.Nothing with { Note = c.Words.LaterPosition(c.Entry(^2), c.Entry(^1)) }
                : Recipe.Sum(c.Term(0)),
            Sentence = Sentence.Change(
                n => "the gradient passes where the score counted; a masked score changes nothing.",
                n => "分数起作用的地方梯度通过；被遮住的分数没有影响。"),
        },
    ];

    private static MatMulAttributes Turned(Instruction i) => Turned(i.Attributes);

    private static MatMulAttributes Turned(OpAttributes? attributes) => attributes as MatMulAttributes ?? new MatMulAttributes();

    private static bool IsHidden(ElementContext c) => c.Index[^1] > c.Index[^2];

    private static string Line(InstructionNames n, int input) =>
        (input == 0) == (input == 0 ? Turned(n.Instruction).TransposeA : Turned(n.Instruction).TransposeB) ? "a column" : "a row";

    /// <summary>The length of the sums.</summary>
    private static int Inner(Instruction i) => i.Inputs[0].Shape[Turned(i).TransposeA ? -2 : -1];

    private static Adjoint Adjoint(Instruction i, int input, Value gy)
    {
        (bool a, bool b) = Turned(i);
        Value other = i.Inputs[1 - input];
        return (input, input == 0 ? a : b) switch
        {
            (0, false) => new(Opcode.MatMul, [gy, other], new MatMulAttributes(false, !b)),
            (0, true) => new(Opcode.MatMul, [other, gy], new MatMulAttributes(b, true)),
            (_, false) => new(Opcode.MatMul, [other, gy], new MatMulAttributes(!a, false)),
            (_, true) => new(Opcode.MatMul, [gy, other], new MatMulAttributes(true, a)),
        };
    }

    private static GradFn Node(Instruction i, GradFn?[] inputs)
    {
        (bool a, bool b) = Turned(i);
        bool matrices = i.Output.Shape.Rank == 2;
        GradFn?[] operands = [Operand(0, a), Operand(1, b)];
        return matrices
            ? GradFn.Make("MmBackward0", i.Output, operands)
            : GradFn.Make("UnsafeViewBackward0", i.Output, GradFn.Make("BmmBackward0", i.Output, operands));

        GradFn? Operand(int k, bool transposed)
        {
            if (inputs[k] is not { } node) return null;
            if (transposed) node = GradFn.Make("TransposeBackward0", i.Inputs[k], node);
            return matrices ? node
                : GradFn.Make("ReshapeAliasBackward0", i.Inputs[k], GradFn.Make("ExpandBackward0", i.Inputs[k], node));
        }
    }

    private static Shape Product(in ShapeCall call)
    {
        Shape a = call[0], b = call[1];
        (bool turnA, bool turnB) = Turned(call.HasNoAttributes ? null : call.Attributes<MatMulAttributes>());
        if (a.Rank < 2 || b.Rank < 2 || a.Rank != b.Rank) throw call.Fault(t => t.MatMulRanks(a, b));
        for (int d = 0; d < a.Rank - 2; d++)
        {
            int da = a[d], db = b[d], dimension = d;
            if (da != db) throw call.Fault(t => t.MatMulBatch(a, b, da, db, dimension));
        }
        int n = a[turnA ? -1 : -2], k = a[turnA ? -2 : -1], given = b[turnB ? -1 : -2], m = b[turnB ? -2 : -1];
        int count = a.Length / Math.Max(n * k, 1);
        if (k != given)
            throw call.Fault(t => a.Rank == 2 ? t.MatMulMatrices(a, b, n, k, given, m) : t.MatMulInner(a, b, count, k, given));
        int[] dims = [.. a.Dims];
        (dims[^2], dims[^1]) = (n, m);
        return new Shape(dims);
    }

    private static Shape Square(in ShapeCall call)
    {
        Shape x = call[0];
        return x.Rank >= 2 && x[-1] == x[-2] ? x : throw call.Fault(t => t.SquareScores(x));
    }

    /// <summary>y[..., i, j] = Σ a[..., i, k]·b[..., k, j].</summary>
    private static Recipe ProductTerms(ElementContext c)
    {
        (bool turnA, bool turnB) = Turned(c.Instruction);
        int inner = Inner(c.Instruction), i = c.Index[^2], j = c.Index[^1];
        var terms = new List<RawTerm>(inner);
        for (int k = 0; k < inner; k++)
        {
            int[] a = [.. c.Index], b = [.. c.Index];
            (a[^2], a[^1]) = turnA ? (k, i) : (i, k);
            (b[^2], b[^1]) = turnB ? (j, k) : (k, j);
            terms.Add(c.Product(0, c[0].Shape.Offset(a), 1, c[1].Shape.Offset(b)));
        }
        string batch = string.Concat(c.Index[..^2].Select(x => $"{x},"));
        string left = turnA ? $"k,{i}" : $"{i},k", right = turnB ? $"{j},k" : $"k,{j}";
        return new(Combination.Sum, terms) { Sigma = $"Σ(k) {c.Name(0)}[{batch}{left}]·{c.Name(1)}[{batch}{right}]" };
    }
}
