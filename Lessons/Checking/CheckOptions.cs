using Backstep.Lessons.Goals;

namespace Backstep.Lessons.Checking;

/// <summary>How thorough a check is.</summary>
public sealed record CheckOptions
{
    /// <summary>How training goals are tried; null: not at all, which saves most of the time.</summary>
    public TrainingData? Training { get; init; } = TrainingData.Synthetic;

    /// <summary>Whether texts without a translation are warned of in a course that is in English alone.</summary>
    public bool AsksForTranslations { get; init; }
}
