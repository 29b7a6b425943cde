using Backstep.Engine.Backends.Cpu.Convolution;
using Backstep.Engine.Backends.Cpu.Fused;
using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Threading;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>
/// Takes barriers away where a thread leans on nothing that another one made. A barrier is short when every thread has a core; on a busy
/// machine each one waits for a thread that is not running.
/// </summary>
internal static unsafe class Barriers
{
    /// <summary>Puts sums of linked convolutions behind the last of them, and marks the stages that need no barrier behind them.</summary>
    public static void Thin(List<Stage> stages)
    {
        GatherReductions(stages);
        ChainRows(stages);
        for (int i = 0; i + 1 < stages.Count; i++)
            stages[i].BarrierAfter = (stages[i], stages[i + 1]) switch
            {
                // Linked blocks share the images in the same way.
                (ConvForward before, ConvForward next) => before.Block.Next != next.Block,
                (ConvBackward before, ConvBackward next) => next.Block.Next != before.Block,
                (ConvReduce, ConvReduce) => false,
                // Each updates parameters of its own.
                (LinearSgdInPlace or UpdateStage, LinearSgdInPlace or UpdateStage) => false,
                // Each thread goes on with its own rows.
                (LinearForward { ByRows: true }, CrossEntropyStage) => false,
                (CrossEntropyStage, LinearBackwardInput { ByRows: true }) => false,
                // What follows does not read the result, and a barrier comes before the update, or the update is shared in the same way.
                (OpStage { IsSideResult: true }, LinearBackwardInput or ConvBackward or LinearSgdInPlace or UpdateStage) => false,
                (OpStage { IsSideResult: true }, OpStage { IsSideResult: true }) => false,
                _ => true,
            };
    }

    /// <summary>
    /// The last layer, the loss, and the gradient of the layer's input: if the layer is small, all three row by row. What else comes of
    /// the loss waits until they are done.
    /// </summary>
    private static void ChainRows(List<Stage> stages)
    {
        for (int i = 0; i + 1 < stages.Count; i++)
        {
            if (stages[i] is not LinearForward { IsSmall: true } forward || stages[i + 1] is not CrossEntropyStage loss) continue;
            if (loss.Logits != forward.Output || loss.Rows != forward.Rows) continue;
            forward.ByRows = true;
            int next = i + 2;
            while (next < stages.Count && stages[next] is OpStage { IsSideResult: true }) next++;
            if (next == stages.Count || stages[next] is not LinearBackwardInput back) continue;
            if (back.OutputGradient != loss.Gradient || back.Rows != loss.Rows) continue;
            back.ByRows = true;
            stages.RemoveAt(next);
            stages.Insert(i + 2, back);
        }
    }

    private static void GatherReductions(List<Stage> stages)
    {
        for (int start = 0; start < stages.Count; start++)
        {
            int end = start;
            while (end < stages.Count && stages[end] is (ConvBackward or ConvReduce)) end++;
            if (end == start) continue;
            // The order among the backward stages, and among the sums, stays.
            Stage[] sorted = [.. stages.Skip(start).Take(end - start).OrderBy(s => s is ConvReduce)];
            for (int i = start; i < end; i++) stages[i] = sorted[i - start];
            start = end;
        }
    }
}
