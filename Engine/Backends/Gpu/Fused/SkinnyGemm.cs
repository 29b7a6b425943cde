using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <param name="A">A; if the rows come out of the data set they are left here.</param>
/// <param name="B">B, with the strides of <paramref name="Shape"/>.</param>
/// <param name="C">C.</param>
/// <param name="Shape">Extents and strides.</param>
/// <param name="Extra">What the epilogue reads: a bias, or the result of a ReLU.</param>
/// <param name="Epilogue"><see cref="MatrixEpilogue.BiasRelu"/> or <see cref="MatrixEpilogue.ReluGradient"/>.</param>
/// <param name="Batch">Where the rows come from if A is not there already.</param>
/// <param name="Target">Where the batch's labels go.</param>
internal readonly record struct SkinnyGemmArgs(
    ArrayView<float> A, ArrayView<float> B, ArrayView<float> C, MatrixShape Shape, ArrayView<float> Extra, MatrixEpilogue Epilogue,
    DeviceBatch Batch, ArrayView<float> Target);

/// <summary>
/// A skinny GEMM, a product of few rows: a batch with the weight of a wide layer. C (M × N) = A (M × K) · B (K × N), A row-major. Tiles are
/// small, so that there is one for every processor of a card, and the long sum over k is what a group's threads share. The first layer
/// takes its rows straight out of the data set.
/// </summary>
internal static class SkinnyGemm
{
    /// <summary>Side of a tile of C, threads of a group, and how many k are brought into shared memory at once.</summary>
    public const int Side = 16, Threads = 256, Depth = 128;

    /// <summary>Rows in shared memory lie an odd number of words apart, so that their elements are in different banks.</summary>
    private const int Pitch = Depth + 1;

    /// <summary>16 threads have a tile's 4 × 4 blocks of 4 × 4; 16 such slices of the group have 8 of the k each.</summary>
    private const int Blocks = 4, Slices = Threads / (Blocks * Blocks), Share = Depth / Slices;

    private const int AtB = Side * Pitch, AtTable = 2 * Side * Pitch;

