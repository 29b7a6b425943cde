using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>The launches at both ends of a step whose batch comes from a resident data set.</summary>
internal static class BatchLaunches
{
    /// <summary>
    /// The input that batches of a data set go into: images, or numbers (N, ...), the only input beside a target (N, ...). Null for
    /// programs that take no batches.
    /// </summary>
    public static Value? Samples(Program program)
    {
        if (program.BatchedImages is { } images) return images;
        if (program.Target is not { Kind: ValueKind.Input, Shape.Rank: > 0 } target) return null;
        Value[] inputs = [.. program.Values.Where(v => v.Kind == ValueKind.Input && v != target)];
        return inputs is [{ Shape.Rank: > 1 } x] && x.Shape[0] == target.Shape[0] ? x : null;
    }

    /// <summary>The samples and what is to be made of them into the program's input and target.</summary>
    public static Launch Gather(Workspace space) => space.Program.BatchedImages is { } images ? Gather(space, images)
        : GatherNumbers(space, Samples(space.Program)!);

    private static Launch GatherNumbers(Workspace space, Value samples)
    {
        Value labels = space.Program.Target!;
        int count = samples.Shape[0], length = samples.Shape.Length / Math.Max(1, count), each = labels.Shape.Length / Math.Max(1, count);
        (BatchSource source, ArrayView<float> x, ArrayView<float> target) = (space.Source, space[samples], space[labels]);
        return Launch.Of(
            space.Host, "gather", BatchKernels.GatherNumbers, space.Host.Each(samples.Shape.Length + labels.Shape.Length),
            step => new GatherNumbersArgs(source.Numbers(step), x, length, target, each, count));
    }

    private static Launch Gather(Workspace space, Value images)
    {
        int length = images.Shape.Length, imageLength = length / Math.Max(1, images.Shape[0]);
        (BatchSource source, ArrayView<float> x, ArrayView<float> target) = (space.Source, space[images], space[space.Program.Target!]);
        return Launch.Of(
            space.Host, "gather", BatchKernels.Gather, space.Host.Each(length),
            step => new GatherArgs(source.Batch(step), imageLength, x, length, target));
    }

    /// <summary>The loss and the number of correct samples into the ring.</summary>
    public static Launch Result(Workspace space)
    {
        Program program = space.Program;
        // Only of one row of classes a sample can be said whether it is correct.
        int classes =
            program is { Output.Shape: { Rank: 2 } output, Target.Shape: { Rank: 1 } labels } && output[0] == labels[0] ? output[1] : 0;
        ArrayView<float> target = space[program.Target!];
        var arguments = new ResultArgs(
            program.Loss is null ? target : space[program.Loss], program.Loss is null ? 0 : 1,
            classes == 0 ? target : space[program.Output!], target, classes == 0 ? 0 : program.Target!.Shape[0], classes, space.Results, 0);
        return Launch.Of(space.Host, "result", BatchKernels.Result, space.Host.Groups(1), step => arguments with { Slot = step.Slot });
    }
}
