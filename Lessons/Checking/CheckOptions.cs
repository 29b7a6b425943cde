using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Checking;

/// <summary>How thorough a check is.</summary>
public sealed record CheckOptions
{
    /// <summary>How training goals are tried; null: not at all, which saves most of the time.</summary>
    public TrainingData? Training { get; init; } = TrainingData.Synthetic;
}