    /// <summary>Does tile <see cref="Grid.IdxX"/>, in row-major order.</summary>
    public static void Run(SkinnyGemmArgs args)
    {
        (ArrayView<float> a, ArrayView<float> b, MatrixShape s, ArrayView<byte> pixels, int first) =
            (args.A, args.B, args.Shape, args.Batch.Pixels, args.Batch.First);
        ArrayView<float> shared = SharedMemory.Allocate<float>(AtTable + 256);
        ArrayView<int> images = SharedMemory.Allocate<int>(Side);
        int thread = Group.IdxX, tilesAcross = (s.N + Side - 1) / Side, m0 = Grid.IdxX / tilesAcross * Side,
            n0 = Grid.IdxX % tilesAcross * Side;
        if (first >= 0)
        {
            shared[AtTable + thread] = args.Batch.Table[thread];
            if (thread < Side)
            {
                int m = m0 + thread, image = args.Batch.Order[first + (m < s.M ? m : s.M - 1)];
                images[thread] = image;
                if (n0 == 0 && m < s.M) args.Target[m] = args.Batch.Labels[image];
            }
        }
        Group.Barrier();

        // Eight elements of each factor a thread: rows rowA, rowA + 2, ... of A at one k, neighbours side by side;
        // of B likewise if its k lie side by side.
        int kA = thread % Depth, rowA = thread / Depth, kB = s.BRow == 1 ? kA : thread / Side, columnB = s.BRow == 1 ? rowA : thread % Side;
        int stepK = s.BRow == 1 ? 0 : Threads / Side, stepN = s.BRow == 1 ? Threads / Depth : 0;
        int slice = thread / (Blocks * Blocks), block = thread % (Blocks * Blocks), y = block / Blocks, x = block % Blocks;
        float c00 = 0f, c01 = 0f, c02 = 0f, c03 = 0f, c10 = 0f, c11 = 0f, c12 = 0f, c13 = 0f;
        float c20 = 0f, c21 = 0f, c22 = 0f, c23 = 0f, c30 = 0f, c31 = 0f, c32 = 0f, c33 = 0f;
        int n = n0 + columnB, to = AtB + columnB * Pitch + kB, step = stepN * Pitch + stepK;
        // All loads are under way before the first is waited for, hence pixels apart from floats;
        // those of the next round during the sums of this one.
        float a0 = 0f, a1 = 0f, a2 = 0f, a3 = 0f, a4 = 0f, a5 = 0f, a6 = 0f, a7 = 0f;
        int p0 = 0, p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0;
        if (first >= 0)
        {
            p0 = Pixel(pixels, s, images, rowA, kA);
            p1 = Pixel(pixels, s, images, rowA + 2, kA);
            p2 = Pixel(pixels, s, images, rowA + 4, kA);
            p3 = Pixel(pixels, s, images, rowA + 6, kA);
            p4 = Pixel(pixels, s, images, rowA + 8, kA);
            p5 = Pixel(pixels, s, images, rowA + 10, kA);
            p6 = Pixel(pixels, s, images, rowA + 12, kA);
            p7 = Pixel(pixels, s, images, rowA + 14, kA);
        }
        else
        {
            a0 = Left(a, s, m0, rowA, kA);
            a1 = Left(a, s, m0, rowA + 2, kA);
            a2 = Left(a, s, m0, rowA + 4, kA);
            a3 = Left(a, s, m0, rowA + 6, kA);
            a4 = Left(a, s, m0, rowA + 8, kA);
            a5 = Left(a, s, m0, rowA + 10, kA);
            a6 = Left(a, s, m0, rowA + 12, kA);
            a7 = Left(a, s, m0, rowA + 14, kA);
        }
        float b0 = Right(b, s, kB, n);
        float b1 = Right(b, s, kB + stepK, n + stepN);
        float b2 = Right(b, s, kB + 2 * stepK, n + 2 * stepN);
        float b3 = Right(b, s, kB + 3 * stepK, n + 3 * stepN);
        float b4 = Right(b, s, kB + 4 * stepK, n + 4 * stepN);
        float b5 = Right(b, s, kB + 5 * stepK, n + 5 * stepN);
        float b6 = Right(b, s, kB + 6 * stepK, n + 6 * stepN);
        float b7 = Right(b, s, kB + 7 * stepK, n + 7 * stepN);
        for (int k0 = 0; k0 < s.K; k0 += Depth)
        {
            // The threads are done with what the last round brought.
            Group.Barrier();
            PutLeft(shared, a, s, m0, n0, rowA, k0, kA, first >= 0 ? shared[AtTable + p0] : a0, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 2, k0, kA, first >= 0 ? shared[AtTable + p1] : a1, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 4, k0, kA, first >= 0 ? shared[AtTable + p2] : a2, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 6, k0, kA, first >= 0 ? shared[AtTable + p3] : a3, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 8, k0, kA, first >= 0 ? shared[AtTable + p4] : a4, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 10, k0, kA, first >= 0 ? shared[AtTable + p5] : a5, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 12, k0, kA, first >= 0 ? shared[AtTable + p6] : a6, first >= 0);
            PutLeft(shared, a, s, m0, n0, rowA + 14, k0, kA, first >= 0 ? shared[AtTable + p7] : a7, first >= 0);
            shared[to] = k0 + kB < s.K ? b0 : 0f;
            shared[to + step] = k0 + kB + stepK < s.K ? b1 : 0f;
            shared[to + 2 * step] = k0 + kB + 2 * stepK < s.K ? b2 : 0f;
            shared[to + 3 * step] = k0 + kB + 3 * stepK < s.K ? b3 : 0f;
            shared[to + 4 * step] = k0 + kB + 4 * stepK < s.K ? b4 : 0f;
            shared[to + 5 * step] = k0 + kB + 5 * stepK < s.K ? b5 : 0f;
            shared[to + 6 * step] = k0 + kB + 6 * stepK < s.K ? b6 : 0f;
            shared[to + 7 * step] = k0 + kB + 7 * stepK < s.K ? b7 : 0f;
            Group.Barrier();
            if (first >= 0)
            {
                p0 = Pixel(pixels, s, images, rowA, k0 + Depth + kA);
                p1 = Pixel(pixels, s, images, rowA + 2, k0 + Depth + kA);
                p2 = Pixel(pixels, s, images, rowA + 4, k0 + Depth + kA);
                p3 = Pixel(pixels, s, images, rowA + 6, k0 + Depth + kA);
                p4 = Pixel(pixels, s, images, rowA + 8, k0 + Depth + kA);
                p5 = Pixel(pixels, s, images, rowA + 10, k0 + Depth + kA);
                p6 = Pixel(pixels, s, images, rowA + 12, k0 + Depth + kA);
                p7 = Pixel(pixels, s, images, rowA + 14, k0 + Depth + kA);
            }
            else
            {
                a0 = Left(a, s, m0, rowA, k0 + Depth + kA);
                a1 = Left(a, s, m0, rowA + 2, k0 + Depth + kA);
                a2 = Left(a, s, m0, rowA + 4, k0 + Depth + kA);
                a3 = Left(a, s, m0, rowA + 6, k0 + Depth + kA);
                a4 = Left(a, s, m0, rowA + 8, k0 + Depth + kA);
                a5 = Left(a, s, m0, rowA + 10, k0 + Depth + kA);
                a6 = Left(a, s, m0, rowA + 12, k0 + Depth + kA);
                a7 = Left(a, s, m0, rowA + 14, k0 + Depth + kA);
            }
            b0 = Right(b, s, k0 + Depth + kB, n);
            b1 = Right(b, s, k0 + Depth + kB + stepK, n + stepN);
            b2 = Right(b, s, k0 + Depth + kB + 2 * stepK, n + 2 * stepN);
            b3 = Right(b, s, k0 + Depth + kB + 3 * stepK, n + 3 * stepN);
            b4 = Right(b, s, k0 + Depth + kB + 4 * stepK, n + 4 * stepN);
            b5 = Right(b, s, k0 + Depth + kB + 5 * stepK, n + 5 * stepN);
            b6 = Right(b, s, k0 + Depth + kB + 6 * stepK, n + 6 * stepN);
            b7 = Right(b, s, k0 + Depth + kB + 7 * stepK, n + 7 * stepN);
            for (int i = 0; i < Share; i++)
            {
                int left = y * Pitch + slice * Share + i, right = AtB + x * Pitch + slice * Share + i;
                float l0 = shared[left];
                float l1 = shared[left + Blocks * Pitch];
                float l2 = shared[left + 2 * Blocks * Pitch];
                float l3 = shared[left + 3 * Blocks * Pitch];
                float r0 = shared[right];
                float r1 = shared[right + Blocks * Pitch];
                float r2 = shared[right + 2 * Blocks * Pitch];
                float r3 = shared[right + 3 * Blocks * Pitch];
                c00 += l0 * r0;
                c01 += l0 * r1;
                c02 += l0 * r2;
                c03 += l0 * r3;
                c10 += l1 * r0;
                c11 += l1 * r1;
                c12 += l1 * r2;
                c13 += l1 * r3;
                c20 += l2 * r0;
                c21 += l2 * r1;
                c22 += l2 * r2;
                c23 += l2 * r3;
                c30 += l3 * r0;
                c31 += l3 * r1;
                c32 += l3 * r2;
                c33 += l3 * r3;
            }
        }
        // Each slice lays its part of the tile down, row by row; then every thread adds one element up.
        Group.Barrier();
        int part = slice * Side * Side + y * Side + x;
        PutRow(shared, part, c00, c01, c02, c03);
        PutRow(shared, part + Blocks * Side, c10, c11, c12, c13);
        PutRow(shared, part + 2 * Blocks * Side, c20, c21, c22, c23);
        PutRow(shared, part + 3 * Blocks * Side, c30, c31, c32, c33);
        Group.Barrier();
        float sum = 0f;
        for (int i = 0; i < Slices; i++) sum += shared[i * Side * Side + thread];
        int row = m0 + thread / Side, column = n0 + thread % Side;
        if (row >= s.M || column >= s.N) return;
        int at = row * s.N + column;
        if (args.Epilogue == MatrixEpilogue.BiasRelu)
        {
            sum += args.Extra[column];
            sum = sum <= 0f ? 0f : sum;
        }
        else sum = args.Extra[at] <= 0f ? 0f : sum;
        args.C[at] = sum;
    }

