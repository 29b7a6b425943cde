using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <param name="Jobs">What each group does.</param>
/// <param name="Arena">All floats of the program.</param>
/// <param name="Ring">Loss and number of correct samples of the steps, two floats each.</param>
/// <param name="Slot">This step's place there.</param>
internal readonly record struct UpdateArgs(
    UpdateRule Rule, ArrayView<UpdateJob> Jobs, ArrayView<float> Arena, ArrayView<float> Ring, int Slot);

/// <summary>
/// Everything that needs the whole batch, in one launch: gradients of the parameters as sums over the samples in a
/// fixed order, the optimizer's step on each by the thread that has the gradient, and the mean loss. A table says what each group does.
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
    public static void Run<T>(UpdateArgs args) where T : struct, IOptimizer
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        UpdateJob job = args.Jobs[Grid.IdxX];
        OptimizerStep step = default(T).Begin(args.Rule, args.Arena);
        switch (job.Kind)
        {
            case UpdateKind.SmallTile:
                WeightTiles.Small<T>(shared, args.Rule, step, job, args.Arena, Group.IdxX, Group.DimX);
                break;
            case UpdateKind.LargeTile:
                WeightTiles.Large<T>(shared, args.Rule, step, job, args.Arena, Group.IdxX, Group.DimX);
                break;
            default:
                Sums<T>(shared, args, step, job, Group.IdxX, Group.DimX);
                break;
        }
    }

    /// <summary>
    /// The same on a processor, whose tiles are others. A kernel of its own: a card gives every group the registers that the greediest of a
    /// kernel's jobs takes, and each job costs time when kernels are compiled.
    /// </summary>
    public static void RunDirectly<T>(UpdateArgs args) where T : struct, IOptimizer
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(SharedFloats);
        UpdateJob job = args.Jobs[Grid.IdxX];
        OptimizerStep step = default(T).Begin(args.Rule, args.Arena);
        if (job.Kind == UpdateKind.DirectTile) WeightTiles.Direct<T>(args.Rule, step, job, args.Arena, Group.IdxX, Group.DimX);
        else Sums<T>(shared, args, step, job, Group.IdxX, Group.DimX);
    }

    /// <summary>What is no tile.</summary>
    private static void Sums<T>(
        ArrayView<float> shared, UpdateArgs args, OptimizerStep step, UpdateJob job, int thread, int threads) where T
        : struct,
        IOptimizer
    {
        switch (job.Kind)
        {
            case UpdateKind.Columns:
                Columns<T>(shared, args.Rule, step, job, args.Arena, thread, threads);
                break;
            case UpdateKind.Elements:
                for (int i = thread; i < job.Start1; i += threads)
                    OptimizerStep.Apply<T>(args.Rule, job, step, args.Arena, job.Start0 + i, args.Arena[job.Gradient + job.Start0 + i]);
                break;
            default:
                Results(shared, args, job, thread, threads);
                break;
        }
    }

    /// <summary>Sums of columns; the samples are split among the threads that share a column.</summary>
    private static void Columns<T>(
        ArrayView<float> shared, UpdateRule rule, OptimizerStep step, UpdateJob job, ArrayView<float> arena, int thread,
        int threads) where T
        : struct,
        IOptimizer
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
                OptimizerStep.Apply<T>(rule, job, step, arena, at, total);
            }
            Group.Barrier();
        }
    }

    /// <summary>The mean loss into its value, loss and number of correct samples into the ring.</summary>
    private static void Results(ArrayView<float> shared, UpdateArgs args, UpdateJob job, int thread, int threads)
    {
        float loss = 0f, correct = 0f;
        for (int n = thread; n < args.Rule.Samples; n += threads)
        {
            loss += args.Arena[job.A + n];
            correct += args.Arena[job.B + n];
        }
        // In memory of their own each, since the sum is read while the next is under way.
        loss = Reduction.Sum(shared, loss);
        correct = Reduction.Sum(shared.SubView(Reduction.Capacity, Reduction.Capacity), correct);
        if (thread != 0) return;
        loss /= args.Rule.Samples;
        args.Arena[args.Rule.Loss] = loss;
        args.Ring[2 * args.Slot] = loss;
        args.Ring[2 * args.Slot + 1] = correct;
    }
}
