using System.Collections.Immutable;

namespace Backstep.Engine.Models.Files;

/// <summary>The keys of a network's JSON.</summary>
internal static class NetworkFormat
{
    public static ImmutableArray<string> Keys { get; } =
    [
        "$schema", "name", "network", "layers", "loss", "optimizer", "data", "seed", "weights", "frozen", "shared_bias", "zoom",
            "batch_size", "epochs",
        "input_shape",
    ];

    public static ImmutableArray<string> DataKeys { get; } = ["inputs", "targets"];

    public static ImmutableArray<string> Zooms { get; } = ["scalar", "tensor"];
}
