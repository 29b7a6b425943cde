using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Engine.Backends.Cpu.Kernels;

/// <summary>
/// C[m, n] = A[m, :]·B[n, :] (+ bias): rows times rows, as in the forward pass of a linear layer, where both operands run along K.
/// </summary>
internal unsafe struct RowProduct
{
    /// <summary>The operands and the result, row-major.</summary>
    public float* A, B, C;

    /// <summary>Values from one row to the next.</summary>
    public int LdA, LdB, LdC;

    /// <summary>The length of the sums.</summary>
    public int K;

    /// <summary>Added to column n; null for none.</summary>
    public float* ColumnBias;

    /// <summary>Added to row m; null for none.</summary>
    public float* RowBias;

    public bool Relu;

    /// <summary>
    /// A in panels, or null: as many rows as a tile has columns, transposed, then the next; rows that do not fill a panel are not there.
    /// Read by <see cref="PanelProductKernel{S, V}"/>.
    /// </summary>
    public float* Panels;

    /// <summary>Where the result is written a second time, in panels for the next product; null for nowhere.</summary>
    public float* ResultPanels;
}

/// <summary>What becomes of a finished tile of an <see cref="OuterProduct"/>.</summary>
internal enum TileEnd
{
    /// <summary>C = tile.</summary>
    Store,

    /// <summary>C = C + tile.</summary>
    Add,

    /// <summary>C = tile where the mask's value is not ≤ 0, else 0: the gradient of a ReLU whose result is the mask.</summary>
    ReluGradient,

    /// <summary>C = C + scale·tile: a gradient step that needs no memory for the gradient.</summary>
    AddScaled,
}

/// <summary>C[m, j] = Σ_k A(m, k)·B[k, j]: one operand is broadcast, the other runs along j.</summary>
internal unsafe struct OuterProduct
{
    /// <summary>A(m, k) is at <c>A + m·RowStep + k·SumStep</c>.</summary>
    public float* A;

    /// <summary>Distances in A; one of them is 1.</summary>
    public int RowStep, SumStep;

    /// <summary>The second operand and the result, row-major.</summary>
    public float* B, C;

    /// <summary>Values from one row to the next.</summary>
    public int LdB, LdC;

    /// <summary>The length of the sums.</summary>
    public int K;

    /// <summary>What happens at the end.</summary>
    public TileEnd End;

    /// <summary>For <see cref="TileEnd.ReluGradient"/>: laid out as C.</summary>
    public float* Mask;

    /// <summary>For <see cref="TileEnd.AddScaled"/>.</summary>
    public float Scale;
}
