using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// The small pieces of tutorial 004 on tensors: activation functions over a range, and layer after layer on three images.
/// </summary>
internal static class TensorPrograms
{
    /// <summary>Sigmoid, tanh and ReLU at ten points around 0, none of them 0 itself, where ReLU has no derivative; the slopes come out as
    /// three paths of x.grad.</summary>
    public static Scenario Activations(ProgramEntry entry, ScenarioOptions options)
    {
        entry.RefuseUpdateOptions(options);
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(
            """
            x = torch.arange(-4.5, 5.0, requires_grad=True)  #@ x
            sigmoid = torch.sigmoid(x)                       #@ sigmoid
            tanh = torch.tanh(x)                             #@ tanh
            relu = torch.relu(x)                             #@ relu
            s = sigmoid.sum()                                #@ s
            t = tanh.sum()                                   #@ t
            r = relu.sum()                                   #@ r
            total = s + t + r                                #@ s_t, total
            x.grad = torch.zeros_like(x)                     #@ zero_grad
            total.backward()                                 #@ backward
            """));
        double[] points = [.. Enumerable.Range(0, 10).Select(n => n - 4.5)];
        Value x = b.Input("x", new Shape(points.Length), requiresGrad: true);
        Value sigmoid = b.Op(Opcode.Sigmoid, "sigmoid", [x]), tanh = b.Op(Opcode.Tanh, "tanh", [x]), relu = b.Op(Opcode.Relu, "relu", [x]);
        Value s = b.Op(Opcode.Sum, "s", [sigmoid]), t = b.Op(Opcode.Sum, "t", [tanh]), r = b.Op(Opcode.Sum, "r", [relu]);
        Value total = b.Op(Opcode.Add, "total", [b.Op(Opcode.Add, "s_t", [s, t]), r]);
        b.ZeroGrad().Backward(total).Roles(total);
        return new(b.Build(), options.SeedOrZero, new Dictionary<Value, Tensor>(),
            new FixedBatch(l => ModelTexts.In(l).RangeOfNumbers, KeyValuePair.Create(x, new Tensor(x.Shape, points))));
    }

    /// <summary>
    /// The layers that the tutorial takes apart: three images through Flatten, Linear, ReLU, Linear and Softmax, then backward from a
    /// random gradient. Draws in the tutorial's order: an image batch that only shows shapes, both linear layers, the batch that is used,
    /// the gradient.
    /// </summary>
    public static Scenario Layers(ProgramEntry entry, ScenarioOptions options)
    {
        entry.RefuseUpdateOptions(options);
        Network network = entry.Network!;
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(network.ForwardLines));
        Value x = b.Input("x", network.BatchShape(3)), gradient = b.Input("gradient", new Shape(3, 10));
        Value output = network.Forward(b, x);
        b.ZeroGrad().Backward(output, gradient).Roles(output);
        Program program = b.Build();

        var random = new TorchRandom(options.SeedOrZero);
        random.Rand(x.Shape.Length);
        var initial = network.Initialize(random).ToDictionary(p => program[p.Key], p => p.Value);
        var images = Tensor.FromFloats(x.Shape, random.Rand(x.Shape.Length));
        var upstream = Tensor.FromFloats(gradient.Shape, random.Randn(gradient.Shape.Length));
        return new(program, options.SeedOrZero, initial,
            new FixedBatch(l => ModelTexts.In(l).RandAndRandn(options.SeedOrZero), KeyValuePair.Create(x, images),
                KeyValuePair.Create(gradient, upstream)));
    }
}
