using Backstep.Engine.Models;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Cpu;

/// <summary>Networks that no tutorial has: other widths, kernels, paddings, orders, more layers.</summary>
internal static class OddNetworks
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        // Tutorials 001 and 003, trained as the others are.
        Make("tutorial-net", new Shape(1, 32, 32),
            [("conv1", new Conv2d(1, 6, 5)), ("conv2", new Conv2d(6, 16, 5)), ("fc1", new Linear(400, 120)), ("fc2", new Linear(120, 84)),
            ("out", new Linear(84, 10))],
            (f, x) =>
            {
                x = f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2);
                x = f.MaxPool2d(f.Relu(f.Call("conv2", x)), 2);
                return f.Call("out", f.Relu(f.Call("fc2", f.Relu(f.Call("fc1", f.Flatten(x))))));
            }),
        // Seven channels, even kernels, padding, an odd row that the pooling leaves out.
        Make("wide", new Shape(3, 15, 13),
        [("conv1", new Conv2d(3, 7, 4, 2)), ("conv2", new Conv2d(7, 13, 3, 1)), ("out", new Linear(13 * 4 * 3, 10))],
            (f, x) => f.Call("out", f.Flatten(f.MaxPool2d(f.Relu(f.Call("conv2", f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2))), 2)))),
        // Few channels handed on to a layer with padding: rows with gaps, longer than a block of pixels and not a multiple of it.
        Make("padded", new Shape(1, 20, 20),
        [("conv1", new Conv2d(1, 4, 3, 1)), ("conv2", new Conv2d(4, 8, 3, 1)), ("out", new Linear(8 * 5 * 5, 10))],
            (f, x) => f.Call("out", f.Flatten(f.MaxPool2d(f.Relu(f.Call("conv2", f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2))), 2)))),
        // A larger kernel than one block of registers, no pooling, no ReLU.
        Make("large-kernel", new Shape(2, 20, 20),
        [("conv1", new Conv2d(2, 3, 7, 3)), ("conv2", new Conv2d(3, 5, 6)), ("out", new Linear(5 * 15 * 15, 10))],
            (f, x) => f.Call("out", f.Flatten(f.Call("conv2", f.Relu(f.Call("conv1", x)))))),
        // Pooling that overlaps and pooling before ReLU: not the fused pattern.
        Make("overlap", new Shape(1, 14, 14),
        [("conv1", new Conv2d(1, 4, 3)), ("conv2", new Conv2d(4, 6, 3)), ("out", new Linear(6 * 3 * 3, 10))],
            (f, x) => f.Call("out", f.Flatten(f.Relu(f.MaxPool2d(f.Call("conv2", f.Relu(f.MaxPool2d(f.Call("conv1", x), 3, 2))), 1))))),
        // Wider than any tutorial's, with a result that two layers use one after the other.
        Make("deep", new Shape(1, 16, 16),
            [("conv1", new Conv2d(1, 16, 3, 1)), ("conv2", new Conv2d(16, 24, 3, 1)), ("conv3", new Conv2d(24, 20, 3, 1)),
            ("fc1", new Linear(20 * 2 * 2, 37)), ("out", new Linear(37, 10))],
            (f, x) =>
            {
                x = f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2);
                x = f.MaxPool2d(f.Relu(f.Call("conv2", x)), 2);
                x = f.MaxPool2d(f.Relu(f.Call("conv3", x)), 2);
                return f.Call("out", f.Relu(f.Call("fc1", f.Flatten(x))));
            }),
    ];

    private static Network Make(
        string name, Shape input, (string Name, Module Module)[] modules,
        Func<ForwardBuilder, Backstep.Engine.Programs.Value, Backstep.Engine.Programs.Value> forward)
    {
        string values =
            string.Join(", ", modules.Select(m => m.Name).Concat(Enumerable.Range(1, 4).SelectMany(i => new[] { $"relu{i}", $"pool{i}" })));
        return new Network(name, name, input, [.. modules.Select(m => new NamedModule(m.Name, m.Module))], forward)
        {
            ForwardLines = $"forward  #@ {values}, flatten",
            StepLines = "step  #@ lr, x, labels, loss\nzero  #@ zero_grad\nback  #@ backward\nupdate  #@ update",
        };
    }
}
