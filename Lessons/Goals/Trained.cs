using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Goals;

/// <summary>Trained the exercise's network.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Accuracy">The share of test images told right, 0 to 1.</param>
public sealed record Trained(TrainingTarget Target, double Accuracy) : JournalEntry;
