using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using BenchmarkDotNet.Attributes;

namespace Backstep.Bench.Kernels;

/// <summary>One training step of a network of one layer and a classifier, on one thread and on all, at each vector width.</summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    private CpuBackend? _backend;
    private ICompiledProgram? _compiled;

    /// <summary>What is trained.</summary>
    [Params("linear 784→512, batch 64", "linear 192→120, batch 100", "conv 1→6 5×5, batch 100", "conv 6→12 5×5, batch 100",
        "conv 16→32 3×3, batch 64")]
    public string Layer { get; set; } = "";

    /// <summary>Bits a vector.</summary>
    [Params(VectorWidth.Vector512, VectorWidth.Vector256, VectorWidth.Vector128)]
    public VectorWidth Width { get; set; }

    /// <summary>Threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Compiles and fills.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _backend = new CpuBackend(new CpuOptions { Threads = Threads, VectorWidth = Width });
        (Network network, int batch) = Layer switch
        {
            "linear 784→512, batch 64" => (Linear(784, 512), 64),
            "linear 192→120, batch 100" => (Linear(192, 120), 100),
            "conv 1→6 5×5, batch 100" => (Conv(1, 6, 5, 28), 100),
            "conv 6→12 5×5, batch 100" => (Conv(6, 12, 5, 12), 100),
            _ => (Conv(16, 32, 3, 16), 64),
        };
        Backstep.Engine.Programs.Program program = network.BuildTraining(batch, OptimizerSpec.Sgd(0.01));
        _compiled = _backend.Compile(program);
        var random = new TorchRandom(1);
        foreach ((string name, Tensor content) in network.Initialize(random)) _compiled.Write(program[name], content);
        _compiled.Write(program["x"], Tensor.FromFloats(program["x"].Shape, random.Randn(program["x"].Shape.Length)));
        _compiled.Write(program.Target!, Tensor.Zeros(program.Target!.Shape));
        _compiled.Write(program["lr"], Tensor.Scalar(0.01));
    }

    /// <summary>Forward, loss, backward, update.</summary>
    [Benchmark]
    public void Step() => _compiled!.Run();

    /// <summary>Ends the threads.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _compiled!.Dispose();
        _backend!.Dispose();
    }

    private static Network Linear(int inputs, int outputs) =>
        Make(new Shape(1, 1, inputs), [new("fc1", new Linear(inputs, outputs)), new("out", new Linear(outputs, 10))],
            (f, x) => f.Call("out", f.Relu(f.Call("fc1", f.Flatten(x)))));

    private static Network Conv(int channels, int outputs, int kernel, int side)
    {
        int pooled = (side - kernel + 1) / 2;
        return Make(new Shape(channels, side, side),
            [new("conv1", new Conv2d(channels, outputs, kernel)), new("out", new Linear(outputs * pooled * pooled, 10))],
            (f, x) => f.Call("out", f.Flatten(f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2))));
    }

    private static Network Make(Shape input, NamedModule[] modules, Func<ForwardBuilder, Value, Value> forward) =>
        new("bench", "Bench", input, [.. modules], forward)
        {
            ForwardLines = "forward  #@ conv1, fc1, out, relu1, pool1, flatten",
            StepLines = "step  #@ lr, x, labels, loss, zero_grad, backward, update",
        };
}
