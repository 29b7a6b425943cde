using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Backends.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Makes one launch of many small ones that follow each other (<see cref="JoinedKernel"/>).</summary>
internal static class JoinedLaunches
{
    /// <summary>Fewer than this are not worth a kernel that has to be compiled.</summary>
    private const int Fewest = 4;

    /// <summary>The most multiplications (or anything else) of a launch that one group is done with sooner than all of them are with
    /// waiting for the next.</summary>
    private const long MostWork = 1 << 16;

    /// <summary>The most terms that one thread adds up.</summary>
    private const int MostTerms = 256;

    /// <summary>The launches of a step, in order; what is the same on given inputs and on a batch may be joined.</summary>
    public static IEnumerable<(Launch? Run, Launch? Step)> Join(Workspace space, IReadOnlyList<(Launch? Run, Launch? Step)> launches)
    {
        var small = new List<(Launch Launch, int[] Row)>();
        foreach ((Launch? run, Launch? step) in launches)
        {
            if (run is not null && run == step && Row(run) is int[] row)
            {
                small.Add((run, row));
                continue;
            }
            foreach (Launch launch in Joined()) yield return (launch, launch);
            yield return (run, step);
        }
        foreach (Launch launch in Joined()) yield return (launch, launch);

        List<Launch> Joined()
        {
            List<Launch> result = [.. small.Select(s => s.Launch)];
            if (small.Count >= Fewest)
            {
                int[] table = [.. small.SelectMany(s => s.Row)];
                var arguments = new JoinedArgs(space.Keep(table), table.Length, space.Arena.All);
                result = [Launch.Of(
                    space.Host, $"{small[0].Launch.Name} ... {small[^1].Launch.Name} ({small.Count})", JoinedKernel.Run,
                    new KernelConfig(1, SampleGroups.Size(space.Host)), arguments)];
            }
            small.Clear();
            return result;
        }
    }

    /// <summary>The row of the table that stands for a launch; null if it is too large, or of a kernel that is not joined.</summary>
    private static int[]? Row(Launch launch)
    {
        if (launch.Fixed is not ({ } kernel, { } arguments)) return null;
        return arguments switch
        {
            UnaryArgs a => Row(JoinedKind.Unary, a.Y.Length, 1, a.Function, a.X, a.Y, a.P),
            BinaryArgs a => Row(JoinedKind.Binary, a.Y.Length, 1, a.Function, a.A, a.B, a.Y, a.P),
            ScaledBinaryArgs a => Row(JoinedKind.ScaledBinary, a.Y.Length, 1, a.Function, a.Gradient, a.Factor, a.A, a.B, a.Y),
            AddArgs a => Row(JoinedKind.Add, a.Y.Length, a.Count, a.Count, a.A, a.B, a.C, a.D, a.Y),
            FillArgs a => Row(JoinedKind.Fill, a.Y.Length, 1, a.Value, a.Y),
            ZipArgs a => Row(JoinedKind.Zip, a.Y.Length, 1, a.Function, a.A, a.WayA, a.B, a.WayB, a.Y),
            SumDownArgs a => Row(
                JoinedKind.SumDown, a.Y.Length, a.Terms, a.Term, a.Gradient, a.A, a.WayA, a.B, a.WayB, a.Kept, a.Summed, a.Terms, a.Factor,
                a.Y),
            MoveArgs a => Row(JoinedKind.Move, a.Count, 1, a.X, a.From, a.Factor, a.Count, a.To, a.Y),
            MaskArgs a => Row(JoinedKind.Mask, a.Y.Length, 1, a.X, a.Size, a.Hidden, a.Y),
            EmbeddingArgs a when kernel.Method.Name == nameof(IndexKernels.Embedding) =>
                Row(JoinedKind.Embedding, a.Y.Length, 1, a.X, a.Indices, a.Rows, a.Width, a.Count, a.Y),
            EmbeddingArgs a => Row(JoinedKind.EmbeddingBackward, a.Y.Length, a.Count, a.X, a.Indices, a.Rows, a.Width, a.Count, a.Y),
            AlongArgs a => Row(JoinedKind.Along, a.Lanes, a.Count, a.Function, a.X, a.Second, a.Lanes, a.Count, a.Distance, a.Y),
            MatrixArgs { Shape: var s } a => Row(
                JoinedKind.Product, (long)s.M * s.N * a.Count, s.K, a.A, a.B, a.C, s.M, s.N, s.K, s.ARow, s.AColumn, s.BRow, s.BColumn,
                a.Extra, a.Epilogue, a.Count, a.StepA, a.StepB),
            SkinnyGemmArgs { Shape: var s, Batch.First: < 0 } a => Row(
                JoinedKind.Product, (long)s.M * s.N, s.K, a.A, a.B, a.C, s.M, s.N, s.K, s.ARow, s.AColumn, s.BRow, s.BColumn, a.Extra,
                a.Epilogue, 1, 0, 0),
            TotalArgs a => Row(JoinedKind.Total, a.Length, 1, a.Term, a.Output, a.Target, a.Length, a.Factor, a.Y),
            CrossEntropyArgs a => Row(JoinedKind.CrossEntropy, a.Rows, a.Classes, a.Logits, a.Labels, a.Rows, a.Classes, a.Y),
            CrossEntropyBackwardArgs a => Row(
                JoinedKind.CrossEntropyBackward, a.Rows, a.Classes, a.Gradient, a.Logits, a.Labels, a.Rows, a.Classes, a.Y),
            LinearDecayArgs a => Row(JoinedKind.LinearDecay, 1, 1, a.Rate, a.T, a.Steps, a.Y),
            _ => null,
        };
    }

    private static int[]? Row(JoinedKind kind, long elements, int terms, params object[] arguments)
    {
        if (elements * terms > MostWork || terms > MostTerms) return null;
        int[] numbers = [.. arguments.SelectMany(Numbers)];
        return [(int)kind, numbers.Length + 2, .. numbers];
    }

    /// <summary>An argument as <see cref="JoinedArgs"/> reads it.</summary>
    private static int[] Numbers(object argument) => argument switch
    {
        int i => [i],
        float f => [BitConverter.SingleToInt32Bits(f)],
        Enum e => [Convert.ToInt32(e)],
        ArrayView<float> view => [checked((int)((IContiguousArrayView)view).Index), checked((int)view.Length)],
        Output y => [.. Numbers(y.Y), y.Length, y.Accumulate],
        Strided way => way.Numbers,
        _ => throw new ArgumentException($"no row holds a {argument.GetType().Name}"),
    };
}
