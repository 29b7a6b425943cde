using Backstep.Engine.Models;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Gpu.Tests.Fused;

/// <summary>Networks that are small enough for the stand-in, of the shapes that matter for fusing.</summary>
internal static class SmallNetworks
{
    /// <summary>One convolution with an even kernel that is not square in effect: an odd column is left out by the pooling.</summary>
    public static Network OneConv { get; } =
        Make("one-conv", new Shape(1, 9, 8), [("conv1", new Conv2d(1, 3, 4)), ("out", new Linear(3 * 3 * 2, 4))],
        (f, x) => f.Call("out", f.Flatten(f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2))));

    /// <summary>Three convolutions, with padding, kernels of 5, 3 and 2.</summary>
    public static Network ThreeConvs { get; } = Make("three-convs", new Shape(1, 14, 13),
        [("conv1", new Conv2d(1, 5, 5, 2)), ("conv2", new Conv2d(5, 7, 3, 1)), ("conv3", new Conv2d(7, 6, 2, 1)),
        ("fc1", new Linear(6 * 2 * 2, 11)), ("out", new Linear(11, 5))],
        (f, x) =>
        {
            x = f.MaxPool2d(f.Relu(f.Call("conv1", x)), 2);
            x = f.MaxPool2d(f.Relu(f.Call("conv2", x)), 2);
            x = f.MaxPool2d(f.Relu(f.Call("conv3", x)), 2);
            return f.Call("out", f.Relu(f.Call("fc1", f.Flatten(x))));
        });

    /// <summary>Pooling without a ReLU, linear layers without one, an image of several channels.</summary>
    public static Network NoRelu { get; } =
        Make("no-relu", new Shape(2, 8, 10), [("conv1", new Conv2d(2, 4, 3)), ("fc1", new Linear(4 * 3 * 4, 9)), ("out", new Linear(9, 3))],
        (f, x) => f.Call("out", f.Call("fc1", f.Flatten(f.MaxPool2d(f.Call("conv1", x), 2)))));

    /// <summary>Linear layers alone, all small.</summary>
    public static Network SmallMlp { get; } =
        Make("small-mlp", new Shape(1, 6, 7), [("fc1", new Linear(42, 13)), ("out", new Linear(13, 6))],
        (f, x) => f.Call("out", f.Relu(f.Call("fc1", f.Flatten(x)))));

    /// <summary>Two linear layers that are too wide for the chain, and a last one that is not: the MLP of the tutorials, smaller.</summary>
    public static Network WideMlp { get; } =
        Make("wide-mlp", new Shape(1, 16, 17), [("fc1", new Linear(272, 300)), ("fc2", new Linear(300, 280)), ("out", new Linear(280, 5))],
        (f, x) => f.Call("out", f.Relu(f.Call("fc2", f.Relu(f.Call("fc1", f.Flatten(x)))))));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Network> All { get; } = [OneConv, ThreeConvs, NoRelu, SmallMlp, WideMlp];

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