    /// <summary>The pixel that an element of A will be made of; where there is none, another one.</summary>
    private static int Pixel(ArrayView<byte> pixels, MatrixShape s, ArrayView<int> images, int row, int k) =>
        pixels[(long)images[row] * s.K + (k < s.K ? k : s.K - 1)];

    /// <summary>An element of A; where there is none, another one.</summary>
    private static float Left(ArrayView<float> a, MatrixShape s, int m0, int row, int k) =>
        a[(m0 + row < s.M ? m0 + row : s.M - 1) * s.ARow + (k < s.K ? k : s.K - 1)];

    /// <summary>An element of B; where there is none, another one.</summary>
    private static float Right(ArrayView<float> b, MatrixShape s, int k, int n) =>
        b[(k < s.K ? k : s.K - 1) * s.BRow + (n < s.N ? n : s.N - 1) * s.BColumn];

    /// <summary>Puts an element of A into shared memory; the tiles of the first column also leave it in A,
    /// where the update finds it.</summary>
    private static void PutLeft(
        ArrayView<float> shared, ArrayView<float> a, MatrixShape s, int m0, int n0, int row, int k0, int k, float value, bool isGathered)
    {
        if (isGathered && n0 == 0 && m0 + row < s.M && k0 + k < s.K) a[(m0 + row) * s.ARow + k0 + k] = value;
        shared[row * Pitch + k] = k0 + k < s.K ? value : 0f;
    }

    private static void PutRow(ArrayView<float> shared, int at, float v0, float v1, float v2, float v3)
    {
        shared[at] = v0;
        shared[at + Blocks] = v1;
        shared[at + 2 * Blocks] = v2;
        shared[at + 3 * Blocks] = v3;
    }
}
