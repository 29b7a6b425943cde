using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>
/// A matrix product C (M × N, row-major) = A (M × K) · B (K × N). A and B lie in memory with any strides,
/// so that a transposed factor is the same kernel: element (m, k) of A is at <c>m·ARow + k·AColumn</c>, element (k,
/// n) of B at <c>k·BRow + n·BColumn</c>.
/// </summary>
internal readonly record struct MatrixShape(int M, int N, int K, int ARow, int AColumn, int BRow, int BColumn);

/// <summary>How a group's threads share a tile of C; see <see cref="MatrixKernels.Tiled"/>.</summary>
/// <param name="Across">Threads along a row of the tile; each owns 4 × 4 elements.</param>
/// <param name="Down">Threads along a column.</param>
/// <param name="Slices">Into how many parts the sum over k is split among threads of the group.</param>
internal readonly record struct MatrixTiling(int Across, int Down, int Slices);

/// <summary>What becomes of an element of C before it is written.</summary>
internal enum MatrixEpilogue
{
    /// <summary>C = A·B.</summary>
    None,

    /// <summary>C += A·B.</summary>
    Accumulate,

    /// <summary>C = A·B + extra[n]: a bias.</summary>
    Bias,

    /// <summary>C = max(A·B + extra[n], 0).</summary>
    BiasRelu,

    /// <summary>C += A·B + extra[n].</summary>
    AccumulateBias,

    /// <summary>C = A·B where extra[m, n] &gt; 0, else 0: the gradient through a relu that gave extra.</summary>
    ReluGradient,
}

/// <param name="A">A, M × K.</param>
/// <param name="B">B, K × N.</param>
/// <param name="C">C, M × N, row-major.</param>
/// <param name="Shape">Extents, and how A and B lie.</param>
/// <param name="Extra">What the epilogue reads; any view for those that read nothing.</param>
/// <param name="Epilogue">What becomes of an element.</param>
/// <param name="Tiling">How a group shares a tile; of no meaning to a product without tiles.</param>
/// <param name="Count">How many products there are, one behind the other: the A of the next is <paramref name="StepA"/> further on, the B
/// <paramref name="StepB"/>, the C lie close together.</param>
internal readonly record struct MatrixArgs(
    ArrayView<float> A, ArrayView<float> B, ArrayView<float> C, MatrixShape Shape, ArrayView<float> Extra, MatrixEpilogue Epilogue,
    MatrixTiling Tiling = default, int Count = 1, int StepA = 0, int StepB = 0);

internal readonly record struct ColumnSumsArgs(ArrayView<float> A, int Rows, Output Y);

/// <summary>Matrix products. Each element of C has one owner, which adds up in a fixed order.</summary>
internal static class MatrixKernels
{
    /// <summary>Elements of C that a thread owns along each side.</summary>
    public const int Block = 4;

    /// <summary>How many k a slice of the group brings into shared memory at once.</summary>
    public const int Depth = 16;

    /// <summary>Floats of shared memory: what Slices · Depth · (tile rows + tile columns + 2) and Slices · tile rows ·
    /// tile columns may be at most.</summary>
    public const int SharedFloats = 4224;

