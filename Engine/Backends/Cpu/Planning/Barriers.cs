namespace Backstep.Engine.Backends.Cpu;

/// <summary>
/// Takes barriers away where a thread leans on nothing that another one made. A barrier is short when every thread has a core; on a busy machine
/// each one waits for a thread that is not running.
/// </summary>
internal static class Barriers
{
    /// <summary>Puts sums of linked convolutions behind the last of them, and marks the stages that need no barrier behind them.</summary>
    public static void Thin(List<Stage> stages)
    {
        GatherReductions(stages);
        for (int i = 0; i + 1 < stages.Count; i++)
            stages[i].BarrierAfter = (stages[i], stages[i + 1]) switch
            {
                // Linked blocks share the images in the same way.
                (ConvForward before, ConvForward next) => before.Block.Next != next.Block,
                (ConvBackward before, ConvBackward next) => next.Block.Next != before.Block,
                (ConvReduce, ConvReduce) => false,
                // Each updates parameters of its own.
                (LinearSgdInPlace or UpdateStage, LinearSgdInPlace or UpdateStage) => false,
                // What follows does not read the result, and a barrier comes before the update.
                (OpStage { IsSideResult: true }, LinearBackwardInput or ConvBackward) => false,
                (OpStage { IsSideResult: true }, OpStage { IsSideResult: true }) => false,
                _ => true,
            };
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
