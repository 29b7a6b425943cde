using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>Makes a program ready to be held against a recorded run.</summary>
public static class RecordedProgram
{
    /// <summary>
    /// The program on batches of the recorded size, with the recorded optimizer. A network from a file is taken layer by layer, as
    /// PyTorch calculates it, unless single numbers were recorded.
    /// </summary>
    /// <param name="rate">The learning rate; null for the recorded one.</param>
    /// <exception cref="ScenarioException">The program does not go with the recording.</exception>
    public static Scenario Of(ProgramEntry entry, Recording recording, double? rate = null)
    {
        OptimizerSpec? recorded = recording.Optimizer?.Spec();
        if (entry.Network is not { } network || !IsTrainedOnBatches(entry) || HasSingleNumbers(recording))
            return entry.Create(new() { Optimizer = entry.LearningRate is null ? null : recorded, LearningRate = rate });
        OptimizerSpec optimizer = recorded ?? OptimizerSpec.Sgd(entry.LearningRate ?? entry.Defaults!.LearningRate);
        if (rate is { } other) optimizer = optimizer with { LearningRate = other };
        Program program = network.BuildTraining(recording.BatchSize ?? 1, optimizer);
        var initial = network.Initialize(new TorchRandom(0)).ToDictionary(p => program[p.Key], p => p.Value);
        // What the recording does not give.
        var batch = program.Values.Where(v => v.Kind == ValueKind.Input).Select(v => KeyValuePair.Create(v, Tensor.Zeros(v.Shape)));
        return ProgramEntry.Ready(program, 0, initial, optimizer, new FixedBatch("", [.. batch]));
    }

    private static bool IsTrainedOnBatches(ProgramEntry entry) => entry.TakesImages || entry.File is not null;

    private static bool HasSingleNumbers(Recording recording)
    {
        RecordedValue[] all = [.. recording.Steps.SelectMany(s => s.Values).Where(v => v.Content is not null)];
        return all.All(v => v.Content!.Length == 1);
    }
}