    /// <summary>
    /// A group computes a tile of 4·Down × 4·Across elements, tiles in row-major order.
    /// Its threads, Slices · Down · Across of them, bring the tile's stripes of A and B into shared memory, <see cref="Depth"/> deep a
    /// slice, and each multiplies a 4 × 4 block out of registers; thread (x, y) owns the columns x, x + Across, ... of its tile and the
    /// rows y, y + Down, ... so that neighbours read neighbouring words. Where C has too few tiles to fill a card the sum over k is split
    /// among the slices of a group, which add their parts up in the end from the first to the last.
    /// </summary>
    public static void Tiled(MatrixArgs args)
    {
        (ArrayView<float> a, ArrayView<float> b, MatrixShape s, MatrixTiling t) = (args.A, args.B, args.Shape, args.Tiling);
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        int rows = Block * t.Down, columns = Block * t.Across, perSlice = t.Down * t.Across;
        int tilesAcross = (s.N + columns - 1) / columns, tiles = (s.M + rows - 1) / rows * tilesAcross;
        int product = Grid.IdxX / tiles, tile = Grid.IdxX - product * tiles, fromA = product * args.StepA, fromB = product * args.StepB;
        int m0 = tile / tilesAcross * rows, n0 = tile % tilesAcross * columns;
        int slice = Group.IdxX / perSlice, lane = Group.IdxX % perSlice, x = lane % t.Across, y = lane / t.Across;
        // A word more than a row takes: threads that put down one k beside the other would all meet in the same banks.
        int pitchA = rows + 1, pitchB = columns + 1, atA = slice * Depth * (pitchA + pitchB), atB = atA + Depth * pitchA;
        float c00 = 0f, c01 = 0f, c02 = 0f, c03 = 0f, c10 = 0f, c11 = 0f, c12 = 0f, c13 = 0f;
        float c20 = 0f, c21 = 0f, c22 = 0f, c23 = 0f, c30 = 0f, c31 = 0f, c32 = 0f, c33 = 0f;
        for (int k0 = 0; k0 < s.K; k0 += Depth * t.Slices)
        {
            int k1 = k0 + slice * Depth;
            // Neighbouring threads read neighbouring words, whichever way the factor lies.
            for (int i = lane; i < Depth * rows; i += perSlice)
            {
                int m = s.AColumn == 1 ? i / Depth : i % rows, k = s.AColumn == 1 ? i % Depth : i / rows;
                shared[atA + k * pitchA + m] = m0 + m < s.M && k1 + k < s.K ? a[fromA + (m0 + m) * s.ARow + (k1 + k) * s.AColumn] : 0f;
            }
            for (int i = lane; i < Depth * columns; i += perSlice)
            {
                int n = s.BRow == 1 ? i / Depth : i % columns, k = s.BRow == 1 ? i % Depth : i / columns;
                shared[atB + k * pitchB + n] = n0 + n < s.N && k1 + k < s.K ? b[fromB + (k1 + k) * s.BRow + (n0 + n) * s.BColumn] : 0f;
            }
            Group.Barrier();
            for (int k = 0; k < Depth; k++)
            {
                int rowA = atA + k * pitchA + y, rowB = atB + k * pitchB + x;
                float a0 = shared[rowA], a1 = shared[rowA + t.Down], a2 = shared[rowA + 2 * t.Down], a3 = shared[rowA + 3 * t.Down];
                float b0 = shared[rowB], b1 = shared[rowB + t.Across], b2 = shared[rowB + 2 * t.Across], b3 = shared[rowB + 3 * t.Across];
                c00 += a0 * b0;
                c01 += a0 * b1;
                c02 += a0 * b2;
                c03 += a0 * b3;
                c10 += a1 * b0;
                c11 += a1 * b1;
                c12 += a1 * b2;
                c13 += a1 * b3;
                c20 += a2 * b0;
                c21 += a2 * b1;
                c22 += a2 * b2;
                c23 += a2 * b3;
                c30 += a3 * b0;
                c31 += a3 * b1;
                c32 += a3 * b2;
                c33 += a3 * b3;
            }
            Group.Barrier();
        }
        if (t.Slices > 1)
        {
            // Each slice lays its part down; the threads then own elements of the sum.
            int part = slice * rows * columns + y * columns + x, down = t.Down * columns;
            PutRow(shared, part, t.Across, c00, c01, c02, c03);
            PutRow(shared, part + down, t.Across, c10, c11, c12, c13);
            PutRow(shared, part + 2 * down, t.Across, c20, c21, c22, c23);
            PutRow(shared, part + 3 * down, t.Across, c30, c31, c32, c33);
            Group.Barrier();
            for (int i = Group.IdxX; i < rows * columns; i += Group.DimX)
            {
                float sum = shared[i];
                for (int k = 1; k < t.Slices; k++) sum += shared[k * rows * columns + i];
                Finish(args, product, m0 + i / columns, n0 + i % columns, sum);
            }
            return;
        }
        FinishRow(args, product, m0 + y, n0 + x, t.Across, c00, c01, c02, c03);
        FinishRow(args, product, m0 + y + t.Down, n0 + x, t.Across, c10, c11, c12, c13);
        FinishRow(args, product, m0 + y + 2 * t.Down, n0 + x, t.Across, c20, c21, c22, c23);
        FinishRow(args, product, m0 + y + 3 * t.Down, n0 + x, t.Across, c30, c31, c32, c33);
    }

