using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>The cases of what a transformer is made of besides layers: tables, products of activations, parts, masks.</summary>
internal static class AttentionCases
{
    public static IEnumerable<OpCase> All => [.. Tables(), .. Products(), .. Parts(), .. Masks(), .. Numbers()];

    private static IEnumerable<OpCase> Tables()
    {
        // With few rows the same one is picked again and again.
        foreach ((int rows, int width, Shape indices) in ((int, int, Shape)[])[(1, 1, new(1)), (5, 3, new(7)), (27, 16, new(2, 16)),
            (3, 33, new(2, 3, 4)), (9, 20, Shape.Scalar)])
            yield return new(
                $"{indices} of ({rows}, {width})", Opcode.Embedding, [(new(rows, width), Fills.Any), (indices, Fills.Labels(rows))],
                Naive.Embedding(width));
        foreach ((double u, int chosen) in ((double, int)[])[(0, 1), (0.1, 1), (0.125, 2), (0.3, 2), (0.625, 3), (0.99, 4), (1, 4)])
            yield return new(
                $"u {u}", Opcode.Choice, [(new(5), (_, _) => [0, 0.25, 1, 0.5, 0.25]), (Shape.Scalar, (_, _) => [u])], _ => [chosen]);
    }

    private static IEnumerable<OpCase> Products()
    {
        foreach ((int[] batch, int n, int k, int m) in ((int[], int, int, int)[])[([], 1, 1, 1), ([], 5, 3, 7), ([], 13, 20, 18),
            ([3], 2, 4, 5), ([1], 16, 16, 16), ([2, 4], 16, 4, 16), ([2, 3], 5, 9, 3), ([2, 1, 3], 4, 1, 6)])
            foreach ((bool turnA, bool turnB) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
            {
                Shape a = new([.. batch, turnA ? k : n, turnA ? n : k]), b = new([.. batch, turnB ? m : k, turnB ? k : m]);
                yield return new(
                    $"{a}{(turnA ? "T" : "")} {b}{(turnB ? "T" : "")}", Opcode.MatMul, [(a, Fills.Any), (b, Fills.Any)],
                    Naive.MatMul(a, b, turnA, turnB), new MatMulAttributes(turnA, turnB));
            }
    }

    private static IEnumerable<OpCase> Parts()
    {
        foreach ((Shape x, int a, int b) in ((Shape, int, int)[])[(new(3, 5), 0, 1), (new(2, 7, 4, 5), 1, 2), (new(2, 3, 4), 2, 0),
            (new(2, 3, 4), 1, 1), (new(1, 6), 1, 0), (new(2, 3, 2, 3), 0, 3)])
        {
            int[] dims = [.. x.Dims];
            (dims[a], dims[b]) = (dims[b], dims[a]);
            yield return new($"{x} {a} {b}", Opcode.Transpose, [(x, Fills.Any)], Naive.Pick(x, new(dims), at =>
            {
                int[] from = [.. at];
                (from[a], from[b]) = (from[b], from[a]);
                return from;
            }), new TransposeAttributes(a, b));
        }
        foreach ((Shape x, int axis, int start, int length) in ((Shape, int, int, int)[])[(new(7), 0, 2, 3), (new(4, 8), 1, 4, 4),
            (new(4, 8), 0, 0, 4), (new(2, 5, 3), 1, 1, 2), (new(2, 5, 3), 2, 2, 1), (new(1, 1), 0, 0, 1)])
            yield return new(
                $"{x} along {axis} from {start} {length}", Opcode.Slice, [(x, Fills.Any)],
                Naive.Pick(
                    x, new([.. x.Dims.Select((n, d) => d == axis ? length : n)]),
                        at => [.. at.Select((i, d) => d == axis ? i + start : i)]),
                new SliceAttributes(axis, start, length));
        foreach ((Shape[] shapes, int axis) in ((Shape[], int)[])[([new(3)], 0), ([new(2, 3), new(2, 4)], 1), ([new(1, 2), new(3, 2)], 0),
            ([new(2, 1, 3), new(2, 4, 3), new(2, 2, 3)], 1), ([new(4, 4), new(4, 4), new(4, 4), new(4, 4)], 1)])
            yield return new(
                $"{string.Join(" ", shapes.AsEnumerable())} along {axis}", Opcode.Concat, [.. shapes.Select(s => (s, (Fill)Fills.Any))],
                Naive.Concat(shapes, axis), new AxisAttributes(axis));
    }

    private static IEnumerable<OpCase> Masks()
    {
        foreach (Shape x in (Shape[])[new(1, 1), new(4, 4), new(3, 5, 5), new(2, 2, 9, 9)])
            yield return new(
                $"{x}", Opcode.CausalMask, [(x, Fills.Any)],
                inputs => [.. inputs[0].Select((v, i) => i % x[-1] > i / x[-1] % x[-1] ? double.NegativeInfinity : v)]);
        // Softmax takes what the mask leaves.
        foreach (Shape x in (Shape[])[new(3, 4), new(2, 9)])
            yield return new(
                $"{x} with masked entries", Opcode.Softmax, [(x, Masked)], Naive.Softmax(x, 1, log: false), new AxisAttributes(1));
    }

    private static IEnumerable<OpCase> Numbers()
    {
        foreach (Shape x in (Shape[])[Shape.Scalar, new(7), new(3, 5), new(2, 33)])
        {
            foreach (double factor in (double[])[0.5, -3])
                yield return new($"{x} by {factor}", Opcode.Scale, [(x, Fills.Any)], Naive.Map(v => v * factor),
                    new ScaleAttributes(factor));
            foreach (double exponent in (double[])[-0.5, 3, 0.5, -1])
                yield return new(
                    $"{x} to {exponent}", Opcode.Pow, [(x, Fills.Positive)], Naive.Map(v => Math.Pow(v, exponent)),
                    new PowAttributes(exponent));
        }
    }

    /// <summary>Any numbers, but every third is −∞.</summary>
    private static double[] Masked(System.Random random, int length) =>
        [.. Fills.Any(random, length).Select((x, i) => i % 3 == 2 ? double.NegativeInfinity : x)];
}
