using System.Globalization;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>A parameter's name, as in the state_dict, and its shape.</summary>
public sealed record NamedShape(string Name, Shape Shape);

/// <summary>A module under the name that its owner gave it: <c>conv1</c>, or the position in a Sequential.</summary>
public sealed record NamedModule(string Name, Module Module);

/// <summary>A layer as PyTorch's <c>torch.nn</c> describes it: arguments, parameters, and how it prints. It holds no numbers.</summary>
public abstract record Module
{
    /// <summary>What <c>print(module)</c> gives.</summary>
    public virtual string Repr => $"{GetType().Name}()";

    /// <summary>The modules inside, in order; none for a plain layer.</summary>
    public virtual IReadOnlyList<NamedModule> Children => [];

    /// <summary>Names (<c>weight</c>, <c>bias</c>) and shapes of the parameters of this layer alone.</summary>
    public virtual IReadOnlyList<NamedShape> OwnParameters => [];

    /// <summary>Zeros that stand where a layer was made without a bias: its operation adds one, and nothing learns it.</summary>
    public virtual IReadOnlyList<NamedShape> OwnZeros => [];

    /// <summary>Every parameter of this module and of those inside, in the order of the state_dict.</summary>
    /// <param name="name">The module's own name, put in front with a dot.</param>
    public IEnumerable<NamedShape> Parameters(string name) =>
        OwnParameters.Select(p => p with { Name = $"{name}.{p.Name}" })
            .Concat(Children.SelectMany(c => c.Module.Parameters($"{name}.{c.Name}")));

    /// <summary>The same of <see cref="OwnZeros"/>.</summary>
    public IEnumerable<NamedShape> Zeros(string name) =>
        OwnZeros.Select(p => p with { Name = $"{name}.{p.Name}" })
            .Concat(Children.SelectMany(c => c.Module.Zeros($"{name}.{c.Name}")));

    /// <summary>Draws the parameters as the constructor does in PyTorch; null for a layer without any.</summary>
    internal virtual LayerParameters? Draw(TorchRandom random) => null;

    /// <summary>Writes the forward instructions; the result is named after the module.</summary>
    internal abstract Value Forward(ForwardBuilder forward, string name, Value x);
}

/// <summary><c>nn.Linear(in_features, out_features, bias=...)</c>: weight (out, in), bias (out).</summary>
public sealed record Linear(int InFeatures, int OutFeatures, bool HasBias = true) : Module
{
    public override string Repr => string.Create(CultureInfo.InvariantCulture,
        $"Linear(in_features={InFeatures}, out_features={OutFeatures}, bias={(HasBias ? "True" : "False")})");

    public override IReadOnlyList<NamedShape> OwnParameters => HasBias ? [Weight, Bias] : [Weight];

    public override IReadOnlyList<NamedShape> OwnZeros => HasBias ? [] : [Bias];

    private NamedShape Weight => new("weight", new Shape(OutFeatures, InFeatures));

    private NamedShape Bias => new("bias", new Shape(OutFeatures));

    internal override LayerParameters Draw(TorchRandom random) => TorchInit.Linear(random, InFeatures, OutFeatures, HasBias);

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.Linear, name, [x, forward.Parameter($"{name}.weight"), forward.Parameter($"{name}.bias")], layer: name);
}

/// <summary><c>nn.Conv2d(in_channels, out_channels, kernel_size, stride=..., padding=..., bias=...)</c>: weight (out, in, kernel, kernel),
/// bias (out).</summary>
/// <param name="InChannels">Channels of the input image.</param>
/// <param name="OutChannels">Channels of the result, one a kernel.</param>
/// <param name="Kernel">Side of the square kernel, in pixels.</param>
/// <param name="Padding">Zeros around the image, in pixels.</param>
/// <param name="Stride">Step of the kernel, in pixels.</param>
/// <param name="HasBias">Whether each channel has a bias.</param>
public sealed record Conv2d(int InChannels, int OutChannels, int Kernel, int Padding = 0, int Stride = 1, bool HasBias = true) : Module
{
    public override string Repr => string.Create(CultureInfo.InvariantCulture,
        $"Conv2d({InChannels}, {OutChannels}, kernel_size=({Kernel}, {Kernel}), stride=({Stride}, {Stride})"
            + $"{(Padding == 0 ? "" : $", padding=({Padding}, {Padding})")}{(HasBias ? "" : ", bias=False")})");

