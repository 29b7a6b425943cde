using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>Tiles of the gradient of a linear layer's weight: δᵀ·a, summed over the samples from the first to the last.</summary>
internal static class WeightTiles
{
    /// <summary>Sides of the tiles.</summary>
    public const int SmallSide = 16, LargeSide = 64;

    /// <summary>How many samples are brought into shared memory at once.</summary>
    private const int SmallDepth = 128, LargeDepth = 32;

    /// <summary>A thread for each element: the smallest tile makes the most groups,
    /// which is what a small layer needs to be done soon.</summary>
    public static void Small<T>(
        ArrayView<float> shared, UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int thread,
        int threads) where T
        : struct,
        IOptimizer
    {
        const int Elements = SmallSide * SmallSide, Other = SmallDepth * SmallSide;
        for (int start = 0; start < Elements; start += threads)
        {
            int element = start + thread, o = element / SmallSide, i = element % SmallSide;
            bool there = element < Elements;
            float sum = 0f, other = 0f;
            for (int n = 0; n < rule.Samples; n += SmallDepth)
            {
                int depth = rule.Samples - n < SmallDepth ? rule.Samples - n : SmallDepth;
                Load(shared, 0, arena, job.A + n * job.Rows, depth, SmallSide, job.Rows, job.Start0, thread, threads);
                Load(shared, Other, arena, job.B + n * job.Columns, depth, SmallSide, job.Columns, job.Start1, thread, threads);
                Group.Barrier();
                if (there)
                {
                    int k = 0;
                    for (; k + 3 < depth; k += 4)
                    {
                        int a = k * SmallSide + o, b = Other + k * SmallSide + i;
                        sum = sum + shared[a] * shared[b] + shared[a + SmallSide] * shared[b + SmallSide];
                        other = other + shared[a + 2 * SmallSide] * shared[b + 2 * SmallSide]
                            + shared[a + 3 * SmallSide] * shared[b + 3 * SmallSide];
                    }
                    for (; k < depth; k++) sum += shared[k * SmallSide + o] * shared[Other + k * SmallSide + i];
                }
                Group.Barrier();
            }
            if (there) Store<T>(rule, step, job, arena, job.Start0 + o, job.Start1 + i, sum + other);
        }
    }

