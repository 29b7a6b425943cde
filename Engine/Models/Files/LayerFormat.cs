using System.Collections.Immutable;

namespace Backstep.Engine.Models.Files;

/// <summary>What a layer's argument is.</summary>
internal enum ArgumentKind
{
    /// <summary>A whole number, from 1 unless its least says otherwise; PyTorch's pair of twice the same is one, too.</summary>
    Whole,

    /// <summary>True or False.</summary>
    Flag,

    /// <summary>Something of which only the value that PyTorch has unless told otherwise is possible.</summary>
    Fixed,
}

/// <summary>An argument of a layer.</summary>
/// <param name="Name">PyTorch's name of it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Usual">What leaving it out means; null where it must be there.</param>
/// <param name="Least">The smallest number.</param>
internal sealed record LayerArgument(string Name, ArgumentKind Kind, object? Usual = null, int Least = 1);

/// <summary>The layers that a file can name, with PyTorch's arguments in PyTorch's order.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Make">Makes the module of the arguments in order.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record LayerFormat(string Name, Func<LayerValues, Module> Make, params ImmutableArray<LayerArgument> Arguments)
{
    private const int MaxSize = 1_000_000;

    public static ImmutableArray<LayerFormat> All { get; } =
    [
        new("Linear", v => new Linear(v[0], v[1], v.Is(2)), new("in_features", ArgumentKind.Whole), new("out_features", ArgumentKind.Whole),
            new("bias", ArgumentKind.Flag, true)),
        new("Conv2d", v => new Conv2d(v[0], v[1], v[2], v[4], v[3], v.Is(7)), new("in_channels", ArgumentKind.Whole),
            new("out_channels", ArgumentKind.Whole), new("kernel_size", ArgumentKind.Whole), new("stride", ArgumentKind.Whole, 1),
            new("padding", ArgumentKind.Whole, 0, 0), new("dilation", ArgumentKind.Fixed, 1), new("groups", ArgumentKind.Fixed, 1),
            new("bias", ArgumentKind.Flag, true)),
        new("MaxPool2d", v => new MaxPool2d(v[0], v[1] == 0 ? v[0] : v[1]), new("kernel_size", ArgumentKind.Whole),
            new("stride", ArgumentKind.Whole, 0), new("padding", ArgumentKind.Fixed, 0), new("dilation", ArgumentKind.Fixed, 1),
            new("return_indices", ArgumentKind.Fixed, false), new("ceil_mode", ArgumentKind.Fixed, false)),
        new("Flatten", _ => new Flatten(), new("start_dim", ArgumentKind.Fixed, 1), new("end_dim", ArgumentKind.Fixed, -1)),
        new("ReLU", _ => new ReLU(), new LayerArgument("inplace", ArgumentKind.Flag, false)),
        new("Sigmoid", _ => new Sigmoid()),
        new("Tanh", _ => new Tanh()),
        new("Softmax", v => new Softmax(v[0]), new LayerArgument("dim", ArgumentKind.Whole, 1)),
        new("LogSoftmax", v => new LogSoftmax(v[0]), new LayerArgument("dim", ArgumentKind.Whole, 1)),
    ];

    public static string Names => string.Join(", ", All.Select(l => l.Name));

    /// <summary>The module that a call makes.</summary>
    /// <exception cref="NetworkFileException">There is no such layer, or its arguments are not what it takes.</exception>
    public static Module Module(PyCall call)
    {
        if (call.Type.StartsWith("Dropout", StringComparison.Ordinal))
            throw call.Place.Fault(t => t.NoDropout(Json.Quoted.Shown(call.Type)));
        if (call.Type.StartsWith("BatchNorm", StringComparison.Ordinal))
            throw call.Place.Fault(t => t.NoBatchNorm(Json.Quoted.Shown(call.Type)));
        if (All.FirstOrDefault(l => l.Name == call.Type) is not { } format)
            throw call.Place.Fault(t => t.NoLayer(Json.Quoted.Shown(call.Type),
                Json.Quoted.Near(call.Type, All.Select(l => l.Name)), Names));
        if (call.Arguments.Length > format.Arguments.Length)
            throw call.Place.Fault(t => t.TooManyArguments(format.Name, format.Arguments.Length, call.Arguments.Length));
        var given = new PyNode?[format.Arguments.Length];
        for (int i = 0; i < call.Arguments.Length; i++) given[i] = call.Arguments[i];
        foreach ((string name, PyNode value) in call.Named)
        {
            int at = format.Arguments.ToList().FindIndex(a => a.Name == name);
            if (at < 0)
                throw value.Place.Fault(t => t.NoArgument(format.Name, Json.Quoted.Shown(name),
                    Json.Quoted.Near(name, format.Arguments.Select(a => a.Name)), string.Join(", ", format.Arguments.Select(a => a.Name))));
            if (given[at] is not null) throw value.Place.Fault(t => t.ArgumentTwice(name));
            given[at] = value;
        }
        return format.Make(new([.. format.Arguments.Select((a, i) => format.Number(a, given[i], call))]));
    }

    private int Number(LayerArgument argument, PyNode? value, PyCall call)
    {
        if (value is null)
            return argument.Usual switch
            {
                int n => n,
                bool flag => flag ? 1 : 0,
                _ => throw call.Place.Fault(t => t.ArgumentMissing(Name, argument.Name)),
            };
        // Softmax(dim=None) takes the last of two dimensions, MaxPool2d(2, stride=None) the kernel's side.
        if (value is PyName { Name: "None" } && argument.Usual is int usual) return usual;
        // The last dimension, as PyTorch counts from the end.
        if (value is PyNumber { Number: -1 } && argument.Name == "dim") return -1;
        // A square as a pair.
        if (value is PyList { Items: [PyNumber a, PyNumber b] } && a.Number == b.Number) value = a;
        if (argument.Kind == ArgumentKind.Flag)
            return value is PyName { Name: "True" } ? 1 : value is PyName { Name: "False" } ? 0
                : throw value.Place.Fault(t => t.FlagWanted(argument.Name));
        if (argument.Kind == ArgumentKind.Fixed)
        {
            bool isUsual = value is PyNumber { Number: var fix } ? argument.Usual is int only && only == fix
                : value is PyName { Name: var text } && $"{argument.Usual}" == text;
            return isUsual ? 0 : throw value.Place.Fault(t => t.OnlyUsual(Name, argument.Name, $"{argument.Usual}"));
        }
        return value is PyNumber { Number: var number } && number == Math.Floor(number) && number >= argument.Least && number <= MaxSize
            ? (int)number
            : throw value.Place.Fault(t => value is PyName { Name: var unknown }
                ? t.UnknownName(Json.Quoted.Shown(unknown), argument.Name) : t.WholeWanted(argument.Name, argument.Least, MaxSize));
    }
}

/// <summary>The arguments of a layer as numbers, in the format's order.</summary>
internal readonly struct LayerValues(ImmutableArray<int> numbers)
{
    public int this[int argument] => numbers[argument];

    public bool Is(int argument) => numbers[argument] != 0;
}
