using Backstep.Engine.Backends.Gpu.Devices;
using Backstep.Engine.Backends.Gpu.Kernels;
using Backstep.Engine.Programs;
using ILGPU;
using ILGPU.Runtime;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>The launches at both ends of a step whose batch comes from a resident data set.</summary>
internal static class BatchLaunches
{
    /// <summary>How many classes the output has a column for; 0 if it is not one row of classes a sample.</summary>
    public static int Classes(Program program) =>
        program is { Output.Shape: { Rank: 2 } output, Target.Shape: { Rank: 1 } target } && output[0] == target[0] ? output[1] : 0;

    /// <summary>The images and labels into the program's input and target.</summary>
    public static Launch Gather(Workspace space)
    {
        Value images = space.Program.BatchedImages!;
        var kernel = space.Host.Load("gather", a => a.LoadKernel<ArrayView<byte>, ArrayView<byte>, ArrayView<float>, ArrayView<int>, int, int, int, ArrayView<float>, ArrayView<float>>(BatchKernels.Gather));
        (BatchSource source, ArrayView<float> x, ArrayView<float> target, int batch) = (space.Source, space[images], space[space.Program.Target!], images.Shape[0]);
        (int length, KernelConfig config) = (images.Shape.Length / Math.Max(1, batch), space.Host.Each(images.Shape.Length));
        return new Launch("gather", (stream, step) => kernel(stream, config, source.Pixels, source.Labels, source.Table, source.Order, step.First, batch, length, x, target));
    }

    /// <summary>The loss and the number of hits into the ring.</summary>
    public static Launch Result(Workspace space)
    {
        Program program = space.Program;
        var kernel = space.Host.Load("result", a => a.LoadKernel<ArrayView<float>, int, ArrayView<float>, ArrayView<float>, int, int, ArrayView<float>, int>(BatchKernels.Result));
        (int classes, int hasLoss) = (Classes(program), program.Loss is null ? 0 : 1);
        (ArrayView<float> target, ArrayView<float> results, KernelConfig config) = (space[program.Target!], space.Results, space.Host.Groups(1));
        (ArrayView<float> loss, ArrayView<float> output) = (program.Loss is null ? target : space[program.Loss], classes == 0 ? target : space[program.Output!]);
        int rows = classes == 0 ? 0 : program.Target!.Shape[0];
        return new Launch("result", (stream, step) => kernel(stream, config, loss, hasLoss, output, target, rows, classes, results, step.Slot));
    }
}
