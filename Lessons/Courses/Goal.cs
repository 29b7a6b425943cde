using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Lessons.Courses;

/// <summary>What the learner is to do in the debugger.</summary>
public abstract record Goal : CourseNode
{
    /// <summary>The kind as the file names it.</summary>
    public abstract string Kind { get; }
}

/// <summary>Stop where a value has just been computed.</summary>
/// <param name="Value">Its name or label.</param>
public sealed record ReachGoal(string Value) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "reach";
}

/// <summary>Stop just before a phase.</summary>
public sealed record ReachPhaseGoal(Phase Phase) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "reach_phase";
}

/// <summary>Having gone beyond it, go back to where a value has just been computed.</summary>
/// <param name="Value">Its name or label.</param>
public sealed record BackToGoal(string Value) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "back_to";
}

/// <summary>The loss of a finished iteration falls below a bound.</summary>
/// <param name="Below">The bound.</param>
/// <param name="Within">Iterations at most.</param>
/// <param name="Solution">What the automatic player does.</param>
public sealed record LossBelowGoal(double Below, int Within, Solution Solution) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "loss_below";
}

/// <summary>Edit until a value is what it should be.</summary>
/// <param name="Value">Its name or label.</param>
/// <param name="Expression">What it should be.</param>
/// <param name="Tolerance">How far it may be from it, absolutely.</param>
/// <param name="Solution">What the automatic player does.</param>
public sealed record EqualsGoal(string Value, string Expression, double Tolerance, Solution Solution) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "equals";
}

/// <summary>Open the explanation of a value.</summary>
/// <param name="Value">Its name or label.</param>
public sealed record ExplainGoal(string Value) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "explain";
}

/// <summary>Train the exercise's network to an accuracy on the test set.</summary>
/// <param name="Target">What is asked for.</param>
/// <param name="Otherwise">What is asked for where the data set is not there; null: nothing else.</param>
public sealed record TrainGoal(TrainingTarget Target, TrainingTarget? Otherwise) : Goal
{
    /// <inheritdoc/>
    public override string Kind => "train";
}

/// <summary>A training and how good it is to become.</summary>
/// <param name="Data"><c>mnist</c>, <c>fashion-mnist</c> or <c>synthetic</c>.</param>
/// <param name="Epochs">How often it goes through the training set.</param>
/// <param name="Accuracy">The share of test images that are to be told right, 0 to 1.</param>
public sealed record TrainingTarget(string Data, int Epochs, double Accuracy);

/// <summary>How the automatic player reaches a goal.</summary>
/// <param name="Set">What it edits before the first iteration.</param>
/// <param name="Iterations">How many iterations it runs; null: one.</param>
public sealed record Solution(ImmutableArray<Setting> Set, int? Iterations);