    /// <summary>16 elements a thread, out of registers: the rows y, y + 16, ... and the columns x, x + 16, ... of the tile.</summary>
    public static void Large<T>(
        ArrayView<float> shared, UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int thread,
        int threads) where T
        : struct,
        IOptimizer
    {
        const int Quarter = LargeSide / 4, Blocks = Quarter * Quarter, Other = LargeDepth * LargeSide;
        for (int start = 0; start < Blocks; start += threads)
        {
            int block = start + thread, y = block / Quarter, x = block % Quarter;
            bool there = block < Blocks;
            float c00 = 0f, c01 = 0f, c02 = 0f, c03 = 0f, c10 = 0f, c11 = 0f, c12 = 0f, c13 = 0f;
            float c20 = 0f, c21 = 0f, c22 = 0f, c23 = 0f, c30 = 0f, c31 = 0f, c32 = 0f, c33 = 0f;
            for (int n = 0; n < rule.Samples; n += LargeDepth)
            {
                int depth = rule.Samples - n < LargeDepth ? rule.Samples - n : LargeDepth;
                Load(shared, 0, arena, job.A + n * job.Rows, depth, LargeSide, job.Rows, job.Start0, thread, threads);
                Load(shared, Other, arena, job.B + n * job.Columns, depth, LargeSide, job.Columns, job.Start1, thread, threads);
                Group.Barrier();
                if (there)
                    for (int k = 0; k < depth; k++)
                    {
                        int a = k * LargeSide + y, b = Other + k * LargeSide + x;
                        float a0 = shared[a], a1 = shared[a + Quarter], a2 = shared[a + 2 * Quarter], a3 = shared[a + 3 * Quarter];
                        float b0 = shared[b], b1 = shared[b + Quarter], b2 = shared[b + 2 * Quarter], b3 = shared[b + 3 * Quarter];
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
            if (there)
            {
                StoreRow<T>(rule, step, job, arena, job.Start0 + y, job.Start1 + x, c00, c01, c02, c03);
                StoreRow<T>(rule, step, job, arena, job.Start0 + y + Quarter, job.Start1 + x, c10, c11, c12, c13);
                StoreRow<T>(rule, step, job, arena, job.Start0 + y + 2 * Quarter, job.Start1 + x, c20, c21, c22, c23);
                StoreRow<T>(rule, step, job, arena, job.Start0 + y + 3 * Quarter, job.Start1 + x, c30, c31, c32, c33);
            }
        }
    }

    /// <summary>Blocks of 8 × 8 a thread, straight from memory and in the processor's vectors.</summary>
    public static void Direct<T>(
        UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int thread, int threads) where T
        : struct,
        IOptimizer
    {
        const int Across = LargeSide / Eight.Count;
        for (int item = thread; item < Across * Across; item += threads)
        {
            int o = job.Start0 + item / Across * Eight.Count, i = job.Start1 + item % Across * Eight.Count, last = job.Rows - 1,
                left = last - o;
            if (o <= last && i < job.Columns)
            {
                // A row that is not there is computed as the last one again and not kept.
                int o1 = left < 1 ? last : o + 1, o2 = left < 2 ? last : o + 2, o3 = left < 3 ? last : o + 3, o4 = left < 4 ? last : o + 4;
                int o5 = left < 5 ? last : o + 5, o6 = left < 6 ? last : o + 6, o7 = left < 7 ? last : o + 7;
                Eight c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
                bool isWhole = i + Eight.Count <= job.Columns;
                for (int n = 0; n < rule.Samples; n++)
                {
                    int a = job.A + n * job.Rows, b = job.B + n * job.Columns;
                    Eight row = isWhole ? Eight.Load(arena, b + i) : Eight.Load(arena, b, 1, i, job.Columns - 1);
                    c0.Add(arena[a + o], row);
                    c1.Add(arena[a + o1], row);
                    c2.Add(arena[a + o2], row);
                    c3.Add(arena[a + o3], row);
                    c4.Add(arena[a + o4], row);
                    c5.Add(arena[a + o5], row);
                    c6.Add(arena[a + o6], row);
                    c7.Add(arena[a + o7], row);
                }
                FinishEight<T>(rule, step, job, arena, o, i, c0);
                FinishEight<T>(rule, step, job, arena, o + 1, i, c1);
                FinishEight<T>(rule, step, job, arena, o + 2, i, c2);
                FinishEight<T>(rule, step, job, arena, o + 3, i, c3);
                FinishEight<T>(rule, step, job, arena, o + 4, i, c4);
                FinishEight<T>(rule, step, job, arena, o + 5, i, c5);
                FinishEight<T>(rule, step, job, arena, o + 6, i, c6);
                FinishEight<T>(rule, step, job, arena, o + 7, i, c7);
            }
        }
    }

    private static void FinishEight<T>(
        UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int o, int i, Eight sums) where T
        : struct,
        IOptimizer
    {
        if (o >= job.Rows) return;
        int element = o * job.Columns + i, at = job.Gradient + element, left = job.Columns - i;
        if (left >= Eight.Count)
        {
            sums.Store(arena, at);
            if (default(T).IsAlongGradient && job.Parameter >= 0)
            {
                // The step that matters most, in one piece.
                Eight w = Eight.Load(arena, job.Parameter + element), along = sums;
                along.Add(rule.WeightDecay, w);
                w.Add(-step.Rate, along);
                w.Store(arena, job.Parameter + element);
                return;
            }
        }
        else
        {
            arena[at] = sums.V0;
            if (left > 1) arena[at + 1] = sums.V1;
            if (left > 2) arena[at + 2] = sums.V2;
            if (left > 3) arena[at + 3] = sums.V3;
            if (left > 4) arena[at + 4] = sums.V4;
            if (left > 5) arena[at + 5] = sums.V5;
            if (left > 6) arena[at + 6] = sums.V6;
        }
        for (int k = 0; k < Eight.Count && k < left; k++) OptimizerStep.Apply<T>(rule, job, step, arena, element + k, arena[at + k]);
    }

    /// <summary>Brings <paramref name="depth"/> rows of <paramref name="side"/> columns from <paramref name="column"/> on into shared
    /// memory; for columns that are not there the last one, since what they give is not kept.</summary>
    private static void Load(
        ArrayView<float> shared, int to, ArrayView<float> arena, int from, int depth, int side, int columns, int column, int thread,
        int threads)
    {
        int last = depth * side - 1;
        // Eight loads are under way before the first is waited for; what is behind the end is the last element once more.
        for (int i = thread; i <= last; i += 8 * threads)
        {
            int i1 = i + threads, i2 = i + 2 * threads, i3 = i + 3 * threads, i4 = i + 4 * threads, i5 = i + 5 * threads,
                i6 = i + 6 * threads, i7 = i + 7 * threads;
            float a = Element(arena, from, i, side, columns, column);
            float b = Element(arena, from, i1 < last ? i1 : last, side, columns, column);
            float c = Element(arena, from, i2 < last ? i2 : last, side, columns, column);
            float d = Element(arena, from, i3 < last ? i3 : last, side, columns, column);
            float e = Element(arena, from, i4 < last ? i4 : last, side, columns, column);
            float f = Element(arena, from, i5 < last ? i5 : last, side, columns, column);
            float g = Element(arena, from, i6 < last ? i6 : last, side, columns, column);
            float h = Element(arena, from, i7 < last ? i7 : last, side, columns, column);
            shared[to + i] = a;
            if (i1 <= last) shared[to + i1] = b;
            if (i2 <= last) shared[to + i2] = c;
            if (i3 <= last) shared[to + i3] = d;
            if (i4 <= last) shared[to + i4] = e;
            if (i5 <= last) shared[to + i5] = f;
            if (i6 <= last) shared[to + i6] = g;
            if (i7 <= last) shared[to + i7] = h;
        }
    }

    /// <summary>Element <paramref name="i"/> of what is brought in, row by row.</summary>
    private static float Element(ArrayView<float> arena, int from, int i, int side, int columns, int column)
    {
        int at = column + i % side;
        return arena[from + i / side * columns + (at < columns ? at : columns - 1)];
    }

    private static void StoreRow<T>(
        UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int o, int i, float v0, float v1, float v2,
        float v3) where T
        : struct,
        IOptimizer
    {
        const int Quarter = LargeSide / 4;
        Store<T>(rule, step, job, arena, o, i, v0);
        Store<T>(rule, step, job, arena, o, i + Quarter, v1);
        Store<T>(rule, step, job, arena, o, i + 2 * Quarter, v2);
        Store<T>(rule, step, job, arena, o, i + 3 * Quarter, v3);
    }

    private static void Store<T>(
        UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int o, int i, float gradient) where T
        : struct,
        IOptimizer
    {
        if (o < job.Rows && i < job.Columns) OptimizerStep.Apply<T>(rule, job, step, arena, o * job.Columns + i, gradient);
    }
}
