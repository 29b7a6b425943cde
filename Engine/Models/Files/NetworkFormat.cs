using System.Collections.Immutable;

namespace Backstep.Engine.Models.Files;

/// <summary>What the JSON of a network can say; network.schema.json says the same for editors.</summary>
public static class NetworkFormat
{
    public static ImmutableArray<string> Keys { get; } =
    [
        "$schema", "name", "network", "layers", "loss", "optimizer", "data", "seed", "weights", "frozen", "shared_bias", "zoom",
        "batch_size", "epochs", "input_shape",
    ];

    /// <summary>Of a table.</summary>
    public static ImmutableArray<string> DataKeys { get; } = ["inputs", "targets"];

    public static ImmutableArray<string> Zooms { get; } = ["scalar", "tensor"];

    /// <summary>The layers by PyTorch's names.</summary>
    public static ImmutableArray<string> Layers { get; } = [.. LayerFormat.All.Select(l => l.Name)];

    public static ImmutableArray<string> Losses { get; } = [.. NetworkLoss.All.Select(l => l.Name)];

    public static ImmutableArray<string> Optimizers { get; } = ["SGD", "Adam", "AdamW"];
}
