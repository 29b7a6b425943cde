using MathNet.Numerics.Providers.LinearAlgebra;

namespace Backstep.Engine.Backends.Reference;

/// <summary>
/// Matrix products of MathNet.Numerics for row-major matrices. MathNet is column-major, and a row-major matrix read that
/// way is its transpose: row-major <c>C = A·B</c> is column-major <c>Cᵀ = Bᵀ·Aᵀ</c>, so only the operands change places.
/// </summary>
/// <remarks>
/// The managed provider sums each element of the result in one loop, on whichever thread: its bits do not depend on
/// the number of threads. It is asked for by name because the process-wide provider could be a native one.
/// </remarks>
internal static class MatrixProduct
{
    private static readonly ManagedLinearAlgebraProvider Managed = new();

    /// <summary><c>c = op(a)·op(b)</c>, or <c>c = c + op(a)·op(b)</c>.</summary>
    /// <param name="a">Row-major, <paramref name="aRows"/> × <paramref name="aColumns"/> before it is transposed.</param>
    /// <param name="aRows">Rows of <paramref name="a"/> as stored.</param>
    /// <param name="aColumns">Columns of <paramref name="a"/> as stored.</param>
    /// <param name="transposeA">Whether op(a) is aᵀ.</param>
    /// <param name="b">Row-major, <paramref name="bRows"/> × <paramref name="bColumns"/> before it is transposed.</param>
    /// <param name="bRows">Rows of <paramref name="b"/> as stored.</param>
    /// <param name="bColumns">Columns of <paramref name="b"/> as stored.</param>
    /// <param name="transposeB">Whether op(b) is bᵀ.</param>
    /// <param name="c">Receives the product, row-major.</param>
    /// <param name="add">Whether the product is added to what <paramref name="c"/> holds.</param>
    public static void Multiply(
        double[] a, int aRows, int aColumns, bool transposeA, double[] b, int bRows, int bColumns, bool transposeB, double[] c,
        bool add = false) =>
        Managed.MatrixMultiplyWithUpdate(Op(transposeB), Op(transposeA), 1, b, bColumns, bRows, a, aColumns, aRows, add ? 1 : 0, c);

    private static Transpose Op(bool transpose) => transpose ? Transpose.Transpose : Transpose.DontTranspose;
}
