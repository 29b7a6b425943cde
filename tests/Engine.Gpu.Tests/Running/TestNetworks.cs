using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>Networks made ready to train, and a small data set.</summary>
internal static class TestNetworks
{
    /// <summary>A program with drawn parameters, images and labels, and a learning rate.</summary>
    public static ICompiledProgram Prepare(Program program, Network network, IBackend backend, int seed = 7)
    {
        ICompiledProgram compiled = backend.Compile(program);
        var random = new TorchRandom(seed);
        foreach ((string name, Tensor content) in network.Initialize(random)) compiled.Write(program[name], content);
        compiled.Write(program["x"], Tensor.FromFloats(program["x"].Shape, random.Randn(program["x"].Shape.Length)));
        int batch = program.Target!.Shape[0];
        compiled.Write(program.Target, new Tensor(program.Target.Shape, [.. Enumerable.Range(0, batch).Select(i => (double)(i * 7 % 10))]));
        if (program.Find("lr") is { } lr) compiled.Write(lr, Tensor.Scalar(0.05));
        return compiled;
    }

    /// <summary>Fifty noisy images of 28 × 28.</summary>
    public static Dataset Digits { get; } = MakeDigits(50, 10);

    /// <summary>Noisy images of 28 × 28 with labels from 0 to <paramref name="classes"/> - 1.</summary>
    public static Dataset MakeDigits(int count, int classes)
    {
        var pixels = new byte[count * 28 * 28];
        new System.Random(4).NextBytes(pixels);
        return new Dataset("noise", new IdxImages(count, 28, 28, pixels), [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))],
            [.. Enumerable.Range(0, classes).Select(i => $"{i}")], Normalization.Mnist);
    }
}
