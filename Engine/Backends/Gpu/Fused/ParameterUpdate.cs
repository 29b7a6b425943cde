using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>
/// Everything that needs the whole batch, in one launch: gradients of the parameters as sums over the samples in a fixed order, the optimizer's step on each by
/// the thread that has the gradient, and the mean loss. A table says what each group does.
/// </summary>
internal static class ParameterUpdate
{
    /// <summary>Columns that a group adds up at once: neighbouring threads read neighbouring words.</summary>
    public const int ColumnsAtOnce = 32;

    /// <summary>Elements a group steps through of a gradient that is there already.</summary>
    public const int ElementsAtOnce = 1024;

    /// <summary>Floats of shared memory.</summary>
    public const int SharedFloats = 4096;

    /// <summary>Does job <see cref="Grid.IdxX"/> on a card.</summary>
    /// <param name="rule">The optimizer.</param>
    /// <param name="jobs">The table.</param>
    /// <param name="arena">All floats of the program.</param>
    /// <param name="ring">Loss and hits of the steps, two floats each.</param>
    /// <param name="slot">This step's place there.</param>
    public static void Run(UpdateRule rule, ArrayView<UpdateJob> jobs, ArrayView<float> arena, ArrayView<float> ring, int slot)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        UpdateJob job = jobs[Grid.IdxX];
        int thread = Group.IdxX, threads = Group.DimX;
        OptimizerStep step = OptimizerStep.Of(rule, arena);
        switch (job.Kind)
        {
            case (int)UpdateKind.SmallTile:
                WeightTiles.Small(shared, rule, step, job, arena, thread, threads);
                break;
            case (int)UpdateKind.LargeTile:
                WeightTiles.Large(shared, rule, step, job, arena, thread, threads);
                break;
            default:
                Sums(shared, rule, step, job, arena, ring, slot, thread, threads);
                break;
        }
    }

    /// <summary>
    /// The same on a processor, whose tiles are others. A kernel of its own: a card gives every group the registers that the greediest of a kernel's jobs takes, and each job costs time when kernels are compiled.
    /// </summary>
    public static void RunDirectly(UpdateRule rule, ArrayView<UpdateJob> jobs, ArrayView<float> arena, ArrayView<float> ring, int slot)
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        UpdateJob job = jobs[Grid.IdxX];
        int thread = Group.IdxX, threads = Group.DimX;
        OptimizerStep step = OptimizerStep.Of(rule, arena);
        if (job.Kind == (int)UpdateKind.DirectTile) WeightTiles.Direct(rule, step, job, arena, thread, threads);
        else Sums(shared, rule, step, job, arena, ring, slot, thread, threads);
    }

    /// <summary>What is no tile.</summary>
    private static void Sums(
        ArrayView<float> shared, UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, ArrayView<float> ring, int slot, int thread, int threads)
    {
        switch (job.Kind)
        {
            case (int)UpdateKind.Columns:
                Columns(shared, rule, step, job, arena, thread, threads);
                break;
            case (int)UpdateKind.Elements:
                for (int i = thread; i < job.Start1; i += threads) step.Apply(rule, job, arena, job.Start0 + i, arena[job.Gradient + job.Start0 + i]);
                break;
            default:
                Results(shared, rule, job, arena, ring, slot, thread, threads);
                break;
        }
    }

    /// <summary>Sums of columns; the samples are split among the threads that share a column.</summary>
    private static void Columns(ArrayView<float> shared, UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int thread, int threads)
    {
        int width = threads < ColumnsAtOnce ? threads : ColumnsAtOnce, slices = threads / width;
        for (int start = 0; start < job.Start1; start += width)
        {
            int column = thread % width, slice = thread / width, at = job.Start0 + start + column;
            bool there = start + column < job.Start1;
            float sum = 0f, other = 0f;
            if (there)
            {
                int n = slice;
                for (; n + 3 * slices < rule.Samples; n += 4 * slices)
                {
                    float a = arena[job.A + n * job.Columns + at], b = arena[job.A + (n + slices) * job.Columns + at];
                    float c = arena[job.A + (n + 2 * slices) * job.Columns + at], d = arena[job.A + (n + 3 * slices) * job.Columns + at];
                    sum = sum + a + b;
                    other = other + c + d;
                }
                for (; n < rule.Samples; n += slices) sum += arena[job.A + n * job.Columns + at];
            }
            shared[thread] = sum + other;
            Group.Barrier();
            if (slice == 0 && there)
            {
                float total = shared[column];
                for (int k = 1; k < slices; k++) total += shared[k * width + column];
                step.Apply(rule, job, arena, at, total);
            }
            Group.Barrier();
        }
    }

    /// <summary>The mean loss into its value, loss and hits into the ring.</summary>
    private static void Results(ArrayView<float> shared, UpdateRule rule, UpdateJob job, ArrayView<float> arena, ArrayView<float> ring, int slot, int thread, int threads)
    {
        float loss = 0f, hits = 0f;
        for (int n = thread; n < rule.Samples; n += threads)
        {
            loss += arena[job.A + n];
            hits += arena[job.B + n];
        }
        // In memory of their own each, since the sum is read while the next is under way.
        loss = Reduction.Sum(shared, loss);
        hits = Reduction.Sum(shared.SubView(Reduction.Capacity, Reduction.Capacity), hits);
        if (thread != 0) return;
        loss /= rule.Samples;
        arena[rule.Loss] = loss;
        ring[2 * slot] = loss;
        ring[2 * slot + 1] = hits;
    }
}