    public override IReadOnlyList<NamedShape> OwnParameters => HasBias ? [Weight, Bias] : [Weight];

    public override IReadOnlyList<NamedShape> OwnZeros => HasBias ? [] : [Bias];

    private NamedShape Weight => new("weight", new Shape(OutChannels, InChannels, Kernel, Kernel));

    private NamedShape Bias => new("bias", new Shape(OutChannels));

    internal override LayerParameters Draw(TorchRandom random) =>
        TorchInit.Conv2d(random, InChannels, OutChannels, Kernel, Kernel, HasBias);

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.Conv2d, name, [x, forward.Parameter($"{name}.weight"), forward.Parameter($"{name}.bias")],
            new Conv2dAttributes(Stride, Padding), layer: name);
}

/// <summary><c>nn.MaxPool2d(kernel_size, stride)</c>.</summary>
public sealed record MaxPool2d(int Kernel, int Stride) : Module
{
    public override string Repr =>
        string.Create(CultureInfo.InvariantCulture,
            $"MaxPool2d(kernel_size={Kernel}, stride={Stride}, padding=0, dilation=1, ceil_mode=False)");

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.MaxPool2d, name, [x], new MaxPool2dAttributes(Kernel, Stride));
}

public sealed record ReLU : Module
{
    internal override Value Forward(ForwardBuilder forward, string name, Value x) => forward.Op(Opcode.Relu, name, [x]);
}

public sealed record Sigmoid : Module
{
    internal override Value Forward(ForwardBuilder forward, string name, Value x) => forward.Op(Opcode.Sigmoid, name, [x]);
}

public sealed record Tanh : Module
{
    internal override Value Forward(ForwardBuilder forward, string name, Value x) => forward.Op(Opcode.Tanh, name, [x]);
}

/// <summary><c>nn.Softmax(dim)</c>.</summary>
public sealed record Softmax(int Dim) : Module
{
    public override string Repr => string.Create(CultureInfo.InvariantCulture, $"Softmax(dim={Dim})");

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.Softmax, name, [x], new AxisAttributes(Dim < 0 ? x.Shape.Rank + Dim : Dim));
}

/// <summary><c>nn.LogSoftmax(dim)</c>.</summary>
public sealed record LogSoftmax(int Dim) : Module
{
    public override string Repr => string.Create(CultureInfo.InvariantCulture, $"LogSoftmax(dim={Dim})");

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.LogSoftmax, name, [x], new AxisAttributes(Dim < 0 ? x.Shape.Rank + Dim : Dim));
}

/// <summary><c>nn.Flatten()</c>: all dimensions but the first (the batch) become one.</summary>
public sealed record Flatten : Module
{
    public override string Repr => "Flatten(start_dim=1, end_dim=-1)";

    internal override Value Forward(ForwardBuilder forward, string name, Value x) =>
        forward.Op(Opcode.Reshape, name, [x], target: [x.Shape[0], -1]);
}

/// <summary>
/// <c>nn.Sequential(...)</c>: modules applied one after another, under their positions, those without parameters counted too, or under the
/// names that an <c>OrderedDict</c> gives them.
/// </summary>
public sealed record Sequential(IReadOnlyList<NamedModule> Named) : Module
{
    public Sequential(params IReadOnlyList<Module> modules)
        : this([.. modules.Select((m, i) => new NamedModule(i.ToString(CultureInfo.InvariantCulture), m))])
    {
    }

    public override IReadOnlyList<NamedModule> Children => Named;

    public override string Repr => ModelSummary.Print("Sequential", Children);

    internal override Value Forward(ForwardBuilder forward, string name, Value x)
    {
        foreach (NamedModule child in Children) x = child.Module.Forward(forward, $"{name}.{child.Name}", x);
        return x;
    }
}
