using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Goals;

/// <summary>Something that a learner did in the debugger, as far as a goal may ask for it.</summary>
public abstract record LearnerAction;

/// <summary>Went to another moment, by whatever key.</summary>
/// <param name="Movement">How.</param>
/// <param name="Count">How often, where a number was given with it; each counts.</param>
public sealed record Moved(Movement Movement, int Count = 1) : LearnerAction;

/// <summary>Changed a value (what-if), or went to another timeline.</summary>
public sealed record Edited : LearnerAction;

/// <summary>Asked why a value is what it is, and was told.</summary>
/// <param name="Value">The value.</param>
public sealed record ExplanationOpened(Value Value) : LearnerAction;

/// <summary>Said what the next step would give.</summary>
/// <param name="Right">Whether it did.</param>
public sealed record Predicted(bool Right) : LearnerAction;

/// <summary>Trained the exercise's network.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Accuracy">The share of test images told right, 0 to 1.</param>
public sealed record Trained(TrainingTarget Target, double Accuracy) : LearnerAction;

/// <summary>How a learner can move; the first five are what par is counted in.</summary>
public enum Movement
{
    /// <summary>One instruction.</summary>
    Into,

    /// <summary>The rest of the source line or layer.</summary>
    Over,

    /// <summary>The rest of the phase.</summary>
    Out,

    /// <summary>To the end of the iteration.</summary>
    Iterate,

    /// <summary>One instruction back.</summary>
    Back,

    /// <summary>To the next breakpoint or the end of the iteration.</summary>
    Continue,

    /// <summary>Back to the last breakpoint or the beginning.</summary>
    ReverseContinue,

    /// <summary>Until a value has been computed, or to a line or phase.</summary>
    RunTo,

    /// <summary>To any moment, by the time line.</summary>
    GoTo,

    /// <summary>To the very beginning. Whoever starts over counts anew.</summary>
    Restart,
}
