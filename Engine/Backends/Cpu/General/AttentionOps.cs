using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.General;

/// <summary>Products of two activations, matrix by matrix, and the causal mask.</summary>
internal static unsafe class AttentionOps
{
    /// <summary>op(a)·op(b) of each pair of matrices; threads share the matrices, or, if there are few, the rows of each.</summary>
    public static Action<Worker> MatMul(OpContext op)
    {
        var turned = op.Instruction.Attributes as MatMulAttributes ?? new MatMulAttributes();
        int n = op.YShape[^2], m = op.YShape[^1], k = op.Shape(0)[turned.TransposeA ? ^2 : ^1];
        int count = n * m == 0 ? 0 : op.Length / (n * m);
        float* a = op.X(0), b = op.X(1), y = op.Y;
        VectorKernels kernels = op.Kernels;
        return worker =>
        {
            bool byMatrix = count >= worker.Count;
            (int first, int end) = byMatrix ? worker.Share(count) : (0, count);
            (int m0, int m1) = byMatrix ? (0, n) : worker.Share(n, kernels.OuterTileRows);
            for (int i = first; i < end; i++)
            {
                nint at = i;
                One(kernels, turned, a + at * n * k, b + at * k * m, y + at * n * m, n, k, m, m0, m1, worker);
            }
        };
    }

    /// <summary>x, and above the diagonal of each matrix <paramref name="hidden"/>.</summary>
    public static Action<Worker> Mask(OpContext op, float hidden)
    {
        float* x = op.X(0), y = op.Y;
        int columns = op.YShape[^1], rows = op.Length / Math.Max(columns, 1);
        return worker =>
        {
            (int start, int end) = worker.Share(rows);
            for (int r = start; r < end; r++)
            {
                nint at = (nint)r * columns;
                int seen = r % columns + 1;
                new ReadOnlySpan<float>(x + at, seen).CopyTo(new Span<float>(y + at, seen));
                new Span<float>(y + at + seen, columns - seen).Fill(hidden);
            }
        };
    }

    /// <summary>Rows <paramref name="m0"/> to <paramref name="m1"/> of one product.</summary>
    private static void One(
        VectorKernels kernels, MatMulAttributes turned, float* a, float* b, float* y, int n, int k, int m, int m0, int m1, Worker worker)
    {
        if (turned.TransposeA && turned.TransposeB)
        {
            for (int i = m0; i < m1; i++)
                for (int j = 0; j < m; j++)
                {
                    double sum = 0;
                    for (int p = 0; p < k; p++) sum += (double)a[(nint)p * n + i] * b[(nint)j * k + p];
                    y[(nint)i * m + j] = (float)sum;
                }
        }
        else if (turned.TransposeB)
            kernels.RowProduct(new RowProduct { A = a, LdA = k, B = b, LdB = k, C = y, LdC = m, K = k }, m0, m1, 0, m);
        else
            kernels.OuterProduct(
                new OuterProduct
                {
                    A = a,
                    RowStep = turned.TransposeA ? 1 : k,
                    SumStep = turned.TransposeA ? n : 1,
                    B = b,
                    LdB = m,
                    C = y,
                    LdC = m,
                    K = k,
                },
                m0, m1, 0, m, worker);
    }
}
