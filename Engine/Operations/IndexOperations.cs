using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Operations;

/// <summary>What reads a table by index: embeddings; and what finds an index: a random choice.</summary>
internal static class IndexOperations
{
    public static Operation[] Rows =>
    [
        // F.embedding(indices, weight)
        new(Opcode.Embedding, "weight (V, C), indices (...)")
        {
            Shape = Rowwise,
            Adjoint = (i, _, gy) => new(Opcode.EmbeddingBackward, [gy, i.Inputs[1]]),
            DifferentiableInputs = 1,
            Formula = "{0}[{1}]",
            Terms = EmbeddingTerms,
            Sentence = new(
                n => $"Each number in {n[1]} picks its row of the table {n[0]}.",
                n => $"{n[1]} 中的每个数从表 {n[0]} 中取出对应的一行。"),
        },
        // Rows that were picked more than once get the sum, added up in the order of the indices.
        new(Opcode.EmbeddingBackward, "gy (..., C), indices (...)")
        {
            Formula = "Σ(n: {1}[n] = row) {0}[n]",
            Terms = EmbeddingBackwardTerms,
            Sentence = Sentence.Change(
                n => "each row gets back the gradients of all the places where it was picked, added up; the other rows get 0.",
                n => "每一行取回所有用到它的位置的梯度之和；没有用到的行得 0。"),
        },
        // Python's random.choices for one draw: the first index whose running sum is above u·total.
        new(Opcode.Choice, "probs (V), u ()")
        {
            Shape = OneIndex,
            Formula = "choice({0}, {1})",
            Terms = ChoiceTerms,
            Sentence = new(
                n => $"The random number {n[1]} chooses: the first index at which the running sum of {n[0]} is above it.",
                n => $"由随机数 {n[1]} 抽取：{n[0]} 的累计和首次超过它的那个下标。"),
        },
    ];

    /// <summary>The index that a number from 0 to 1 draws, as <c>random.choices</c> of Python does.</summary>
    /// <param name="weights">Not negative; they need not sum to one.</param>
    /// <param name="u">From 0 to 1.</param>
    public static int Choose(ReadOnlySpan<double> weights, double u)
    {
        double total = 0, running = 0;
        foreach (double w in weights) total += w;
        double limit = u * total;
        for (int i = 0; i < weights.Length - 1; i++)
            if ((running += weights[i]) > limit) return i;
        return weights.Length - 1;
    }

    private static Shape Rowwise(in ShapeCall call)
    {
        Shape weight = call[0], indices = call[1];
        return weight.Rank == 2
            ? new Shape([.. indices.Dims, weight[1]])
            : throw call.Fault(t => t.EmbeddingTable(weight));
    }

    private static Shape OneIndex(in ShapeCall call)
    {
        Shape probs = call[0], u = call[1];
        return probs.Rank == 1 && u.Length == 1 ? Shape.Scalar : throw call.Fault(t => t.ChoiceOf(probs, u));
    }

    private static Recipe EmbeddingTerms(ElementContext c)
    {
        int width = c[0].Shape[1], place = c.Offset / width, row = (int)c[1][place];
        ElementRef[] read = [c.Ref(0, row * width + c.Offset % width), c.Ref(1, place)];
        return Recipe.Sum(new RawTerm(c[0][row * width + c.Offset % width], "{0}", read)) with
        {
            Note = c.Words.RowPicked(c.Name(1, place), row, c.EntryOf(0, 0, row, 0), c.Name(0)),
        };
    }

    private static Recipe EmbeddingBackwardTerms(ElementContext c)
    {
        int width = c.Shape[1], row = c.Index[0], column = c.Index[1];
        var terms = new List<RawTerm>();
        var places = new List<string>();
        for (int place = 0; place < c[1].Length; place++)
        {
            if ((int)c[1][place] != row) continue;
            terms.Add(c.One(0, place * width + column));
            places.Add($"[{string.Join(",", c[1].Shape.IndexOf(place))}]");
        }
        if (terms.Count == 0) return Recipe.Nothing with { Note = c.Words.RowNotPicked(c.Entry(0)) };
        return new(Combination.Sum, terms)
        {
            Sigma = $"Σ(n: {c.Name(1)}[n] = {row}) {c.Name(0)}[n,{column}]",
            Note = c.Words.RowPickedAt(c.Entry(0), terms.Count, string.Join(", ", places.Take(8)) + (places.Count > 8 ? ", ..." : "")),
        };
    }

    private static Recipe ChoiceTerms(ElementContext c)
    {
        double total = 0, below = 0;
        int chosen = Choose(c[0].Data, c[1][0]);
        for (int i = 0; i < c[0].Length; i++)
        {
            if (i == chosen) below = total;
            total += c[0][i];
        }
        ElementRef[] read = [c.Ref(0, chosen), c.Ref(1, 0),
            .. Enumerable.Range(0, c[0].Length).Where(i => i != chosen).Select(i => c.Ref(0, i))];
        return Recipe.Sum(new RawTerm(chosen, "choice({0}, {1})", read)) with
        {
            Whole = new(chosen, $"choice({c.Name(0)}, {{1}})", read),
            Note = c.Words.Chosen(
                Numbers.Format(c[1][0] * total, 6), c.EntryOf(0, 0, chosen), Numbers.Format(below, 6),
                Numbers.Format(below + c[0][chosen], 6)),
        };
    }
}