    /// <summary>
    /// The same without shared memory and barriers, for processors, whose caches do that work:
    /// a thread owns 8 × 8 elements, which a processor's compiler keeps in vectors.
    /// </summary>
    public static void Direct(MatrixArgs args)
    {
        (ArrayView<float> a, ArrayView<float> b, MatrixShape s) = (args.A, args.B, args.Shape);
        int across = (s.N + Eight.Count - 1) / Eight.Count, blocks = (s.M + Eight.Count - 1) / Eight.Count * across;
        for (int i = Threads.First, step = Threads.Count; i < blocks * args.Count; i += step)
        {
            int product = i / blocks, block = i - product * blocks, fromA = product * args.StepA, fromB = product * args.StepB;
            int m = block / across * Eight.Count, n = block % across * Eight.Count;
            // A row that is not there is computed as the last one again and not written.
            int last = s.M - 1, left = last - m;
            int at0 = m * s.ARow, at1 = (left < 1 ? last : m + 1) * s.ARow, at2 = (left < 2 ? last : m + 2) * s.ARow,
                at3 = (left < 3 ? last : m + 3) * s.ARow;
            int at4 = (left < 4 ? last : m + 4) * s.ARow, at5 = (left < 5 ? last : m + 5) * s.ARow,
                at6 = (left < 6 ? last : m + 6) * s.ARow, at7 = (left < 7 ? last : m + 7) * s.ARow;
            Eight c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
            bool isWhole = s.BColumn == 1 && n + Eight.Count <= s.N;
            for (int k = 0; k < s.K; k++)
            {
                int atA = fromA + k * s.AColumn, atB = fromB + k * s.BRow;
                Eight row = isWhole ? Eight.Load(b, atB + n) : Eight.Load(b, atB, s.BColumn, n, s.N - 1);
                c0.Add(a[at0 + atA], row);
                c1.Add(a[at1 + atA], row);
                c2.Add(a[at2 + atA], row);
                c3.Add(a[at3 + atA], row);
                c4.Add(a[at4 + atA], row);
                c5.Add(a[at5 + atA], row);
                c6.Add(a[at6 + atA], row);
                c7.Add(a[at7 + atA], row);
            }
            FinishEight(args, product, m, n, c0);
            FinishEight(args, product, m + 1, n, c1);
            FinishEight(args, product, m + 2, n, c2);
            FinishEight(args, product, m + 3, n, c3);
            FinishEight(args, product, m + 4, n, c4);
            FinishEight(args, product, m + 5, n, c5);
            FinishEight(args, product, m + 6, n, c6);
            FinishEight(args, product, m + 7, n, c7);
        }
    }

    /// <summary>The same without anything in common: a thread an element, for products that are too small for tiles.</summary>
    public static void Plain(MatrixArgs args)
    {
        MatrixShape s = args.Shape;
        for (int i = Threads.First, step = Threads.Count; i < s.M * s.N * args.Count; i += step)
        {
            int row = i / s.N, n = i - row * s.N, product = row / s.M, m = row - product * s.M;
            int atA = product * args.StepA + m * s.ARow, atB = product * args.StepB + n * s.BColumn;
            float sum = 0f;
            for (int k = 0; k < s.K; k++) sum += args.A[atA + k * s.AColumn] * args.B[atB + k * s.BRow];
            Finish(args, product, m, n, sum);
        }
    }

    /// <summary>Sums of columns: y[n] = Σ a[m, n] over a row-major matrix; a group adds up one column.</summary>
    public static void ColumnSums(ColumnSumsArgs args)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(Reduction.Capacity);
        LongSum sum = default;
        for (int m = Group.IdxX; m < args.Rows; m += Group.DimX) sum.Add(args.A[m * args.Y.Length + Grid.IdxX]);
        float total = Reduction.Sum(shared, sum.Total);
        if (Group.IdxX == 0) args.Y.Put(Grid.IdxX, total);
    }

    private static void PutRow(ArrayView<float> shared, int at, int step, float v0, float v1, float v2, float v3)
    {
        shared[at] = v0;
        shared[at + step] = v1;
        shared[at + 2 * step] = v2;
        shared[at + 3 * step] = v3;
    }

    private static void FinishRow(MatrixArgs args, int product, int m, int n, int step, float v0, float v1, float v2, float v3)
    {
        Finish(args, product, m, n, v0);
        Finish(args, product, m, n + step, v1);
        Finish(args, product, m, n + 2 * step, v2);
        Finish(args, product, m, n + 3 * step, v3);
    }

    private static void FinishEight(MatrixArgs args, int product, int m, int n, Eight v)
    {
        FinishRow(args, product, m, n, 1, v.V0, v.V1, v.V2, v.V3);
        FinishRow(args, product, m, n + 4, 1, v.V4, v.V5, v.V6, v.V7);
    }

    private static void Finish(MatrixArgs args, int product, int m, int n, float value)
    {
        if (m >= args.Shape.M || n >= args.Shape.N) return;
        int at = (product * args.Shape.M + m) * args.Shape.N + n;
        MatrixEpilogue epilogue = args.Epilogue;
        if (epilogue == MatrixEpilogue.Bias || epilogue == MatrixEpilogue.BiasRelu || epilogue == MatrixEpilogue.AccumulateBias)
            value += args.Extra[n];
        if (epilogue == MatrixEpilogue.BiasRelu) value = value <= 0f ? 0f : value;
        if (epilogue == MatrixEpilogue.ReluGradient) value = args.Extra[at] <= 0f ? 0f : value;
        if (epilogue == MatrixEpilogue.Accumulate || epilogue == MatrixEpilogue.AccumulateBias) value = args.C[at] + value;
        args.C[at] = value;
    }
}
