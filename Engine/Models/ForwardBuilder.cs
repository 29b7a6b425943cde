using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models;

/// <summary>
/// What a network's forward method is written with: calls of its modules, and functions of <c>torch.nn.functional</c>. Each call writes
/// instructions into the program. A module's result has the module's name; results of functions are numbered by kind
/// (<c>relu1</c>, <c>pool1</c>, <c>relu2</c>).
/// </summary>
public sealed class ForwardBuilder(ProgramBuilder builder, Network network)
{
    private int _relus, _pools;

    /// <summary><c>self.module(x)</c>.</summary>
    /// <exception cref="ArgumentException">The network has no such module.</exception>
    /// <exception cref="ShapeException">The input does not fit the module.</exception>
    public Value Call(string module, Value x)
    {
        Module called = network.Modules.FirstOrDefault(m => m.Name == module)?.Module
            ?? throw new ArgumentException($"{network.ClassName} has no module {module}", nameof(module));
        return called.Forward(this, module, x);
    }

    /// <summary><c>F.relu(x)</c>.</summary>
    public Value Relu(Value x) => Op(Opcode.Relu, $"relu{++_relus}", [x]);

    /// <summary><c>F.max_pool2d(x, kernel)</c>; the stride is the kernel's side unless it is given.</summary>
    /// <exception cref="ShapeException">The window does not fit.</exception>
    public Value MaxPool2d(Value x, int kernel, int? stride = null) =>
        Op(Opcode.MaxPool2d, $"pool{++_pools}", [x], new MaxPool2dAttributes(kernel, stride ?? kernel));

    /// <summary><c>x.view(...)</c>, <c>x.reshape(...)</c>: the same elements under another shape, called <c>flatten</c>; one extent may be
    /// -1.</summary>
    /// <exception cref="ShapeException">The elements do not fit.</exception>
    public Value View(Value x, params ReadOnlySpan<int> shape) => Op(Opcode.Reshape, "flatten", [x], target: shape);

    /// <summary>Everything behind the first dimension becomes one: <c>x.view(-1, features)</c>, <c>x.reshape((x.shape[0],
    /// -1))</c>.</summary>
    public Value Flatten(Value x) => View(x, x.Shape[0], -1);

    internal Value Parameter(string name) =>
        builder.Find(name) ?? throw new ArgumentException($"{network.ClassName} has no parameter {name}", nameof(name));

    internal Value Op(
        Opcode opcode, string output, ReadOnlySpan<Value> inputs, OpAttributes? attributes = null, ReadOnlySpan<int> target = default,
        string? layer = null) =>
        builder.Op(opcode, output, inputs, attributes, target, layer);
}
