using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstep.Engine.Runs;

/// <summary>What a run was made with and in.</summary>
/// <param name="Finished">When it came to its end; null while it has not.</param>
public sealed record RunRecord(RunSettings Settings, RunEnvironment Environment, DateTimeOffset? Finished = null)
{
    private const int Written = 1;

    public int Version { get; init; } = Written;

    /// <summary>The first of the numbers that no run can have; null where all are possible.</summary>
    internal string? Impossible =>
        Version != Written ? "version"
        : Settings.BatchSize is < 1 or > RunSettings.LargestBatch ? "batch_size"
        : Settings.Epochs < 1 ? "epochs"
        : Settings.MaxSteps < 1 ? "max_steps"
        : Settings.Gpt is { IsPossible: false } ? "gpt"
        : Settings.HoldOut is not (null or > 0 and < 1) ? "hold_out"
        : !(Settings.Optimizer.LearningRate >= 0 && double.IsFinite(Settings.Optimizer.LearningRate)) ? "learning_rate"
        : !(Settings.Optimizer.Attributes.Momentum is >= 0 and <= 1) ? "momentum"
        : !(Settings.Optimizer.Attributes.WeightDecay >= 0 && double.IsFinite(Settings.Optimizer.Attributes.WeightDecay)) ? "weight_decay"
        : Environment.Threads < 1 ? "threads"
        : null;
}

/// <summary>Where a run is made; the same device with as many threads gives the same bits.</summary>
/// <param name="Program">Name and version of what trains.</param>
/// <param name="Device">As it is named on the command line.</param>
/// <param name="Threads">Of the processor; null where the device does not count them.</param>
public sealed record RunEnvironment(string Program, string Device, int? Threads, string System, DateTimeOffset Started);

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunJson : JsonSerializerContext;

/// <summary>A run that is not there, or cannot be kept or read. One line: which run, what is wrong, what to do.</summary>
public sealed class RunException(Func<Language, string> line, Exception? inner = null) : LocalizedException(line, inner);
