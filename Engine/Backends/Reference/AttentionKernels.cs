using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Reference;

/// <summary>Products of two activations, matrix by matrix, and the causal mask.</summary>
internal static class AttentionKernels
{
    /// <summary>op(a)·op(b) of each pair of matrices; every sum runs from the first product to the last.</summary>
    public static double[] MatMul(in OpCall call)
    {
        var turned = call.Instruction.Attributes as MatMulAttributes ?? new MatMulAttributes();
        double[] a = call[0], b = call[1], y = call.NewOutput();
        int n = call.Output[^2], m = call.Output[^1], k = call.Shape(0)[turned.TransposeA ? ^2 : ^1];
        (int aRow, int aStep) = turned.TransposeA ? (1, n) : (k, 1);
        (int bColumn, int bStep) = turned.TransposeB ? (k, 1) : (1, m);
        for (int at = 0, matrix = 0; at < y.Length; at += n * m, matrix++)
            for (int i = 0; i < n; i++)
                for (int j = 0; j < m; j++)
                {
                    int left = matrix * n * k + i * aRow, right = matrix * k * m + j * bColumn;
                    double sum = 0;
                    for (int p = 0; p < k; p++) sum += a[left + p * aStep] * b[right + p * bStep];
                    y[at + i * m + j] = sum;
                }
        return y;
    }

    /// <summary>x, and above the diagonal of each matrix <paramref name="hidden"/>.</summary>
    public static double[] Mask(in OpCall call, double hidden)
    {
        double[] x = call[0], y = call.NewOutput();
        int columns = call.Output[^1], rows = call.Output[^2];
        for (int i = 0; i < y.Length; i++) y[i] = i % columns > i / columns % rows ? hidden : x[i];
        return y;
    }
}
