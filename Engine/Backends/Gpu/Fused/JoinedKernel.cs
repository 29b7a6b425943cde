using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>Which kernel a row of a <see cref="JoinedKernel"/>'s table stands for.</summary>
internal enum JoinedKind
{
    Unary,
    Binary,
    ScaledBinary,
    Add,
    Fill,
    Zip,
    SumDown,
    Move,
    Mask,
    Embedding,
    EmbeddingBackward,
    Along,
    Product,
    Total,
    CrossEntropy,
    CrossEntropyBackward,
    LinearDecay,
}

/// <param name="Table">Row after row: the kind, how long the row is, and the kernel's arguments in their order. A view is its place
/// in the arena and its length, a float its bits.</param>
/// <param name="Length">The length of all rows.</param>
/// <param name="Arena">All floats of the program.</param>
internal readonly record struct JoinedArgs(ArrayView<int> Table, int Length, ArrayView<float> Arena)
{
    public float Float(int at) => Interop.IntAsFloat((uint)Table[at]);

    public ArrayView<float> View(int at) => Arena.SubView(Table[at], Table[at + 1]);

    public Output Output(int at) => new(View(at), Table[at + 2], Table[at + 3]);

    public Strided Way(int at) => Strided.At(Table, at);
}

/// <summary>
/// Many small launches as one: a single group does the work of one kernel after the other, with a barrier in between. Each would keep a
/// card waiting for longer than it works.
/// </summary>
internal static class JoinedKernel
{
    /// <summary>Goes through the table. One group works.</summary>
    public static void Run(JoinedArgs args)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(LossKernels.SharedFloats);
        for (int row = 0; row < args.Length; row += args.Table[row + 1])
        {
            Do(args, (JoinedKind)args.Table[row], row + 2, shared);
            // What one has written the next reads, in memory that all groups share; and the shared memory is used again.
            Group.Barrier();
        }
    }

    private static void Do(JoinedArgs a, JoinedKind kind, int at, ArrayView<float> shared)
    {
        ArrayView<int> t = a.Table;
        switch (kind)
        {
            case JoinedKind.Unary:
                PointwiseKernels.Unary(new((UnaryFunction)t[at], a.View(at + 1), a.Output(at + 3), a.Float(at + 7)));
                break;
            case JoinedKind.Binary:
                PointwiseKernels.Binary(new((BinaryFunction)t[at], a.View(at + 1), a.View(at + 3), a.Output(at + 5), a.Float(at + 9)));
                break;
            case JoinedKind.ScaledBinary:
                PointwiseKernels.ScaledBinary(
                    new((BinaryFunction)t[at], a.View(at + 1), a.Float(at + 3), a.View(at + 4), a.View(at + 6), a.Output(at + 8)));
                break;
            case JoinedKind.Add:
                PointwiseKernels.Add(new(t[at], a.View(at + 1), a.View(at + 3), a.View(at + 5), a.View(at + 7), a.Output(at + 9)));
                break;
            case JoinedKind.Fill:
                PointwiseKernels.Fill(new(a.Float(at), a.Output(at + 1)));
                break;
            case JoinedKind.Zip:
                BroadcastKernels.Zip(
                    new(
                        (BinaryFunction)t[at], a.View(at + 1), a.Way(at + 3), a.View(at + 3 + Strided.Size), a.Way(at + 5 + Strided.Size),
                        a.Output(at + 5 + 2 * Strided.Size)));
                break;
            case JoinedKind.SumDown:
                BroadcastKernels.SumDown(SumDown(a, at));
                break;
            case JoinedKind.Move:
                MoveKernels.Move(
                    new(
                        a.View(at), a.Way(at + 2), a.Float(at + 2 + Strided.Size), t[at + 3 + Strided.Size], a.Way(at + 4 + Strided.Size),
                        a.Output(at + 4 + 2 * Strided.Size)));
                break;
            case JoinedKind.Mask:
                MoveKernels.Mask(new(a.View(at), t[at + 2], a.Float(at + 3), a.Output(at + 4)));
                break;
            case JoinedKind.Embedding:
                IndexKernels.Embedding(Embedding(a, at));
                break;
            case JoinedKind.EmbeddingBackward:
                IndexKernels.EmbeddingBackward(Embedding(a, at));
                break;
            case JoinedKind.Along:
                SoftmaxKernels.Along(
                    new((AxisFunction)t[at], a.View(at + 1), a.View(at + 3), t[at + 5], t[at + 6], t[at + 7], a.Output(at + 8)));
                break;
            case JoinedKind.Product:
                MatrixKernels.Plain(Product(a, at));
                break;
            case JoinedKind.Total:
                LossKernels.Total(
                    new((TotalTerm)t[at], a.View(at + 1), a.View(at + 3), t[at + 5], a.Float(at + 6), a.Output(at + 7)), shared);
                break;
            case JoinedKind.CrossEntropy:
                LossKernels.CrossEntropy(new(a.View(at), a.View(at + 2), t[at + 4], t[at + 5], a.Output(at + 6)), shared);
                break;
            case JoinedKind.CrossEntropyBackward:
                LossKernels.CrossEntropyBackward(
                    new(a.View(at), a.View(at + 2), a.View(at + 4), t[at + 6], t[at + 7], a.Output(at + 8)), shared);
                break;
            default:
                ScalarKernels.LinearDecay(new(a.View(at), a.View(at + 2), a.Float(at + 4), a.Output(at + 5)));
                break;
        }
    }

    private static SumDownArgs SumDown(JoinedArgs a, int at)
    {
        int atB = at + 5 + Strided.Size, atKept = atB + 2 + Strided.Size, atTerms = atKept + 2 * Strided.Size;
        return new(
            (SumTerm)a.Table[at], a.View(at + 1), a.View(at + 3), a.Way(at + 5), a.View(atB), a.Way(atB + 2), a.Way(atKept),
            a.Way(atKept + Strided.Size), a.Table[atTerms], a.Float(atTerms + 1), a.Output(atTerms + 2));
    }

    private static EmbeddingArgs Embedding(JoinedArgs a, int at) =>
        new(a.View(at), a.View(at + 2), a.Table[at + 4], a.Table[at + 5], a.Table[at + 6], a.Output(at + 7));

    private static MatrixArgs Product(JoinedArgs a, int at)
    {
        ArrayView<int> t = a.Table;
        var shape = new MatrixShape(t[at + 6], t[at + 7], t[at + 8], t[at + 9], t[at + 10], t[at + 11], t[at + 12]);
        return new(
            a.View(at), a.View(at + 2), a.View(at + 4), shape, a.View(at + 13), (MatrixEpilogue)t[at + 15], default, t[at + 16], t[at + 17],
            t[at + 18]);
    }
}
